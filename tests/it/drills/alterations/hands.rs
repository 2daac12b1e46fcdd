//! What may be done to a log at the database? Each as statements, with the first position that is wrong afterwards.

use domain::log::{Checkpoint, Line, Link, Place};
use harness::Engine;
use persistence::signing_keys::SigningKey;

use super::Auditor;
use crate::drills::dice::Dice;

/// What is done to the log, and the position that must be named first; none where an entry is put in without any.
pub(super) type Alteration = (String, Vec<String>, Option<u64>);

/// The entry at a position, as the database writes its id.
pub(super) fn id(engine: Engine, of: uuid::Uuid) -> String {
    match engine {
        Engine::Sqlite => format!("x'{}'", of.simple()),
        Engine::Postgres => format!("'{of}'"),
    }
}

/// Octets, as the database writes them.
fn octets(engine: Engine, of: &[u8]) -> String {
    let digits = harness::canary::hex(of);
    match engine {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'\\x{digits}'"),
    }
}

pub(super) fn change(dice: &mut Dice, auditor: &Auditor, at: u64) -> Alteration {
    let entry = auditor.entry(at);
    let (table, key) = if dice.one_in(3) {
        ("log_positions", format!("position = {at}"))
    } else {
        ("log_entries", format!("id = {entry}"))
    };
    let to = match table {
        "log_positions" => {
            dice.pick(&["link = substr(signature, 1, 32)", "signature = link", "signature = link || link"])
        }
        _ => dice.pick(&[
            "at = at + 1",
            "act = 'sign_out_'",
            "account = NULL, officer = subject",
            "union_id = id",
            "subject = id",
            "subject_kind = 'nothing'",
            "request_id = request_id || 'x'",
            "detail = mac",
            "delegation = id",
        ]),
    };
    (format!("change {to} at {at}"), vec![format!("UPDATE {table} SET {to} WHERE {key}")], Some(at))
}

pub(super) fn delete(dice: &mut Dice, auditor: &Auditor, at: u64) -> Alteration {
    let mut all = vec![format!("DELETE FROM log_entries WHERE id = {}", auditor.entry(at))];
    if dice.one_in(2) {
        all.push(format!("DELETE FROM log_positions WHERE position = {at}"));
    }
    (format!("delete {at}"), all, Some(at))
}

pub(super) fn insert(dice: &mut Dice, auditor: &Auditor, engine: Engine, at: u64) -> Alteration {
    let new = id(engine, uuid::Uuid::from_u128(u128::from(at) << 64));
    let entry = format!(
        "INSERT INTO log_entries (id, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac, delegation) \
         SELECT {new}, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac, delegation \
         FROM log_entries WHERE id = {}",
        auditor.entry(at)
    );
    let mut all = vec![entry];
    // Between two others, with all that follows moved on by one; or without a position.
    let named = dice.one_in(2).then(|| {
        all.push(format!("UPDATE log_positions SET position = position + 1000000 WHERE position >= {at}"));
        all.push("UPDATE log_positions SET position = position - 999999 WHERE position > 1000000".to_owned());
        all.push(format!(
            "INSERT INTO log_positions (position, entry, link, signature) SELECT {at}, {new}, link, signature FROM log_positions WHERE position = {at} + 1"
        ));
        at
    });
    (format!("insert at {at}, with a position: {}", named.is_some()), all, named)
}

pub(super) fn reorder(auditor: &Auditor, engine: Engine, at: u64) -> Alteration {
    let other = at % (auditor.kept.position - 1) + 1;
    let other = if other == at { other + 1 } else { other };
    let (first, second) = (auditor.entry(at), auditor.entry(other));
    let spare = id(engine, uuid::Uuid::max());
    let all = vec![
        format!("UPDATE log_positions SET entry = {spare} WHERE position = {at}"),
        format!("UPDATE log_positions SET entry = {first} WHERE position = {other}"),
        format!("UPDATE log_positions SET entry = {second} WHERE position = {at}"),
    ];
    (format!("reorder {at} and {other}"), all, Some(at.min(other)))
}

pub(super) fn cut(at: u64) -> Alteration {
    let gone = format!("IN (SELECT entry FROM log_positions WHERE position >= {at})");
    let all = vec![
        format!("DELETE FROM log_entries WHERE id {gone}"),
        format!("DELETE FROM log_checkpoints WHERE position >= {at}"),
        format!("DELETE FROM log_positions WHERE position >= {at}"),
    ];
    (format!("cut from {at}"), all, Some(at))
}

/// The log from there on, chained anew over a changed entry and signed with a key of one's own.
pub(super) fn rewrite(lines: &[Line], engine: Engine, at: u64) -> Alteration {
    let thief = SigningKey::generate(uuid::Uuid::max()).unwrap();
    let signer = thief.signer().unwrap();
    let (mut link, mut all) = (Link::ORIGIN, Vec::new());
    for line in lines {
        match line {
            Line::Position { position, link: known, .. } if *position < at => link = *known,
            Line::Position { position, entry: Some(entry), .. } => {
                let mut entry = entry.clone();
                if *position == at {
                    "sign_out_".clone_into(&mut entry.act);
                    all.push(format!(
                        "UPDATE log_entries SET act = 'sign_out_' WHERE id = {}",
                        id(engine, entry.id.raw())
                    ));
                }
                link = link.next(*position, &entry.digest());
                let signature =
                    signer.sign(&Place { position: *position, digest: entry.digest(), link }.text());
                let (link, signature) = (octets(engine, &link.octets()), octets(engine, &signature));
                all.push(format!("UPDATE log_positions SET link = {link}, signature = {signature} WHERE position = {position}"));
            }
            Line::Checkpoint(known) if known.position >= at => {
                let signature =
                    signer.sign(&Checkpoint::text(known.position, link, known.at_micros, &known.key));
                let (link, signature) = (octets(engine, &link.octets()), octets(engine, &signature));
                all.push(format!(
                    "UPDATE log_checkpoints SET link = {link}, signature = {signature} WHERE position = {}",
                    known.position
                ));
            }
            _ => {}
        }
    }
    (format!("rewrite from {at}"), all, Some(at))
}

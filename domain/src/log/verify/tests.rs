//! Each alteration of a small log, and whether its first bad position is named.

use uuid::Uuid;

use super::*;
use crate::log::LogSubject;

/// Signs by repeating what is signed under a word: what a key is to the real one.
struct Stamp(&'static [u8]);

impl Stamp {
    fn sign(&self, octets: &[u8]) -> Octets {
        Octets([self.0, octets].concat())
    }
}

impl Checks for Stamp {
    fn is_signed(&self, octets: &[u8], signature: &[u8]) -> bool {
        signature == [self.0, octets].concat()
    }
}

const KEY: Stamp = Stamp(b"service");
const OTHER: Stamp = Stamp(b"thief");

fn entry(number: u128) -> LogEntry {
    LogEntry {
        id: LogEntryId::new(Uuid::from_u128(number)),
        at_micros: i64::try_from(number).unwrap(),
        account: None,
        officer: None,
        delegation: None,
        union: None,
        act: "sign_in".to_owned(),
        subject: LogSubject { kind: "account".to_owned(), id: Uuid::nil() },
        request_id: number.to_string(),
        detail: Octets(vec![7; 3]),
    }
}

fn checkpoint(position: Position, link: Link, key: &Stamp) -> Checkpoint {
    let signature = key.sign(&Checkpoint::text(position, link, 1, "k"));
    Checkpoint { position, link, at_micros: 1, key: "k".to_owned(), signature }
}

/// A log of those entries with a checkpoint after each third.
fn log(entries: &[LogEntry], key: &Stamp) -> Vec<Line> {
    let mut link = Link::ORIGIN;
    let mut lines = vec![Line::Log { form: 1, after: 0 }];
    for (position, entry) in (1..).zip(entries) {
        link = link.next(position, &entry.digest());
        let signature = key.sign(&Place { position, digest: entry.digest(), link }.text());
        lines.push(Line::Position { position, entry: Some(entry.clone()), link, signature });
        if position % 3 == 0 {
            lines.push(Line::Checkpoint(checkpoint(position, link, key)));
        }
    }
    lines.push(Line::End { positions: u64::try_from(entries.len()).unwrap() });
    lines
}

fn ten() -> Vec<Line> {
    log(&(1..=10).map(entry).collect::<Vec<_>>(), &KEY)
}

fn verify(lines: &[Line], witnessed: Option<Checkpoint>) -> Report {
    let mut verifier = Verifier::new(&KEY, witnessed);
    for line in lines {
        verifier.take(line);
    }
    verifier.finish()
}

fn at(lines: &mut [Line], position: Position) -> &mut Line {
    lines
        .iter_mut()
        .find(|line| matches!(line, Line::Position { position: p, .. } if *p == position))
        .unwrap()
}

fn witness(lines: &[Line], position: Position) -> Checkpoint {
    let found = lines.iter().find_map(|line| match line {
        Line::Checkpoint(checkpoint) if checkpoint.position == position => Some(checkpoint.clone()),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn a_log_that_nobody_touched_is_proved_whole() {
    let report = verify(&ten(), Some(witness(&ten(), 6)));
    assert!(report.holds(), "{report:?}");
    assert_eq!((report.proved, report.last, report.checkpoints, report.witnessed), (10, 10, 3, true));
}

#[test]
fn an_entry_that_was_changed_is_named() {
    for position in 1..=10 {
        let mut lines = ten();
        let Line::Position { entry: Some(entry), .. } = at(&mut lines, position) else { unreachable!() };
        entry.request_id.push('x');
        let id = entry.id;
        let report = verify(&lines, None);
        assert_eq!(report.findings, [Finding::Altered { position, id }]);
        assert_eq!(report.proved, 9);
    }
}

#[test]
fn an_entry_that_was_taken_out_is_named_with_and_without_its_position() {
    for position in 1..=10 {
        let mut lines = ten();
        let Line::Position { entry, .. } = at(&mut lines, position) else { unreachable!() };
        *entry = None;
        assert_eq!(verify(&lines, None).findings, [Finding::Missing { first: position, last: position }]);
    }
    // Of the last one, without its position, nothing tells but a later checkpoint.
    for position in 1..=9 {
        let mut lines = ten();
        lines.retain(|line| !matches!(line, Line::Position { position: p, .. } if *p == position));
        *lines.last_mut().unwrap() = Line::End { positions: 9 };
        assert_eq!(verify(&lines, None).findings, [Finding::Missing { first: position, last: position }]);
    }
}

#[test]
fn entries_that_changed_places_are_named() {
    let mut lines = ten();
    let mut taken = Vec::new();
    for position in [4, 5] {
        let Line::Position { entry, .. } = at(&mut lines, position) else { unreachable!() };
        taken.push(entry.take());
    }
    for (position, moved) in [4, 5].into_iter().zip(taken.into_iter().rev()) {
        let Line::Position { entry, .. } = at(&mut lines, position) else { unreachable!() };
        *entry = moved;
    }
    let [first, second] = verify(&lines, None).findings[..] else { panic!("two findings") };
    assert!(matches!(first, Finding::Altered { position: 4, .. }), "{first:?}");
    assert!(matches!(second, Finding::Altered { position: 5, .. }), "{second:?}");
}

#[test]
fn a_log_rewritten_by_another_hand_is_named_from_where_it_was_rewritten() {
    for first in 1..=10_u64 {
        let mut entries: Vec<_> = (1..=10).map(entry).collect();
        entries[usize::try_from(first).unwrap() - 1].act = "sign_out".to_owned();
        let theirs = log(&entries, &OTHER);
        // Up to there they keep what the service signed.
        let mut lines = ten();
        for (mine, other) in lines.iter_mut().zip(theirs) {
            let rewritten = match &other {
                Line::Position { position, .. } => *position >= first,
                _ => false,
            };
            if rewritten {
                *mine = other;
            }
        }
        let report = verify(&lines, None);
        assert_eq!(report.findings[0], Finding::Rewritten { position: first }, "{first}");
        assert_eq!(report.proved, first - 1);
    }
}

#[test]
fn a_cut_is_found_by_who_holds_a_later_checkpoint() {
    let whole = ten();
    let cut = log(&(1..=7).map(entry).collect::<Vec<_>>(), &KEY);
    assert!(verify(&cut, None).holds());
    assert!(verify(&cut, Some(witness(&whole, 6))).holds());
    let found = verify(&cut, Some(witness(&whole, 9))).findings;
    assert_eq!(found, [Finding::Cut { ends: 7, known: 9 }]);
}

#[test]
fn a_log_rewritten_by_the_service_itself_is_found_by_its_witness_alone() {
    let whole = ten();
    let mut entries: Vec<_> = (1..=10).map(entry).collect();
    entries[1].act = "sign_out".to_owned();
    let other = log(&entries, &KEY);
    assert!(verify(&other, None).holds());
    assert_eq!(verify(&other, Some(witness(&whole, 3))).findings, [Finding::AnotherLog { position: 3 }]);
}

#[test]
fn a_log_continued_from_an_older_copy_is_named_where_the_two_meet() {
    let mut lines = ten();
    let mut entries: Vec<_> = (1..=10).map(entry).collect();
    entries[4].act = "sign_out".to_owned();
    for (mine, other) in lines.iter_mut().zip(log(&entries, &KEY)) {
        if matches!(&other, Line::Position { position, .. } if *position >= 7) {
            *mine = other;
        }
    }
    assert_eq!(verify(&lines, None).findings[0], Finding::Forked { position: 7 });
}

#[test]
fn forged_checkpoints_entries_outside_and_torn_files_are_found() {
    let mut lines = ten();
    lines.insert(3, Line::Checkpoint(checkpoint(2, Link::ORIGIN, &OTHER)));
    assert_eq!(verify(&lines, None).findings, [Finding::ForgedCheckpoint { position: 2 }]);
    let mut lines = ten();
    let id = entry(99).id;
    lines.insert(11, Line::Outside { id, waits: false });
    assert_eq!(verify(&lines, None).findings, [Finding::Outside { id }]);
    let mut lines = ten();
    let _ = lines.pop();
    assert_eq!(verify(&lines, None).findings, [Finding::Torn]);
    let foreign = checkpoint(3, Link::ORIGIN, &OTHER);
    assert_eq!(verify(&ten(), Some(foreign)).findings, [Finding::ForeignWitness { position: 3 }]);
}

#[test]
fn what_follows_a_checkpoint_that_is_held_is_proved_from_it_on() {
    let whole = ten();
    let mut lines: Vec<_> = whole
        .iter()
        .filter(|line| match line {
            Line::Position { position, .. } => *position > 6,
            Line::Checkpoint(checkpoint) => checkpoint.position > 6,
            _ => true,
        })
        .cloned()
        .collect();
    lines[0] = Line::Log { form: 1, after: 6 };
    *lines.last_mut().unwrap() = Line::End { positions: 4 };
    let report = verify(&lines, Some(witness(&whole, 6)));
    assert!(report.holds() && report.witnessed, "{report:?}");
    assert_eq!(report.proved, 4);
    // A log that begins after one's checkpoint says nothing about it.
    let early = witness(&whole, 3);
    assert_eq!(verify(&lines, Some(early)).findings, [Finding::NotMet { known: 3, after: 6 }]);
    // Without it, each proves itself.
    assert_eq!(verify(&lines, None).proved, 4);
    let Line::Position { entry: Some(entry), .. } = at(&mut lines, 7) else { unreachable!() };
    entry.act = "sign_out".to_owned();
    assert!(!verify(&lines, Some(witness(&whole, 6))).holds());
}

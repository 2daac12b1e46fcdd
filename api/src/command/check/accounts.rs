//! Are the rows that have a code as the service wrote them, and accounts as the log says?

use persistence::accounts::Found;
use persistence::survey::Coded;
use persistence::{Store, StoreError};
use strum::IntoEnumIterator;
use uuid::Uuid;

use super::line::Line;
use crate::clock::Clock;

/// The most rows that are looked at in a transaction.
const AT_ONCE: u64 = 200;

/// Names the accounts that somebody wrote or deleted at the database.
pub(super) async fn accounts(store: &Store) -> Result<Vec<Line>, StoreError> {
    let next =
        "look into who could write there; what an account was, the log says, and a new one is made over HTTP";
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = store.read(async |work| work.accounts().examine(after).await).await?;
        lines.extend(page.wrong.into_iter().map(|(name, found)| {
            let found = match found {
                Found::Altered => format!("{name} was altered at the database"),
                Found::OutOfStep { row, log } => {
                    format!("{name} is at version {row}, and the log says {log}: an older row was put back")
                }
            };
            Line::wrong("accounts", found, next)
        }));
        if page.next.is_none() {
            break;
        }
        after = page.next;
    }
    let mut after = None;
    loop {
        let (gone, last) = store.read(async |work| work.accounts().gone(after).await).await?;
        let told = |account| {
            format!(
                "{account} is not there, and the log says that it was made: it was deleted at the database"
            )
        };
        lines.extend(gone.into_iter().map(|account| Line::wrong("accounts", told(account), next)));
        if last.is_none() {
            break;
        }
        after = last;
    }
    if lines.is_empty() {
        lines.push(Line::ok("accounts", "as the service wrote them, and as the log says"));
    }
    Ok(lines)
}

/// Names what else carries a code of the service, and was altered: it is good for nothing.
pub(super) async fn codes(store: &Store) -> Result<Vec<Line>, StoreError> {
    let (now, mut altered) = (Clock::system().real(), Vec::new());
    for of in Coded::iter() {
        let (kind, mut after) = (<&str>::from(of), Uuid::nil());
        loop {
            let page = store.read(async |work| work.examine_coded(of, after, AT_ONCE).await).await?;
            altered.extend(page.iter().filter(|(_, own)| !own).map(|(id, _)| format!("{kind} {id}")));
            let Some((last, _)) = page.last() else { break };
            after = *last;
        }
    }
    let mut after = None;
    loop {
        let page = store.read(async |work| work.sessions().examine(after, AT_ONCE, now).await).await?;
        altered.extend(page.iter().filter(|(_, own)| !own).map(|(id, _)| format!("session {id}")));
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
    }
    let keys = store.read(async |work| work.altered_signing_keys().await).await?;
    altered.extend(keys.into_iter().map(|kid| format!("signing key {kid}")));
    if altered.is_empty() {
        return Ok(vec![Line::ok(
            "codes",
            "the policy, posts of before, delegations, mandates, standing purposes, erasures, dossiers, officers, funds, the ledger, awards, batches, payments, sessions and signing keys are as the service wrote them",
        )]);
    }
    let next = "they were altered at the database and are good for nothing: look into who could write there; what they were, the log says";
    Ok(vec![Line::none_of("codes", &altered, next)])
}

//! What is an entry of the log, to the octet? So that whoever checks it reckons the same digest.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Octets;
use crate::id::{AccountId, DelegationId, LogEntryId, OfficerId, UnionId};

/// An entry: who did what, when, to what, in answer to which request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// The entry.
    pub id: LogEntryId,
    /// The business instant in microseconds since 1970: a number, for an altered row may say what is no instant.
    pub at_micros: i64,
    /// The account in whose post was acted; none for the command line and for time.
    pub account: Option<AccountId>,
    /// The officer who acted; none for programs.
    pub officer: Option<OfficerId>,
    /// The delegation by which they acted.
    pub delegation: Option<DelegationId>,
    /// The union for which they acted.
    pub union: Option<UnionId>,
    /// What was done: a word of [`Act`](super::Act), also one that this version of the program does not know.
    pub act: String,
    /// To whom or what.
    pub subject: LogSubject,
    /// In answer to which request.
    pub request_id: String,
    /// What stood before and what stands after, as it lies in the database: sealed under the key of the subject.
    pub detail: Octets,
}

/// To whom or what something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSubject {
    /// The singular of its path.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// What stands for a field that is absent; no part is that long.
const ABSENT: [u8; 4] = u32::MAX.to_be_bytes();

impl LogEntry {
    /// The canonical form: every field after its length, so that no two entries have the same.
    pub fn octets(&self) -> Vec<u8> {
        let Self { id, at_micros, account, officer, delegation, union, act, subject, request_id, detail } =
            self;
        let mut text = b"jinqiu log entry 1".to_vec();
        part(&mut text, id.raw().as_bytes());
        part(&mut text, &at_micros.to_be_bytes());
        for id in [
            account.map(AccountId::raw),
            officer.map(OfficerId::raw),
            delegation.map(DelegationId::raw),
            union.map(UnionId::raw),
        ] {
            match id {
                Some(id) => part(&mut text, id.as_bytes()),
                None => text.extend_from_slice(&ABSENT),
            }
        }
        part(&mut text, act.as_bytes());
        part(&mut text, subject.kind.as_bytes());
        part(&mut text, subject.id.as_bytes());
        part(&mut text, request_id.as_bytes());
        part(&mut text, &detail.0);
        text
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.octets()).into()
    }
}

fn part(text: &mut Vec<u8>, octets: &[u8]) {
    let length = u32::try_from(octets.len()).unwrap_or(u32::MAX);
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(octets);
}

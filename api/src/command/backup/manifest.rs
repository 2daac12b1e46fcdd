//! What does a backup say of what is in it? At its beginning what was taken out, at its end what the papers come to.

use std::collections::{BTreeMap, BTreeSet};

use domain::log::{Checkpoint, Link, Position};
use domain::time::Instant;
use persistence::survey::{self, Engine};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The form of what is inside.
pub(super) const FORM: u32 = 1;

/// What was taken out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::command) struct Manifest {
    /// The form of the backup.
    pub(super) form: u32,
    /// By what the log knows it.
    pub(in crate::command) id: Uuid,
    /// When, by the real clock.
    pub(in crate::command) made_at: Instant,
    /// The version of the program that made it.
    pub(in crate::command) program: String,
    /// Which kind of database.
    pub(in crate::command) engine: Engine,
    /// The steps that its tables had taken.
    pub(in crate::command) steps: Vec<String>,
    /// The versions of the root under which its rows stand: several while a rotation goes on. Older backups do not say.
    #[serde(default)]
    pub(in crate::command) keys: BTreeSet<u16>,
    /// How many rows each table had.
    pub(in crate::command) rows: BTreeMap<String, i64>,
    /// The last position of the log.
    pub(in crate::command) position: Position,
    /// The link of that position.
    pub(in crate::command) link: Link,
    /// The newest checkpoint.
    pub(in crate::command) checkpoint: Option<Checkpoint>,
    /// The length of the database's part.
    pub(super) octets: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub(super) sha256: String,
}

/// What the papers come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::command) struct Sums {
    /// How many are in it.
    pub(in crate::command) papers: u64,
    /// Their octets.
    pub(super) octets: u64,
    /// SHA-256 over name, length and SHA-256 of each, in order, in hexadecimal digits.
    pub(super) sha256: String,
    /// How many were erased: a row names them, and nothing opens them any more.
    pub(in crate::command) erased: u64,
    /// How many were not there although rows name them.
    pub(in crate::command) lost: u64,
}

impl Manifest {
    /// A step that this program does not know: the backup is of a newer one.
    pub(in crate::command) fn unknown_step(&self) -> Option<&str> {
        let known = survey::steps();
        self.steps.iter().find(|step| !known.contains(step)).map(String::as_str)
    }

    /// What it is of, in a line.
    pub(in crate::command) fn describe(&self, sums: &Sums) -> String {
        let rows: i64 = self.rows.values().sum();
        let step = self.steps.last().map_or("no step", String::as_str);
        format!(
            "{} at {step}, {rows} rows in {} tables, {} papers ({} octets); the log up to position {} with the link {}",
            self.engine.name(),
            self.rows.len(),
            sums.papers,
            sums.octets,
            self.position,
            self.link
        )
    }
}

//! Was anything of the log altered? Read in order, away from the service, with nothing but the public keys.

mod finding;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{Act, Checkpoint, Link, LogEntry, Octets, Place, Position};
use crate::id::LogEntryId;

pub use finding::{Finding, Report};

/// A line of an exported log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first line.
    Log {
        /// The form of what follows: 1.
        form: u32,
        /// The position before the first one told; 0 for the whole log.
        after: Position,
    },
    /// A position with its entry; without one, the row that it names is not there.
    Position {
        /// Where.
        position: Position,
        /// The entry.
        entry: Option<LogEntry>,
        /// The link.
        link: Link,
        /// The signature of the position.
        signature: Octets,
    },
    /// A checkpoint, after the position that it is about.
    Checkpoint(Checkpoint),
    /// An entry that has no position.
    Outside {
        /// Which.
        id: LogEntryId,
        /// Whether the service wrote it, which only whoever holds its keys can tell: then it waits for its position.
        waits: bool,
    },
    /// The last line.
    End {
        /// How many positions were told.
        positions: u64,
    },
}

/// Whether a signature over those octets is one of the keys'.
pub trait Checks {
    /// Whether it is.
    fn is_signed(&self, octets: &[u8], signature: &[u8]) -> bool;
}

/// What the log is held against while it is read.
pub struct Verifier<'a, C> {
    checks: &'a C,
    witnessed: Option<Checkpoint>,
    /// The last position that was told.
    last: Position,
    /// The link there; none where nothing is known of it.
    link: Option<Link>,
    /// Whether that position holds.
    sound: bool,
    /// The position of a checkpoint that came before its position.
    known: Position,
    begun: bool,
    ended: bool,
    report: Report,
}

impl<'a, C: Checks> Verifier<'a, C> {
    /// Begins, with a checkpoint that somebody kept elsewhere.
    pub fn new(checks: &'a C, witnessed: Option<Checkpoint>) -> Self {
        let mut report = Report::default();
        let (kept, foreign): (Vec<_>, Vec<_>) = witnessed
            .into_iter()
            .partition(|checkpoint| checks.is_signed(&checkpoint.signed(), &checkpoint.signature.0));
        for checkpoint in foreign {
            report.found(Finding::ForeignWitness { position: checkpoint.position });
        }
        let (witnessed, link) = (kept.into_iter().next(), Some(Link::ORIGIN));
        Self { checks, witnessed, last: 0, link, sound: true, known: 0, begun: false, ended: false, report }
    }

    /// Takes the next line.
    pub fn take(&mut self, line: &Line) {
        match line {
            Line::Log { form, after } => self.begin(*form, *after),
            Line::Position { position, entry, link, signature } => {
                self.position(*position, entry.as_ref(), *link, signature);
            }
            Line::Checkpoint(checkpoint) => self.checkpoint(checkpoint),
            Line::Outside { waits: true, .. } => self.report.waiting += 1,
            Line::Outside { id, .. } => self.report.found(Finding::Outside { id: *id }),
            Line::End { positions } => {
                self.ended = true;
                if *positions != self.report.told {
                    self.report.found(Finding::Torn);
                }
            }
        }
    }

    /// What was proved and what was found.
    pub fn finish(mut self) -> Report {
        if !self.begun || !self.ended {
            self.report.found(Finding::Torn);
        }
        let known = self.known.max(self.witnessed.as_ref().map_or(0, |witnessed| witnessed.position));
        if self.last < known {
            self.report.found(Finding::Cut { ends: self.last, known });
        }
        self.report.last = self.last;
        self.report
    }

    fn begin(&mut self, form: u32, after: Position) {
        if self.begun || form != 1 {
            self.report.found(Finding::Torn);
        }
        self.begun = true;
        self.last = after;
        self.report.after = after;
        if after > 0 {
            let held = self.witnessed.as_ref().filter(|witnessed| witnessed.position == after);
            self.link = held.map(|witnessed| witnessed.link);
            self.report.witnessed |= held.is_some();
            if let Some(known) = self.witnessed.as_ref().map(|witnessed| witnessed.position)
                && known < after
            {
                self.report.found(Finding::NotMet { known, after });
            }
        }
    }

    fn position(&mut self, position: Position, entry: Option<&LogEntry>, link: Link, signature: &Octets) {
        self.report.told += 1;
        if position <= self.last {
            self.report.found(Finding::Disordered { position });
            return;
        }
        if position > self.last + 1 {
            self.report.found(Finding::Missing { first: self.last + 1, last: position - 1 });
            self.link = None;
        }
        self.last = position;
        let Some(entry) = entry else {
            self.report.found(Finding::Missing { first: position, last: position });
            (self.link, self.sound) = (None, false);
            return;
        };
        let digest = entry.digest();
        let follows = self.link.map(|before| before.next(position, &digest) == link);
        let signed = self.checks.is_signed(&Place { position, digest, link }.text(), &signature.0);
        let finding = match (follows, signed) {
            (Some(false), true) if self.sound => Some(Finding::Forked { position }),
            (_, true) => None,
            (Some(true), false) => Some(Finding::Rewritten { position }),
            (_, false) => Some(Finding::Altered { position, id: entry.id }),
        };
        self.sound = finding.is_none();
        // What is not signed says nothing of what follows, unless the next one fits it.
        self.link = Some(link).filter(|_| signed || follows == Some(true));
        if finding.is_none() && entry.act == Act::RestoreBackup.word() {
            self.report.restored.push(position);
        }
        match finding {
            None => self.report.proved += 1,
            Some(finding) => self.report.found(finding),
        }
        self.held_against_witness(position, link);
    }

    fn held_against_witness(&mut self, position: Position, link: Link) {
        let Some(witnessed) = self.witnessed.as_ref().filter(|witnessed| witnessed.position == position)
        else {
            return;
        };
        if witnessed.link == link {
            self.report.witnessed = true;
        } else {
            self.report.found(Finding::AnotherLog { position });
        }
    }

    fn checkpoint(&mut self, checkpoint: &Checkpoint) {
        let position = checkpoint.position;
        if !self.checks.is_signed(&checkpoint.signed(), &checkpoint.signature.0) {
            self.report.found(Finding::ForgedCheckpoint { position });
        } else if position > self.last {
            // Its position is missing, or the end was cut off: what follows tells.
            self.known = position;
        } else if position == self.last && self.sound && self.link != Some(checkpoint.link) {
            // The position is signed, and so is this: two logs went by one name.
            self.report.found(Finding::AnotherLog { position });
        } else {
            self.report.checkpoints += 1;
        }
    }
}

//! Which versions of the root are held, which is used for what, and is a row under one that is not held?

use std::fmt;

use persistence::{Store, Used};

use super::{CommandError, read};
use crate::config::Config;

/// What there is to tell of the versions.
pub(in crate::command) struct Versions {
    held: Vec<u16>,
    used: Used,
    known: Vec<u16>,
    under: Vec<(&'static str, u16, usize)>,
}

impl Versions {
    /// Those of the key and of the database; goes through everything that is sealed.
    pub(in crate::command) async fn of(config: &Config, store: &Store) -> Result<Self, CommandError> {
        let held = read(config, None)?.versions.into_keys().collect();
        let (used, known) = store.key_versions().await?;
        let under = store.rows_under(|_| true).await?;
        Ok(Self { held, used, known, under })
    }

    /// Whether every row opens with what is held.
    pub(in crate::command) fn are_all_held(&self) -> Result<(), CommandError> {
        let lost = self.under.iter().filter(|(_, version, _)| !self.held.contains(version));
        let lost: Vec<String> =
            lost.map(|(table, version, rows)| format!("{rows} of {table} under version {version}")).collect();
        if lost.is_empty() {
            return Ok(());
        }
        let what = format!("rows that nothing opens: {}", lost.join(", "));
        Err(CommandError::Key(format!("{what}; put back the copy of the key file that has these versions")))
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |versions: &[u16]| versions.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        write!(f, "{} held, {} seals", list(&self.held), self.used.sealing)?;
        let waiting: Vec<u16> =
            self.known.iter().copied().filter(|version| *version > self.used.sealing).collect();
        if !waiting.is_empty() {
            write!(f, ", {} is announced", list(&waiting))?;
        }
        for (table, version, rows) in &self.under {
            write!(f, ", {rows} of {table} are under {version} still")?;
        }
        Ok(())
    }
}

//! How do the keys turn from one version to the next while everybody works? Step by step, each in a small transaction.
//!
//! A version is announced, then seals and finds beside the one before, then alone; between two of these steps so much time
//! passes that no process goes by what held before. Where it stands is in the database alone, so whoever is stopped goes on.

mod columns;
mod turner;
mod versions;

use std::time::Duration;

use domain::log::Act;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::key_states::{self, objection_row, state_row, used, version, version_row};
use crate::keyring::REMEMBERED;
use crate::{Entry, Stamp, StoreError, Subject, Used, Work};

pub use turner::Turner;

/// After so long nobody goes by what the database said before: what is remembered is forgotten, and transactions that were
/// under way then have ended, the database itself having ended those that fell silent.
pub const EVERYBODY_KNOWS: Duration = Duration::from_secs(REMEMBERED.as_secs() + 8);
/// For how long whoever turns the keys has the turn.
const TURN: Duration = Duration::from_secs(20);

/// Why the keys do not turn.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else turns them.
    #[error("another process rotates the keys, until {0} at least")]
    Busy(Instant),
    /// Running processes that were told of the version and do not hold it.
    #[error("running processes that do not hold key version {version}: {processes}")]
    Objected {
        /// The version.
        version: u16,
        /// How many.
        processes: usize,
    },
    /// Something is sealed under it, or may be yet.
    #[error("key version {0} is in use")]
    InUse(u16),
    /// No such version was ever announced, or it is forgotten.
    #[error("there is no version {version}; there are: {}", known.iter().map(u16::to_string).collect::<Vec<_>>().join(", "))]
    Unknown {
        /// The version.
        version: u16,
        /// Those that there are.
        known: Vec<u16>,
    },
    /// The version is not held here.
    #[error("key version {0} is not held")]
    NotHeld(u16),
}

impl crate::Failure for RotationError {
    fn hindrance(&self) -> Option<crate::Hindrance> {
        if let Self::Store(error) = self { error.hindrance() } else { None }
    }
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Until then it waits, so that every process knows.
    Waits(Instant),
    /// Another version seals, or finds alone.
    Changed(Used),
    /// Rows of a table were looked at.
    Rows {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// How many of its rows were looked at in this pass.
        done: i64,
        /// How many it had.
        of: i64,
    },
    /// Nothing is left under any other version than this.
    Done(u16),
}

/// What the database says of the versions.
struct Stand {
    state: state_row::Model,
    used: Used,
    newest: (u16, i64),
    objections: usize,
}

async fn stand(work: &Work) -> Result<Stand, StoreError> {
    let state = state_row::Entity::find_by_id(1).one(work.db()).await?.ok_or(StoreError::NotMigrated)?;
    let newest =
        version_row::Entity::find().order_by_desc(version_row::Column::Version).one(work.db()).await?;
    let newest = newest.ok_or_else(|| StoreError::corrupt("key_versions", "", "there is none"))?;
    let objections = objection_row::Entity::find().filter(objection_row::Column::Version.eq(newest.version));
    let objections = objections.all(work.db()).await?.len();
    let newest = (version(newest.version)?, newest.announced_at);
    Ok(Stand { used: used(&state)?, state, newest, objections })
}

fn stamp(at: Instant) -> Stamp {
    Stamp::of_the_service(at, "keys".to_owned())
}

fn entry(act: Act, version: u16) -> Entry {
    Entry::new(act, Subject::new("key", key_states::subject(version)))
}

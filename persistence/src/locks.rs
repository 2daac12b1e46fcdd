//! What is locked by name, and in which order? Until the transaction ends, so that no two wait for each other.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use uuid::Uuid;

use crate::{StoreError, Work};

/// What is locked by name, in the one order in which locks are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockKind {
    /// Long work, with how far it has come.
    Job,
    /// A dossier, with the applications of its household.
    Dossier,
    /// A case.
    Case,
    /// A fund, with its balance.
    Fund,
    /// A post: whether it is lent.
    Post,
    /// An officer: which posts they hold.
    Officer,
    /// The tree of unions.
    Tree,
    /// What is there before anybody enters anything: what the program ships, and the demonstration.
    Shipped,
    /// The order of the log.
    Log,
}

impl LockKind {
    const fn order(self) -> u64 {
        match self {
            Self::Job => 9,
            Self::Dossier => 1,
            Self::Case => 2,
            Self::Fund => 3,
            Self::Post => 4,
            Self::Officer => 5,
            Self::Tree => 6,
            Self::Shipped => 7,
            Self::Log => 8,
        }
    }
}

impl Work {
    /// Takes the named lock until the transaction ends. SQLite has one writer, who holds them all.
    pub async fn lock(&self, kind: LockKind, id: Uuid) -> Result<(), StoreError> {
        if self.db().get_database_backend() == DbBackend::Postgres {
            let (high, low) = id.as_u64_pair();
            let mixed = (high ^ low.rotate_left(17) ^ (kind.order() << 56)).cast_signed();
            let lock = Statement::from_sql_and_values(
                DbBackend::Postgres,
                "SELECT pg_advisory_xact_lock($1)",
                [Value::from(mixed)],
            );
            self.db().execute_raw(lock).await?;
        }
        Ok(())
    }

    /// Takes the locks of that kind, in the order of ids.
    pub async fn lock_all(&self, kind: LockKind, mut ids: Vec<Uuid>) -> Result<(), StoreError> {
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            self.lock(kind, id).await?;
        }
        Ok(())
    }
}

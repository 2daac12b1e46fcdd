//! How is a PostgreSQL that fell silent left behind?
//!
//! Connections that no longer answer would fill the pool. A deadline that passes replaces the pool by a
//! fresh one, which connects when it is asked; work under way keeps its own connection until it ends.

use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DbErr, IsolationLevel, TransactionOptions,
};

use crate::statements::counted;

/// Waiting for a connection: short, so that an outage is told and not suffered.
const ACQUIRE: Duration = Duration::from_secs(1);
/// A pool younger than this is not replaced again.
const YOUNG: Duration = Duration::from_millis(400);

/// Reads one state of the database: otherwise each statement would see its own.
pub(crate) fn one_state() -> TransactionOptions {
    TransactionOptions {
        isolation_level: Some(IsolationLevel::RepeatableRead),
        access_mode: Some(AccessMode::ReadOnly),
        ..TransactionOptions::default()
    }
}

/// A pool of connections that can be replaced.
pub(crate) struct Pool {
    options: ConnectOptions,
    current: RwLock<(DatabaseConnection, Instant)>,
}

impl Pool {
    /// A pool that connects when it is first asked.
    pub(crate) async fn open(url: &str, connections: u32) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(connections)
            .min_connections(0)
            .acquire_timeout(ACQUIRE)
            .connect_timeout(ACQUIRE)
            .connect_lazy(true)
            .test_before_acquire(false)
            .sqlx_logging(false)
            .map_sqlx_postgres_opts(|sqlx| {
                sqlx.application_name("jinqiu").options([
                    ("statement_timeout", "1200"),
                    ("lock_timeout", "1000"),
                    ("idle_in_transaction_session_timeout", "5000"),
                ])
            });
        let pool = counted(Database::connect(options.clone()).await?);
        Ok(Self { options, current: RwLock::new((pool, Instant::now())) })
    }

    /// The pool of this moment.
    pub(crate) fn current(&self) -> DatabaseConnection {
        self.current.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Leaves a pool behind whose connections do not answer.
    pub(crate) async fn renew(&self) {
        let made = self.current.read().unwrap_or_else(PoisonError::into_inner).1;
        if made.elapsed() < YOUNG {
            return;
        }
        if let Ok(fresh) = Database::connect(self.options.clone()).await {
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = (counted(fresh), Instant::now());
            tracing::warn!("the database did not answer in time; its connections are left behind");
        }
    }
}

//! How is a PostgreSQL that fell silent left behind?
//!
//! Connections that no longer answer would fill the pool. A deadline that passes replaces the pool by a
//! fresh one, which connects when it is asked; work under way keeps its own connection until it ends.
//! A connection ends with the runtime on which it was made, whoever uses it: so at the end of a service, whose threads end one
//! after another, connections are made where the last one is.

use std::pin::pin;
use std::sync::{OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant};

use sea_orm::{
    AccessMode, ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, IsolationLevel,
    TransactionOptions, TransactionTrait,
};

use tokio::runtime::Handle;

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
    /// The runtime on which connections are made; that of whoever asks unless set.
    home: OnceLock<Handle>,
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
        Ok(Self { options, current: RwLock::new((pool, Instant::now())), home: OnceLock::new() })
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
        if self.replace().await {
            tracing::warn!("the database did not answer in time; its connections are left behind");
        }
    }

    /// Makes connections on the runtime of whoever asks for this from now on, and leaves all others behind.
    pub(crate) async fn settle(&self) {
        drop(self.home.set(Handle::current()));
        let _ = self.replace().await;
    }

    async fn replace(&self) -> bool {
        let Ok(fresh) = Database::connect(self.options.clone()).await else { return false };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = (counted(fresh), Instant::now());
        true
    }

    /// Begins a transaction.
    pub(crate) async fn begin(&self, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
        let pool = self.current();
        let mut begun = pin!(pool.begin_with_options(options));
        std::future::poll_fn(|context| {
            let _entered = self.home.get().map(Handle::enter);
            begun.as_mut().poll(context)
        })
        .await
    }
}

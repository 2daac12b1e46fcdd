//! How do many writers share one commit on SQLite?
//!
//! One thread owns the writing connection. It opens a transaction and hands it out, a savepoint a turn, to
//! those who wait; then it commits once and tells all of them. A writer that fails or goes away takes only
//! its own savepoint with it.

use std::sync::Arc;
use std::thread::JoinHandle;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;

/// The most writers that one commit serves.
const MOST: usize = 64;
/// The most writers that may wait for a turn; more are told that the store is busy.
const QUEUE: usize = 1024;

/// The door to the writer's thread.
#[derive(Clone)]
pub(crate) struct Group {
    turns: mpsc::Sender<oneshot::Sender<Result<Turn, StoreError>>>,
    thread: Arc<JoinHandle<()>>,
}

/// A savepoint, and the way back to the writer.
pub(crate) struct Turn {
    savepoint: DatabaseTransaction,
    done: Done,
}

impl Group {
    /// Starts the writer on a connection that nobody else writes on.
    ///
    /// Its thread is its own and ends with the last door to it. A task of the caller's runtime could be dropped with
    /// that runtime, and its transaction from under a deed that another thread is doing.
    pub(crate) fn start(connection: DatabaseConnection) -> Result<Self, StoreError> {
        let (turns, waiting) = mpsc::channel(QUEUE);
        let no_thread = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(no_thread)?;
        let writer = std::thread::Builder::new().name("writer".to_owned());
        let thread = writer.spawn(move || runtime.block_on(serve(connection, waiting))).map_err(no_thread)?;
        Ok(Self { turns, thread: Arc::new(thread) })
    }

    /// Waits until the writer has closed its connection, when this is the last door to it.
    pub(crate) async fn end(self) -> Result<(), StoreError> {
        drop(self.turns);
        let Some(thread) = Arc::into_inner(self.thread) else { return Ok(()) };
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        if matches!(joined, Ok(Ok(()))) { Ok(()) } else { Err(gone()) }
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        let (give, take) = oneshot::channel();
        self.turns.send(give).await.map_err(|_| gone())?;
        take.await.map_err(|_| gone())?
    }
}

impl Turn {
    /// Parts the savepoint from the way back.
    pub(crate) fn split(self) -> (DatabaseTransaction, Done) {
        (self.savepoint, self.done)
    }
}

/// The way back to the writer.
pub(crate) struct Done(oneshot::Sender<Return>);

/// A writer that has finished, and waits for the commit of what it saw.
struct Return {
    wrote: bool,
    tell: oneshot::Sender<Result<(), StoreError>>,
}

impl Done {
    /// Keeps what was done, and waits until the group's commit has it on disk.
    pub(crate) async fn keep(self, savepoint: DatabaseTransaction) -> Result<(), StoreError> {
        savepoint.commit().await?;
        self.settle(true).await
    }

    /// Takes back what was done. A refusal waits for the group's commit too: it may rest on what others of
    /// the group wrote, and that does not hold before it is on disk.
    pub(crate) async fn forget(self, savepoint: DatabaseTransaction) -> Result<(), StoreError> {
        savepoint.rollback().await?;
        self.settle(false).await
    }

    async fn settle(self, wrote: bool) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        self.0.send(Return { wrote, tell }).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".to_owned())
}

async fn serve(
    connection: DatabaseConnection,
    mut waiting: mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>,
) {
    while let Some(first) = waiting.recv().await {
        match begin(&connection).await {
            Ok(transaction) => group(transaction, first, &mut waiting).await,
            Err(error) => {
                // The one who asked is told; the next one finds out anew.
                drop(first.send(Err(error.into())));
            }
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the writer's connection was not closed in order");
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    connection
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await
}

async fn group(
    transaction: DatabaseTransaction,
    first: oneshot::Sender<Result<Turn, StoreError>>,
    waiting: &mut mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>,
) {
    let mut returns: Vec<Return> = Vec::new();
    let mut next = Some(first);
    while let Some(asked) = next {
        match transaction.begin().await {
            Ok(savepoint) => {
                let (done, returned) = oneshot::channel();
                drop(asked.send(Ok(Turn { savepoint, done: Done(done) })));
                // An error here means that the turn was dropped: its savepoint is rolled back with it.
                if let Ok(back) = returned.await {
                    returns.push(back);
                }
            }
            Err(error) => {
                drop(asked.send(Err(error.into())));
                break;
            }
        }
        next = if returns.len() < MOST { next_in_line(waiting).await } else { None };
    }
    let writes = returns.iter().filter(|back| back.wrote).count();
    metrics::counter!("jinqiu_commits_total").increment(1);
    metrics::counter!("jinqiu_writes_total").increment(u64::try_from(writes).unwrap_or(0));
    let outcome = transaction.commit().await;
    for back in returns {
        let told = match &outcome {
            Ok(()) => Ok(()),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        };
        drop(back.tell.send(told));
    }
}

/// The next writer, after a moment for those who are just about to ask: a commit costs far more than it.
async fn next_in_line<T>(waiting: &mut mpsc::Receiver<T>) -> Option<T> {
    for _ in 0..4 {
        if let Ok(next) = waiting.try_recv() {
            return Some(next);
        }
        tokio::task::yield_now().await;
    }
    None
}

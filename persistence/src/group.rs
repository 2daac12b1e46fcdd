//! How do many writers share one commit on SQLite?
//!
//! One thread owns the writing connection. It opens a transaction and hands it out, a savepoint a turn, to
//! those who wait; then it commits once and tells all of them. A writer that fails or goes away takes only
//! its own savepoint with it.
//!
//! A disk that is full, or fails, makes SQLite take back the whole transaction, wherever in it a statement stands, and what
//! comes after would be in another one. So all lies in a savepoint, [`WHOLE`]: while that is there, the transaction is the
//! one that was begun. Once it is not, all of the group are told a failure and the connection is left for another.

mod done;

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::StoreError;
use crate::sqlite::reopen_writer;

pub(crate) use done::Done;
use done::{End, Return};

/// Opens the savepoint around all turns.
const WHOLE: &str = "SAVEPOINT whole";
/// Closes it, and opens it anew: both fail when the transaction is not the one that was begun.
const STILL_WHOLE: &str = "RELEASE SAVEPOINT whole; SAVEPOINT whole";
/// Closes it for good.
const WAS_WHOLE: &str = "RELEASE SAVEPOINT whole";
/// So long at most it is waited for a connection that is left to close.
const CLOSING: Duration = Duration::from_secs(1);

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
    /// Starts the writer on a connection to that file that nobody else writes on.
    ///
    /// Its thread is its own and ends with the last door to it. A task of the caller's runtime could be dropped with
    /// that runtime, and its transaction from under a deed that another thread is doing.
    pub(crate) fn start(url: String, connection: DatabaseConnection) -> Result<Self, StoreError> {
        let (turns, waiting) = mpsc::channel(QUEUE);
        let no_thread = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(no_thread)?;
        let writer = std::thread::Builder::new().name("writer".to_owned());
        let serving = move || runtime.block_on(serve(&url, connection, waiting));
        let thread = writer.spawn(serving).map_err(no_thread)?;
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

fn gone() -> StoreError {
    StoreError::Unavailable("the writer has stopped".to_owned())
}

/// What all of a group are told that SQLite took back: what was done before the failure is not there either.
fn taken_back() -> StoreError {
    StoreError::Unavailable("the file could not be written, and the transaction was taken back".to_owned())
}

/// Those who wait for a turn.
type Waiting = mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>;

async fn serve(url: &str, connection: DatabaseConnection, mut waiting: Waiting) {
    let mut held = Some(connection);
    while let Some(first) = waiting.recv().await {
        let connection = match held.take() {
            Some(connection) => connection,
            None => match reopen_writer(url).await {
                Ok(connection) => connection,
                Err(error) => {
                    // The one who asked is told; the next one finds out anew.
                    drop(first.send(Err(error)));
                    continue;
                }
            },
        };
        let stands = match begin(&connection).await {
            Ok(transaction) => group(transaction, first, &mut waiting).await,
            Err(error) => {
                drop(first.send(Err(error.into())));
                false
            }
        };
        if stands {
            held = Some(connection);
        } else {
            // The driver counts transactions that are gone, and would begin none on this connection any more.
            tracing::warn!("a transaction failed as a whole; the connection that writes is left for another");
            drop(tokio::time::timeout(CLOSING, connection.close()).await);
        }
    }
    if let Some(connection) = held
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the writer's connection was not closed in order");
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    transaction.execute_unprepared(WHOLE).await?;
    Ok(transaction)
}

/// Serves a group, and tells all of it: whether the connection is good for another.
async fn group(
    transaction: DatabaseTransaction,
    first: oneshot::Sender<Result<Turn, StoreError>>,
    waiting: &mut Waiting,
) -> bool {
    let mut returns: Vec<Return> = Vec::new();
    let mut next = Some(first);
    let mut whole = true;
    while let Some(asked) = next {
        whole = turn(&transaction, asked, &mut returns).await;
        next = if whole && returns.len() < MOST { next_in_line(waiting).await } else { None };
    }
    let outcome = if whole { commit(transaction).await } else { Err(taken_back()) };
    let writes = returns.iter().filter(|back| outcome.is_ok() && back.end == End::Kept).count();
    metrics::counter!("jinqiu_commits_total").increment(u64::from(outcome.is_ok()));
    metrics::counter!("jinqiu_writes_total").increment(u64::try_from(writes).unwrap_or(0));
    for back in returns {
        let told = match &outcome {
            Ok(()) => Ok(()),
            Err(StoreError::Full) => Err(StoreError::Full),
            Err(StoreError::Unavailable(cause)) => Err(StoreError::Unavailable(cause.clone())),
            Err(error) => Err(StoreError::Unavailable(error.to_string())),
        };
        drop(back.tell.send(told));
    }
    outcome.is_ok()
}

/// Gives a turn and waits for its end: whether the transaction is still the one that was begun.
async fn turn(
    transaction: &DatabaseTransaction,
    asked: oneshot::Sender<Result<Turn, StoreError>>,
    returns: &mut Vec<Return>,
) -> bool {
    let savepoint = match transaction.begin().await {
        Ok(savepoint) => savepoint,
        Err(error) => {
            drop(asked.send(Err(error.into())));
            return false;
        }
    };
    let (done, returned) = oneshot::channel();
    drop(asked.send(Ok(Turn { savepoint, done: Done(done) })));
    // Where nothing returns, the turn was dropped: its savepoint is rolled back with it.
    let back = returned.await.ok();
    let end = back.as_ref().map_or(End::TakenBack, |back| back.end);
    returns.extend(back);
    match end {
        End::Kept => true,
        End::TakenBack => transaction.execute_unprepared(STILL_WHOLE).await.is_ok(),
        End::Unknown => false,
    }
}

async fn commit(transaction: DatabaseTransaction) -> Result<(), StoreError> {
    if transaction.execute_unprepared(WAS_WHOLE).await.is_err() {
        return Err(taken_back());
    }
    Ok(transaction.commit().await?)
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

#[cfg(test)]
mod tests;

//! How do many writers share one commit on SQLite?
//!
//! One thread owns the writing connection. It opens a transaction and hands it out, a savepoint a turn, to
//! those who wait; then it commits once and tells all of them. A writer that fails or goes away takes only
//! its own savepoint with it.
//!
//! SQLite may take back a whole transaction by itself, in the middle of it or at its commit: when the disk is full, or fails.
//! The driver does not notice, and would go on as if it were still open. So what was begun is marked by a savepoint of
//! its own; where that is gone at the end, all of the group are told so, and the connection is left for another.

use std::sync::Arc;
use std::thread::JoinHandle;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use crate::{StoreError, sqlite};

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
    /// Starts the writer of that file, on a connection that nobody else writes on.
    ///
    /// Its thread is its own and ends with the last door to it. A task of the caller's runtime could be dropped with
    /// that runtime, and its transaction from under a deed that another thread is doing.
    pub(crate) async fn start(url: &str) -> Result<Self, StoreError> {
        let (turns, waiting) = mpsc::channel(QUEUE);
        let (url, connection) = (url.to_owned(), sqlite::open_writer(url).await?);
        let no_thread = |error: std::io::Error| StoreError::Unavailable(error.to_string());
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(no_thread)?;
        let writer = std::thread::Builder::new().name("writer".to_owned());
        let thread =
            writer.spawn(move || runtime.block_on(serve(&url, connection, waiting))).map_err(no_thread)?;
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
        savepoint.commit().await.map_err(|error| told(&error.into()))?;
        self.settle(true).await
    }

    /// Takes back what was done. A refusal waits for the group's commit too: it may rest on what others of
    /// the group wrote, and that does not hold before it is on disk.
    pub(crate) async fn forget(self, savepoint: DatabaseTransaction) -> Result<(), StoreError> {
        savepoint.rollback().await.map_err(|error| told(&error.into()))?;
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

/// What those are told whose transaction came to nothing: the database's fault, never theirs.
fn told(error: &StoreError) -> StoreError {
    match error {
        StoreError::Full => StoreError::Full,
        other => StoreError::Unavailable(other.to_string()),
    }
}

async fn serve(
    url: &str,
    connection: DatabaseConnection,
    mut waiting: mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>,
) {
    let mut sound = Some(connection);
    while let Some(first) = waiting.recv().await {
        let connection = match sound.take() {
            Some(connection) => Ok(connection),
            None => sqlite::open_writer(url).await,
        };
        match connection {
            Ok(connection) => match serve_group(&connection, first, &mut waiting).await {
                Ok(()) => sound = Some(connection),
                Err(error) => {
                    tracing::error!(%error, "a transaction came to nothing; its connection is left for another");
                    drop(connection.close().await);
                }
            },
            // The one who asked is told; the next one finds out anew.
            Err(error) => drop(first.send(Err(error))),
        }
    }
    if let Some(connection) = sound
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the writer's connection was not closed in order");
    }
}

/// Serves one group. A failure says that nobody knows any more in which state the connection is.
async fn serve_group(
    connection: &DatabaseConnection,
    first: oneshot::Sender<Result<Turn, StoreError>>,
    waiting: &mut mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>,
) -> Result<(), StoreError> {
    match begin(connection).await {
        Ok(transaction) => group(transaction, first, waiting).await,
        Err(error) => {
            let error = StoreError::from(error);
            drop(first.send(Err(told(&error))));
            Err(error)
        }
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let transaction = connection
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await?;
    transaction.execute_unprepared("SAVEPOINT begun").await?;
    Ok(transaction)
}

/// A turn in what was begun; none where that is no more, for what it writes would stand alone.
async fn next_turn(transaction: &DatabaseTransaction) -> Result<DatabaseTransaction, DbErr> {
    transaction.execute_unprepared("RELEASE begun; SAVEPOINT begun").await?;
    transaction.begin().await
}

/// Commits what was begun, and nothing else.
async fn commit(transaction: DatabaseTransaction) -> Result<(), StoreError> {
    transaction.execute_unprepared("RELEASE begun").await?;
    Ok(transaction.commit().await?)
}

async fn group(
    transaction: DatabaseTransaction,
    first: oneshot::Sender<Result<Turn, StoreError>>,
    waiting: &mut mpsc::Receiver<oneshot::Sender<Result<Turn, StoreError>>>,
) -> Result<(), StoreError> {
    let mut returns: Vec<Return> = Vec::new();
    let mut next = Some(first);
    while let Some(asked) = next {
        match next_turn(&transaction).await {
            Ok(savepoint) => {
                let (done, returned) = oneshot::channel();
                drop(asked.send(Ok(Turn { savepoint, done: Done(done) })));
                // An error here means that the turn was dropped: its savepoint is rolled back with it.
                if let Ok(back) = returned.await {
                    returns.push(back);
                }
            }
            Err(error) => {
                drop(asked.send(Err(told(&error.into()))));
                break;
            }
        }
        next = if returns.len() < MOST { next_in_line(waiting).await } else { None };
    }
    let writes = returns.iter().filter(|back| back.wrote).count();
    metrics::counter!("jinqiu_commits_total").increment(1);
    metrics::counter!("jinqiu_writes_total").increment(u64::try_from(writes).unwrap_or(0));
    let outcome = commit(transaction).await;
    for back in returns {
        drop(back.tell.send(outcome.as_ref().copied().map_err(told)));
    }
    outcome
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
mod tests {
    use sea_orm::{Database, DbBackend, Statement};

    use super::*;

    async fn write(turn: Turn, number: i32) -> Result<(), StoreError> {
        let (savepoint, done) = turn.split();
        savepoint.execute_unprepared(&format!("INSERT INTO kept VALUES ({number})")).await?;
        done.keep(savepoint).await
    }

    /// As SQLite does by itself when the disk is full: the driver is not told.
    async fn taken_back(turn: Turn) -> Result<(), StoreError> {
        let (savepoint, done) = turn.split();
        savepoint.execute_unprepared("ROLLBACK").await?;
        done.forget(savepoint).await
    }

    async fn kept(url: &str) -> Vec<i32> {
        let reader = Database::connect(url).await.unwrap();
        let rows = Statement::from_string(DbBackend::Sqlite, "SELECT number FROM kept ORDER BY number");
        let rows = reader.query_all_raw(rows).await.unwrap();
        rows.iter().map(|row| row.try_get("", "number").unwrap()).collect()
    }

    #[tokio::test]
    async fn what_is_acknowledged_is_there_after_sqlite_took_a_transaction_back() {
        let path = std::env::temp_dir().join(format!("jinqiu_group_{}.db", std::process::id()));
        let url = format!("sqlite:{}", path.display());
        let group = Group::start(&url).await.unwrap();
        let (savepoint, done) = group.turn().await.unwrap().split();
        savepoint.execute_unprepared("CREATE TABLE kept (number INTEGER)").await.unwrap();
        done.keep(savepoint).await.unwrap();
        for round in 0..3 {
            // Three of one group: the second makes it come to nothing, of which no other knows.
            let turns = async {
                let first = async { write(group.turn().await?, 100 * round).await };
                let second = async { taken_back(group.turn().await?).await };
                let third = async { write(group.turn().await?, 100 * round + 1).await };
                tokio::join!(first, second, third)
            };
            let (first, second, third) = turns.await;
            assert!(second.is_err(), "{round}");
            let alone = 100 * round + 2;
            write(group.turn().await.unwrap(), alone).await.unwrap();
            let there = kept(&url).await;
            for (number, told) in [(100 * round, first), (100 * round + 1, third), (alone, Ok(()))] {
                assert_eq!(there.contains(&number), told.is_ok(), "{number}: {told:?}, of {there:?}");
            }
        }
        drop(group);
        for end in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{end}", path.display())));
        }
    }
}

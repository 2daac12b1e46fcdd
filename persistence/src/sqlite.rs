//! How is an SQLite file opened? Readers beside one writer, each commit on disk, and for its owner alone.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::StoreError;
use crate::statements::counted;

/// How often it is tried to open the file, a second each time.
const OPENINGS: u32 = 10;
/// Readers of the file.
const READERS: u32 = 4;

/// Connections that only read.
pub(crate) async fn open_readers(url: &str) -> Result<DatabaseConnection, StoreError> {
    open_file(&options(url, READERS, true)).await
}

/// The one connection that writes.
pub(crate) async fn open_writer(url: &str) -> Result<DatabaseConnection, StoreError> {
    open_file(&options(url, 1, false)).await
}

/// Empties the journal; whether nobody was in the way.
pub(crate) async fn empty_journal(connection: &DatabaseConnection) -> Result<bool, StoreError> {
    let empty = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
    let told = connection.query_one_raw(empty).await?;
    let busy: Option<i32> = told.map(|row| row.try_get("", "busy")).transpose()?;
    Ok(busy == Some(0))
}

/// Another one in place of one that is left; whoever waits for it is told at once when it does not open.
pub(crate) async fn reopen_writer(url: &str) -> Result<DatabaseConnection, StoreError> {
    Ok(counted(Database::connect(options(url, 1, false)).await?))
}

fn options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlx| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            let sqlx = sqlx
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(1));
            // What is deleted or written over is not left in the pages that are free.
            if read_only { sqlx.pragma("query_only", "on") } else { sqlx.pragma("secure_delete", "on") }
        });
    options
}

/// Opens the file. A slow machine may need longer for that than a request may wait for a connection.
async fn open_file(options: &ConnectOptions) -> Result<DatabaseConnection, StoreError> {
    let mut tries = OPENINGS;
    loop {
        tries -= 1;
        match Database::connect(options.clone()).await.map_err(StoreError::from) {
            Err(StoreError::Unavailable(cause)) if tries > 0 => {
                tracing::warn!(%cause, "the database file is slow to open");
            }
            outcome => return outcome.map(counted),
        }
    }
}

/// Makes the file, and the folder around it, so that only their owner may read them; SQLite gives the
/// files beside it the same rights.
pub(crate) fn make_private(path: &str) -> Result<(), StoreError> {
    let made = make(Path::new(path));
    made.map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn make(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

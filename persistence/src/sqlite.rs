//! How is an SQLite file opened? Readers beside one writer, each commit on disk, and for its owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use crate::StoreError;
use crate::statements::counted;
use crate::survey::file_of;

/// How often it is tried to open the file, a second each time.
const OPENINGS: u32 = 10;
/// Readers of the file.
const READERS: u32 = 4;

/// Connections that only read.
pub(crate) async fn open_readers(url: &str) -> Result<DatabaseConnection, StoreError> {
    is_there(url)?;
    open_file(&options(url, READERS, true)).await
}

/// The one connection that writes.
pub(crate) async fn open_writer(url: &str) -> Result<DatabaseConnection, StoreError> {
    is_there(url)?;
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

/// Opens the file and reads what its tables are. That happens before a statement runs, and there SQLite says of a disk that cannot
/// be read what it is, an I/O error; within a statement it says damage.
pub(crate) async fn read_anew(url: &str) -> Result<(), StoreError> {
    let connection = Database::connect(options(url, 1, true)).await?;
    connection.close().await?;
    Ok(())
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
                .create_if_missing(false)
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

/// Whether the file is there: whoever opens a database makes none.
pub(crate) fn is_there(url: &str) -> Result<(), StoreError> {
    match file_of(url) {
        Some(path) if !path.exists() => Err(StoreError::NoFile(path.display().to_string())),
        _ => Ok(()),
    }
}

/// Makes the file where there is none, and the folder around it, so that only their owner may read them, also one that was there;
/// SQLite gives the files beside it the same rights. Of several that make tables in it one holds it at a time, until it drops
/// what it is given here: not before it has closed the database, for with a file go all locks that its process has on it.
pub(crate) async fn hold_private(path: &Path) -> Result<File, StoreError> {
    let path = path.to_owned();
    let held = tokio::task::spawn_blocking(move || hold(&path)).await;
    let held = held.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    held.map_err(|error| StoreError::Unavailable(error.to_string()))
}

fn hold(path: &Path) -> std::io::Result<File> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path)?;
    for end in ["", "-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        close_to_others(&PathBuf::from(beside))?;
    }
    file.lock()?;
    Ok(file)
}

/// Leaves a file to its owner alone, where there is one.
fn close_to_others(path: &Path) -> std::io::Result<()> {
    match fs::metadata(path) {
        Ok(seen) if seen.permissions().mode() & 0o077 != 0 => {
            fs::set_permissions(path, Permissions::from_mode(0o600))
        }
        Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

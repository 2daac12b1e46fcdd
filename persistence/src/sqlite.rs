//! How is an SQLite file opened? Write-ahead, flushed at every commit, and for its owner's eyes alone.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use sea_orm::ConnectOptions;

/// The options of so many connections to a file.
pub(crate) fn sqlite_options(url: &str, connections: u32, read_only: bool) -> ConnectOptions {
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
            if read_only { sqlx.pragma("query_only", "on") } else { sqlx }
        });
    options
}

/// Makes the file, and the folder around it, so that only their owner may read them; SQLite gives the
/// files beside it the same rights.
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path).map(drop)
}

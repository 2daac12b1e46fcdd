//! What can go wrong in the store, told apart once.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A uniqueness that the database keeps would be broken; the text names the constraint or columns.
    #[error("a record like this is there already: {0}")]
    Duplicate(String),
    /// A reference to a record that is not there.
    #[error("a record that is referred to is not there: {0}")]
    Dangling(String),
    /// The record was changed since it was read.
    #[error("{table} has changed since it was read")]
    Stale {
        /// The table of the record.
        table: &'static str,
    },
    /// A row that cannot be turned into a legal value: damage, or a fault of ours.
    #[error("{table} {id}: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row.
        id: String,
        /// What is wrong with it.
        what: String,
    },
    /// It was erased: its key was destroyed, and only plain columns are left.
    #[error("{0} was erased")]
    Erased(uuid::Uuid),
    /// The database is away, silent, or too busy; the same request may succeed later.
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The file of the database is not there; `migrate` alone makes one.
    #[error(
        "there is no database file {0}: run `jinqiu migrate` first, which makes it, or name the folder that has it by JINQIU_DATA_DIR"
    )]
    NoFile(String),
    /// The role may not make or change tables.
    #[error(
        "its role may not make or change tables ({0}): name the owner's address by JINQIU_MIGRATE_DATABASE_URL, and run `jinqiu migrate` again"
    )]
    NotOwner(String),
    /// The tables are not there, or older than this program.
    #[error("its tables are missing, or older than this program: run `jinqiu migrate`")]
    NotMigrated,
    /// Another transaction was in the way; the same one is tried again at once.
    #[error("another transaction was in the way: {0}")]
    Contended(String),
    /// The keys that are held do not serve this database.
    #[error("{0}")]
    Keys(#[from] crate::KeyFault),
    /// No space is left to write.
    #[error("the database has no space left")]
    Full,
    /// The file of the database is damaged, as SQLite says: of a disk that cannot be read, too.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// Anything else the database says.
    #[error("the database refuses: {0}")]
    Database(#[source] DbErr),
}

impl StoreError {
    /// A row that does not decode.
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have: a text or an error")]
    pub fn corrupt(table: &'static str, id: impl ToString, what: impl ToString) -> Self {
        Self::Corrupt { table, id: id.to_string(), what: what.to_string() }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(what)) => return Self::Duplicate(what),
            Some(SqlErr::ForeignKeyConstraintViolation(what)) => return Self::Dangling(what),
            _ => {}
        }
        match &error {
            DbErr::ConnectionAcquire(cause) => Self::Unavailable(cause.to_string()),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => classify(cause).unwrap_or(Self::Database(error)),
            _ => Self::Database(error),
        }
    }
}

/// What PostgreSQL says where a role has not the right to make or change tables.
pub(crate) fn lacks_right(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    let said = cause.as_database_error()?;
    (said.code()? == "42501").then(|| said.message().to_owned())
}

/// Sorts what the driver says; `None` is a fault of ours, not of the surroundings.
fn classify(error: &sqlx::Error) -> Option<StoreError> {
    match error {
        sqlx::Error::Database(said) => {
            let (code, message) = (said.code()?, said.message());
            // PostgreSQL's codes have five characters, SQLite's are numbers of four digits at most.
            match code.parse().ok().filter(|_| code.len() < 5) {
                Some(number) => of_sqlite(number, message),
                None => of_postgres(&code, message),
            }
        }
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(StoreError::Unavailable(error.to_string())),
        _ => None,
    }
}

fn of_postgres(code: &str, message: &str) -> Option<StoreError> {
    match code {
        // Serialization failure, deadlock.
        "40001" | "40P01" => Some(StoreError::Contended(message.to_owned())),
        // Disk full.
        "53100" => Some(StoreError::Full),
        // Shutting down, starting, out of memory, too many connections, cancelled by time-out, I/O.
        "57P01" | "57P02" | "57P03" | "53200" | "53300" | "57014" | "55P03" | "25P03" | "58030" => {
            Some(StoreError::Unavailable(message.to_owned()))
        }
        code if code.starts_with("08") => Some(StoreError::Unavailable(message.to_owned())),
        _ => None,
    }
}

/// The low octet is the kind of failure, the others say where it happened.
fn of_sqlite(number: u32, message: &str) -> Option<StoreError> {
    match number & 0xff {
        // Another process holds the lock.
        5 => Some(StoreError::Contended(message.to_owned())),
        // The file is damaged, or a statement met a disk that cannot be read: SQLite has one word for both.
        11 => Some(StoreError::Damaged(message.to_owned())),
        // The database or the disk is full.
        13 => Some(StoreError::Full),
        // Read-only, I/O error, cannot open.
        8 | 10 | 14 => Some(StoreError::Unavailable(message.to_owned())),
        _ => None,
    }
}

//! What does a database hold, told by itself? One state of it, read on a connection of its own that nothing cuts short.
//!
//! A deed has little time, and its keys; whoever backs a database up, or examines it, needs all of it and none of the keys.

mod altered;
mod catalogue;
mod soundness;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use domain::log::{Link, Position};
use migrations::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, QueryResult,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use uuid::Uuid;

use crate::StoreError;
use crate::postgres::one_state;
use crate::sqlite::is_there;

pub use altered::Coded;
pub use soundness::Unsound;

/// How long it is waited for the database.
const CONNECT: Duration = Duration::from_secs(5);

/// Tables in which something is sealed from the first start on.
const KEYED: [&str; 3] = ["key_versions", "signing_keys", "subject_keys"];

/// Which kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// The kind of database at an address.
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// One state of a database, for as long as it is looked at.
pub struct Survey {
    connection: DatabaseConnection,
    transaction: DatabaseTransaction,
    engine: Engine,
}

/// A file that a row names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its name.
    pub id: Uuid,
    /// Whether the key is there that opens it; without it the file was erased.
    pub opens: bool,
}

/// A file with what its row says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub id: Uuid,
    /// Under whose key it is sealed.
    pub subject: Uuid,
    /// The SHA-256 of what it holds.
    pub digest: Vec<u8>,
}

/// The path of an SQLite file; none of a server.
pub fn file_of(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite://")?;
    Some(Path::new(path.split('?').next().unwrap_or(path)))
}

/// The names of all steps that this program knows, oldest first.
pub fn steps() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// A connection without the deadlines of deeds, to a database that is there.
pub(crate) async fn connect(url: &str) -> Result<DatabaseConnection, StoreError> {
    is_there(url)?;
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(1)
        .acquire_timeout(CONNECT)
        .idle_timeout(None)
        .max_lifetime(None)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlx| sqlx.busy_timeout(CONNECT))
        .map_sqlx_postgres_opts(|sqlx| sqlx.application_name("jinqiu"));
    Ok(Database::connect(options).await?)
}

/// Whether there is a database at that address, and something in it that a key of the service sealed.
///
/// # Errors
/// [`StoreError::Unavailable`] where a server does not answer.
pub async fn is_keyed(url: &str) -> Result<bool, StoreError> {
    if file_of(url).is_some_and(|path| !path.exists()) {
        return Ok(false);
    }
    let survey = Survey::begin(url).await?;
    let mut keyed = false;
    for table in survey.tables().await?.iter().filter(|table| KEYED.contains(&table.as_str())) {
        keyed |= survey.number(&format!("SELECT count(*) AS n FROM \"{table}\"")).await? > 0;
    }
    survey.end().await?;
    Ok(keyed)
}

impl Survey {
    /// Begins to look at a database that is there.
    pub async fn begin(url: &str) -> Result<Self, StoreError> {
        let (engine, connection) = (Engine::of(url), connect(url).await?);
        let options = match engine {
            Engine::Sqlite => TransactionOptions::default(),
            Engine::Postgres => one_state(),
        };
        let transaction = connection.begin_with_options(options).await?;
        Ok(Self { connection, transaction, engine })
    }

    /// Looks no more.
    pub async fn end(self) -> Result<(), StoreError> {
        self.transaction.rollback().await?;
        Ok(self.connection.close().await?)
    }

    /// Which kind of database it is.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The tables, by name; none in an empty database.
    pub async fn tables(&self) -> Result<Vec<String>, StoreError> {
        self.texts(match self.engine {
            Engine::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            }
            Engine::Postgres => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
        })
        .await
    }

    /// How many rows each table has.
    pub async fn counts(&self) -> Result<BTreeMap<String, i64>, StoreError> {
        let mut counts = BTreeMap::new();
        for table in self.tables().await? {
            let rows = self.number(&format!("SELECT count(*) AS n FROM \"{table}\"")).await?;
            let _ = counts.insert(table, rows);
        }
        Ok(counts)
    }

    /// The steps that its tables have taken.
    pub async fn steps(&self) -> Result<Vec<String>, StoreError> {
        let taken = self.texts("SELECT version AS name FROM seaql_migrations ORDER BY version").await;
        taken.map_err(|error| match error {
            StoreError::Database(_) => StoreError::NotMigrated,
            other => other,
        })
    }

    /// The last position of the log with its link; the origin where there is none.
    pub async fn head(&self) -> Result<(Position, Link), StoreError> {
        let last = "SELECT position, link FROM log_positions ORDER BY position DESC LIMIT 1";
        let Some(row) = self.rows(last).await?.into_iter().next() else { return Ok((0, Link::ORIGIN)) };
        let (position, link): (i64, Vec<u8>) = (row.try_get("", "position")?, row.try_get("", "link")?);
        let wrong = |what: &str| StoreError::corrupt("log_positions", position, what);
        let link = link.try_into().map_err(|_| wrong("a link has 32 octets"))?;
        let place = Position::try_from(position).map_err(|_| wrong("no position"))?;
        Ok((place, Link::new(link)))
    }

    /// The files that rows name.
    pub async fn papers(&self) -> Result<Vec<Paper>, StoreError> {
        let named = "SELECT a.id AS id, k.subject AS key FROM attachments a \
             LEFT JOIN subject_keys k ON k.subject = a.application \
             UNION ALL SELECT p.id AS id, k.subject AS key FROM posting_photographs p \
             LEFT JOIN subject_keys k ON k.subject = p.posting";
        let paper = |row: QueryResult| {
            let key: Option<Uuid> = row.try_get("", "key")?;
            Ok(Paper { id: row.try_get("", "id")?, opens: key.is_some() })
        };
        self.rows(named).await?.into_iter().map(paper).collect()
    }

    /// The files after that one whose key is there, so many at most.
    pub async fn papers_after(&self, after: Uuid, most: u32) -> Result<Vec<Kept>, StoreError> {
        let after = match self.engine {
            Engine::Sqlite => format!("x'{}'", after.simple()),
            Engine::Postgres => format!("'{after}'"),
        };
        let named = format!(
            "SELECT a.id AS id, a.application AS subject, a.digest AS digest FROM attachments a \
             JOIN subject_keys k ON k.subject = a.application WHERE a.id > {after} \
             UNION ALL SELECT p.id AS id, p.posting AS subject, p.digest AS digest FROM posting_photographs p \
             JOIN subject_keys k ON k.subject = p.posting WHERE p.id > {after} ORDER BY id LIMIT {most}"
        );
        let kept = |row: QueryResult| {
            let (id, subject) = (row.try_get("", "id")?, row.try_get("", "subject")?);
            Ok(Kept { id, subject, digest: row.try_get("", "digest")? })
        };
        self.rows(&named).await?.into_iter().map(kept).collect()
    }

    /// Whether a statement may find this same state on another connection, and by which name.
    pub(crate) async fn exported(&self) -> Result<String, StoreError> {
        let names = self.texts("SELECT pg_export_snapshot() AS name").await?;
        names.into_iter().next().ok_or_else(|| StoreError::Unavailable("no snapshot is exported".to_owned()))
    }

    async fn rows(&self, select: &str) -> Result<Vec<QueryResult>, StoreError> {
        let statement = Statement::from_string(self.transaction.get_database_backend(), select);
        Ok(self.transaction.query_all_raw(statement).await?)
    }

    async fn texts(&self, select: &str) -> Result<Vec<String>, StoreError> {
        let rows = self.rows(select).await?;
        rows.iter().map(|row| Ok(row.try_get("", "name")?)).collect()
    }

    async fn number(&self, select: &str) -> Result<i64, StoreError> {
        let rows = self.rows(select).await?;
        Ok(rows.first().map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0))
    }
}

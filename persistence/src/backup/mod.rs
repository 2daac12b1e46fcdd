//! How is a whole database taken out, as it stood at one moment, and put into an empty one? By the database's own means.
//!
//! SQLite copies itself into another file; of PostgreSQL its own tools write and read an archive. Both see one state, while
//! others go on writing.

mod stream;
mod tools;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use domain::log::{Link, Position};
use sea_orm::ConnectionTrait;

use crate::StoreError;
use crate::survey::{self, Engine, Paper, Survey};

pub use stream::{Opener, Sealer, StreamFault, looks_like_one};

/// Why a database is not taken out or put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// A program of PostgreSQL is not there.
    #[error("{0} is not there")]
    NoTool(&'static str),
    /// A program of PostgreSQL did not do its work.
    #[error("{tool}: {said}")]
    Tool {
        /// Which.
        tool: &'static str,
        /// What it said last.
        said: String,
    },
    /// A file.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The address of the database cannot be told to a program.
    #[error("the address of the database cannot be read")]
    Address,
}

/// What a database held at the moment at which it was taken out.
#[derive(Clone, Debug)]
pub struct Held {
    /// Which kind of database.
    pub engine: Engine,
    /// The steps that its tables had taken.
    pub steps: Vec<String>,
    /// How many rows each table had.
    pub counts: BTreeMap<String, i64>,
    /// The last position of its log, with the link.
    pub head: (Position, Link),
    /// The files that its rows named.
    pub papers: Vec<Paper>,
}

impl Held {
    async fn of(survey: &Survey) -> Result<Self, StoreError> {
        Ok(Self {
            engine: survey.engine(),
            steps: survey.steps().await?,
            counts: survey.counts().await?,
            head: survey.head().await?,
            papers: survey.papers().await?,
        })
    }
}

/// Takes a database out into a file that is there, and empty. `tell` is called again and again with how many octets it has by
/// then.
pub async fn take(url: &str, to: &Path, tell: impl FnMut(u64)) -> Result<Held, BackupError> {
    match Engine::of(url) {
        Engine::Sqlite => {
            let connection = survey::connect(url).await?;
            let place = to.display().to_string().replace('\'', "''");
            let copied = connection.execute_unprepared(&format!("VACUUM INTO '{place}'")).await;
            let _ = copied.map_err(StoreError::from)?;
            connection.close().await.map_err(StoreError::from)?;
            let survey = Survey::begin(&format!("sqlite://{}", to.display())).await?;
            let held = Held::of(&survey).await?;
            survey.end().await?;
            Ok(held)
        }
        Engine::Postgres => {
            // It stays open while the tool reads the same state.
            let survey = Survey::begin(url).await?;
            let snapshot = survey.exported().await?;
            tools::dump(url, to, &snapshot, tell).await?;
            let held = Held::of(&survey).await?;
            survey.end().await?;
            Ok(held)
        }
    }
}

/// Whether nothing lies where a database would be put.
pub async fn is_free(url: &str) -> Result<bool, StoreError> {
    if let Some(path) = survey::file_of(url) {
        // What another file left beside it would be read as the end of this one.
        let beside = |what: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(what);
            Path::new(&name).exists()
        };
        return Ok(!["", "-wal", "-shm", "-journal"].iter().any(|what| beside(what)));
    }
    let survey = Survey::begin(url).await?;
    let tables = survey.tables().await?;
    survey.end().await?;
    Ok(tables.is_empty())
}

/// Puts an archive of PostgreSQL into an empty database, whole or not at all.
pub async fn put(url: &str, from: &Path) -> Result<(), BackupError> {
    tools::load(url, from).await
}

//! How is the store opened, read and written? One place begins, retries and commits.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::{DatabaseConnection, TransactionOptions, TransactionTrait};

use crate::group::Group;
use crate::keyring::Keyring;
use crate::postgres::Pool;
use crate::roots::Source;
use crate::{
    Failure, Files, Hindrance, Keys, Logged, Stamp, StoreError, Work, key_states, patience, postgres, sqlite,
};

/// Every deed has this long, outside jobs, and all deeds of a request together.
pub(crate) const DEADLINE: Duration = Duration::from_millis(1200);
/// A job has this long: nobody waits for its answer.
const JOB: Duration = Duration::from_secs(30);
/// A build without optimisation needs so much more for each record, where one deed is done to many; the released one none.
const FOR_EACH: Duration = Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 0 });
/// How often it is tried to empty SQLite's journal, a second each time at most.
const JOURNAL_TRIES: u32 = 5;
/// How often a deed is tried again when another transaction was in the way.
const ATTEMPTS: u32 = 4;

/// The store: an SQLite file or a PostgreSQL database, with the keys of the service.
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
    ring: Arc<Keyring>,
    files: Files,
}

enum Engine {
    Sqlite { url: String, readers: DatabaseConnection, writer: Group },
    Postgres(Box<Pool>),
}

impl Store {
    /// Opens a migrated database, with the roots of the keys from that source.
    pub async fn open(url: &str, connections: u32, roots: Source, files: Files) -> Result<Self, StoreError> {
        let ring = Keyring::open(roots)?;
        let engine = if url.starts_with("sqlite:") {
            let readers = sqlite::open_readers(url).await?;
            let writer = Group::start(url.to_owned(), sqlite::open_writer(url).await?)?;
            Engine::Sqlite { url: url.to_owned(), readers, writer }
        } else {
            Engine::Postgres(Box::new(Pool::open(url, connections).await?))
        };
        Ok(Self { engine: Arc::new(engine), ring, files })
    }

    /// Closes the database, so that all of an SQLite file lies in the file itself. The last store that is open closes it.
    pub async fn close(self) -> Result<(), StoreError> {
        match Arc::into_inner(self.engine) {
            None => Ok(()),
            Some(Engine::Sqlite { readers, writer, .. }) => {
                readers.close().await?;
                writer.end().await
            }
            Some(Engine::Postgres(pool)) => Ok(pool.current().close().await?),
        }
    }

    /// Makes connections to a PostgreSQL on this runtime from now on, because others that used the store are about to end.
    pub async fn connect_here(&self) {
        if let Engine::Postgres(pool) = &*self.engine {
            pool.settle().await;
        }
    }

    /// The keys that seal and find, as the database says now or said a moment ago.
    pub async fn keys(&self) -> Result<Arc<Keys>, StoreError> {
        match self.ring.remembered() {
            Some(keys) => Ok(keys),
            None => self.read(async |work| Ok(work.all_keys())).await,
        }
    }

    /// The roots of this process.
    pub(crate) const fn ring(&self) -> &Arc<Keyring> {
        &self.ring
    }

    /// Reads: everything inside sees one state of the database.
    pub async fn read<T, E: Failure>(&self, deed: impl AsyncFn(&Work) -> Result<T, E>) -> Result<T, E> {
        self.in_time(DEADLINE, async {
            let transaction = self.begin_reading().await?;
            let keys = key_states::keys(&self.ring, &transaction, false).await?;
            let work = Work::new(transaction, keys, self.files.clone(), None);
            // Boxed here once, so that no handler carries a large future on its stack.
            let outcome = Box::pin(deed(&work)).await;
            // A reading transaction has nothing to lose; its end gives the connection back.
            drop(work.into_transaction()?.rollback().await);
            outcome
        })
        .await
    }

    /// Writes: all of it with its log entries, or nothing. Tried again when another transaction was in the
    /// way, so the deed must have no effect outside the database.
    pub async fn write<T, E: Failure>(
        &self,
        stamp: &Stamp,
        deed: impl AsyncFn(&Work) -> Result<Logged<T>, E>,
    ) -> Result<T, E> {
        self.write_many(stamp, 0, deed).await
    }

    /// The same, done to so many records at once, which takes longer where the build is not optimised.
    pub async fn write_many<T, E: Failure>(
        &self,
        stamp: &Stamp,
        records: u32,
        deed: impl AsyncFn(&Work) -> Result<Logged<T>, E>,
    ) -> Result<T, E> {
        let whole = async |work: &Work| record(work, &deed).await;
        self.attempts(stamp, DEADLINE + FOR_EACH * records, &whole).await
    }

    /// The same as a job, which nobody's request waits for.
    pub async fn write_as_job<T, E: Failure>(
        &self,
        stamp: &Stamp,
        deed: impl AsyncFn(&Work) -> Result<Logged<T>, E>,
    ) -> Result<T, E> {
        let whole = async |work: &Work| record(work, &deed).await;
        self.attempts(stamp, JOB, &whole).await
    }

    /// Writes what is no act of anybody, and so has no entry: that somebody tries to sign in, which strangers shall not fill
    /// the log with, and the order of the log itself.
    pub(crate) async fn write_unlogged<T, E: Failure>(
        &self,
        stamp: &Stamp,
        deed: impl AsyncFn(&Work) -> Result<T, E>,
    ) -> Result<T, E> {
        self.attempts(stamp, DEADLINE, &deed).await
    }

    async fn attempts<T, E: Failure>(
        &self,
        stamp: &Stamp,
        deadline: Duration,
        deed: &impl AsyncFn(&Work) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut attempt = 1;
        loop {
            match self.in_time(deadline, self.attempt(stamp, deed)).await {
                Err(error) if error.is_contention() && attempt < ATTEMPTS => attempt += 1,
                outcome => return outcome,
            }
        }
    }

    async fn attempt<T, E: Failure>(
        &self,
        stamp: &Stamp,
        deed: &impl AsyncFn(&Work) -> Result<T, E>,
    ) -> Result<T, E> {
        match &*self.engine {
            Engine::Sqlite { writer, .. } => {
                let turn = writer.turn().await?;
                let (transaction, done) = turn.split();
                let keys = match key_states::keys(&self.ring, &transaction, true).await {
                    Ok(keys) => keys,
                    Err(error) => {
                        done.forget(transaction).await?;
                        return Err(error.into());
                    }
                };
                let work = Work::new(transaction, keys, self.files.clone(), Some(stamp.clone()));
                match Box::pin(deed(&work)).await {
                    Ok(value) => {
                        stamp.step();
                        done.keep(work.into_transaction()?).await?;
                        stamp.step();
                        Ok(value)
                    }
                    Err(error) => {
                        done.forget(work.into_transaction()?).await?;
                        Err(error)
                    }
                }
            }
            Engine::Postgres(pool) => {
                let transaction =
                    pool.begin(TransactionOptions::default()).await.map_err(StoreError::from)?;
                let keys = key_states::keys(&self.ring, &transaction, true).await?;
                let work = Work::new(transaction, keys, self.files.clone(), Some(stamp.clone()));
                let outcome = Box::pin(deed(&work)).await;
                let transaction = work.into_transaction()?;
                match outcome {
                    Ok(value) => {
                        stamp.step();
                        transaction.commit().await.map_err(StoreError::from)?;
                        stamp.step();
                        Ok(value)
                    }
                    Err(error) => {
                        // The refusal is what the caller asked for; a failed rollback ends the connection.
                        drop(transaction.rollback().await);
                        Err(error)
                    }
                }
            }
        }
    }

    /// The folder of sealed files.
    pub(crate) const fn files(&self) -> &Files {
        &self.files
    }

    /// Writes SQLite's journal into the file and empties it, so that no older page lies in it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] while readers or writers are in the way; it may be done again later.
    pub async fn empty_journal(&self) -> Result<(), StoreError> {
        let Engine::Sqlite { readers, .. } = &*self.engine else { return Ok(()) };
        for _ in 0..JOURNAL_TRIES {
            if sqlite::empty_journal(readers).await? {
                return Ok(());
            }
        }
        Err(StoreError::Unavailable("the journal of the database is in use".to_owned()))
    }

    async fn begin_reading(&self) -> Result<sea_orm::DatabaseTransaction, StoreError> {
        Ok(match &*self.engine {
            Engine::Sqlite { readers, .. } => readers.begin().await?,
            Engine::Postgres(pool) => pool.begin(postgres::one_state()).await?,
        })
    }

    pub(crate) fn reader(&self) -> DatabaseConnection {
        match &*self.engine {
            Engine::Sqlite { readers, .. } => readers.clone(),
            Engine::Postgres(pool) => pool.current(),
        }
    }

    pub(crate) async fn in_time<T, E: Failure>(
        &self,
        deadline: Duration,
        deed: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let begun = Instant::now();
        let outcome = tokio::time::timeout(patience::left(deadline), deed).await;
        patience::spend(begun.elapsed());
        match outcome {
            Ok(Err(error)) if error.hindrance() == Some(Hindrance::Damage) => {
                return Err(self.looked_at(error).await);
            }
            Ok(outcome) => return outcome,
            Err(_) => {}
        }
        if let Engine::Postgres(pool) = &*self.engine {
            pool.renew().await;
        }
        Err(StoreError::Unavailable("no answer in time".to_owned()).into())
    }

    /// What SQLite called damage, or that the disk is away: whoever opens the file anew is told which.
    async fn looked_at<E: Failure>(&self, damage: E) -> E {
        let Engine::Sqlite { url, .. } = &*self.engine else { return damage };
        match tokio::time::timeout(DEADLINE, sqlite::read_anew(url)).await {
            Ok(Err(away @ StoreError::Unavailable(_))) => away.into(),
            Ok(_) => damage,
            Err(_) => StoreError::Unavailable("the disk of the database does not answer".to_owned()).into(),
        }
    }
}

async fn record<T, E: Failure>(
    work: &Work,
    deed: &impl AsyncFn(&Work) -> Result<Logged<T>, E>,
) -> Result<T, E> {
    let logged = Box::pin(deed(work)).await?;
    Ok(work.finish(logged).await?)
}

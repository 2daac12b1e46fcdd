//! What is one deed in the store? One transaction, with an accessor for each concept.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::id::{AccountId, DelegationId, OfficerId, UnionId};
use domain::time::Instant;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};
use uuid::Uuid;

use crate::applications::{Figure, Tally};
use crate::{Files, Keys, Logged, StoreError, steps};

/// Who does a deed, when, and in answer to which request.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The business instant.
    pub at: Instant,
    /// The account in whose post is acted; none for the command line.
    pub account: Option<AccountId>,
    /// The officer who acts; none for programs.
    pub officer: Option<OfficerId>,
    /// The delegation by which they act; none in a post of their own.
    pub delegation: Option<DelegationId>,
    /// The union for which they act.
    pub union: Option<UnionId>,
    /// The id of the request.
    pub request_id: String,
}

impl Stamp {
    /// What the service's own deeds are called that are spoken with the bank.
    pub const BANK: &str = "bank";

    /// The service itself acts, or whoever commands it: no account is signed in.
    pub const fn of_the_service(at: Instant, request_id: String) -> Self {
        Self { at, account: None, officer: None, delegation: None, union: None, request_id }
    }

    /// A step of an officer's deed, or of what is spoken with the bank.
    pub(crate) fn step(&self) {
        if self.account.is_some() || self.request_id == Self::BANK {
            steps::step();
        }
    }
}

/// One transaction. What it hands out lives no longer than it.
pub struct Work {
    transaction: Arc<DatabaseTransaction>,
    keys: Arc<Keys>,
    files: Files,
    stamp: Option<Stamp>,
    made: Arc<AtomicU16>,
    subject_keys: Mutex<SubjectKeys>,
    tally: Mutex<Tally>,
    foretold: Arc<Mutex<BTreeMap<Uuid, Uuid>>>,
}

type SubjectKeys = BTreeMap<Uuid, Arc<crate::keys::SealingKey>>;

impl Work {
    pub(crate) fn new(
        transaction: DatabaseTransaction,
        keys: Arc<Keys>,
        files: Files,
        stamp: Option<Stamp>,
    ) -> Self {
        let (made, subject_keys, tally) = (Arc::default(), Mutex::default(), Mutex::default());
        let (transaction, foretold) = (Arc::new(transaction), Arc::default());
        Self { transaction, keys, files, stamp, made, subject_keys, tally, foretold }
    }

    /// Does a part of the deed under a savepoint: when it fails, it alone is taken back.
    ///
    /// The savepoint is a statement like others. A transaction within a transaction that is given up while it begins
    /// would be rolled back twice by the driver, and take along what others have written on the same connection.
    pub async fn part<T, E: From<StoreError>>(
        &self,
        deed: impl AsyncFnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.savepoint("SAVEPOINT part").await?;
        let inner = Self {
            transaction: Arc::clone(&self.transaction),
            keys: Arc::clone(&self.keys),
            files: self.files.clone(),
            stamp: self.stamp.clone(),
            made: Arc::clone(&self.made),
            subject_keys: Mutex::new(held(&self.subject_keys).clone()),
            tally: Mutex::default(),
            foretold: Arc::clone(&self.foretold),
        };
        let outcome = Box::pin(deed(&inner)).await;
        let Self { subject_keys, tally, .. } = inner;
        if outcome.is_ok() {
            self.savepoint("RELEASE SAVEPOINT part").await?;
            *held(&self.subject_keys) = std::mem::take(&mut *held(&subject_keys));
            held(&self.tally).take(std::mem::take(&mut *held(&tally)));
        } else {
            self.savepoint("ROLLBACK TO SAVEPOINT part").await?;
            self.savepoint("RELEASE SAVEPOINT part").await?;
        }
        outcome
    }

    /// Does a deed of somebody else, or of another instant, with its own entries of the log: so that a history of many
    /// deeds becomes true at once. When it fails, the whole must fail: it is not taken back alone.
    pub async fn told<T, E: From<StoreError>>(
        &self,
        stamp: &Stamp,
        deed: impl AsyncFnOnce(&Self) -> Result<Logged<T>, E>,
    ) -> Result<T, E> {
        let inner = Self {
            transaction: Arc::clone(&self.transaction),
            keys: Arc::clone(&self.keys),
            files: self.files.clone(),
            stamp: Some(stamp.clone()),
            made: Arc::clone(&self.made),
            subject_keys: Mutex::new(std::mem::take(&mut *held(&self.subject_keys))),
            tally: Mutex::default(),
            foretold: Arc::clone(&self.foretold),
        };
        let logged = Box::pin(deed(&inner)).await?;
        let value = inner.enter(logged).await?;
        *held(&self.subject_keys) = std::mem::take(&mut *held(&inner.subject_keys));
        held(&self.tally).take(std::mem::take(&mut *held(&inner.tally)));
        Ok(value)
    }

    async fn savepoint(&self, statement: &str) -> Result<(), StoreError> {
        self.db().execute_unprepared(statement).await?;
        Ok(())
    }

    /// The transaction, when the deed is done and nothing else of it is left.
    pub(crate) fn into_transaction(self) -> Result<DatabaseTransaction, StoreError> {
        Arc::into_inner(self.transaction)
            .ok_or_else(|| StoreError::Unavailable("a part of the deed outlives it".to_owned()))
    }

    /// The connection, for the accessors.
    pub(crate) fn db(&self) -> &DatabaseTransaction {
        self.stamp.iter().for_each(Stamp::step);
        &self.transaction
    }

    /// The folder of sealed files.
    pub(crate) const fn files(&self) -> &Files {
        &self.files
    }

    /// The keys that seal and find identifiers.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The same, to be kept beyond the transaction.
    pub(crate) fn all_keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys)
    }

    pub(crate) fn stamp(&self) -> Result<&Stamp, StoreError> {
        self.stamp.as_ref().ok_or_else(|| StoreError::Corrupt {
            table: "log_entries",
            id: String::new(),
            what: "a reading transaction was asked to write".to_owned(),
        })
    }

    /// The officer who does the deed; none for a program, the service itself, and who only reads.
    pub(crate) fn doer(&self) -> Option<OfficerId> {
        self.stamp.as_ref().and_then(|stamp| stamp.officer)
    }

    /// The business instant of the deed in microseconds.
    pub(crate) fn now(&self) -> Result<i64, StoreError> {
        Ok(self.stamp()?.at.as_micros())
    }

    /// A new id: ordered by the instant of the deed.
    pub fn new_id(&self) -> Result<Uuid, StoreError> {
        let mut octets = [0; 10];
        aws_lc_rs::rand::fill(&mut octets)
            .map_err(|_| StoreError::Unavailable("the system gives no randomness".to_owned()))?;
        // Twelve bits count within the deed, so that what it makes keeps its order.
        let count = self.made.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        octets[..2].copy_from_slice(&count);
        let millis = u64::try_from(self.now()?.div_euclid(1000)).unwrap_or(0);
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &octets).into_uuid())
    }

    pub(crate) fn cached_key(&self, subject: Uuid) -> Option<Arc<crate::keys::SealingKey>> {
        held(&self.subject_keys).get(&subject).map(Arc::clone)
    }

    pub(crate) fn cache_key(&self, subject: Uuid, key: Arc<crate::keys::SealingKey>) {
        held(&self.subject_keys).insert(subject, key);
    }

    /// Forgets a key that was destroyed.
    pub(crate) fn forget_key(&self, subject: Uuid) {
        held(&self.subject_keys).remove(&subject);
    }

    /// The id that the entry of the log about this subject will have, the first one that the deed writes: so that what is
    /// written before it can name it.
    pub(crate) fn foretell_entry(&self, subject: Uuid) -> Result<Uuid, StoreError> {
        let id = self.new_id()?;
        Ok(*held(&self.foretold).entry(subject).or_insert(id))
    }

    /// The id for an entry about a subject.
    pub(crate) fn entry_id(&self, subject: Uuid) -> Result<Uuid, StoreError> {
        let foretold = held(&self.foretold).remove(&subject);
        foretold.map_or_else(|| self.new_id(), Ok)
    }

    /// Moves a figure of the roll-ups when the transaction ends.
    pub(crate) fn tally(&self, figure: Figure, step: i64) {
        held(&self.tally).add(figure, step);
    }

    pub(crate) async fn finish<T>(&self, logged: Logged<T>) -> Result<T, StoreError> {
        let value = self.enter(logged).await?;
        // Whoever moves the same figure waits until this is committed, so they move last.
        let tally = std::mem::take(&mut *held(&self.tally));
        self.applications().settle(tally).await?;
        Ok(value)
    }

    /// Writes the entries of the log, and gives the value.
    async fn enter<T>(&self, logged: Logged<T>) -> Result<T, StoreError> {
        let (value, entries) = logged.into_parts();
        for entry in entries {
            self.log(entry).await?;
        }
        Ok(value)
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is only ever added to: the log, what was once decided or found of a household, who saw what, what was
/// drawn, which post somebody held, how money moved, who approved that it is paid, what a bank was told and
/// said, what families said of their money, and where paper lies.
pub(crate) const APPEND_ONLY: [&str; 17] = [
    "log_entries",
    "log_positions",
    "log_checkpoints",
    "case_history",
    "dossier_versions",
    "disclosures",
    "disclosed",
    "samples",
    "sampled",
    "account_versions",
    "ledger_entries",
    "payment_approvals",
    "payment_sendings",
    "payment_answers",
    "payment_returns",
    "receipts",
    "filings",
];

/// Lets the service's role read and write, but neither change tables nor alter the log, nor what was once decided or
/// found of a household, nor which post somebody held.
pub(crate) async fn grant(owner: &DatabaseConnection, role: &str) -> Result<(), StoreError> {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    for statement in [
        format!("GRANT USAGE ON SCHEMA public TO {role}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        format!("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {role}", APPEND_ONLY.join(", ")),
        format!("REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM {role}"),
    ] {
        owner.execute_unprepared(&statement).await?;
    }
    Ok(())
}

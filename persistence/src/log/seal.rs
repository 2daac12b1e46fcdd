//! How does an entry get its place? One process at a time takes those that wait, chains and signs them.

use domain::log::{Act, Checkpoint, Link, LogEntry, Place as Placed, Position};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::rows::{self, checkpoints, pending, positions};
use super::waiting::Waiting;
use crate::signing_keys::{Purpose, Signer, SigningKey};
use crate::{Entry, LockKind, Stamp, Store, StoreError, Subject, Work};

/// The lease of the sealer.
const SEALER: &str = "log_sealer";
/// How long a sealer that fell silent keeps others waiting, in seconds.
const LEASE_SECONDS: i64 = 10;
/// The most entries that one transaction places.
const MOST: usize = 500;
/// The longest time without a checkpoint while entries come, in microseconds.
const CHECKPOINT_EVERY: i64 = 60 * 1_000_000;

/// What a turn of the sealer did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// How many entries got their position.
    pub placed: usize,
    /// How many were found that the service did not write; they stay outside.
    pub foreign: usize,
    /// How many had waited and are not there any more: somebody took them out of the database.
    pub gone: usize,
    /// Whether more of them may wait.
    pub more: bool,
}

/// When a checkpoint is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// When the last one is a minute old.
    Due,
    /// At once, if anything came after the last one.
    AtOnce,
}

impl Store {
    /// A turn of the sealer at that real instant, for the process of that name: places what waits, if that process has
    /// the lease or nobody has.
    ///
    /// # Errors
    /// Those of the store; then nothing was placed, and the next turn begins anew.
    pub async fn seal_log(&self, holder: Uuid, now: Instant) -> Result<Sealed, StoreError> {
        if !self.read(async |work| work.awaits_sealing(now, When::Due).await).await? {
            return Ok(Sealed::default());
        }
        let until = now.plus_seconds(LEASE_SECONDS);
        let turn = async |work: &Work| {
            if work.hold_lease(SEALER, holder, now, until).await? {
                work.place_waiting(now, When::Due).await
            } else {
                Ok(Sealed::default())
            }
        };
        self.order(now, turn).await
    }

    /// Places all that waits, whoever has the lease, also what was taken off the list of what waits; and makes a
    /// checkpoint of it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn seal_all(&self, now: Instant) -> Result<(), StoreError> {
        self.order(now, async |work| work.wait_again().await).await?;
        while self.order(now, async |work| work.place_waiting(now, When::AtOnce).await).await?.more {}
        Ok(())
    }

    /// Makes the key that signs the log, where there is none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn make_log_key(&self, now: Instant) -> Result<(), StoreError> {
        self.order(now, async |_| Ok(())).await
    }

    /// Changes the order of the log, which one transaction at a time may.
    async fn order<T>(
        &self,
        now: Instant,
        deed: impl AsyncFn(&Work) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let stamp = Stamp::of_the_service(now, "seal".to_owned());
        self.write_unlogged(&stamp, async |work| {
            work.lock(LockKind::Log, Uuid::nil()).await?;
            work.make_log_key().await?;
            deed(work).await
        })
        .await
    }
}

impl Work {
    async fn awaits_sealing(&self, now: Instant, when: When) -> Result<bool, StoreError> {
        if pending::Entity::find().limit(1).one(self.db()).await?.is_some() {
            return Ok(true);
        }
        let (last, checkpoint) = (self.last_position().await?, self.last_checkpoint().await?);
        Ok(is_due(last, checkpoint.as_ref(), now, when))
    }

    /// Makes the key that signs the log, once: whoever holds its public half shall not find a log that another signs because
    /// somebody altered that row or took it away.
    async fn make_log_key(&self) -> Result<(), StoreError> {
        if self.has_signing_key(Purpose::Log).await? || self.last_position().await? > 0 {
            return Ok(());
        }
        let kid = self.new_id()?;
        let no_key = || StoreError::Unavailable("the machine makes no key".to_owned());
        let key = SigningKey::generate(kid).ok_or_else(no_key)?;
        self.add_signing_key(Purpose::Log, &key).await?;
        self.log(Entry::new(Act::CreateSigningKey, Subject::new("signing_key", kid))).await
    }

    async fn place_waiting(&self, now: Instant, when: When) -> Result<Sealed, StoreError> {
        let (kid, signer) = self.log_signer().await?;
        let Waiting { mine, foreign, gone, placed: again, more } = self.waiting(MOST).await?;
        for id in &foreign {
            tracing::error!(entry = %id, "an entry of the log was not written by the service");
        }
        for id in &gone {
            tracing::error!(entry = %id, "an entry of the log was taken out before it got its place");
        }
        for id in &again {
            tracing::error!(entry = %id, "an entry of the log that has its place was let wait for another");
        }
        let (mut last, mut link) = self.head().await?;
        let mut placed = Vec::with_capacity(mine.len());
        for entry in &mine {
            last += 1;
            let digest = entry.digest();
            link = link.next(last, &digest);
            placed.push(row(entry, &Placed { position: last, digest, link }, &signer)?);
        }
        let sealed = Sealed { placed: placed.len(), foreign: foreign.len(), gone: gone.len(), more };
        if !placed.is_empty() {
            positions::Entity::insert_many(placed).exec_without_returning(self.db()).await?;
        }
        let mine = mine.iter().map(|entry| entry.id.raw());
        self.wait_no_more(mine.chain(foreign).chain(gone).chain(again)).await?;
        if is_due(last, self.last_checkpoint().await?.as_ref(), now, when) && !more {
            self.add_checkpoint(last, link, now, &kid, &signer).await?;
        }
        Ok(sealed)
    }

    async fn log_signer(&self) -> Result<(String, Signer), StoreError> {
        let keys = self.signing_keys(Purpose::Log).await?;
        let broken = |what: &str| StoreError::corrupt("signing_keys", "log", what);
        let gone =
            "the key that signs the log is not there as the service wrote it; put it back from a backup";
        let key = keys.into_iter().next().ok_or_else(|| broken(gone))?;
        let signer = key.signer().ok_or_else(|| broken("it is no pair of keys"))?;
        Ok((key.kid, signer))
    }

    /// The last position with its link.
    async fn head(&self) -> Result<(Position, Link), StoreError> {
        let last = positions::Entity::find()
            .order_by_desc(positions::Column::Position)
            .limit(1)
            .one(self.db())
            .await?;
        match last {
            None => Ok((0, Link::ORIGIN)),
            Some(row) => Ok((rows::place(row.position)?, rows::link(row.link, row.position)?)),
        }
    }

    pub(super) async fn last_position(&self) -> Result<Position, StoreError> {
        Ok(self.head().await?.0)
    }

    async fn add_checkpoint(
        &self,
        position: Position,
        link: Link,
        now: Instant,
        kid: &str,
        signer: &Signer,
    ) -> Result<(), StoreError> {
        let text = Checkpoint::text(position, link, now.as_micros(), kid);
        let row = checkpoints::ActiveModel {
            position: Set(rows::position(position)?),
            link: Set(link.octets().to_vec()),
            at: Set(now.as_micros()),
            kid: Set(kid.to_owned()),
            signature: Set(signer.sign(&text)),
        };
        checkpoints::Entity::insert(row).exec_without_returning(self.db()).await?;
        Ok(())
    }
}

fn row(entry: &LogEntry, at: &Placed, signer: &Signer) -> Result<positions::ActiveModel, StoreError> {
    Ok(positions::ActiveModel {
        position: Set(rows::position(at.position)?),
        entry: Set(entry.id.raw()),
        union_id: Set(entry.union.map(domain::id::UnionId::raw)),
        link: Set(at.link.octets().to_vec()),
        signature: Set(signer.sign(&at.text())),
    })
}

fn is_due(last: Position, checkpoint: Option<&Checkpoint>, now: Instant, when: When) -> bool {
    let (told, at) = checkpoint.map_or((0, i64::MIN), |known| (known.position, known.at_micros));
    last > told && (when == When::AtOnce || now.as_micros().saturating_sub(at) >= CHECKPOINT_EVERY)
}

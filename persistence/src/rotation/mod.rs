//! How do the keys turn from one version to the next while everybody works? Step by step, each in a small transaction.
//!
//! A version is announced, then seals and finds beside the one before, then alone; between two of these steps so much time
//! passes that no process goes by what held before. Where it stands is in the database alone, so whoever is stopped goes on.

mod columns;

use std::sync::Arc;
use std::time::Duration;

use domain::log::Act;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use uuid::Uuid;

use crate::key_states::{self, LASTING, objection_row, proof_place, state_row, used, version, version_row};
use crate::keyring::{REMEMBERED, RootKeys};
use crate::keys::random_id;
use crate::{Entry, Logged, SealError, Stamp, Store, StoreError, Subject, Used, Work};

use columns::{COLUMNS, WINDOW};

/// After so long nobody goes by what the database said before: what is remembered is forgotten, and transactions that were
/// under way then have ended, the database itself having ended those that fell silent.
pub const EVERYBODY_KNOWS: Duration = Duration::from_secs(REMEMBERED.as_secs() + 8);
/// For how long whoever turns the keys has the turn.
const TURN: Duration = Duration::from_secs(20);

/// Why the keys do not turn.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else turns them.
    #[error("another process rotates the keys, until {0} at least")]
    Busy(Instant),
    /// Running processes that were told of the version and do not hold it.
    #[error("running processes that do not hold key version {version}: {processes}")]
    Objected {
        /// The version.
        version: u16,
        /// How many.
        processes: usize,
    },
    /// Something is sealed under it, or may be yet.
    #[error("key version {0} is in use")]
    InUse(u16),
    /// The version is not held here.
    #[error("key version {0} is not held")]
    NotHeld(u16),
}

impl crate::Failure for RotationError {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_contention())
    }
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Until then it waits, so that every process knows.
    Waits(Instant),
    /// Another version seals, or finds alone.
    Changed(Used),
    /// Rows of a table were looked at.
    Rows {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// How many of its rows were looked at in this pass.
        done: i64,
        /// How many it had.
        of: i64,
    },
    /// Nothing is left under any other version than this.
    Done(u16),
}

/// Who turns the keys, and which row is next.
pub struct Turner {
    me: Uuid,
    column: usize,
    after: Option<Value>,
    done: i64,
    of: i64,
    /// Whether this pass found something to write.
    found: bool,
}

/// What the database says of the versions.
struct Stand {
    state: state_row::Model,
    used: Used,
    newest: (u16, i64),
    objections: usize,
}

impl Turner {
    /// Somebody new.
    pub fn new() -> Result<Self, SealError> {
        Ok(Self { me: random_id()?, column: 0, after: None, done: 0, of: 0, found: false })
    }

    /// Takes the turn at that real instant, so that nobody else begins.
    pub async fn begin(&self, store: &Store, at: Instant) -> Result<Used, RotationError> {
        store
            .write(&stamp(at), async |work| -> Result<_, RotationError> {
                self.take_turn(work, at).await?;
                let used = stand(work).await?.used;
                Ok(Logged::new(used, entry(Act::RotateKeys, used.sealing)))
            })
            .await
    }

    /// Does the next step, at that real instant.
    pub async fn step(&mut self, store: &Store, at: Instant) -> Result<Step, RotationError> {
        let stand = store.read(stand).await?;
        let (version, announced_at) = stand.newest;
        let waits = |since: i64| {
            let until = Instant::from_micros(since).plus_seconds(EVERYBODY_KNOWS.as_secs().cast_signed());
            (at < until).then_some(Step::Waits(until))
        };
        if version > stand.used.sealing {
            if let Some(waits) = waits(announced_at) {
                return Ok(waits);
            }
            if stand.objections > 0 {
                return Err(RotationError::Objected { version, processes: stand.objections });
            }
            return self.change(store, at, widened(stand.used, version)).await;
        }
        if let Some(waits) = waits(stand.state.changed_at) {
            return Ok(waits);
        }
        // By now everybody goes by what stands there; so does this process.
        store.ring().forget();
        if let Some(step) = self.rows(store, at, stand.used).await? {
            return Ok(step);
        }
        match narrowed(stand.used) {
            Some(alone) => self.change(store, at, alone).await,
            None => Ok(Step::Done(stand.used.sealing)),
        }
    }

    /// Looks at the next rows; none when a whole pass found nothing to write.
    async fn rows(&mut self, store: &Store, at: Instant, used: Used) -> Result<Option<Step>, RotationError> {
        let Some(column) = COLUMNS.get(self.column) else {
            let found = std::mem::take(&mut self.found);
            self.restart();
            return if found { Box::pin(self.rows(store, at, used)).await } else { Ok(None) };
        };
        if self.after.is_none() {
            (self.done, self.of) = (0, store.read(async |work| column.rows(work).await).await?);
        }
        let after = self.after.clone();
        let window = store.read(async |work| column.window(work, used, after.as_ref()).await).await?;
        if !window.stale.is_empty() {
            self.found = true;
            let renewed = store
                .write(&stamp(at), async |work| -> Result<_, RotationError> {
                    self.take_turn(work, at).await?;
                    let mut renewed = 0_u32;
                    for row in &window.stale {
                        // One that was changed in between is looked at again in the next pass.
                        renewed += u32::from(column.renew(work, row).await?);
                    }
                    let said = serde_json::json!({ "table": column.table, "rows": renewed });
                    Ok(Logged::new(renewed, entry(Act::RotateKeys, used.sealing).change(&(), &said)?))
                })
                .await?;
            tracing::debug!(table = column.table, renewed, "rows are under the newest key");
        }
        let looked = i64::try_from(WINDOW).unwrap_or(i64::MAX);
        self.done =
            if window.end.is_some() { Ord::min(self.of, self.done.saturating_add(looked)) } else { self.of };
        let step = Step::Rows { table: column.table, column: column.column, done: self.done, of: self.of };
        self.column += usize::from(window.end.is_none());
        self.after = window.end;
        Ok(Some(step))
    }

    fn restart(&mut self) {
        (self.column, self.after) = (0, None);
    }

    /// Says which versions are used from now on, where it still stands as it was read.
    async fn change(&mut self, store: &Store, at: Instant, to: Used) -> Result<Step, RotationError> {
        use state_row::Column as C;
        let me = self.me;
        store
            .write(&stamp(at), async |work| -> Result<_, RotationError> {
                self.take_turn(work, at).await?;
                let before = stand(work).await?;
                let keys = RootKeys::new(Arc::clone(work.keys().sealing().ring()), to.sealing);
                let broken = |error: SealError| StoreError::corrupt("key_states", 1, error);
                let lasting = keys.open(LASTING, &before.state.lasting).map_err(broken)?;
                let lasting = keys.seal(LASTING, &lasting).map_err(broken)?;
                let column = |version: Option<u16>| Expr::value(version.map(i32::from));
                let changed = state_row::Entity::update_many()
                    .col_expr(C::Sealing, i32::from(to.sealing).into())
                    .col_expr(C::Hash, column(to.hash))
                    .col_expr(C::HashNext, column(to.hash_next))
                    .col_expr(C::Lasting, lasting.into())
                    .col_expr(C::ChangedAt, at.as_micros().into())
                    .filter(C::Turner.eq(me))
                    .exec(work.db())
                    .await
                    .map_err(StoreError::from)?;
                if changed.rows_affected != 1 {
                    return Err(StoreError::Stale { table: "key_states" }.into());
                }
                let said = (serde_json::json!(before.used), serde_json::json!(to));
                Ok(Logged::new((), entry(Act::RotateKeys, to.sealing).change(&said.0, &said.1)?))
            })
            .await?;
        self.restart();
        store.ring().forget();
        Ok(Step::Changed(to))
    }

    /// Has the turn, or takes it where nobody has it.
    async fn take_turn(&self, work: &Work, at: Instant) -> Result<(), RotationError> {
        use state_row::Column as C;
        let until = at.plus_seconds(TURN.as_secs().cast_signed());
        let free = C::Turner.is_null().or(C::Turner.eq(self.me)).or(C::TurnerUntil.lte(at.as_micros()));
        let taken = state_row::Entity::update_many()
            .col_expr(C::Turner, self.me.into())
            .col_expr(C::TurnerUntil, until.as_micros().into())
            .filter(free)
            .exec(work.db())
            .await
            .map_err(StoreError::from)?;
        if taken.rows_affected == 1 {
            return Ok(());
        }
        let held = stand(work).await?.state.turner_until;
        Err(RotationError::Busy(Instant::from_micros(held)))
    }
}

impl Store {
    /// Which versions are used, and which are known at all.
    pub async fn key_versions(&self) -> Result<(Used, Vec<u16>), StoreError> {
        self.read(async |work| {
            let used = stand(work).await?.used;
            let rows = version_row::Entity::find().order_by_asc(version_row::Column::Version);
            let rows = rows.all(work.db()).await?;
            let versions = rows.into_iter().map(|row| version(row.version)).collect::<Result<_, _>>()?;
            Ok((used, versions))
        })
        .await
    }

    /// Tells every process of a version that is held here. Until it seals, processes that do not hold it object. One that
    /// was announced before is announced anew, and objections to it are forgotten.
    pub async fn announce_key(&self, newer: u16, at: Instant) -> Result<(), RotationError> {
        let held = self.ring().read_again();
        let derived = held.versions.get(&newer).ok_or(RotationError::NotHeld(newer))?;
        let broken = |error: SealError| StoreError::corrupt("key_versions", newer, error);
        let proof = derived.sealing.seal(proof_place(newer), &[]).map_err(broken)?;
        self.write(&stamp(at), async |work| -> Result<_, RotationError> {
            use version_row::Column as C;
            let stand = stand(work).await?;
            if narrowed(stand.used).is_some() || newer <= stand.used.sealing {
                return Err(RotationError::InUse(stand.used.sealing));
            }
            if !columns::is_free(work, stand.used).await? {
                return Err(RotationError::InUse(stand.used.sealing));
            }
            forget_objections(work, newer).await?;
            let row = version_row::ActiveModel {
                version: Set(newer.into()),
                proof: Set(proof.clone()),
                announced_at: Set(at.as_micros()),
            };
            let again = sea_orm::sea_query::OnConflict::column(C::Version)
                .update_columns([C::Proof, C::AnnouncedAt])
                .to_owned();
            let _ = version_row::Entity::insert(row)
                .on_conflict(again)
                .exec_without_returning(work.db())
                .await
                .map_err(StoreError::from)?;
            Ok(Logged::new((), entry(Act::AnnounceKey, newer)))
        })
        .await
    }

    /// Looks at what the database says of the keys, as a running process does again and again, and objects to a version that
    /// it does not hold.
    pub async fn attend_keys(&self, at: Instant) -> Result<(), StoreError> {
        self.ring().forget();
        let process = self.ring().process;
        let missing = self
            .read(async |work| -> Result<_, StoreError> {
                let (stand, mut missing) = (stand(work).await?, Vec::new());
                let newer = i32::from(stand.used.sealing);
                let rows = version_row::Entity::find().filter(version_row::Column::Version.gt(newer));
                for row in rows.all(work.db()).await? {
                    let number = version(row.version)?;
                    let said =
                        objection_row::Entity::find_by_id((row.version, process)).one(work.db()).await?;
                    let keys = RootKeys::new(Arc::clone(self.ring()), number);
                    if said.is_none() && keys.open(proof_place(number), &row.proof).is_err() {
                        missing.push(number);
                    }
                }
                Ok(missing)
            })
            .await?;
        for number in missing {
            self.write(&stamp(at), async |work| -> Result<_, StoreError> {
                let row = objection_row::ActiveModel { version: Set(number.into()), process: Set(process) };
                let _ = objection_row::Entity::insert(row).exec_without_returning(work.db()).await?;
                Ok(Logged::new((), entry(Act::ObjectToKey, number)))
            })
            .await?;
            tracing::error!(version = number, "this process does not hold the key version that is to seal");
        }
        Ok(())
    }

    /// How many rows stand under that version. Goes through everything.
    pub async fn rows_under(
        &self,
        which: impl Fn(u16) -> bool,
    ) -> Result<Vec<(&'static str, u16, usize)>, StoreError> {
        let used = self.key_versions().await?.0;
        let mut found = std::collections::BTreeMap::new();
        for column in COLUMNS {
            let mut after = None;
            loop {
                let window = self.read(async |work| column.window(work, used, after.as_ref()).await).await?;
                for row in &window.stale {
                    let under = crate::keys::version_of(&row.sealed);
                    let under =
                        under.map_err(|error| StoreError::corrupt(column.table, row.place.row, error))?;
                    if which(under) {
                        *found.entry((column.table, under)).or_insert(0) += 1;
                    }
                }
                let Some(end) = window.end else { break };
                after = Some(end);
            }
        }
        Ok(found.into_iter().map(|((table, under), rows)| (table, under, rows)).collect())
    }

    /// Forgets a version that nothing is under any more, after looking again.
    pub async fn retire_key(&self, old: u16, at: Instant) -> Result<(), RotationError> {
        let stand = self.read(stand).await?;
        let known = Instant::from_micros(stand.state.changed_at);
        let soon = at < known.plus_seconds(EVERYBODY_KNOWS.as_secs().cast_signed());
        let used = stand.used.versions().any(|each| each == old) || old > stand.used.sealing;
        if soon || used || !self.rows_under(|under| under == old).await?.is_empty() {
            return Err(RotationError::InUse(old));
        }
        self.write(&stamp(at), async |work| -> Result<_, RotationError> {
            forget_objections(work, old).await?;
            let gone = version_row::Entity::delete_by_id(i32::from(old)).exec(work.db()).await;
            let _ = gone.map_err(StoreError::from)?;
            Ok(Logged::new((), entry(Act::RetireKey, old)))
        })
        .await
    }
}

async fn stand(work: &Work) -> Result<Stand, StoreError> {
    let state = state_row::Entity::find_by_id(1).one(work.db()).await?.ok_or(StoreError::NotMigrated)?;
    let newest =
        version_row::Entity::find().order_by_desc(version_row::Column::Version).one(work.db()).await?;
    let newest = newest.ok_or_else(|| StoreError::corrupt("key_versions", "", "there is none"))?;
    let objections = objection_row::Entity::find().filter(objection_row::Column::Version.eq(newest.version));
    let objections = objections.all(work.db()).await?.len();
    let newest = (version(newest.version)?, newest.announced_at);
    Ok(Stand { used: used(&state)?, state, newest, objections })
}

async fn forget_objections(work: &Work, version: u16) -> Result<(), StoreError> {
    let those = objection_row::Column::Version.eq(i32::from(version));
    let _ = objection_row::Entity::delete_many().filter(those).exec(work.db()).await?;
    Ok(())
}

/// The next version seals, and finds beside the one before, in the column that is free.
const fn widened(used: Used, next: u16) -> Used {
    match (used.hash, used.hash_next) {
        (Some(_), _) => Used { sealing: next, hash: used.hash, hash_next: Some(next) },
        (None, _) => Used { sealing: next, hash: Some(next), hash_next: used.hash_next },
    }
}

/// The version that seals finds alone; none where it does so already.
fn narrowed(used: Used) -> Option<Used> {
    let keep = |version: Option<u16>| version.filter(|version| *version == used.sealing);
    let alone = Used { sealing: used.sealing, hash: keep(used.hash), hash_next: keep(used.hash_next) };
    (alone != used).then_some(alone)
}

fn stamp(at: Instant) -> Stamp {
    Stamp::of_the_service(at, "keys".to_owned())
}

fn entry(act: Act, version: u16) -> Entry {
    Entry::new(act, Subject::new("key", key_states::subject(version)))
}

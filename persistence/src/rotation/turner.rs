//! What is the next step of a rotation? Told by the database alone, so that whoever is stopped goes on.

use std::sync::Arc;

use domain::log::Act;
use domain::time::Instant;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Value};
use uuid::Uuid;

use super::columns::{COLUMNS, WINDOW};
use super::{EVERYBODY_KNOWS, RotationError, Step, TURN, entry, stamp, stand};
use crate::key_states::{LASTING, state_row};
use crate::keyring::RootKeys;
use crate::keys::random_id;
use crate::{Logged, SealError, Store, StoreError, Used, Work};

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
        let step = Step::Rows { table: column.table, column: column.name, done: self.done, of: self.of };
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

/// The next version seals, and finds beside the one before, in the column that is free.
pub(super) const fn widened(used: Used, next: u16) -> Used {
    match (used.hash, used.hash_next) {
        (Some(_), _) => Used { sealing: next, hash: used.hash, hash_next: Some(next) },
        (None, _) => Used { sealing: next, hash: Some(next), hash_next: used.hash_next },
    }
}

/// The version that seals finds alone; none where it does so already.
pub(super) fn narrowed(used: Used) -> Option<Used> {
    let keep = |version: Option<u16>| version.filter(|version| *version == used.sealing);
    let alone = Used { sealing: used.sealing, hash: keep(used.hash), hash_next: keep(used.hash_next) };
    (alone != used).then_some(alone)
}

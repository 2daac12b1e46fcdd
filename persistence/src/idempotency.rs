//! How is a repeated request answered without doing it again?
//!
//! The row of the request is written in the transaction of the change, with the sealed answer. A refusal changed
//! nothing, so nothing is kept of it. Which request it was is known by a keyed hash alone.

use domain::id::AccountId;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{Keys, Place, StoreError, Work};

/// How long an answer is kept, in microseconds: seven days.
const KEPT_FOR: i64 = 7 * 24 * 60 * 60 * 1_000_000;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) request: Vec<u8>,
        pub(super) body_hash: Vec<u8>,
        pub(super) answer: Option<Vec<u8>>,
        pub(super) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A request that may come again.
#[derive(Clone, Debug)]
pub struct Replay {
    request: Vec<u8>,
    body_hash: Vec<u8>,
    at: Instant,
}

impl Replay {
    /// A request by who asks, what (method and path), and the key that the caller chose; with its query and body, which
    /// a repetition must have too, and the real instant: how long an answer is kept is no matter of the business clock.
    pub fn new(
        keys: &Keys,
        (account, route, key): (AccountId, &str, &str),
        (query, body): (&str, &[u8]),
        at: Instant,
    ) -> Self {
        // Neither a path nor a key nor a query has an octet 0, so no two requests read alike.
        let request = [account.raw().as_bytes(), route.as_bytes(), b"\0", key.as_bytes()].concat();
        let request = keys.index_octets("idempotency", &request);
        let body_hash = keys.index_octets("request", &[query.as_bytes(), b"\0", body].concat());
        Self { request, body_hash, at }
    }

    fn place(&self) -> Place {
        place(&self.request)
    }
}

/// An answer is bound to its request.
fn place(request: &[u8]) -> Place {
    let (row, _) = request.split_first_chunk().unwrap_or((&[0; 16], &[]));
    Place { table: "idempotency_keys", column: "answer", row: Uuid::from_bytes(*row) }
}

/// What is kept of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was answered: the same answer is given again.
    Answer(Vec<u8>),
    /// The key was used with another body.
    OtherBody,
}

impl Work {
    /// Claims the key of a request for this transaction, or tells what is kept of it where it came before and its time is
    /// not over. Whoever claims the same key at once waits for the outcome.
    ///
    /// # Errors
    /// [`StoreError::Contended`] where another transaction has done so and its outcome is not seen.
    pub async fn claim(&self, replay: &Replay) -> Result<Option<Kept>, StoreError> {
        if self.claimed(replay).await? {
            return Ok(None);
        }
        let in_use = || StoreError::Contended("the same key is in use".to_owned());
        let found = row::Entity::find_by_id(replay.request.clone()).one(self.db()).await?;
        let row = found.ok_or_else(in_use)?;
        if row.created_at <= replay.at.as_micros().saturating_sub(KEPT_FOR) {
            row::Entity::delete_by_id(row.request).exec(self.db()).await?;
            return if self.claimed(replay).await? { Ok(None) } else { Err(in_use()) };
        }
        if row.body_hash != replay.body_hash {
            return Ok(Some(Kept::OtherBody));
        }
        let sealed = row.answer.ok_or_else(|| corrupt("no answer"))?;
        let opened = self.keys().sealing().open(replay.place(), &sealed);
        Ok(Some(Kept::Answer(opened.map_err(corrupt)?)))
    }

    /// Whether the row of the request is this transaction's now.
    async fn claimed(&self, replay: &Replay) -> Result<bool, StoreError> {
        let row = row::ActiveModel {
            request: Set(replay.request.clone()),
            body_hash: Set(replay.body_hash.clone()),
            answer: Set(None),
            created_at: Set(replay.at.as_micros()),
        };
        let claimed = row::Entity::insert(row)
            .on_conflict(OnConflict::column(row::Column::Request).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        Ok(claimed > 0)
    }

    /// Keeps the answer with the claimed key.
    pub async fn keep(&self, replay: &Replay, answer: &[u8]) -> Result<(), StoreError> {
        let sealed = self.keys().sealing().seal(replay.place(), answer).map_err(corrupt)?;
        row::Entity::update_many()
            .col_expr(row::Column::Answer, sealed.into())
            .filter(row::Column::Request.eq(replay.request.clone()))
            .exec(self.db())
            .await?;
        Ok(())
    }

    /// Forgets answers whose time is over at that real instant, the oldest first and so many at most; tells how many.
    pub async fn forget_answers(&self, at: Instant, most: u64) -> Result<u64, StoreError> {
        let over: Vec<Vec<u8>> = row::Entity::find()
            .select_only()
            .column(row::Column::Request)
            .filter(row::Column::CreatedAt.lte(at.as_micros().saturating_sub(KEPT_FOR)))
            .order_by_asc(row::Column::CreatedAt)
            .limit(most)
            .into_tuple()
            .all(self.db())
            .await?;
        if over.is_empty() {
            return Ok(0);
        }
        let forgotten = row::Entity::delete_many().filter(row::Column::Request.is_in(over));
        Ok(forgotten.exec(self.db()).await?.rows_affected)
    }

    /// The kept answers after that request, so many at most, each as text.
    pub(crate) async fn answers(
        &self,
        after: Option<&[u8]>,
        most: u64,
    ) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
        let mut query = row::Entity::find()
            .filter(row::Column::Answer.is_not_null())
            .order_by_asc(row::Column::Request)
            .limit(most);
        if let Some(after) = after {
            query = query.filter(row::Column::Request.gt(after.to_vec()));
        }
        let open = |row: row::Model| {
            let place = place(&row.request);
            let sealed = row.answer.unwrap_or_default();
            let plain = self.keys().sealing().open(place, &sealed).map_err(corrupt)?;
            Ok((row.request, String::from_utf8_lossy(&plain).into_owned()))
        };
        query.all(self.db()).await?.into_iter().map(open).collect()
    }

    /// Forgets these answers: a repetition of their requests is a request of its own.
    pub(crate) async fn drop_answers(&self, requests: &[Vec<u8>]) -> Result<(), StoreError> {
        for some in requests.chunks(100) {
            let those = row::Column::Request.is_in(some.iter().cloned());
            row::Entity::delete_many().filter(those).exec(self.db()).await?;
        }
        Ok(())
    }

    /// Whether there are answers whose time is over at that real instant.
    pub async fn answers_are_over(&self, at: Instant) -> Result<bool, StoreError> {
        let over = row::Column::CreatedAt.lte(at.as_micros().saturating_sub(KEPT_FOR));
        Ok(row::Entity::find().filter(over).limit(1).one(self.db()).await?.is_some())
    }
}

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("idempotency_keys", "", what)
}

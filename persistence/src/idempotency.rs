//! How is a repeated request answered without doing it again?
//!
//! The key's row is written in the transaction of the change, with the sealed answer. A refusal changed
//! nothing, so nothing is kept of it.

use domain::id::AccountId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) route: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) key: String,
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
    /// Who asks.
    pub account: AccountId,
    /// Method and path of the request.
    pub route: String,
    /// The key the caller chose.
    pub key: String,
    /// The digest of the body, keyed.
    pub body_hash: Vec<u8>,
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
    /// What is kept of a request, if it came before.
    pub async fn kept(&self, replay: &Replay) -> Result<Option<Kept>, StoreError> {
        let key = (replay.account.raw(), replay.route.clone(), replay.key.clone());
        let Some(row) = row::Entity::find_by_id(key).one(self.db()).await? else { return Ok(None) };
        if row.body_hash != replay.body_hash {
            return Ok(Some(Kept::OtherBody));
        }
        let sealed =
            row.answer.ok_or_else(|| StoreError::corrupt("idempotency_keys", &row.key, "no answer"))?;
        let opened = self.keys().sealing().open(place(replay), &sealed);
        let answer = opened.map_err(|error| StoreError::corrupt("idempotency_keys", &row.key, error))?;
        Ok(Some(Kept::Answer(answer)))
    }

    /// Claims the key for this transaction; contention when another one has just done so.
    pub async fn claim(&self, replay: &Replay) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            account: Set(replay.account.raw()),
            route: Set(replay.route.clone()),
            key: Set(replay.key.clone()),
            body_hash: Set(replay.body_hash.clone()),
            answer: Set(None),
            created_at: Set(self.now()?),
        };
        let columns = [row::Column::Account, row::Column::Route, row::Column::Key];
        let claimed = row::Entity::insert(row)
            .on_conflict(OnConflict::columns(columns).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        if claimed == 0 {
            return Err(StoreError::Contended("the same key is in use".to_owned()));
        }
        Ok(())
    }

    /// Keeps the answer with the claimed key.
    pub async fn keep(&self, replay: &Replay, answer: &[u8]) -> Result<(), StoreError> {
        let sealed = self.keys().sealing().seal(place(replay), answer);
        let sealed = sealed.map_err(|error| StoreError::corrupt("idempotency_keys", &replay.key, error))?;
        row::Entity::update_many()
            .col_expr(row::Column::Answer, sealed.into())
            .filter(row::Column::Account.eq(replay.account.raw()))
            .filter(row::Column::Route.eq(replay.route.as_str()))
            .filter(row::Column::Key.eq(replay.key.as_str()))
            .exec(self.db())
            .await?;
        Ok(())
    }
}

/// An answer is bound to its account; the key's name is bound by the digest of the body beside it.
const fn place(replay: &Replay) -> Place {
    Place { table: "idempotency_keys", column: "answer", row: replay.account.raw() }
}

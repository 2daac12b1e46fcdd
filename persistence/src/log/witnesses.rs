//! Who says that they keep a checkpoint elsewhere?

use domain::id::{AccountId, UnionId};
use domain::log::{Checkpoint, Position};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::{self, checkpoints};
use crate::decode::instant;
use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_witnesses")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) position: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) account: Uuid,
        pub(super) union_id: Uuid,
        pub(super) at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Work {
    /// The checkpoint of that position.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn checkpoint(&self, position: Position) -> Result<Option<Checkpoint>, StoreError> {
        let found = checkpoints::Entity::find_by_id(rows::sought(position)).one(self.db()).await?;
        found.map(rows::checkpoint).transpose()
    }

    /// Who keeps it, by which union, since when.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn witnesses(
        &self,
        position: Position,
    ) -> Result<Vec<(AccountId, UnionId, Instant)>, StoreError> {
        let found = row::Entity::find()
            .filter(row::Column::Position.eq(rows::sought(position)))
            .order_by_asc(row::Column::At)
            .all(self.db())
            .await?;
        let witness =
            |row: row::Model| (AccountId::new(row.account), UnionId::new(row.union_id), instant(row.at));
        Ok(found.into_iter().map(witness).collect())
    }

    /// Takes down that an account keeps it; once.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn add_witness(
        &self,
        position: Position,
        account: AccountId,
        union: UnionId,
        at: Instant,
    ) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            position: Set(rows::position(position)?),
            account: Set(account.raw()),
            union_id: Set(union.raw()),
            at: Set(at.as_micros()),
        };
        row::Entity::insert(row)
            .on_conflict(
                OnConflict::columns([row::Column::Position, row::Column::Account]).do_nothing().to_owned(),
            )
            .exec_without_returning(self.db())
            .await?;
        Ok(())
    }
}

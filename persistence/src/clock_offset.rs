//! How far is the demonstration's business clock from the real one?

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::OnConflict;

use crate::store::DEADLINE;
use crate::{Store, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "clock_offsets")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: i32,
        pub(super) micros: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Store {
    /// The offset in microseconds; 0 outside the demonstration. A statement without a transaction, for every request asks it.
    pub async fn clock_offset(&self) -> Result<i64, StoreError> {
        let reader = self.reader();
        let kept = async { row::Entity::find_by_id(1).one(&reader).await.map_err(StoreError::from) };
        Ok(self.in_time(DEADLINE, kept).await?.map_or(0, |row| row.micros))
    }
}

impl Work {
    /// Sets the offset in microseconds.
    pub async fn set_clock_offset(&self, micros: i64) -> Result<(), StoreError> {
        row::Entity::insert(row::ActiveModel { id: Set(1), micros: Set(micros) })
            .on_conflict(OnConflict::column(row::Column::Id).update_column(row::Column::Micros).to_owned())
            .exec_without_returning(self.db())
            .await?;
        Ok(())
    }
}

//! How many values was somebody shown today? One row each, so that of two requests at once the second one finds the first.

use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Disclosures;
use crate::StoreError;

mod count {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "disclosure_counts")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) holder: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) day: i64,
        pub(super) shown: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Disclosures<'_> {
    /// Counts values that an account, or a program under a standing purpose, is shown on a day; false when they would be more
    /// than it may be shown, and nothing is counted then.
    pub async fn count(&self, holder: Uuid, day: Day, values: u32, most: u32) -> Result<bool, StoreError> {
        let none = count::ActiveModel { holder: Set(holder), day: Set(day.as_epoch()), shown: Set(0) };
        let both = [count::Column::Holder, count::Column::Day];
        count::Entity::insert(none)
            .on_conflict(OnConflict::columns(both).do_nothing().to_owned())
            .exec_without_returning(self.work.db())
            .await?;
        let counted = count::Entity::update_many()
            .col_expr(count::Column::Shown, Expr::col(count::Column::Shown).add(i64::from(values)))
            .filter(count::Column::Holder.eq(holder))
            .filter(count::Column::Day.eq(day.as_epoch()))
            .filter(count::Column::Shown.lte(i64::from(most) - i64::from(values)))
            .exec(self.work.db())
            .await?;
        Ok(counted.rows_affected > 0)
    }
}

//! Which process does what one of them does for all? Whoever holds its lease, until that ends or is given back.

use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "leases")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) name: String,
        pub(super) holder: Uuid,
        pub(super) until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Work {
    /// Takes the lease of that name, or keeps it, until a real instant; false while another process holds it. One that would
    /// last longer than anybody takes it for was not taken by a process, and counts as free.
    pub(crate) async fn hold_lease(
        &self,
        name: &'static str,
        holder: Uuid,
        now: Instant,
        until: Instant,
    ) -> Result<bool, StoreError> {
        let longest = until.as_micros().saturating_add(until.as_micros().saturating_sub(now.as_micros()));
        let free = row::Column::Holder
            .eq(holder)
            .or(row::Column::Until.lte(now.as_micros()))
            .or(row::Column::Until.gt(longest));
        let taken = row::Entity::update_many()
            .col_expr(row::Column::Holder, holder.into())
            .col_expr(row::Column::Until, until.as_micros().into())
            .filter(row::Column::Name.eq(name))
            .filter(free)
            .exec(self.db())
            .await?;
        if taken.rows_affected > 0 {
            return Ok(true);
        }
        let first = row::ActiveModel {
            name: Set(name.to_owned()),
            holder: Set(holder),
            until: Set(until.as_micros()),
        };
        let made = row::Entity::insert(first)
            .on_conflict(OnConflict::column(row::Column::Name).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        Ok(made > 0)
    }
}

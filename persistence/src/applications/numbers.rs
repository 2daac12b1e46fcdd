//! Which number does a case get? The next of its county's series; gaps are allowed.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};

use super::Applications;
use crate::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_numbers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) series: String,
        pub(super) last: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Applications<'_> {
    /// The next number of the year and county: `JQ2018-640104-000123`.
    pub(super) async fn next_number(&self, year: i32, county_code: &str) -> Result<String, StoreError> {
        let series = format!("JQ{year}-{county_code}");
        let row = row::ActiveModel { series: Set(series.clone()), last: Set(1) };
        let next = Expr::col((row::Entity, row::Column::Last)).add(1);
        let again = OnConflict::column(row::Column::Series).value(row::Column::Last, next).to_owned();
        let made = row::Entity::insert(row).on_conflict(again).exec_with_returning(self.work.db()).await?;
        Ok(format!("{series}-{:06}", made.last))
    }
}

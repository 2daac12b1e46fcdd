//! What was done to a case, line by line? Written with the act, sealed under the key of the case.

use domain::application::transition::HistoryRow;
use domain::id::ApplicationId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Applications;
use crate::{Place, StoreError};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_history")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) version: i64,
        pub(super) at: i64,
        pub(super) entry: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Applications<'_> {
    /// Writes a line of the history.
    pub(super) async fn add_history(&self, id: ApplicationId, line: &HistoryRow) -> Result<(), StoreError> {
        let row = self.work.new_id()?;
        let place = Place { table: "case_history", column: "entry", row };
        row::ActiveModel {
            id: Set(row),
            application: Set(id.raw()),
            version: Set(i64::try_from(line.version).unwrap_or(i64::MAX)),
            at: Set(self.work.now()?),
            entry: Set(self.work.seal(id.raw(), place, line).await?),
        }
        .insert(self.work.db())
        .await?;
        Ok(())
    }

    /// The history of a case that is read already, oldest first.
    pub async fn history(&self, id: ApplicationId) -> Result<Vec<HistoryRow>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Application.eq(id.raw()))
            .order_by_asc(row::Column::Version)
            .all(self.work.db())
            .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let place = Place { table: "case_history", column: "entry", row: row.id };
            lines.push(self.work.open(id.raw(), place, &row.entry).await?);
        }
        Ok(lines)
    }
}

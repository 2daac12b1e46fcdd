//! What was done to a case, line by line? Written with the act, sealed under the key of the case.

use domain::application::transition::HistoryRow;
use domain::id::ApplicationId;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::Applications;
use crate::{Page, Place, StoreError};

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
        Ok(self.history_page(id, None, u64::from(u32::MAX), false).await?.items)
    }

    /// A page of it, after the version of the last line seen.
    pub async fn history_page(
        &self,
        id: ApplicationId,
        after: Option<u64>,
        limit: u64,
        total: bool,
    ) -> Result<Page<HistoryRow, u64>, StoreError> {
        let all = row::Entity::find().filter(row::Column::Application.eq(id.raw()));
        let total = if total { Some(all.clone().count(self.work.db()).await?) } else { None };
        let seen = after.map(|after| i64::try_from(after).unwrap_or(i64::MAX));
        let rest = all.filter(row::Column::Version.gt(seen.unwrap_or(0)));
        let rest = rest.order_by_asc(row::Column::Version).limit(limit.saturating_add(1));
        let mut lines: Vec<HistoryRow> = Vec::new();
        for row in rest.all(self.work.db()).await? {
            let place = Place { table: "case_history", column: "entry", row: row.id };
            lines.push(self.work.open(id.raw(), place, &row.entry).await?);
        }
        Ok(Page::cut(lines, limit, total, |line| line.version))
    }
}

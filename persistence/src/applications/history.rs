//! What was done to a case, line by line? Written with the act, sealed under the key of the case.

use domain::application::Stage;
use domain::application::transition::HistoryRow;
use domain::id::ApplicationId;
use domain::money::Money;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Applications, Frozen};
use crate::{Page, Place, StoreError};

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_history")]
    pub(in crate::applications) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::applications) id: Uuid,
        pub(in crate::applications) application: Uuid,
        pub(in crate::applications) version: i64,
        pub(in crate::applications) at: i64,
        pub(in crate::applications) entry: Vec<u8>,
        pub(in crate::applications) decided: Option<Vec<u8>>,
        pub(in crate::applications) stage: Option<String>,
        pub(in crate::applications) amount_fen: Option<i64>,
        pub(in crate::applications) log_entry: Option<Uuid>,
        pub(in crate::applications) action: Option<String>,
        pub(in crate::applications) officer: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::applications) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) const fn place(column: &'static str, row: Uuid) -> Place {
    Place { table: "case_history", column, row }
}

/// How an act leaves a case: what is asked for across cases as of a day.
pub(super) struct Left {
    /// The stage.
    pub(super) stage: Stage,
    /// The amount that its last assessment came to.
    pub(super) amount: Option<Money>,
    /// Whom or what the entry of the log is about: the case, or the posting of many.
    pub(super) logged: Uuid,
}

impl Applications<'_> {
    /// Writes a line of the history, with what the act was decided on, where that was assessed, and how it leaves the case.
    pub(super) async fn add_history(
        &self,
        id: ApplicationId,
        line: &HistoryRow,
        made: Option<&Frozen>,
        left: Left,
    ) -> Result<(), StoreError> {
        let row = self.work.new_id()?;
        let place = place("entry", row);
        let decided = match made {
            Some(made) => Some(self.work.seal(id.raw(), self::place("decided", row), made).await?),
            None => None,
        };
        let row = row::ActiveModel {
            id: Set(row),
            application: Set(id.raw()),
            version: Set(i64::try_from(line.version).unwrap_or(i64::MAX)),
            at: Set(self.work.now()?),
            entry: Set(self.work.seal(id.raw(), place, line).await?),
            decided: Set(decided),
            stage: Set(Some(left.stage.word().to_owned())),
            amount_fen: Set(left.amount.map(Money::as_fen)),
            log_entry: Set(Some(self.work.foretell_entry(left.logged)?)),
            action: Set(Some(line.action.word().to_owned())),
            officer: Set(line.by.as_ref().map(|by| by.officer.raw())),
        };
        row::Entity::insert(row).exec_without_returning(self.work.db()).await?;
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
            lines.push(self.work.open(id.raw(), place("entry", row.id), &row.entry).await?);
        }
        Ok(Page::cut(lines, limit, total, |line| line.version))
    }
}

//! Which accounts are open on a day, or beyond it?

use domain::account::Account;
use domain::confirmation::ConfirmationState;
use domain::id::{OfficerId, UnionId};
use domain::time::Day;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::{Accounts, Holder, decode, held_by, row};
use crate::StoreError;

impl Accounts<'_> {
    /// How many accounts, of officers and of programs, are open at a union beyond that day.
    pub async fn open_beyond(&self, union: UnionId, last: Day) -> Result<u64, StoreError> {
        let ends = row::Column::ValidTo;
        let query = row::Entity::find()
            .filter(row::Column::UnionId.eq(union.raw()))
            .filter(Condition::any().add(ends.is_null()).add(ends.gt(last.as_epoch())));
        Ok(query.count(self.work.db()).await?)
    }

    /// The officers' accounts at these unions that are open on that day.
    pub(crate) async fn open_at(&self, unions: &[UnionId], day: Day) -> Result<Vec<Account>, StoreError> {
        self.open(row::Column::UnionId.is_in(unions.iter().map(|id| id.raw())), day).await
    }

    /// The accounts of these officers that are open on that day.
    pub async fn of_officers(&self, officers: &[OfficerId], day: Day) -> Result<Vec<Account>, StoreError> {
        self.open(row::Column::Officer.is_in(officers.iter().map(|id| id.raw())), day).await
    }

    /// The accounts of an officer that are open on one of those days at least, oldest first.
    pub async fn of_officer_during(
        &self,
        officer: OfficerId,
        first: Day,
        last: Option<Day>,
    ) -> Result<Vec<Account>, StoreError> {
        let ends = row::Column::ValidTo;
        let mut query = row::Entity::find()
            .filter(row::Column::Officer.eq(officer.raw()))
            .filter(Condition::any().add(ends.is_null()).add(ends.gte(first.as_epoch())));
        if let Some(last) = last {
            query = query.filter(row::Column::ValidFrom.lte(last.as_epoch()));
        }
        let rows = query.order_by_asc(row::Column::Id).all(self.work.db()).await?;
        rows.into_iter().map(decode).collect()
    }

    async fn open(&self, which: SimpleExpr, day: Day) -> Result<Vec<Account>, StoreError> {
        let last = row::Column::ValidTo;
        let rows = row::Entity::find()
            .filter(which)
            .filter(held_by(Holder::Officer))
            .filter(row::Column::Confirmation.ne(ConfirmationState::Declined.word()))
            .filter(row::Column::ValidFrom.lte(day.as_epoch()))
            .filter(Condition::any().add(last.is_null()).add(last.gte(day.as_epoch())))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(decode).collect()
    }
}

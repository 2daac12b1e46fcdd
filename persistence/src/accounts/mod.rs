//! Accounts: which officer holds which post at which union, from when to when.

mod asked;
mod change;
mod examined;
mod reach;
mod row;

use domain::access::Jurisdiction;
use domain::account::Account;
use domain::confirmation::ConfirmationState;
use domain::id::{AccountId, OfficerId, UnionId};
use domain::time::Day;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

pub use self::asked::{Filter, Holder, Particulars};
pub use self::examined::{Examined, Found};
use self::row::{columns, decode, words};
pub(crate) use self::reach::{officers_anywhere, officers_at, officers_within, within};
use crate::like::contains;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

/// The accounts, within one transaction.
pub struct Accounts<'w> {
    work: &'w Work,
}

impl Work {
    /// The accounts.
    pub const fn accounts(&self) -> Accounts<'_> {
        Accounts { work: self }
    }
}

impl Accounts<'_> {
    /// An account, for the gate and for sign-in, which know no jurisdiction yet. One that was altered at the database is not
    /// there for them.
    pub async fn find(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.find_own(row::Entity::find_by_id(id.raw())).await?.map(decode).transpose()
    }

    /// The row that the service wrote so.
    async fn find_own(&self, query: Select<row::Entity>) -> Result<Option<row::Model>, StoreError> {
        let found = query.one(self.work.db()).await?;
        Ok(found.filter(|row| self.work.is_own(&columns(row), &row.code)))
    }

    /// An account of an officer or a program at a union of a jurisdiction.
    pub async fn find_within(
        &self,
        within: Jurisdiction,
        holder: Holder,
        id: AccountId,
    ) -> Result<Option<Account>, StoreError> {
        let query = row::Entity::find_by_id(id.raw())
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
            .filter(held_by(holder));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The account of that name with the hash of its password, for sign-in.
    pub async fn find_by_username(&self, name: &str) -> Result<Option<(Account, String)>, StoreError> {
        let found = self.find_own(row::Entity::find().filter(row::Column::Username.eq(name))).await?;
        let Some(row) = found else { return Ok(None) };
        let hash = row.password_hash.clone();
        Ok(Some((decode(row)?, hash)))
    }

    /// The hash of an account's password.
    pub async fn password_hash(&self, id: AccountId) -> Result<Option<String>, StoreError> {
        let found = self.find_own(row::Entity::find_by_id(id.raw())).await?;
        Ok(found.map(|row| row.password_hash))
    }

    /// Whether that is still the hash of an account's password; it stays so until the transaction ends.
    pub async fn still_has(&self, id: AccountId, hash: &str) -> Result<bool, StoreError> {
        let mut query = row::Entity::find_by_id(id.raw());
        if self.work.db().get_database_backend() == DbBackend::Postgres {
            query = query.lock_shared();
        }
        Ok(self.find_own(query).await?.is_some_and(|row| row.password_hash == hash))
    }

    /// The accounts of a jurisdiction that match, oldest first.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Account>, StoreError> {
        let mut query = row::Entity::find()
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
            .filter(held_by(filter.holder));
        if let Some(union) = filter.union {
            query = query.filter(row::Column::UnionId.eq(union.raw()));
        }
        if let Some(officer) = filter.officer {
            query = query.filter(row::Column::Officer.eq(officer.raw()));
        }
        if let Some(role) = filter.role {
            query = query.filter(row::Column::Role.eq(<&str>::from(role)));
        }
        if let Some(state) = filter.confirmation {
            query = query.filter(row::Column::Confirmation.eq(state.word()));
        }
        if let Some(username) = &filter.username {
            query = query.filter(contains(row::Column::Username, username));
        }
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
    }

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

    /// These accounts, in whatever order.
    pub(crate) async fn some(&self, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        query.all(self.work.db()).await?.into_iter().map(decode).collect()
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

    /// Adds an account with the hash of its password; `given` when its owner has not chosen that.
    pub async fn add(
        &self,
        said: &Particulars,
        password_hash: &str,
        given: bool,
    ) -> Result<Account, StoreError> {
        let now = self.work.now()?;
        let mut row = row::Model {
            id: self.work.new_id()?,
            username: said.username.as_str().to_owned(),
            officer: said.officer.map(OfficerId::raw),
            union_id: said.union.raw(),
            role: <&str>::from(said.role).to_owned(),
            scopes: words(&said.scopes),
            password_hash: password_hash.to_owned(),
            valid_from: said.valid_from.as_epoch(),
            valid_to: said.valid_to.map(Day::as_epoch),
            version: 1,
            created_at: now,
            updated_at: now,
            password_given: given,
            confirmation: said.confirmation.state.word().to_owned(),
            proposed_by: said.confirmation.proposed_by.map(OfficerId::raw),
            proposed_at: said.confirmation.proposed_at.as_micros(),
            decided_by: said.confirmation.decided_by.map(OfficerId::raw),
            code: Vec::new(),
        };
        row.code = self.work.code(&columns(&row));
        let row = row.into_active_model().reset_all().insert(self.work.db()).await?;
        decode(row)
    }
}

fn held_by(holder: Holder) -> SimpleExpr {
    match holder {
        Holder::Officer => row::Column::Officer.is_not_null(),
        Holder::Program => row::Column::Officer.is_null(),
    }
}

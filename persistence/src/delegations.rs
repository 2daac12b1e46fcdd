//! Delegations: which posts are lent, to whom, from day to day.

mod change;

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::account::Account;
use domain::as_of::AsOf;
use domain::delegation::Delegation;
use domain::id::{AccountId, DelegationId, OfficerId};
use domain::time::Day;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

pub use self::change::Particulars;
use crate::accounts::within;
use crate::decode::{Row, day, instant};
use crate::page::page;
use crate::then::stands;
use crate::{Page, Paging, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "delegations")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) officer: Uuid,
        pub(super) valid_from: i64,
        pub(super) valid_to: i64,
        pub(super) reasons: String,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) ended_at: Option<i64>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of delegations is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this post.
    pub account: Option<AccountId>,
    /// To this officer.
    pub officer: Option<OfficerId>,
    /// In force on this day, those that were ended since too.
    pub on: Option<Day>,
    /// In force on this day, as they stood at its end.
    pub as_of: Option<AsOf>,
}

/// The delegations, within one transaction.
pub struct Delegations<'w> {
    work: &'w Work,
}

impl Work {
    /// The delegations.
    pub const fn delegations(&self) -> Delegations<'_> {
        Delegations { work: self }
    }
}

impl Delegations<'_> {
    /// A delegation, for whoever stands in it; sign-in knows no jurisdiction yet. One that was altered at the database is
    /// not there for them.
    pub async fn find(&self, id: DelegationId) -> Result<Option<Delegation>, StoreError> {
        Ok(self.all(row::Entity::find_by_id(id.raw())).await?.pop())
    }

    /// A delegation of a post in a jurisdiction.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] of one that was altered at the database.
    pub async fn find_within(
        &self,
        root: Jurisdiction,
        id: DelegationId,
    ) -> Result<Option<Delegation>, StoreError> {
        let query = row::Entity::find_by_id(id.raw()).filter(row::Column::Account.in_subquery(within(root)));
        let found = query.one(self.work.db()).await?.map(|row| self.work.own_row(row)).transpose()?;
        Ok(self.decode_all(found.into_iter().collect()).await?.pop())
    }

    /// The delegations after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// The delegations of posts in a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        root: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Delegation>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::Account.in_subquery(within(root)));
        if let Some(account) = filter.account {
            query = query.filter(row::Column::Account.eq(account.raw()));
        }
        if let Some(officer) = filter.officer {
            query = query.filter(row::Column::Officer.eq(officer.raw()));
        }
        if let Some(day) = filter.on {
            query = agreed(query, day, day).filter(not_ended(day));
        }
        if let Some(as_of) = filter.as_of {
            let day = as_of.day();
            query =
                agreed(query, day, day).filter(not_ended(day)).filter(stands(row::Column::CreatedAt, as_of));
        }
        let Page { items, next, total } =
            page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let items = items
            .into_iter()
            .filter(|row| self.work.wrote(row))
            .map(|row| as_it_stood(row, filter.as_of))
            .collect();
        Ok(Page { items: self.decode_all(items).await?, next, total })
    }

    /// The delegations of these posts that are in force on that day.
    pub async fn of_accounts(&self, ids: &[AccountId], day: Day) -> Result<Vec<Delegation>, StoreError> {
        let lent = row::Column::Account.is_in(ids.iter().map(|id| id.raw()));
        self.all(in_force(row::Entity::find().filter(lent), day, day)).await
    }

    /// The delegations to this officer that are in force on that day.
    pub async fn to_officer(&self, officer: OfficerId, day: Day) -> Result<Vec<Delegation>, StoreError> {
        let lent = row::Column::Officer.eq(officer.raw());
        self.all(in_force(row::Entity::find().filter(lent), day, day)).await
    }

    /// The delegations to this officer that share a day with those days.
    pub async fn to_officer_during(
        &self,
        officer: OfficerId,
        first: Day,
        last: Option<Day>,
    ) -> Result<Vec<Delegation>, StoreError> {
        let lent = row::Column::Officer.eq(officer.raw());
        self.all(in_force(row::Entity::find().filter(lent), first, last.unwrap_or(Day::LAST))).await
    }

    /// The delegations of a post that share a day with those days.
    pub async fn overlapping(
        &self,
        account: AccountId,
        first: Day,
        last: Day,
    ) -> Result<Vec<Delegation>, StoreError> {
        let lent = row::Column::Account.eq(account.raw());
        self.all(in_force(row::Entity::find().filter(lent), first, last)).await
    }

    /// Those that the service wrote so.
    async fn all(&self, query: Select<row::Entity>) -> Result<Vec<Delegation>, StoreError> {
        let mut rows = query.order_by_asc(row::Column::Id).all(self.work.db()).await?;
        rows.retain(|row| self.work.wrote(row));
        self.decode_all(rows).await
    }

    /// With union and role of the posts.
    async fn decode_all(&self, rows: Vec<row::Model>) -> Result<Vec<Delegation>, StoreError> {
        let ids: Vec<AccountId> = rows.iter().map(|row| AccountId::new(row.account)).collect();
        let posts = if ids.is_empty() { Vec::new() } else { self.work.accounts().some(&ids).await? };
        let posts: BTreeMap<AccountId, Account> = posts.into_iter().map(|post| (post.id, post)).collect();
        let post = |row: row::Model| {
            let post = posts.get(&AccountId::new(row.account));
            let absent = || StoreError::corrupt("delegations", row.id, "the account is not there");
            decode(row.clone(), post.ok_or_else(absent)?)
        };
        rows.into_iter().map(post).collect()
    }
}

fn in_force(query: Select<row::Entity>, first: Day, last: Day) -> Select<row::Entity> {
    agreed(query, first, last).filter(row::Column::EndedAt.is_null())
}

/// Not ended before that day was over.
fn not_ended(day: Day) -> Condition {
    let ended = row::Column::EndedAt;
    Condition::any().add(ended.is_null()).add(ended.gte(day.ends().as_micros()))
}

/// An end is all that is ever written over one.
fn as_it_stood(row: row::Model, as_of: Option<AsOf>) -> row::Model {
    let known = |ended: &i64| as_of.is_none_or(|as_of| as_of.knows(instant(*ended)));
    let ended_at = row.ended_at.filter(known);
    let version = if ended_at == row.ended_at { row.version } else { row.version - 1 };
    row::Model { version, ended_at, ..row }
}

fn agreed(query: Select<row::Entity>, first: Day, last: Day) -> Select<row::Entity> {
    query
        .filter(row::Column::ValidFrom.lte(last.as_epoch()))
        .filter(row::Column::ValidTo.gte(first.as_epoch()))
}

fn decode(row: row::Model, post: &Account) -> Result<Delegation, StoreError> {
    let at = Row { table: "delegations", id: &row.id };
    Ok(Delegation {
        id: DelegationId::new(row.id),
        account: post.id,
        union: post.union,
        role: post.role,
        officer: OfficerId::new(row.officer),
        valid_from: day(row.valid_from),
        valid_to: day(row.valid_to),
        reasons: at.string("reasons", row.reasons)?,
        ended_at: row.ended_at.map(instant),
        version: row.version,
    })
}

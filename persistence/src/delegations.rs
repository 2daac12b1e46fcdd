//! Delegations: which posts are lent, to whom, from day to day.

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::account::Account;
use domain::delegation::Delegation;
use domain::id::{AccountId, DelegationId, OfficerId};
use domain::name::Line;
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::accounts::within;
use crate::decode::{Row, day, instant};
use crate::page::page;
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a delegation when it is made.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The account whose post is lent.
    pub account: AccountId,
    /// The officer who shall act in it.
    pub officer: OfficerId,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// Why.
    pub reasons: Line,
}

/// What a list of delegations is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this post.
    pub account: Option<AccountId>,
    /// To this officer.
    pub officer: Option<OfficerId>,
    /// In force on this day.
    pub on: Option<Day>,
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
    /// A delegation, for whoever stands in it; sign-in knows no jurisdiction yet.
    pub async fn find(&self, id: DelegationId) -> Result<Option<Delegation>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).all(self.work.db()).await?;
        Ok(self.decode_all(found).await?.pop())
    }

    /// A delegation of a post in a jurisdiction.
    pub async fn find_within(
        &self,
        root: Jurisdiction,
        id: DelegationId,
    ) -> Result<Option<Delegation>, StoreError> {
        let query = row::Entity::find_by_id(id.raw()).filter(row::Column::Account.in_subquery(within(root)));
        Ok(self.decode_all(query.all(self.work.db()).await?).await?.pop())
    }

    /// The delegations of posts in a jurisdiction that match, oldest first.
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
            query = in_force(query, day, day);
        }
        let Page { items, next, total } =
            page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
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

    /// Adds a delegation.
    pub async fn add(&self, said: &Particulars) -> Result<Delegation, StoreError> {
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        row::ActiveModel {
            id: Set(id),
            account: Set(said.account.raw()),
            officer: Set(said.officer.raw()),
            valid_from: Set(said.valid_from.as_epoch()),
            valid_to: Set(said.valid_to.as_epoch()),
            reasons: Set(said.reasons.as_str().to_owned()),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ended_at: Set(None),
        }
        .insert(self.work.db())
        .await?;
        self.find(DelegationId::new(id)).await?.ok_or(StoreError::Stale { table: "delegations" })
    }

    /// Ends a delegation at once.
    pub async fn end(&self, delegation: &Delegation) -> Result<Delegation, StoreError> {
        let now = self.work.now()?;
        let ended = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, now.into())
            .col_expr(row::Column::UpdatedAt, now.into())
            .col_expr(row::Column::Version, (delegation.version + 1).into())
            .filter(row::Column::Id.eq(delegation.id.raw()))
            .filter(row::Column::Version.eq(delegation.version))
            .exec(self.work.db())
            .await?;
        let stale = StoreError::Stale { table: "delegations" };
        if ended.rows_affected == 0 {
            return Err(stale);
        }
        self.find(delegation.id).await?.ok_or(stale)
    }

    async fn all(&self, query: Select<row::Entity>) -> Result<Vec<Delegation>, StoreError> {
        self.decode_all(query.order_by_asc(row::Column::Id).all(self.work.db()).await?).await
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
    query
        .filter(row::Column::EndedAt.is_null())
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

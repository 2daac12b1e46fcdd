//! Which officer holds which post at which union, from when to when, and which program what instead?

mod as_of;
mod asked;
mod change;
mod examined;
mod open;
mod reach;
mod sign_in;

use domain::access::{Jurisdiction, Scope};
use domain::account::Account;
use domain::confirmation::Confirmation;
use domain::id::{AccountId, OfficerId, UnionId};
use domain::time::Day;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

pub use self::asked::{Filter, Holder, Particulars};
pub use self::examined::{Examined, Found};
pub(crate) use self::reach::{in_role, officers_anywhere, officers_at, officers_within, within};
use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::like::contains;
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) username: String,
        pub(super) officer: Option<Uuid>,
        pub(super) union_id: Uuid,
        pub(super) role: String,
        pub(super) scopes: String,
        pub(super) password_hash: String,
        pub(super) valid_from: i64,
        pub(super) valid_to: Option<i64>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) password_given: bool,
        pub(super) confirmation: String,
        pub(super) proposed_by: Option<Uuid>,
        pub(super) proposed_at: i64,
        pub(super) decided_by: Option<Uuid>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

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
        if let Some(as_of) = filter.as_of {
            query = query.filter(as_of::held(as_of, filter.confirmation));
        } else if let Some(state) = filter.confirmation {
            query = query.filter(row::Column::Confirmation.eq(state.word()));
        }
        if let Some(username) = &filter.username {
            query = query.filter(contains(row::Column::Username, username));
        }
        let mut page = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        if let Some(as_of) = filter.as_of {
            page.items = self.as_they_stood(page.items, as_of).await?;
        }
        page.try_map(decode)
    }

    /// These accounts, in whatever order.
    pub(crate) async fn some(&self, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        query.all(self.work.db()).await?.into_iter().map(decode).collect()
    }

    /// Adds an account with the hash of its password; `given` when its owner has not chosen that.
    pub async fn add(
        &self,
        said: &Particulars,
        password_hash: &str,
        given: bool,
    ) -> Result<Account, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
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
        decode(self.work.add_own(row).await?)
    }
}

own!("accounts", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("accounts", &row.id)
        .text(&row.username)
        .maybe(row.officer, Columns::id)
        .id(row.union_id)
        .text(&row.role)
        .text(&row.scopes)
        .text(&row.password_hash)
        .number(row.valid_from)
        .maybe(row.valid_to, Columns::number)
        .number(i64::from(row.password_given))
        .text(&row.confirmation)
        .maybe(row.proposed_by, Columns::id)
        .number(row.proposed_at)
        .maybe(row.decided_by, Columns::id)
        .number(row.version)
}

fn held_by(holder: Holder) -> SimpleExpr {
    match holder {
        Holder::Officer => row::Column::Officer.is_not_null(),
        Holder::Program => row::Column::Officer.is_null(),
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")
}

fn decode(row: row::Model) -> Result<Account, StoreError> {
    let at = Row { table: "accounts", id: &row.id };
    Ok(Account {
        id: AccountId::new(row.id),
        username: at.string("username", row.username)?,
        officer: row.officer.map(OfficerId::new),
        union: UnionId::new(row.union_id),
        role: at.text("role", &row.role)?,
        scopes: row
            .scopes
            .split_whitespace()
            .map(|name| at.text("scopes", name))
            .collect::<Result<_, _>>()?,
        password_given: row.password_given,
        confirmation: Confirmation {
            state: at.text("confirmation", &row.confirmation)?,
            proposed_by: row.proposed_by.map(OfficerId::new),
            proposed_at: instant(row.proposed_at),
            decided_by: row.decided_by.map(OfficerId::new),
        },
        valid_from: day(row.valid_from),
        valid_to: row.valid_to.map(day),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

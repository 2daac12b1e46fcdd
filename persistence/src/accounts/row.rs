//! How does an account lie in its row, and which of its columns may nobody else write?

use domain::access::Scope;
use domain::account::Account;
use domain::confirmation::Confirmation;
use domain::id::{AccountId, OfficerId, UnionId};
use sea_orm::entity::prelude::*;

use crate::StoreError;
use crate::codes::Columns;
use crate::decode::{Row, day, instant};

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

/// What nobody but the service may write.
pub(super) fn columns(row: &Model) -> Columns {
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

pub(super) fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")
}

pub(super) fn decode(row: Model) -> Result<Account, StoreError> {
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

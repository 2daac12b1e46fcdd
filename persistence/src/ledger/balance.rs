//! How much of a fund stands where? A row beside each fund, changed with the ledger and in no other way.

use std::collections::BTreeMap;

use domain::fund::Balance;
use domain::ledger::{LedgerAccount, LedgerEntryKind};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "fund_balances")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) fund: Uuid,
        pub(super) available_fen: i64,
        pub(super) committed_fen: i64,
        pub(super) payable_fen: i64,
        pub(super) paid_fen: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The balances of those funds.
pub(crate) async fn of(
    work: &Work,
    funds: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Balance>, StoreError> {
    let rows = row::Entity::find().filter(row::Column::Fund.is_in(funds)).all(work.db()).await?;
    let balance = |row: row::Model| Balance {
        available_fen: row.available_fen,
        committed_fen: row.committed_fen,
        payable_fen: row.payable_fen,
        paid_fen: row.paid_fen,
    };
    Ok(rows.into_iter().map(|row| (row.fund, balance(row))).collect())
}

/// The empty balance of a new fund.
pub(crate) async fn begin(work: &Work, fund: Uuid) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        fund: Set(fund),
        available_fen: Set(0),
        committed_fen: Set(0),
        payable_fen: Set(0),
        paid_fen: Set(0),
    };
    row::Entity::insert(row).exec_without_returning(work.db()).await?;
    Ok(())
}

/// Moves so many fen. The database refuses what would stand below zero.
pub(super) async fn shift(
    work: &Work,
    fund: Uuid,
    kind: LedgerEntryKind,
    fen: i64,
) -> Result<(), StoreError> {
    let (from, to) = kind.moves();
    let mut change = row::Entity::update_many().filter(row::Column::Fund.eq(fund));
    for (account, fen) in [(from, -fen), (to, fen)] {
        let Some(column) = column(account) else { continue };
        change = change.col_expr(column, Expr::col(column).add(fen));
    }
    let changed = change.exec(work.db()).await?;
    if changed.rows_affected == 1 {
        return Ok(());
    }
    Err(StoreError::corrupt("fund_balances", fund, "it is not there"))
}

const fn column(account: LedgerAccount) -> Option<row::Column> {
    match account {
        LedgerAccount::Outside => None,
        LedgerAccount::Available => Some(row::Column::AvailableFen),
        LedgerAccount::Committed => Some(row::Column::CommittedFen),
        LedgerAccount::Payable => Some(row::Column::PayableFen),
        LedgerAccount::Paid => Some(row::Column::PaidFen),
    }
}

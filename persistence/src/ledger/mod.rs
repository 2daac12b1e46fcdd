//! How did the money of a fund move? Entries that are only ever added, and the balance with them.

pub(crate) mod balance;

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::as_of::AsOf;
use domain::award::Award;
use domain::fund::Balance;
use domain::id::{AwardId, FundId, LedgerEntryId, OfficerId};
use domain::ledger::{LedgerEntry, LedgerEntryKind};
use domain::money::Money;
use domain::name::Line;
use domain::payment::Payment;
use domain::time::Instant;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::coded;
use crate::page::page;
use crate::{LockKind, Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "ledger_entries")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) fund: Uuid,
        pub(super) award: Option<Uuid>,
        pub(super) kind: String,
        pub(super) from_account: String,
        pub(super) to_account: String,
        pub(super) amount_fen: i64,
        pub(super) ground: Option<String>,
        pub(super) officer: Option<Uuid>,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A sum that moves, for an award or for none.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// For which award.
    pub award: Option<AwardId>,
    /// How much.
    pub amount: Money,
}

impl From<&Award> for Moved {
    fn from(of: &Award) -> Self {
        Self { award: Some(of.id), amount: of.amount_fen }
    }
}

impl From<&Payment> for Moved {
    fn from(of: &Payment) -> Self {
        Self { award: Some(of.award), amount: of.amount_fen }
    }
}

/// What a list of entries is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this fund.
    pub fund: Option<FundId>,
    /// For this award.
    pub award: Option<AwardId>,
    /// Of this kind.
    pub kind: Option<LedgerEntryKind>,
    /// At or after this instant.
    pub since: Option<Instant>,
}

/// The ledger, within one transaction.
pub struct Ledger<'w> {
    work: &'w Work,
}

impl Work {
    /// The ledger.
    pub const fn ledger(&self) -> Ledger<'_> {
        Ledger { work: self }
    }
}

impl Ledger<'_> {
    /// Holds a fund, whose balance nobody else moves until the transaction ends, and tells the balance.
    pub async fn hold(&self, fund: FundId) -> Result<Balance, StoreError> {
        self.work.lock(LockKind::Fund, fund.raw()).await?;
        let balances = balance::of(self.work, [fund.raw()]).await?;
        let missing = || StoreError::corrupt("fund_balances", fund, "it is not there");
        balances.get(&fund.raw()).copied().ok_or_else(missing)
    }

    /// Enters sums that move, an entry each, and moves them in the balance, which must be held.
    ///
    /// # Errors
    /// Those of the store; the database refuses what would stand below zero.
    pub async fn enter(
        &self,
        fund: FundId,
        kind: LedgerEntryKind,
        moved: &[Moved],
        ground: Option<&Line>,
    ) -> Result<(), StoreError> {
        let (from, to) = kind.moves();
        let (at, officer) = (self.work.now()?, self.work.stamp()?.officer);
        let mut rows = Vec::with_capacity(moved.len());
        for each in moved {
            rows.push(row::Model {
                id: self.work.new_id()?,
                fund: fund.raw(),
                award: each.award.map(AwardId::raw),
                kind: kind.word().to_owned(),
                from_account: from.word().to_owned(),
                to_account: to.word().to_owned(),
                amount_fen: each.amount.as_fen(),
                ground: ground.map(|ground| ground.as_str().to_owned()),
                officer: officer.map(OfficerId::raw),
                at,
                code: Vec::new(),
            });
        }
        self.work.add_own_all(rows).await?;
        let fen = Money::total(moved.iter().map(|each| each.amount));
        balance::shift(self.work, fund.raw(), kind, fen).await
    }

    /// Those of funds of unions of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<LedgerEntry>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::Fund.in_subquery(scope::funds(within)));
        if let Some(fund) = filter.fund {
            query = query.filter(row::Column::Fund.eq(fund.raw()));
        }
        if let Some(award) = filter.award {
            query = query.filter(row::Column::Award.eq(award.raw()));
        }
        if let Some(kind) = filter.kind {
            query = query.filter(row::Column::Kind.eq(kind.word()));
        }
        if let Some(since) = filter.since {
            query = query.filter(row::Column::At.gte(since.as_micros()));
        }
        let found = page!(query, row::Column::Id, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// How much of a fund stood where at the end of a day, added up from its entries.
    pub async fn balance_as_of(&self, fund: FundId, as_of: AsOf) -> Result<Balance, StoreError> {
        let sums: Vec<(String, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::Kind)
            .column_as(row::Column::AmountFen.sum().cast_as("bigint"), "sum")
            .filter(row::Column::Fund.eq(fund.raw()))
            .filter(row::Column::At.lt(as_of.ends().as_micros()))
            .group_by(row::Column::Kind)
            .into_tuple()
            .all(self.work.db())
            .await?;
        let row = Row { table: "ledger_entries", id: &fund };
        sums.iter().try_fold(Balance::default(), |balance, (kind, fen)| {
            Ok(balance.after(row.text("kind", kind)?, *fen))
        })
    }

    /// How much families have paid back for each of those awards, in fen.
    pub(crate) async fn recovered(
        &self,
        awards: impl Iterator<Item = AwardId>,
    ) -> Result<BTreeMap<AwardId, i64>, StoreError> {
        let sums: Vec<(Uuid, i64)> = row::Entity::find()
            .select_only()
            .column(row::Column::Award)
            .column_as(row::Column::AmountFen.sum().cast_as("bigint"), "sum")
            .filter(row::Column::Kind.eq(LedgerEntryKind::Recovery.word()))
            .filter(row::Column::Award.is_in(awards.map(AwardId::raw)))
            .group_by(row::Column::Award)
            .into_tuple()
            .all(self.work.db())
            .await?;
        Ok(sums.into_iter().map(|(award, fen)| (AwardId::new(award), fen)).collect())
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

coded!("ledger_entries", row, columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("ledger_entries", &row.id)
        .id(row.fund)
        .maybe(row.award, Columns::id)
        .text(&row.kind)
        .text(&row.from_account)
        .text(&row.to_account)
        .number(row.amount_fen)
        .maybe(row.ground.as_deref(), Columns::text)
        .maybe(row.officer, Columns::id)
        .number(row.at)
}

fn decode(row: row::Model) -> Result<LedgerEntry, StoreError> {
    let at = Row { table: "ledger_entries", id: &row.id };
    Ok(LedgerEntry {
        id: LedgerEntryId::new(row.id),
        fund: FundId::new(row.fund),
        award: row.award.map(AwardId::new),
        kind: at.text("kind", &row.kind)?,
        from: at.text("from_account", &row.from_account)?,
        to: at.text("to_account", &row.to_account)?,
        amount_fen: row.amount_fen.try_into().map_err(|_| at.wrong("amount_fen", "no sum of money"))?,
        ground: row.ground.map(|ground| at.string("ground", ground)).transpose()?,
        by: row.officer.map(OfficerId::new),
        at: instant(row.at),
    })
}

//! Which awards wait for money, which have it, and how do they get it and give it back?

use domain::award::{Award, AwardState};
use domain::id::{AwardId, CampaignId, FundId, UnionId};
use domain::ledger::LedgerEntryKind;
use domain::name::Line;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{Awards, decode, row};
use crate::ledger::Moved;
use crate::page::page;
use crate::payments::awards_under_way;
use crate::{Page, Paging, StoreError, scope};

/// How many awards wait for money, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// How many.
    pub awards: u64,
    /// How much, in fen.
    pub fen: i64,
}

/// Those that wait for money in a campaign, of cases whose road passes this union.
fn awaiting(campaign: CampaignId, union: UnionId) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Campaign.eq(campaign.raw()))
        .filter(row::Column::State.eq(AwardState::AwaitingFunds.word()))
        .filter(row::Column::Application.in_subquery(scope::cases(union)))
}

/// Those that have money of a fund, and of which no payment is under way.
fn payable(fund: FundId) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Fund.eq(fund.raw()))
        .filter(row::Column::State.eq(AwardState::Committed.word()))
        .filter(row::Column::Id.not_in_subquery(awards_under_way()))
}

impl Awards<'_> {
    /// The first awards that wait for money, in the order of priority, so many at most. Nobody else changes them until the
    /// transaction ends.
    pub async fn first_awaiting(
        &self,
        (campaign, union): (CampaignId, UnionId),
        most: u64,
    ) -> Result<Vec<Award>, StoreError> {
        self.held_in_order(awaiting(campaign, union), most).await
    }

    /// Those that have money of a fund and of which no payment is under way, oldest first.
    pub async fn payable(&self, fund: FundId, paging: Paging) -> Result<Page<Award>, StoreError> {
        let query = payable(fund);
        let those = page!(query, row::Column::Id, paging, self.work.db());
        those.retain(|row| self.work.wrote(row)).try_map(|row| decode(&row))
    }

    /// Of those the named ones, or all, in the order of priority. Nobody else changes them until the transaction ends.
    pub async fn hold_payable(
        &self,
        fund: FundId,
        named: Option<&[AwardId]>,
        most: u64,
    ) -> Result<Vec<Award>, StoreError> {
        let mut query = payable(fund);
        if let Some(named) = named {
            query = query.filter(row::Column::Id.is_in(named.iter().map(|award| award.raw())));
        }
        self.held_in_order(query, most).await
    }

    /// Those of a query in the order of priority, so many at most, which nobody else changes until the transaction ends.
    async fn held_in_order(&self, query: Select<row::Entity>, most: u64) -> Result<Vec<Award>, StoreError> {
        let rows = query
            .order_by_asc(row::Column::Priority)
            .order_by_asc(row::Column::Application)
            .limit(most)
            .lock_exclusive()
            .all(self.work.db())
            .await?;
        rows.into_iter().map(|row| decode(&self.work.own_row(row)?)).collect()
    }

    /// These, of cases that whoever asks has found. Nobody else changes them until the transaction ends.
    pub async fn hold(&self, awards: &[AwardId]) -> Result<Vec<Award>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(awards.iter().map(|award| award.raw())))
            .order_by_asc(row::Column::Id)
            .lock_exclusive();
        let rows = query.all(self.work.db()).await?;
        rows.into_iter().map(|row| decode(&self.work.own_row(row)?)).collect()
    }

    /// How many wait for money.
    pub async fn awaiting(&self, campaign: CampaignId, union: UnionId) -> Result<Awaiting, StoreError> {
        let query = awaiting(campaign, union);
        let awards = query.clone().count(self.work.db()).await?;
        let sum: Option<Option<i64>> = query
            .select_only()
            .column_as(row::Column::AmountFen.sum().cast_as("bigint"), "sum")
            .into_tuple()
            .one(self.work.db())
            .await?;
        Ok(Awaiting { awards, fen: sum.flatten().unwrap_or_default() })
    }

    /// Sets money of a fund aside for awards that wait for it, as they were read; the fund's balance must be held.
    pub async fn commit(&self, fund: FundId, awards: &[Award]) -> Result<Vec<Award>, StoreError> {
        let those = row::Column::Id.is_in(awards.iter().map(|award| award.id.raw()));
        let read =
            row::Entity::find().filter(those).order_by_asc(row::Column::Id).all(self.work.db()).await?;
        let mut rows = Vec::with_capacity(read.len());
        for row in read {
            let mut row = self.work.own_row(row)?;
            AwardState::Committed.word().clone_into(&mut row.state);
            row.fund = Some(fund.raw());
            rows.push(row);
        }
        let rows = self.work.write_own_all(rows).await?;
        let committed: Vec<Award> = rows.iter().map(decode).collect::<Result<_, _>>()?;
        let moved: Vec<Moved> = committed.iter().map(Moved::from).collect();
        self.work.ledger().enter(fund, LedgerEntryKind::Commitment, &moved, None).await?;
        Ok(committed)
    }

    /// Gives the money of an award back to its fund, over the version that was read: it waits for money again.
    pub async fn release(&self, award: &Award, ground: &Line) -> Result<Award, StoreError> {
        let row = self.held(row::Column::Id.eq(award.id.raw())).await?;
        let row = row.filter(|row| row.version == award.version);
        let row = row.ok_or(StoreError::Stale { table: "awards" })?;
        self.give_back(row, AwardState::AwaitingFunds, Some(ground)).await
    }

    /// Changes an award that has no money afterwards. Its row is held, the fund is held after it: whoever gives money back does so
    /// in this order.
    pub(super) async fn give_back(
        &self,
        mut row: row::Model,
        to: AwardState,
        ground: Option<&Line>,
    ) -> Result<Award, StoreError> {
        let fund = row.fund.take().map(FundId::new);
        if let Some(fund) = fund {
            self.work.ledger().hold(fund).await?;
        }
        to.word().clone_into(&mut row.state);
        let award = decode(&self.work.write_own(row).await?)?;
        if let Some(fund) = fund {
            self.work.ledger().enter(fund, LedgerEntryKind::Release, &[Moved::from(&award)], ground).await?;
        }
        Ok(award)
    }
}

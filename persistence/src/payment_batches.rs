//! Batches of payments: prepared by one officer, approved by another, handed to the bank and answered; or given up before.

mod approved;
mod sent;

use domain::access::Jurisdiction;
use domain::fund::Fund;
use domain::id::{CampaignId, FundId, OfficerId, PaymentBatchId, UnionId};
use domain::ledger::LedgerEntryKind;
use domain::money::Money;
use domain::name::Line;
use domain::payment::PaymentState;
use domain::payment_batch::{PaymentBatch, PaymentBatchState, Tally};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::ledger::Moved;
use crate::own::own;
use crate::page::page;
use crate::payments::Plan;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_batches")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) union_id: Uuid,
        pub(super) fund: Uuid,
        pub(super) campaign: Uuid,
        pub(super) number: i64,
        pub(super) state: String,
        pub(super) payments: i64,
        pub(super) amount_fen: i64,
        pub(super) prepared_by: Uuid,
        pub(super) approvers: i64,
        pub(super) approved_by: Option<Uuid>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of batches is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this campaign.
    pub campaign: Option<CampaignId>,
    /// From this fund.
    pub fund: Option<FundId>,
    /// Of this union.
    pub union: Option<UnionId>,
    /// That stand so.
    pub state: Option<PaymentBatchState>,
}

/// The batches, within one transaction.
pub struct PaymentBatches<'w> {
    work: &'w Work,
}

impl Work {
    /// The batches of payments.
    pub const fn payment_batches(&self) -> PaymentBatches<'_> {
        PaymentBatches { work: self }
    }
}

impl PaymentBatches<'_> {
    /// One of a union of a jurisdiction.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: PaymentBatchId,
    ) -> Result<Option<PaymentBatch>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let Some(row) = query.one(self.work.db()).await? else { return Ok(None) };
        Ok(Some(self.one(self.work.own_row(row)?).await?))
    }

    /// Those of unions of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<PaymentBatch>, StoreError> {
        let alike = [
            filter.campaign.map(|campaign| row::Column::Campaign.eq(campaign.raw())),
            filter.fund.map(|fund| row::Column::Fund.eq(fund.raw())),
            filter.union.map(|union| row::Column::UnionId.eq(union.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
        ];
        let query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let found = found.retain(|row| self.work.wrote(row));
        Ok(Page { items: self.whole(found.items).await?, next: found.next, total: found.total })
    }

    /// Prepares one that so many others approve, with a payment for each plan, in that order; the fund's balance must be held.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where a payment of one of the awards is under way.
    pub async fn prepare(
        &self,
        fund: &Fund,
        (by, approvers): (OfficerId, u8),
        plans: &[Plan],
    ) -> Result<PaymentBatch, StoreError> {
        let before = row::Entity::find().filter(row::Column::Fund.eq(fund.id.raw()));
        let before = before.count(self.work.db()).await?;
        let (now, tally) = (self.work.now()?, Tally::of(plans.iter().map(|plan| plan.award.amount_fen)));
        let id = self.work.new_id()?;
        let number = |error| StoreError::corrupt("payment_batches", id, error);
        let row = row::Model {
            id,
            union_id: fund.union.raw(),
            fund: fund.id.raw(),
            campaign: fund.campaign.raw(),
            number: i64::try_from(before).map_err(number)? + 1,
            state: PaymentBatchState::Prepared.word().to_owned(),
            payments: tally.payments.into(),
            amount_fen: tally.fen,
            prepared_by: by.raw(),
            approvers: approvers.into(),
            approved_by: None,
            version: 1,
            created_at: now,
            updated_at: now,
            code: Vec::new(),
        };
        let batch = decode(&self.work.add_own(row).await?, Vec::new())?;
        self.work.payments().plan((batch.id, fund.id), plans).await?;
        let moved: Vec<Moved> = plans.iter().map(|plan| Moved::from(&plan.award)).collect();
        self.work.ledger().enter(fund.id, LedgerEntryKind::Planning, &moved, None).await?;
        Ok(batch)
    }

    /// Gives one up over the version that was read, as far as the bank was not told of it: those payments are dropped, and their awards
    /// keep their money. Nothing where the bank was told of all.
    pub async fn dissolve(
        &self,
        batch: &PaymentBatch,
        ground: &Line,
    ) -> Result<Option<PaymentBatch>, StoreError> {
        let mut row: row::Model = self.work.read_own(batch.id.raw(), batch.version).await?;
        let dropped = self.work.payments().move_planned(batch.id, PaymentState::Dropped).await?;
        if dropped.is_empty() {
            return Ok(None);
        }
        if batch.state != PaymentBatchState::Sent {
            PaymentBatchState::Dissolved.word().clone_into(&mut row.state);
        } else if self.work.payments().open_of(batch.id).await? == 0 {
            PaymentBatchState::Answered.word().clone_into(&mut row.state);
        }
        let batch = self.one(self.work.write_own(row).await?).await?;
        self.work.ledger().hold(batch.fund).await?;
        let moved: Vec<Moved> = dropped.iter().map(Moved::from).collect();
        self.work.ledger().enter(batch.fund, LedgerEntryKind::Dropping, &moved, Some(ground)).await?;
        Ok(Some(batch))
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

own!("payment_batches", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    let columns = Columns::of("payment_batches", &row.id)
        .id(row.union_id)
        .id(row.fund)
        .id(row.campaign)
        .number(row.number)
        .text(&row.state)
        .number(row.payments)
        .number(row.amount_fen)
        .id(row.prepared_by)
        .maybe(row.approved_by, Columns::id)
        .number(row.version);
    // Batches from before there could be several have a code without this.
    if row.approvers == i64::from(PaymentBatch::LEAST_APPROVERS) {
        columns
    } else {
        columns.number(row.approvers)
    }
}

/// A batch that those have approved before the last who does.
fn decode(row: &row::Model, earlier: Vec<OfficerId>) -> Result<PaymentBatch, StoreError> {
    let at = Row { table: "payment_batches", id: &row.id };
    let sum = |fen: i64| Money::try_from(fen).map_err(|_| at.wrong("amount_fen", "no sum of money"));
    Ok(PaymentBatch {
        id: PaymentBatchId::new(row.id),
        union: UnionId::new(row.union_id),
        fund: FundId::new(row.fund),
        campaign: CampaignId::new(row.campaign),
        number: row.number.try_into().map_err(|error| at.wrong("number", error))?,
        state: at.text("state", &row.state)?,
        payments: row.payments.try_into().map_err(|error| at.wrong("payments", error))?,
        amount_fen: sum(row.amount_fen)?,
        prepared_by: OfficerId::new(row.prepared_by),
        approvers: row.approvers.try_into().map_err(|error| at.wrong("approvers", error))?,
        approved_by: earlier.into_iter().chain(row.approved_by.map(OfficerId::new)).collect(),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

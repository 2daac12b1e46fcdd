//! How are payments planned in a batch, and dropped or sent with it?

use domain::award::Award;
use domain::id::{FundId, PaymentBatchId};
use domain::payment::{Grounds, Payment, PaymentState, Recipient};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{PaymentRecord, Payments, decode, row, sealed_at};
use crate::StoreError;

/// What is planned for an award.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The award, whose row is held.
    pub award: Award,
    /// To whom it goes.
    pub recipient: Recipient,
    /// What it rests on.
    pub grounds: Grounds,
}

impl Payments<'_> {
    /// All of a batch in the order of their lines. Nobody else changes them until the transaction ends.
    pub async fn hold(&self, batch: PaymentBatchId) -> Result<Vec<Payment>, StoreError> {
        self.held(batch).await?.iter().map(decode).collect()
    }

    /// The same, with whom each goes to.
    pub async fn hold_records(&self, batch: PaymentBatchId) -> Result<Vec<PaymentRecord>, StoreError> {
        let rows = self.held(batch).await?;
        self.open(rows).await
    }

    async fn held(&self, batch: PaymentBatchId) -> Result<Vec<row::Model>, StoreError> {
        self.held_of(row::Column::Batch.eq(batch.raw())).await
    }

    /// The rows of which that is so, in the order of their lines. Nobody else changes them until the transaction ends.
    pub(super) async fn held_of(&self, that: Expr) -> Result<Vec<row::Model>, StoreError> {
        let rows = row::Entity::find()
            .filter(that)
            .order_by_asc(row::Column::Line)
            .lock_exclusive()
            .all(self.work.db())
            .await?;
        rows.into_iter().map(|row| self.work.own_row(row)).collect()
    }

    /// Plans payments in a batch, in that order.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where a payment of one of the awards is under way.
    pub(crate) async fn plan(
        &self,
        (batch, fund): (PaymentBatchId, FundId),
        plans: &[Plan],
    ) -> Result<(), StoreError> {
        let (now, subjects) = (self.work.now()?, plans.iter().map(|plan| plan.award.application.raw()));
        self.work.take_keys(subjects).await?;
        let mut rows = Vec::with_capacity(plans.len());
        for (line, plan) in (1..).zip(plans) {
            let (id, case) = (self.work.new_id()?, plan.award.application.raw());
            let grounds = serde_json::to_string(&plan.grounds);
            rows.push(row::Model {
                id,
                batch: batch.raw(),
                line,
                fund: fund.raw(),
                award: plan.award.id.raw(),
                application: case,
                amount_fen: plan.award.amount_fen.as_fen(),
                state: PaymentState::Planned.word().to_owned(),
                recipient: self.work.seal(case, sealed_at(id), &plan.recipient).await?,
                grounds: grounds.map_err(|error| StoreError::corrupt("payments", id, error))?,
                version: 1,
                created_at: now,
                updated_at: now,
                code: Vec::new(),
            });
        }
        self.work.add_own_all(rows).await
    }

    /// Has all of a batch that are planned, and were never marked to be told, stand otherwise: what they come to, of which awards.
    pub(crate) async fn move_planned(
        &self,
        batch: PaymentBatchId,
        to: PaymentState,
    ) -> Result<Vec<Payment>, StoreError> {
        let mut rows = self.held(batch).await?;
        // One that was marked, and is planned again since the bank had nothing on record, has a later version.
        rows.retain(|row| row.state == PaymentState::Planned.word() && row.version == 1);
        for row in &mut rows {
            to.word().clone_into(&mut row.state);
        }
        let rows = self.work.write_own_all(rows).await?;
        rows.iter().map(decode).collect()
    }
}

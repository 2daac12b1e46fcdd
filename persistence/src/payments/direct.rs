//! Which payments of a batch is the bank told of directly, and how do they stand after what it had on record?

use std::collections::BTreeMap;

use domain::id::{PaymentBatchId, PaymentId};
use domain::payment::{Payment, PaymentState};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use strum::VariantArray;
use uuid::Uuid;

use super::{PaymentRecord, Payments, decode, row};
use crate::StoreError;

/// Those of a batch that stand in one of these ways.
fn standing(batch: PaymentBatchId, states: &[PaymentState]) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Batch.eq(batch.raw()))
        .filter(row::Column::State.is_in(states.iter().map(|state| state.word())))
}

impl Payments<'_> {
    /// Those of a batch that stand in one of these ways, from the line after that one, so many at most: for whoever has found the
    /// batch.
    pub async fn standing(
        &self,
        batch: PaymentBatchId,
        states: &[PaymentState],
        after: u32,
        most: u64,
    ) -> Result<Vec<PaymentRecord>, StoreError> {
        let query = standing(batch, states)
            .filter(row::Column::Line.gt(i64::from(after)))
            .order_by_asc(row::Column::Line)
            .limit(most);
        let rows = query.all(self.work.db()).await?;
        let rows = rows.into_iter().map(|row| self.work.own_row(row));
        self.open(rows.collect::<Result<_, _>>()?).await
    }

    /// Of how many of a batch the bank has not said what became of them.
    pub async fn open_of(&self, batch: PaymentBatchId) -> Result<u64, StoreError> {
        let open: Vec<PaymentState> =
            PaymentState::VARIANTS.iter().copied().filter(|state| state.open()).collect();
        Ok(standing(batch, &open).count(self.work.db()).await?)
    }

    /// Those of a batch, in the order of their lines. Nobody else changes them until the transaction ends.
    pub async fn hold_some(
        &self,
        batch: PaymentBatchId,
        those: impl IntoIterator<Item = PaymentId>,
    ) -> Result<Vec<Payment>, StoreError> {
        let rows = self.held_some(batch, those.into_iter().map(PaymentId::raw)).await?;
        rows.iter().map(decode).collect()
    }

    /// Has payments of a batch, which are held, each stand so: as they stand then.
    pub async fn stand(
        &self,
        batch: PaymentBatchId,
        those: &BTreeMap<PaymentId, PaymentState>,
    ) -> Result<Vec<Payment>, StoreError> {
        let mut rows = self.held_some(batch, those.keys().map(|id| id.raw())).await?;
        for row in &mut rows {
            if let Some(state) = those.get(&PaymentId::new(row.id)) {
                state.word().clone_into(&mut row.state);
            }
        }
        self.work.write_own_all(rows).await?.iter().map(decode).collect()
    }

    pub(super) async fn held_some(
        &self,
        batch: PaymentBatchId,
        those: impl Iterator<Item = Uuid>,
    ) -> Result<Vec<row::Model>, StoreError> {
        let of_batch = row::Column::Batch.eq(batch.raw());
        self.held_of(of_batch.and(row::Column::Id.is_in(those))).await
    }
}

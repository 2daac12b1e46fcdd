//! What was paid and is reclaimed with its approval, and what came back of it from the family? What came back stands in the ledger.

use domain::id::ApplicationId;
use domain::ledger::LedgerEntryKind;
use domain::money::Money;
use domain::name::Line;
use domain::payment::{Payment, PaymentState};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::ExprTrait;

use super::{Payments, decode, row};
use crate::StoreError;
use crate::ledger::Moved;

impl Payments<'_> {
    /// Has the payment of a case that stands as paid be reclaimed; whether there was one. Nobody else changes it until the
    /// transaction ends.
    pub(crate) async fn reclaim(&self, case: ApplicationId) -> Result<bool, StoreError> {
        let of_case = row::Column::Application.eq(case.raw());
        let paid = of_case.and(row::Column::State.eq(PaymentState::Paid.word()));
        let Some(mut row) = self.held_of(paid).await?.pop() else { return Ok(false) };
        PaymentState::Reclaimed.word().clone_into(&mut row.state);
        let _ = self.work.write_own(row).await?;
        Ok(true)
    }

    /// Takes down over the version that was read what a family paid back, on that ground, and where the payment stands then.
    pub async fn recover(
        &self,
        payment: &Payment,
        (sum, ground): (Money, &Line),
        stands: PaymentState,
    ) -> Result<Payment, StoreError> {
        let mut row: row::Model = self.work.read_own(payment.id.raw(), payment.version).await?;
        stands.word().clone_into(&mut row.state);
        let now = decode(&self.work.write_own(row).await?)?;
        self.work.ledger().hold(now.fund).await?;
        let moved = Moved { award: Some(now.award), amount: sum };
        self.work.ledger().enter(now.fund, LedgerEntryKind::Recovery, &[moved], Some(ground)).await?;
        Ok(now)
    }
}

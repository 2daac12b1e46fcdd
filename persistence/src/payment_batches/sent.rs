//! What was handed to the bank, in which form, and what it said? Each is taken down once.

use domain::id::{OfficerId, PaymentBatchId};
use domain::ledger::LedgerEntryKind;
use domain::payment::{BankFileForm, BankOutcome, NewWord, PaymentState};
use domain::payment_batch::{PaymentBatch, PaymentBatchState};
use domain::time::Instant;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{PaymentBatches, decode, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::ledger::Moved;
use crate::own::coded;

mod sending {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_sendings")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) form: String,
        pub(super) officer: Uuid,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl PaymentBatches<'_> {
    /// Hands one to the bank over the version that was read, in that form: its payments wait for the answer.
    pub async fn send(
        &self,
        batch: &PaymentBatch,
        form: &BankFileForm,
        by: OfficerId,
    ) -> Result<PaymentBatch, StoreError> {
        let mut row: row::Model = self.work.read_own(batch.id.raw(), batch.version).await?;
        PaymentBatchState::Sent.word().clone_into(&mut row.state);
        let form = serde_json::to_string(form);
        let sending = sending::Model {
            id: row.id,
            form: form.map_err(|error| StoreError::corrupt("payment_sendings", row.id, error))?,
            officer: by.raw(),
            at: self.work.now()?,
            code: Vec::new(),
        };
        let batch = decode(&self.work.write_own(row).await?)?;
        let _ = self.work.add_own(sending).await?;
        let _ = self.work.payments().move_planned(batch.id, PaymentState::Sent).await?;
        Ok(batch)
    }

    /// In which form one was handed to the bank; nothing before it was.
    pub async fn form(&self, batch: PaymentBatchId) -> Result<Option<BankFileForm>, StoreError> {
        let Some(row) = self.sending(batch).await? else { return Ok(None) };
        Row { table: "payment_sendings", id: &row.id }.json("form", &row.form).map(Some)
    }

    /// When one was handed to the bank; nothing before it was.
    pub async fn sent_at(&self, batch: PaymentBatchId) -> Result<Option<Instant>, StoreError> {
        Ok(self.sending(batch).await?.map(|row| instant(row.at)))
    }

    async fn sending(&self, batch: PaymentBatchId) -> Result<Option<sending::Model>, StoreError> {
        let found = sending::Entity::find_by_id(batch.raw()).one(self.work.db()).await?;
        found.map(|row| self.work.own_row(row)).transpose()
    }

    /// Takes down what the bank said of payments of one over the version that was read; `whole` when it has then said it of each.
    pub async fn answer(
        &self,
        batch: &PaymentBatch,
        said: &[NewWord<'_>],
        whole: bool,
    ) -> Result<PaymentBatch, StoreError> {
        let mut row: row::Model = self.work.read_own(batch.id.raw(), batch.version).await?;
        if whole {
            PaymentBatchState::Answered.word().clone_into(&mut row.state);
        }
        let batch = decode(&self.work.write_own(row).await?)?;
        self.work.payments().answer(batch.id, said).await?;
        self.work.ledger().hold(batch.fund).await?;
        for (outcome, kind) in [
            (BankOutcome::Paid, LedgerEntryKind::Paying),
            (BankOutcome::Failed, LedgerEntryKind::Failing),
            (BankOutcome::Returned, LedgerEntryKind::Returning),
        ] {
            let those = said.iter().filter(|(_, line)| line.outcome == outcome);
            let moved: Vec<Moved> = those.map(|(payment, _)| Moved::from(*payment)).collect();
            if !moved.is_empty() {
                self.work.ledger().enter(batch.fund, kind, &moved, None).await?;
            }
        }
        Ok(batch)
    }

    /// What was handed to the bank, after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_sendings(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<sending::Model>(after, most).await
    }
}

coded!("payment_sendings", sending, columns);

/// What nobody but the service may write.
fn columns(row: &sending::Model) -> Columns {
    Columns::of("payment_sendings", &row.id).text(&row.form).id(row.officer).number(row.at)
}

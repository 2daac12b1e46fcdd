//! What was handed to the bank, in which form or directly, and what it said? Each is taken down once.

use domain::id::{OfficerId, PaymentBatchId};
use domain::ledger::LedgerEntryKind;
use domain::payment::{BankFileForm, BankOutcome, NewWord, PaymentState};
use domain::payment_batch::{PaymentBatch, PaymentBatchState};
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{PaymentBatches, row};
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

/// The form of what goes to the bank in no file.
const NO_FORM: &str = "null";

impl PaymentBatches<'_> {
    /// Hands one to the bank over the version that was read: in a file of that form, and its payments wait for the answer; without a
    /// form directly, and they wait to be told.
    pub async fn send(
        &self,
        batch: &PaymentBatch,
        form: Option<&BankFileForm>,
        by: OfficerId,
    ) -> Result<PaymentBatch, StoreError> {
        let mut row: row::Model = self.work.read_own(batch.id.raw(), batch.version).await?;
        PaymentBatchState::Sent.word().clone_into(&mut row.state);
        let in_file = form.is_some();
        let form = serde_json::to_string(&form);
        let sending = sending::Model {
            id: row.id,
            form: form.map_err(|error| StoreError::corrupt("payment_sendings", row.id, error))?,
            officer: by.raw(),
            at: self.work.now()?,
            code: Vec::new(),
        };
        let batch = self.one(self.work.write_own(row).await?).await?;
        let _ = self.work.add_own(sending).await?;
        if in_file {
            let _ = self.work.payments().move_planned(batch.id, PaymentState::Sent).await?;
        }
        Ok(batch)
    }

    /// In which form one was handed to the bank; nothing before it was, nor where the bank is told directly.
    pub async fn form(&self, batch: PaymentBatchId) -> Result<Option<BankFileForm>, StoreError> {
        let Some(row) = self.sending(batch).await? else { return Ok(None) };
        Row { table: "payment_sendings", id: &row.id }.json("form", &row.form)
    }

    /// Whether one was handed over to be told to the bank directly.
    pub async fn is_direct(&self, batch: PaymentBatchId) -> Result<bool, StoreError> {
        Ok(self.sending(batch).await?.is_some_and(|row| row.form == NO_FORM))
    }

    /// The batches of which the bank is told directly and has not said everything yet, oldest first, those after that one, so many at
    /// most: for the service itself, which speaks with the bank for all unions.
    pub async fn direct(
        &self,
        after: Option<PaymentBatchId>,
        most: u64,
    ) -> Result<Vec<PaymentBatch>, StoreError> {
        let direct = sending::Entity::find()
            .select_only()
            .column(sending::Column::Id)
            .filter(sending::Column::Form.eq(NO_FORM))
            .into_query();
        let after = after.map_or(Uuid::nil(), PaymentBatchId::raw);
        let query = row::Entity::find()
            .filter(row::Column::Id.gt(after))
            .filter(row::Column::State.eq(PaymentBatchState::Sent.word()))
            .filter(row::Column::Id.in_subquery(direct))
            .order_by_asc(row::Column::Id)
            .limit(most);
        let rows = query.all(self.work.db()).await?;
        self.whole(rows.into_iter().filter(|row| self.work.wrote(row)).collect()).await
    }

    /// Whether that process, and no other until then, tells the bank of payments.
    pub async fn speaks(&self, holder: Uuid, now: Instant, until: Instant) -> Result<bool, StoreError> {
        self.work.hold_lease("bank", holder, now, until).await
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
        let batch = self.one(self.work.write_own(row).await?).await?;
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

//! Who has approved a batch? Each officer once: the last of as many as it takes stands with the batch, those before in rows of their own.

use std::collections::BTreeMap;

use domain::id::OfficerId;
use domain::payment_batch::{PaymentBatch, PaymentBatchState};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{PaymentBatches, decode, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::own::coded;

mod approval {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_approvals")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) batch: Uuid,
        pub(super) officer: Uuid,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl PaymentBatches<'_> {
    /// Has an officer approve one over the version that was read: it is approved when as many have as it takes, and waits before.
    pub async fn approve(&self, batch: &PaymentBatch, by: OfficerId) -> Result<PaymentBatch, StoreError> {
        let mut row: row::Model = self.work.read_own(batch.id.raw(), batch.version).await?;
        if batch.lacks_one() {
            PaymentBatchState::Approved.word().clone_into(&mut row.state);
            row.approved_by = Some(by.raw());
        } else {
            let (batch, officer, at) = (row.id, by.raw(), self.work.now()?);
            let approval = approval::Model { id: self.work.new_id()?, batch, officer, at, code: Vec::new() };
            let _ = self.work.add_own(approval).await?;
        }
        let row = self.work.write_own(row).await?;
        let mut earlier = batch.approved_by.clone();
        if row.approved_by.is_none() {
            earlier.push(by);
        }
        decode(&row, earlier)
    }

    /// The batches that these rows are.
    pub(super) async fn whole(&self, rows: Vec<row::Model>) -> Result<Vec<PaymentBatch>, StoreError> {
        let mut earlier = self.earlier(&rows).await?;
        rows.iter().map(|row| decode(row, earlier.remove(&row.id).unwrap_or_default())).collect()
    }

    /// The batch that this row is.
    pub(super) async fn one(&self, row: row::Model) -> Result<PaymentBatch, StoreError> {
        let mut earlier = self.earlier(std::slice::from_ref(&row)).await?;
        decode(&row, earlier.remove(&row.id).unwrap_or_default())
    }

    /// Who approved these before the last who does, by batch.
    async fn earlier(&self, rows: &[row::Model]) -> Result<BTreeMap<Uuid, Vec<OfficerId>>, StoreError> {
        let several = rows.iter().filter(|row| row.approvers > 1).map(|row| row.id);
        let mut earlier: BTreeMap<Uuid, Vec<OfficerId>> = several.map(|id| (id, Vec::new())).collect();
        if earlier.is_empty() {
            return Ok(earlier);
        }
        let batches = earlier.keys().copied();
        let query = approval::Entity::find().filter(approval::Column::Batch.is_in(batches));
        for row in query.order_by_asc(approval::Column::Id).all(self.work.db()).await? {
            let row = self.work.own_row(row)?;
            earlier.entry(row.batch).or_default().push(OfficerId::new(row.officer));
        }
        Ok(earlier)
    }

    /// The approvals after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_approvals(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<approval::Model>(after, most).await
    }
}

coded!("payment_approvals", approval, columns);

/// What nobody but the service may write.
fn columns(row: &approval::Model) -> Columns {
    Columns::of("payment_approvals", &row.id).id(row.batch).id(row.officer).number(row.at)
}

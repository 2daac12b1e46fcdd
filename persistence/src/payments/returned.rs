//! Which payments came back, and who took it down? A row beside each, once: whoever took it down does not approve that its award is
//! paid anew.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OfficerId, PaymentBatchId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Payments;
use crate::codes::Columns;
use crate::own::coded;
use crate::{Place, StoreError};

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_returns")]
    pub(in crate::payments) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::payments) id: Uuid,
        pub(in crate::payments) words: Vec<u8>,
        pub(in crate::payments) officer: Option<Uuid>,
        pub(in crate::payments) at: i64,
        pub(in crate::payments) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::payments) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Payments<'_> {
    /// What the bank said of those that came back, sealed.
    pub(super) async fn returns(
        &self,
        payments: impl Iterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, Vec<u8>>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(payments));
        let rows = query.all(self.work.db()).await?;
        rows.into_iter().map(|row| Ok((row.id, self.work.own_row(row)?.words))).collect()
    }

    /// The officers who took down that what was paid before for an award which a batch pays did not come, or came back.
    pub async fn undone_by(&self, batch: PaymentBatchId) -> Result<BTreeSet<OfficerId>, StoreError> {
        use super::row::{Column, Entity};
        let column = |column: Column| Entity::find().select_only().column(column);
        let awards = column(Column::Award).filter(Column::Batch.eq(batch.raw())).into_query();
        let payments = column(Column::Id).filter(Column::Award.in_subquery(awards)).into_query();
        let mut undone = self.failed_by(payments.clone()).await?;
        let returns = row::Entity::find().filter(row::Column::Id.in_subquery(payments));
        let rows = returns.all(self.work.db()).await?;
        let officers = rows.into_iter().map(|row| Ok(self.work.own_row(row)?.officer.map(OfficerId::new)));
        undone.extend(officers.filter_map(Result::transpose).collect::<Result<Vec<_>, StoreError>>()?);
        Ok(undone)
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_returns(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

pub(super) const fn sealed_at(row: Uuid) -> Place {
    Place { table: "payment_returns", column: "words", row }
}

coded!("payment_returns", row, columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("payment_returns", &row.id).octets(&row.words).maybe(row.officer, Columns::id).number(row.at)
}

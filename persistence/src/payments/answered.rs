//! What did the bank say of each payment? A row beside it, once, and another where the money came back; the bank's words are sealed
//! under the key of the case.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{OfficerId, PaymentBatchId};
use domain::payment::{BankLine, BankOutcome, NewWord, PaymentAnswer};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Payments, returned};
use crate::codes::Columns;
use crate::own::coded;
use crate::{Place, StoreError};

mod answer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payment_answers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) outcome: String,
        pub(super) words: Vec<u8>,
        pub(super) officer: Option<Uuid>,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Payments<'_> {
    /// Takes down what the bank said of payments of a batch, which are held.
    pub(crate) async fn answer(&self, batch: PaymentBatchId, said: &[NewWord<'_>]) -> Result<(), StoreError> {
        let by_id: BTreeMap<Uuid, &BankLine> =
            said.iter().map(|(payment, line)| (payment.id.raw(), *line)).collect();
        let mut rows = self.held_some(batch, by_id.keys().copied()).await?;
        self.work.take_keys(rows.iter().map(|row| row.application)).await?;
        let (at, officer) = (self.work.now()?, self.work.stamp()?.officer.map(OfficerId::raw));
        let (mut answers, mut returns) = (Vec::new(), Vec::new());
        for row in &mut rows {
            let Some(line) = by_id.get(&row.id) else { continue };
            line.outcome.state().word().clone_into(&mut row.state);
            let said = PaymentAnswer::of(line);
            let (id, case) = (row.id, row.application);
            if line.outcome == BankOutcome::Returned {
                let words = self.work.seal(case, returned::sealed_at(id), &said).await?;
                returns.push(returned::row::Model { id, words, officer, at, code: Vec::new() });
            } else {
                let words = self.work.seal(case, sealed_at(id), &said).await?;
                let outcome = line.outcome.word().to_owned();
                answers.push(answer::Model { id, outcome, words, officer, at, code: Vec::new() });
            }
        }
        let _ = self.work.write_own_all(rows).await?;
        self.work.add_own_all(answers).await?;
        self.work.add_own_all(returns).await
    }

    /// The officers who took down that the bank had not paid one of those payments.
    pub(super) async fn failed_by(
        &self,
        payments: SelectStatement,
    ) -> Result<BTreeSet<OfficerId>, StoreError> {
        let query = answer::Entity::find()
            .filter(answer::Column::Id.in_subquery(payments))
            .filter(answer::Column::Outcome.eq(BankOutcome::Failed.word()));
        let rows = query.all(self.work.db()).await?;
        let officers = rows.into_iter().map(|row| Ok(self.work.own_row(row)?.officer.map(OfficerId::new)));
        officers.filter_map(Result::transpose).collect()
    }

    /// What the bank said of those payments, sealed.
    pub(super) async fn answers(
        &self,
        payments: impl Iterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, Vec<u8>>, StoreError> {
        let query = answer::Entity::find().filter(answer::Column::Id.is_in(payments));
        let rows = query.all(self.work.db()).await?;
        rows.into_iter().map(|row| Ok((row.id, self.work.own_row(row)?.words))).collect()
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_answers(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<answer::Model>(after, most).await
    }
}

pub(super) const fn sealed_at(row: Uuid) -> Place {
    Place { table: "payment_answers", column: "words", row }
}

coded!("payment_answers", answer, columns);

/// What nobody but the service may write.
fn columns(row: &answer::Model) -> Columns {
    Columns::of("payment_answers", &row.id)
        .text(&row.outcome)
        .octets(&row.words)
        .maybe(row.officer, Columns::id)
        .number(row.at)
}

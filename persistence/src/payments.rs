//! Payments: what of each batch goes to whom.
//!
//! A payment exists for the union that pays and those above it. To whom it goes is sealed under the key of the case, and gone with
//! it.

mod answered;
mod direct;
mod planned;
mod recovered;
mod returned;

pub use planned::Plan;

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Jurisdiction;
use domain::id::{ApplicationId, AwardId, FundId, PaymentBatchId, PaymentId};
use domain::payment::{Payment, PaymentAnswer, PaymentState, Recipient};
use domain::time::Day;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use strum::VariantArray;
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "payments")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) batch: Uuid,
        pub(super) line: i64,
        pub(super) fund: Uuid,
        pub(super) award: Uuid,
        pub(super) application: Uuid,
        pub(super) amount_fen: i64,
        pub(super) state: String,
        pub(super) recipient: Vec<u8>,
        pub(super) grounds: String,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of payments is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this batch.
    pub batch: Option<PaymentBatchId>,
    /// From this fund.
    pub fund: Option<FundId>,
    /// Of this award.
    pub award: Option<AwardId>,
    /// Of this case.
    pub application: Option<ApplicationId>,
    /// That stand so.
    pub state: Option<PaymentState>,
}

/// A payment with whom it goes to.
#[derive(Clone, Debug)]
pub struct PaymentRecord {
    /// The payment.
    pub payment: Payment,
    /// To whom; nothing where the case was erased.
    pub recipient: Option<Recipient>,
    /// What the bank said; nothing before it did, nor where the case was erased.
    pub answer: Option<PaymentAnswer>,
    /// What the bank said when the money came back; nothing where it did not, nor where the case was erased.
    pub returned: Option<PaymentAnswer>,
    /// How much of it, once it was reclaimed, the family has paid back, in fen.
    pub recovered_fen: i64,
}

/// The payments, within one transaction.
pub struct Payments<'w> {
    work: &'w Work,
}

impl Work {
    /// The payments.
    pub const fn payments(&self) -> Payments<'_> {
        Payments { work: self }
    }
}

/// The awards of which a payment is under way.
pub(crate) fn awards_under_way() -> SelectStatement {
    Query::select()
        .column(row::Column::Award)
        .from(row::Entity)
        .and_where(Expr::col(row::Column::State).is_in(states_under_way()))
        .take()
}

/// The payments that stand as paid.
pub(crate) fn paid_payments() -> SelectStatement {
    paid(row::Column::Id)
}

/// The awards of which a payment stands as paid.
pub(crate) fn awards_paid() -> SelectStatement {
    paid(row::Column::Award)
}

/// The cases of which a payment stands as paid.
pub(crate) fn cases_paid() -> SelectStatement {
    paid(row::Column::Application)
}

fn paid(column: row::Column) -> SelectStatement {
    let paid = Expr::col(row::Column::State).eq(PaymentState::Paid.word());
    Query::select().column(column).from(row::Entity).and_where(paid).take()
}

fn under_way() -> Select<row::Entity> {
    row::Entity::find().filter(row::Column::State.is_in(states_under_way()))
}

fn states_under_way() -> impl Iterator<Item = &'static str> {
    PaymentState::VARIANTS.iter().filter(|state| state.under_way()).map(|state| state.word())
}

impl Payments<'_> {
    /// One from a fund of a union of a jurisdiction.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: PaymentId,
    ) -> Result<Option<PaymentRecord>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::Fund.in_subquery(scope::funds(within)));
        let Some(row) = query.one(self.work.db()).await? else { return Ok(None) };
        let row = self.work.own_row(row)?;
        Ok(self.open(vec![row]).await?.pop())
    }

    /// Those from funds of unions of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<PaymentRecord>, StoreError> {
        let alike = [
            filter.batch.map(|batch| row::Column::Batch.eq(batch.raw())),
            filter.fund.map(|fund| row::Column::Fund.eq(fund.raw())),
            filter.award.map(|award| row::Column::Award.eq(award.raw())),
            filter.application.map(|application| row::Column::Application.eq(application.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
        ];
        let query = row::Entity::find().filter(row::Column::Fund.in_subquery(scope::funds(within)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let found = found.retain(|row| self.work.wrote(row));
        let (next, total) = (found.next, found.total);
        Ok(Page { items: self.open(found.items).await?, next, total })
    }

    /// The payment of an award that stands as paid: for whoever has found the award.
    pub async fn paid_of(&self, award: AwardId) -> Result<Option<Payment>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Award.eq(award.raw()))
            .filter(row::Column::State.eq(PaymentState::Paid.word()));
        query.one(self.work.db()).await?.map(|row| decode(&self.work.own_row(row)?)).transpose()
    }

    /// When each of these awards came to stand as paid; nothing of those that do not, nor of a payment that was altered at the database.
    pub async fn paid_on(
        &self,
        awards: impl IntoIterator<Item = AwardId>,
    ) -> Result<BTreeMap<AwardId, Day>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Award.is_in(awards.into_iter().map(AwardId::raw)))
            .filter(row::Column::State.eq(PaymentState::Paid.word()))
            .all(self.work.db())
            .await?;
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        Ok(own.map(|row| (AwardId::new(row.award), instant(row.updated_at).day())).collect())
    }

    /// Whether a payment of that case stands as paid, and was not altered at the database.
    pub async fn is_paid(&self, case: ApplicationId) -> Result<bool, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Application.eq(case.raw()))
            .filter(row::Column::State.eq(PaymentState::Paid.word()));
        Ok(query.one(self.work.db()).await?.map(|row| self.work.own_row(row)).transpose()?.is_some())
    }

    /// How the payment of that case stands that is under way, or paid.
    pub async fn under_way(&self, case: ApplicationId) -> Result<Option<PaymentState>, StoreError> {
        let query = under_way().filter(row::Column::Application.eq(case.raw()));
        let Some(row) = query.one(self.work.db()).await? else { return Ok(None) };
        Ok(Some(decode(&self.work.own_row(row)?)?.state))
    }

    /// Of which of these awards a payment is under way.
    pub async fn taken(
        &self,
        awards: impl IntoIterator<Item = AwardId>,
    ) -> Result<BTreeSet<AwardId>, StoreError> {
        let those = row::Column::Award.is_in(awards.into_iter().map(AwardId::raw));
        let taken: Vec<Uuid> = under_way()
            .select_only()
            .column(row::Column::Award)
            .filter(those)
            .into_tuple()
            .all(self.work.db())
            .await?;
        Ok(taken.into_iter().map(AwardId::new).collect())
    }

    /// All of a batch, in the order of their lines: for whoever has found the batch.
    pub async fn of_batch(&self, batch: PaymentBatchId) -> Result<Vec<PaymentRecord>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Batch.eq(batch.raw()));
        let rows = query.order_by_asc(row::Column::Line).all(self.work.db()).await?;
        let rows = rows.into_iter().map(|row| self.work.own_row(row));
        self.open(rows.collect::<Result<_, _>>()?).await
    }

    /// All that were made for a case, oldest first: for whoever has found the case on their road.
    pub async fn of_case(&self, case: ApplicationId) -> Result<Vec<PaymentRecord>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Application.eq(case.raw()));
        let rows = query.order_by_asc(row::Column::Id).all(self.work.db()).await?;
        self.open(rows).await
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    async fn open(&self, rows: Vec<row::Model>) -> Result<Vec<PaymentRecord>, StoreError> {
        self.work.take_keys(rows.iter().map(|row| row.application)).await?;
        let mut records = Vec::with_capacity(rows.len());
        let answers = self.answers(rows.iter().map(|row| row.id)).await?;
        let returns = self.returns(rows.iter().map(|row| row.id)).await?;
        let recovered = self.work.ledger().recovered(rows.iter().map(|row| AwardId::new(row.award))).await?;
        for row in rows {
            let (payment, id, case) = (decode(&row)?, row.id, row.application);
            let recovered = recovered.get(&payment.award).copied().filter(|_| payment.state.reclaimed());
            let recovered_fen = recovered.unwrap_or_default();
            let mut record =
                PaymentRecord { payment, recipient: None, answer: None, returned: None, recovered_fen };
            if self.work.find_subject_key(case).await?.is_some() {
                record.recipient = Some(self.work.open(case, sealed_at(id), &row.recipient).await?);
                record.answer = self.words(case, answered::sealed_at(id), answers.get(&id)).await?;
                record.returned = self.words(case, returned::sealed_at(id), returns.get(&id)).await?;
            }
            records.push(record);
        }
        Ok(records)
    }

    /// What the bank said, where it said something.
    async fn words(
        &self,
        case: Uuid,
        at: Place,
        sealed: Option<&Vec<u8>>,
    ) -> Result<Option<PaymentAnswer>, StoreError> {
        let Some(sealed) = sealed else { return Ok(None) };
        self.work.open(case, at, sealed).await.map(Some)
    }
}

const fn sealed_at(row: Uuid) -> Place {
    Place { table: "payments", column: "recipient", row }
}

own!("payments", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("payments", &row.id)
        .id(row.batch)
        .number(row.line)
        .id(row.fund)
        .id(row.award)
        .id(row.application)
        .number(row.amount_fen)
        .text(&row.state)
        .octets(&row.recipient)
        .text(&row.grounds)
        .number(row.version)
}

fn decode(row: &row::Model) -> Result<Payment, StoreError> {
    let at = Row { table: "payments", id: &row.id };
    Ok(Payment {
        id: PaymentId::new(row.id),
        batch: PaymentBatchId::new(row.batch),
        line: row.line.try_into().map_err(|error| at.wrong("line", error))?,
        fund: FundId::new(row.fund),
        award: AwardId::new(row.award),
        application: ApplicationId::new(row.application),
        amount_fen: row.amount_fen.try_into().map_err(|_| at.wrong("amount_fen", "no sum of money"))?,
        state: at.text("state", &row.state)?,
        grounds: at.json("grounds", &row.grounds)?,
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

//! What families said of money that was paid: only ever added to.
//!
//! A receipt exists for the unions on the road of its case. What else was said is sealed under the key of the case, and gone with it.

use domain::id::{ApplicationId, AwardId, OfficerId, PaymentId, ReceiptId, UnionId};
use domain::name::Remark;
use domain::payment::Payment;
use domain::receipt::{Receipt, ReceiptGiver, ReceiptMeans, ReceiptWord};
use domain::time::{Day, Instant};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::own::coded;
use crate::page::page;
use crate::payments::paid_payments;
use crate::{Page, Paging, Place, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "receipts")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) award: Uuid,
        pub(super) payment: Uuid,
        pub(super) application: Uuid,
        pub(super) word: String,
        pub(super) giver: String,
        pub(super) means: String,
        pub(super) said_on: i64,
        pub(super) remark: Option<Vec<u8>>,
        pub(super) officer: Option<Uuid>,
        pub(super) at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is taken down.
#[derive(Clone, Debug)]
pub struct Said {
    /// What a family said.
    pub word: ReceiptWord,
    /// Who of it.
    pub giver: ReceiptGiver,
    /// How that is known.
    pub means: ReceiptMeans,
    /// On which day.
    pub on: Day,
    /// What else.
    pub remark: Option<Remark>,
}

/// What a list of receipts is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this award.
    pub award: Option<AwardId>,
    /// Of this case.
    pub application: Option<ApplicationId>,
    /// That say so.
    pub word: Option<ReceiptWord>,
    /// Known by these means.
    pub means: Option<ReceiptMeans>,
    /// Taken down at or after this instant.
    pub since: Option<Instant>,
}

/// The receipts, within one transaction.
pub struct Receipts<'w> {
    work: &'w Work,
}

impl Work {
    /// What families said of money that was paid.
    pub const fn receipts(&self) -> Receipts<'_> {
        Receipts { work: self }
    }
}

/// The awards of which the family said last that the money which stands as paid was received.
pub(crate) fn awards_received() -> SelectStatement {
    let later = Alias::new("later");
    let of_later = |column: row::Column| Expr::col((later.clone(), column));
    let superseded = Query::select()
        .expr(Expr::val(1))
        .from_as(row::Entity, later.clone())
        .and_where(of_later(row::Column::Payment).equals((row::Entity, row::Column::Payment)))
        .and_where(of_later(row::Column::Id).gt(Expr::col((row::Entity, row::Column::Id))))
        .take();
    Query::select()
        .column((row::Entity, row::Column::Award))
        .from(row::Entity)
        .and_where(Expr::col((row::Entity, row::Column::Word)).eq(ReceiptWord::Received.word()))
        .and_where(Expr::col((row::Entity, row::Column::Payment)).in_subquery(paid_payments()))
        .and_where(Expr::exists(superseded).not())
        .take()
}

impl Receipts<'_> {
    /// Takes down what a family said of a payment of which the bank has said that it paid.
    pub async fn add(&self, of: &Payment, said: &Said) -> Result<Receipt, StoreError> {
        let (id, case) = (self.work.new_id()?, of.application.raw());
        let remark = match &said.remark {
            None => None,
            Some(remark) => {
                self.work.take_keys([case]).await?;
                Some(self.work.seal(case, sealed_at(id), remark).await?)
            }
        };
        let row = row::Model {
            id,
            award: of.award.raw(),
            payment: of.id.raw(),
            application: case,
            word: said.word.word().to_owned(),
            giver: said.giver.word().to_owned(),
            means: said.means.word().to_owned(),
            said_on: said.on.as_epoch(),
            remark,
            officer: self.work.stamp()?.officer.map(OfficerId::raw),
            at: self.work.now()?,
            code: Vec::new(),
        };
        let row = self.work.add_own(row).await?;
        decode(&row, said.remark.clone())
    }

    /// Those of cases whose road passes this union that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Receipt>, StoreError> {
        let alike = [
            filter.award.map(|award| row::Column::Award.eq(award.raw())),
            filter.application.map(|application| row::Column::Application.eq(application.raw())),
            filter.word.map(|word| row::Column::Word.eq(word.word())),
            filter.means.map(|means| row::Column::Means.eq(means.word())),
            filter.since.map(|since| row::Column::At.gte(since.as_micros())),
        ];
        let query = row::Entity::find().filter(row::Column::Application.in_subquery(scope::cases(union)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, paging, self.work.db());
        let found = found.retain(|row| self.work.wrote(row));
        let (next, total) = (found.next, found.total);
        Ok(Page { items: self.open(found.items).await?, next, total })
    }

    /// All of a case, oldest first: for whoever has found it on their road.
    pub async fn of_case(&self, case: ApplicationId) -> Result<Vec<Receipt>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Application.eq(case.raw()));
        let rows = query.order_by_asc(row::Column::Id).all(self.work.db()).await?;
        self.open(rows).await
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    async fn open(&self, rows: Vec<row::Model>) -> Result<Vec<Receipt>, StoreError> {
        self.work.take_keys(rows.iter().map(|row| row.application)).await?;
        let mut receipts = Vec::with_capacity(rows.len());
        for row in rows {
            let known = self.work.find_subject_key(row.application).await?.is_some();
            let remark = match row.remark.as_ref().filter(|_| known) {
                None => None,
                Some(sealed) => Some(self.work.open(row.application, sealed_at(row.id), sealed).await?),
            };
            receipts.push(decode(&row, remark)?);
        }
        Ok(receipts)
    }
}

const fn sealed_at(row: Uuid) -> Place {
    Place { table: "receipts", column: "remark", row }
}

coded!("receipts", row, columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("receipts", &row.id)
        .id(row.award)
        .id(row.payment)
        .id(row.application)
        .text(&row.word)
        .text(&row.giver)
        .text(&row.means)
        .number(row.said_on)
        .maybe(row.remark.as_deref(), Columns::octets)
        .maybe(row.officer, Columns::id)
        .number(row.at)
}

fn decode(row: &row::Model, remark: Option<Remark>) -> Result<Receipt, StoreError> {
    let at = Row { table: "receipts", id: &row.id };
    Ok(Receipt {
        id: ReceiptId::new(row.id),
        award: AwardId::new(row.award),
        payment: PaymentId::new(row.payment),
        application: ApplicationId::new(row.application),
        word: at.text("word", &row.word)?,
        giver: at.text("giver", &row.giver)?,
        means: at.text("means", &row.means)?,
        on: day(row.said_on),
        remark,
        by: row.officer.map(OfficerId::new),
        at: instant(row.at),
    })
}

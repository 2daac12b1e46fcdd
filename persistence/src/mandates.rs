//! With what were auditors charged, and until when?

mod change;

use domain::access::Jurisdiction;
use domain::confirmation::{Confirmation, ConfirmationState};
use domain::id::{AccountId, MandateId, OfficerId, UnionId};
use domain::mandate::Mandate;
use domain::name::{Line, Remark};
use domain::term::Term;
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "mandates")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) union_id: Uuid,
        pub(super) valid_from: i64,
        pub(super) valid_to: i64,
        pub(super) document: String,
        pub(super) ground: String,
        pub(super) given_by: Option<Uuid>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) ended_at: Option<i64>,
        pub(super) confirmation: String,
        pub(super) decided_by: Option<Uuid>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a mandate when it is given.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The auditor's account.
    pub account: AccountId,
    /// The union that is audited, with those below it.
    pub union: UnionId,
    /// From when to when.
    pub term: Term,
    /// The document that orders the audit.
    pub document: Line,
    /// What is to be audited, and why.
    pub ground: Remark,
    /// Who wants it.
    pub confirmation: Confirmation,
}

/// What a list of mandates is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this auditor's account.
    pub account: Option<AccountId>,
    /// In force on this day.
    pub on: Option<Day>,
    /// That waits, stands, or was declined.
    pub confirmation: Option<ConfirmationState>,
}

/// The mandates, within one transaction.
pub struct Mandates<'w> {
    work: &'w Work,
}

impl Work {
    /// The mandates.
    pub const fn mandates(&self) -> Mandates<'_> {
        Mandates { work: self }
    }
}

impl Mandates<'_> {
    /// The mandate of an account that is in force on that day, for whoever stands in it. One that was altered at the database
    /// is not there for them.
    pub async fn in_force(&self, account: AccountId, day: Day) -> Result<Option<Mandate>, StoreError> {
        let rows = self.rows(account, Term { first: day, last: day }).await?;
        for row in rows {
            if self.work.wrote(&row) {
                let mandate = decode(row)?;
                if mandate.in_force(day) {
                    return Ok(Some(mandate));
                }
            }
        }
        Ok(None)
    }

    /// The mandates after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// The mandates of an account that share a day with those days, and have not ended.
    pub async fn overlapping(&self, account: AccountId, term: Term) -> Result<Vec<Mandate>, StoreError> {
        self.rows(account, term).await?.into_iter().map(decode).collect()
    }

    async fn rows(&self, account: AccountId, term: Term) -> Result<Vec<row::Model>, StoreError> {
        let own = row::Entity::find().filter(row::Column::Account.eq(account.raw()));
        Ok(within(own, term).order_by_asc(row::Column::Id).all(self.work.db()).await?)
    }

    /// A mandate over a union of a jurisdiction.
    pub async fn find_within(
        &self,
        root: Jurisdiction,
        id: MandateId,
    ) -> Result<Option<Mandate>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(root)));
        query.one(self.work.db()).await?.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// The mandates over unions of a jurisdiction that match, oldest first, without those that were altered at the
    /// database.
    pub async fn list(
        &self,
        root: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Mandate>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(root)));
        if let Some(account) = filter.account {
            query = query.filter(row::Column::Account.eq(account.raw()));
        }
        if let Some(day) = filter.on {
            let stands = row::Column::Confirmation.eq(ConfirmationState::Confirmed.word());
            query = within(query, Term { first: day, last: day }).filter(stands);
        }
        if let Some(state) = filter.confirmation {
            query = query.filter(row::Column::Confirmation.eq(state.word()));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }
}

own!("mandates", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("mandates", &row.id)
        .id(row.account)
        .id(row.union_id)
        .number(row.valid_from)
        .number(row.valid_to)
        .maybe(row.given_by, Columns::id)
        .number(row.created_at)
        .maybe(row.ended_at, Columns::number)
        .text(&row.confirmation)
        .maybe(row.decided_by, Columns::id)
        .number(row.version)
}

fn within(query: Select<row::Entity>, term: Term) -> Select<row::Entity> {
    query
        .filter(row::Column::EndedAt.is_null())
        .filter(row::Column::ValidFrom.lte(term.last.as_epoch()))
        .filter(row::Column::ValidTo.gte(term.first.as_epoch()))
}

fn decode(row: row::Model) -> Result<Mandate, StoreError> {
    let at = Row { table: "mandates", id: &row.id };
    Ok(Mandate {
        id: MandateId::new(row.id),
        account: AccountId::new(row.account),
        union: UnionId::new(row.union_id),
        valid_from: day(row.valid_from),
        valid_to: day(row.valid_to),
        document: at.string("document", row.document)?,
        ground: at.string("ground", row.ground)?,
        ended_at: row.ended_at.map(instant),
        confirmation: Confirmation {
            state: at.text("confirmation", &row.confirmation)?,
            proposed_by: row.given_by.map(OfficerId::new),
            proposed_at: instant(row.created_at),
            decided_by: row.decided_by.map(OfficerId::new),
        },
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

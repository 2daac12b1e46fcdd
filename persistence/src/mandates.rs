//! Mandates: what auditors were charged with. Ended, never deleted.

use domain::access::Jurisdiction;
use domain::id::{AccountId, MandateId, OfficerId, UnionId};
use domain::mandate::Mandate;
use domain::name::{Line, Remark};
use domain::term::Term;
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select};

use crate::decode::{Row, day, instant};
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
}

/// What a list of mandates is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this auditor's account.
    pub account: Option<AccountId>,
    /// In force on this day.
    pub on: Option<Day>,
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
    /// The mandate of an account that is in force on that day, for whoever stands in it.
    pub async fn in_force(&self, account: AccountId, day: Day) -> Result<Option<Mandate>, StoreError> {
        Ok(self.overlapping(account, Term { first: day, last: day }).await?.into_iter().next())
    }

    /// The mandates of an account that share a day with those days.
    pub async fn overlapping(&self, account: AccountId, term: Term) -> Result<Vec<Mandate>, StoreError> {
        let own = row::Entity::find().filter(row::Column::Account.eq(account.raw()));
        let rows = within(own, term).order_by_asc(row::Column::Id).all(self.work.db()).await?;
        rows.into_iter().map(decode).collect()
    }

    /// A mandate over a union of a jurisdiction.
    pub async fn find_within(
        &self,
        root: Jurisdiction,
        id: MandateId,
    ) -> Result<Option<Mandate>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(root)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The mandates over unions of a jurisdiction that match, oldest first.
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
            query = within(query, Term { first: day, last: day });
        }
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
    }

    /// Gives one.
    pub async fn add(&self, said: &Particulars) -> Result<Mandate, StoreError> {
        let now = self.work.now()?;
        let row = row::ActiveModel {
            id: Set(self.work.new_id()?),
            account: Set(said.account.raw()),
            union_id: Set(said.union.raw()),
            valid_from: Set(said.term.first.as_epoch()),
            valid_to: Set(said.term.last.as_epoch()),
            document: Set(said.document.as_str().to_owned()),
            ground: Set(said.ground.as_str().to_owned()),
            given_by: Set(self.work.stamp()?.officer.map(OfficerId::raw)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ended_at: Set(None),
        }
        .insert(self.work.db())
        .await?;
        decode(row)
    }

    /// Ends one at once.
    pub async fn end(&self, mandate: &Mandate) -> Result<Mandate, StoreError> {
        let stale = || StoreError::Stale { table: "mandates" };
        let now = self.work.now()?;
        let ended = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, now.into())
            .col_expr(row::Column::UpdatedAt, now.into())
            .col_expr(row::Column::Version, (mandate.version + 1).into())
            .filter(row::Column::Id.eq(mandate.id.raw()))
            .filter(row::Column::Version.eq(mandate.version))
            .exec(self.work.db())
            .await?;
        if ended.rows_affected == 0 {
            return Err(stale());
        }
        let row = row::Entity::find_by_id(mandate.id.raw()).one(self.work.db()).await?;
        decode(row.ok_or_else(stale)?)
    }
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
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

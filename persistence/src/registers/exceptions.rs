//! The register of exceptions: what officers allowed and what recorded itself, in one list.

use domain::application::register::{ExceptionKind, Registered};
use domain::id::{ApplicationId, CampaignId, ExceptionId, OfficerId, UnionId};
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{InCase, common, open, open_page, seal, stop};
use crate::applications::CaseRecord;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

const TABLE: &str = "exceptions";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "exceptions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) kind: String,
        pub(super) officer: Uuid,
        pub(super) day: i64,
        pub(super) entry: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the register is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// In this case.
    pub application: Option<ApplicationId>,
    /// Allowed by this union, with a seat filled from it, or its desk passed over.
    pub union: Option<UnionId>,
    /// Of this kind.
    pub kind: Option<ExceptionKind>,
    /// Allowed by this officer, or come with their act.
    pub officer: Option<OfficerId>,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
}

/// The cases of which the register had an entry at the end of a day.
pub(crate) fn cases_up_to(day: Day) -> SelectStatement {
    Query::select()
        .column(row::Column::Application)
        .from(row::Entity)
        .and_where(Expr::col(row::Column::Day).lte(day.as_epoch()))
        .take()
}

/// The register, within one transaction.
pub struct Exceptions<'w> {
    work: &'w Work,
}

impl Work {
    /// The register of exceptions.
    pub const fn exceptions(&self) -> Exceptions<'_> {
        Exceptions { work: self }
    }
}

impl Exceptions<'_> {
    /// An entry of a case whose road passes this union.
    pub async fn find(
        &self,
        union: UnionId,
        id: ExceptionId,
    ) -> Result<Option<InCase<Registered>>, StoreError> {
        let query = row::Entity::find_by_id(id.raw())
            .filter(row::Column::Application.in_subquery(scope::cases(union)));
        match query.one(self.work.db()).await? {
            Some(found) => open(self.work, TABLE, found.into()).await.map(Some),
            None => Ok(None),
        }
    }

    /// The entries that match, of cases whose road passes this union, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<InCase<Registered>>, StoreError> {
        use row::Column as C;
        let wanted = Condition::all()
            .add(C::Application.in_subquery(scope::cases(union)))
            .add_option(filter.campaign.map(|campaign| C::Campaign.eq(campaign.raw())))
            .add_option(filter.application.map(|case| C::Application.eq(case.raw())))
            .add_option(filter.union.map(|union| C::UnionId.eq(union.raw())))
            .add_option(filter.kind.map(|kind| C::Kind.eq(kind.word())))
            .add_option(filter.officer.map(|officer| C::Officer.eq(officer.raw())))
            .add_option(filter.from.map(|from| C::Day.gte(from.as_epoch())))
            .add_option(filter.to.map(|to| C::Day.lte(to.as_epoch())));
        let found = page!(row::Entity::find().filter(wanted), C::Id, paging, self.work.db());
        open_page(self.work, TABLE, found).await
    }

    /// Enters it, or what has become of it. A desk passed over once is not entered again.
    pub(super) async fn keep(&self, case: &CaseRecord, entry: &Registered) -> Result<(), StoreError> {
        let union = stop(case, entry.position())?;
        if entry.kind() == ExceptionKind::DeskPassed && self.passed(case, union).await? {
            return Ok(());
        }
        let sealed = seal(self.work, TABLE, case, entry.id().raw(), union, entry).await?;
        let row = row::ActiveModel {
            id: Set(sealed.id),
            application: Set(sealed.application),
            number: Set(sealed.number),
            campaign: Set(sealed.campaign),
            union_id: Set(sealed.union),
            kind: Set(entry.kind().word().to_owned()),
            officer: Set(entry.by().raw()),
            day: Set(entry.at().day().as_epoch()),
            entry: Set(sealed.entry),
        };
        let again = OnConflict::column(row::Column::Id).update_column(row::Column::Entry).to_owned();
        row::Entity::insert(row).on_conflict(again).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    async fn passed(&self, case: &CaseRecord, union: uuid::Uuid) -> Result<bool, StoreError> {
        let same = row::Entity::find()
            .filter(row::Column::Application.eq(case.application.id.raw()))
            .filter(row::Column::Kind.eq(ExceptionKind::DeskPassed.word()))
            .filter(row::Column::UnionId.eq(union));
        Ok(same.count(self.work.db()).await? > 0)
    }
}

common!(row::Model);

/// Takes what stands of an erased case out of the register.
pub(super) async fn erase(work: &Work, case: Uuid) -> Result<(), StoreError> {
    row::Entity::delete_many().filter(row::Column::Application.eq(case)).exec(work.db()).await?;
    Ok(())
}

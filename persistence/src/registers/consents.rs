//! The register of consents: who agreed to what, and whether it was taken back.

use domain::application::evidence::{ConsentGiver, ConsentMark, ConsentPurpose};
use domain::id::{ApplicationId, CampaignId, DossierId, PersonId, UnionId};
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::{InCase, common, open_page, seal, taker};
use crate::applications::CaseRecord;
use crate::decode::Row;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

const TABLE: &str = "consents";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) giver: String,
        pub(super) covers: String,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) withdrawn: bool,
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
    /// In cases that this union took.
    pub union: Option<UnionId>,
    /// Given by such a person.
    pub giver: Option<ConsentGiver>,
    /// To this.
    pub covers: Option<ConsentPurpose>,
    /// Whether it was taken back.
    pub withdrawn: Option<bool>,
    /// Recorded from this day on.
    pub from: Option<Day>,
    /// Recorded up to this day.
    pub to: Option<Day>,
}

/// That somebody agreed in a case, as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Agreed {
    /// The case.
    pub case: ApplicationId,
    /// Its household.
    pub dossier: DossierId,
    /// Its student.
    pub student: PersonId,
    /// Who.
    pub giver: ConsentGiver,
    /// Whether they took it back.
    pub withdrawn: bool,
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    dossier: Uuid,
    student: Uuid,
    giver: String,
    withdrawn: bool,
}

/// The register, within one transaction.
pub struct Consents<'w> {
    work: &'w Work,
}

impl Work {
    /// The register of consents.
    pub const fn consents(&self) -> Consents<'_> {
        Consents { work: self }
    }
}

impl Consents<'_> {
    /// The consents that match, of cases whose road passes this union, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<InCase<ConsentMark>>, StoreError> {
        use row::Column as C;
        let wanted = Condition::all()
            .add(C::Application.in_subquery(scope::cases(union)))
            .add_option(filter.campaign.map(|campaign| C::Campaign.eq(campaign.raw())))
            .add_option(filter.application.map(|case| C::Application.eq(case.raw())))
            .add_option(filter.union.map(|union| C::UnionId.eq(union.raw())))
            .add_option(filter.giver.map(|giver| C::Giver.eq(giver.word())))
            .add_option(filter.covers.map(|covers| C::Covers.eq(covers.word())))
            .add_option(filter.withdrawn.map(|withdrawn| C::Withdrawn.eq(withdrawn)))
            .add_option(filter.from.map(|from| C::Day.gte(from.as_epoch())))
            .add_option(filter.to.map(|to| C::Day.lte(to.as_epoch())));
        let found = page!(row::Entity::find().filter(wanted), C::Id, paging, self.work.db());
        open_page(self.work, TABLE, found).await
    }

    /// Who agreed to that, and took it back, in these cases and in all cases of these dossiers, oldest case first. Whoever asks has
    /// found them in their jurisdiction; of a dossier a case elsewhere counts, too.
    pub async fn agreed(
        &self,
        covers: ConsentPurpose,
        cases: &[ApplicationId],
        dossiers: &[DossierId],
    ) -> Result<Vec<Agreed>, StoreError> {
        let own = |column: row::Column| Expr::col((row::Entity, column));
        let of = |column: &'static str| Expr::col(("applications", column));
        let either = Condition::any()
            .add(of("id").is_in(cases.iter().map(|case| case.raw())))
            .add(of("dossier").is_in(dossiers.iter().map(|dossier| dossier.raw())));
        let query = Query::select()
            .columns(["id", "dossier", "student"].map(|column| ("applications", column)))
            .columns([row::Column::Giver, row::Column::Withdrawn].map(|column| (row::Entity, column)))
            .from(row::Entity)
            .inner_join("applications", of("id").equals((row::Entity, row::Column::Application)))
            .and_where(own(row::Column::Covers).eq(covers.word()))
            .cond_where(either)
            .order_by(("applications", "id"), Order::Asc)
            .take();
        let db = self.work.db();
        let rows = Found::find_by_statement(db.get_database_backend().build(&query)).all(db).await?;
        let agreed = |found: Found| {
            Ok(Agreed {
                case: ApplicationId::new(found.id),
                dossier: DossierId::new(found.dossier),
                student: PersonId::new(found.student),
                giver: Row { table: TABLE, id: &found.id }.text("giver", &found.giver)?,
                withdrawn: found.withdrawn,
            })
        };
        rows.into_iter().map(agreed).collect()
    }

    /// Enters it, or that it was taken back.
    pub(super) async fn keep(&self, case: &CaseRecord, mark: &ConsentMark) -> Result<(), StoreError> {
        let sealed = seal(self.work, TABLE, case, mark.id.raw(), taker(case)?, mark).await?;
        let row = row::ActiveModel {
            id: Set(sealed.id),
            application: Set(sealed.application),
            number: Set(sealed.number),
            campaign: Set(sealed.campaign),
            union_id: Set(sealed.union),
            giver: Set(mark.giver.word().to_owned()),
            covers: Set(mark.covers.word().to_owned()),
            withdrawn: Set(mark.withdrawn.is_some()),
            day: Set(mark.at.day().as_epoch()),
            entry: Set(sealed.entry),
        };
        let again = OnConflict::column(row::Column::Id)
            .update_columns([row::Column::Withdrawn, row::Column::Entry])
            .to_owned();
        row::Entity::insert(row).on_conflict(again).exec_without_returning(self.work.db()).await?;
        Ok(())
    }
}

common!(row::Model);

/// Takes what stands of an erased case out of the register.
pub(super) async fn erase(work: &Work, case: Uuid) -> Result<(), StoreError> {
    row::Entity::delete_many().filter(row::Column::Application.eq(case)).exec(work.db()).await?;
    Ok(())
}

//! Which cases are kept by which terms? Found by plain columns: the edition of each, or without one its campaign.

use std::collections::BTreeMap;

use domain::application::Stage;
use domain::id::{CampaignId, DossierId, EditionId, UnionId};
use domain::retention::Terms;
use domain::time::Day;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::erase::ended;
use super::row::{Column, Entity};
use super::{Applications, EndedCase};
use crate::erasures::TermsKept;
use crate::page::page;
use crate::payments::cases_paid;
use crate::{Page, Paging, StoreError, scope};

/// What a list of ended cases is cut down to.
#[derive(Clone, Copy, Debug)]
pub struct DueFilter {
    /// Due on this day or before.
    pub by: Day,
    /// Taken by this union.
    pub union: Option<UnionId>,
    /// Ended so.
    pub stage: Option<Stage>,
}

/// The cases that are kept by each term, so that there is one for every case.
pub(crate) fn by_terms(kept: &TermsKept) -> Vec<(Terms, Condition)> {
    let mut groups: BTreeMap<(u8, u8), (Terms, Condition)> = BTreeMap::new();
    let mut add = |terms: Terms, which: Condition| {
        let group =
            groups.entry((terms.dossier_years, terms.case_years)).or_insert((terms, Condition::any()));
        group.1 = group.1.clone().add(which);
    };
    for (edition, terms) in kept.by_edition() {
        add(terms, Condition::all().add(Column::Edition.eq(edition.raw())));
    }
    let mut others = Condition::all().add(Column::Edition.is_null());
    for (campaign, terms) in kept.by_campaign() {
        let own = Condition::all().add(Column::Edition.is_null()).add(Column::Campaign.eq(campaign.raw()));
        add(terms, own);
        others = others.add(Column::Campaign.ne(campaign.raw()));
    }
    add(Terms::STATED, others);
    groups.into_values().collect()
}

/// The dossiers of the cases of which that holds; of all cases without it.
pub(crate) fn dossiers(which: Option<Condition>) -> SelectStatement {
    let query = Entity::find().select_only().column(Column::Dossier);
    match which {
        Some(which) => query.filter(which).into_query(),
        None => query.into_query(),
    }
}

/// The dossiers of which a payment stands as paid.
pub(crate) fn dossiers_paid() -> SelectStatement {
    dossiers(Some(Condition::all().add(Column::Id.in_subquery(cases_paid()))))
}

impl Applications<'_> {
    /// The cases without money whose road passes this union that are due by then and not erased, oldest first.
    pub async fn due(
        &self,
        union: UnionId,
        kept: &TermsKept,
        filter: DueFilter,
        paging: Paging,
    ) -> Result<Page<EndedCase>, StoreError> {
        let over = [Stage::Rejected, Stage::Withdrawn].map(Stage::word);
        let mut due = Condition::any();
        for (terms, which) in by_terms(kept) {
            let ended = Column::UpdatedAt.lt(terms.cases_ended_by(filter.by).ends().as_micros());
            due = due.add(Condition::all().add(which).add(ended));
        }
        let wanted = Condition::all()
            .add(Column::Id.in_subquery(scope::cases(union)))
            .add(Column::Stage.is_in(over))
            .add(Column::ErasedAt.is_null())
            .add(due)
            .add_option(filter.union.map(|union| Column::EntryUnion.eq(union.raw())))
            .add_option(filter.stage.map(|stage| Column::Stage.eq(stage.word())));
        page!(Entity::find().filter(wanted), Column::Id, paging, self.work.db()).try_map(ended)
    }

    /// By which terms each of these dossiers is kept: of its cases, erased ones too, the longest.
    pub async fn terms_of(
        &self,
        kept: &TermsKept,
        dossiers: &[DossierId],
    ) -> Result<BTreeMap<DossierId, Terms>, StoreError> {
        let found: Vec<(Uuid, Option<Uuid>, Uuid)> = Entity::find()
            .select_only()
            .columns([Column::Dossier, Column::Edition, Column::Campaign])
            .filter(Column::Dossier.is_in(dossiers.iter().map(|id| id.raw())))
            .into_tuple()
            .all(self.work.db())
            .await?;
        let mut terms: BTreeMap<DossierId, Terms> = BTreeMap::new();
        for (dossier, edition, campaign) in found {
            let own = kept.of(edition.map(EditionId::new), CampaignId::new(campaign));
            let longest = terms.entry(DossierId::new(dossier)).or_insert(own);
            *longest = longest.longest(own);
        }
        Ok(terms)
    }
}

//! Cases: what lists ask stands in columns, the rest is sealed under the key of the case.
//!
//! A case exists for the unions on its road, and for nobody else.

mod counts;
mod history;
mod numbers;
mod row;

use domain::application::enrolment::Enrolment;
use domain::application::seats::SelfRecorded;
use domain::application::{Application, Stage};
use domain::eligibility::Assessment;
use domain::eligibility::facts::Facts;
use domain::eligibility::outcome::Outcome;
use domain::eligibility::ruling::Ruling;
use domain::id::{ApplicationId, CampaignId, DossierId, EditionId, PersonId, UnionId};
use domain::name::PersonName;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

use crate::page::page;
use crate::{Page, Paging, StoreError, Work, registers, scope};

pub use counts::Count;

/// A case as it is kept.
#[derive(Clone, Debug)]
pub struct CaseRecord {
    /// Its number, for people.
    pub number: String,
    /// The case itself.
    pub application: Application,
    /// What it says of the student's enrolment.
    pub enrolment: Enrolment,
    /// The student's name.
    pub student_name: PersonName,
    /// The worker's name.
    pub worker_name: PersonName,
    /// The assessment of its last act, with what it was made on.
    pub frozen: Option<Frozen>,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// An assessment with all that it was made on (invariant 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The edition.
    pub edition: EditionId,
    /// The campaign's year.
    pub year: i32,
    /// The facts.
    pub facts: Facts,
    /// The rulings.
    pub rulings: Vec<Ruling>,
    /// What was found.
    pub assessment: Assessment,
    /// When.
    pub at: Instant,
}

/// A line of a list of cases.
#[derive(Clone, Debug)]
pub struct CaseSummary {
    /// The case.
    pub id: ApplicationId,
    /// Its number.
    pub number: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// The household's dossier.
    pub dossier: DossierId,
    /// The student's name.
    pub student_name: PersonName,
    /// The worker's name.
    pub worker_name: PersonName,
    /// The union that took it.
    pub entry_union: UnionId,
    /// The union on whose desk it lies.
    pub desk_union: UnionId,
    /// The stage.
    pub stage: Stage,
    /// What its last assessment came to.
    pub outcome: Outcome,
    /// Whether readings of the income line disagree.
    pub disputed: bool,
    /// The amount, in fen.
    pub amount_fen: Option<i64>,
    /// When it was first submitted.
    pub submitted_at: Option<Instant>,
    /// The version.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// What a list of cases is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// At this stage.
    pub stage: Option<Stage>,
    /// On this union's desk.
    pub desk: Option<UnionId>,
    /// Taken by this union.
    pub entry: Option<UnionId>,
    /// Of this household.
    pub dossier: Option<DossierId>,
    /// With this outcome.
    pub outcome: Option<Outcome>,
    /// Whether readings of the income line disagree.
    pub disputed: Option<bool>,
}

/// The cases, within one transaction.
pub struct Applications<'w> {
    work: &'w Work,
}

impl Work {
    /// The cases.
    pub const fn applications(&self) -> Applications<'_> {
        Applications { work: self }
    }
}

impl Applications<'_> {
    /// A case whose road passes this union.
    pub async fn find(&self, union: UnionId, id: ApplicationId) -> Result<Option<CaseRecord>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::Id.in_subquery(scope::cases(union)));
        match query.one(self.work.db()).await? {
            Some(found) => row::open(self.work, found).await.map(Some),
            None => Ok(None),
        }
    }

    /// The cases whose road passes this union and that match, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<CaseSummary>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::Id.in_subquery(scope::cases(union)));
        if let Some(campaign) = filter.campaign {
            query = query.filter(row::Column::Campaign.eq(campaign.raw()));
        }
        if let Some(stage) = filter.stage {
            query = query.filter(row::Column::Stage.eq(stage.word()));
        }
        if let Some(desk) = filter.desk {
            query = query.filter(row::Column::DeskUnion.eq(desk.raw()));
        }
        if let Some(entry) = filter.entry {
            query = query.filter(row::Column::EntryUnion.eq(entry.raw()));
        }
        if let Some(dossier) = filter.dossier {
            query = query.filter(row::Column::Dossier.eq(dossier.raw()));
        }
        if let Some(outcome) = filter.outcome {
            query = query.filter(row::Column::Outcome.eq(outcome.word()));
        }
        if let Some(disputed) = filter.disputed {
            query = query.filter(row::Column::Disputed.eq(disputed));
        }
        page!(query, row::Column::Id, paging, self.work.db()).try_map(row::summary)
    }

    /// All cases of a household in a campaign, for its assessment; locked with the dossier.
    pub async fn of_household(
        &self,
        dossier: DossierId,
        campaign: CampaignId,
    ) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Dossier.eq(dossier.raw()))
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// All cases of a household, of whatever campaign; locked with the dossier.
    pub async fn of_dossier(&self, dossier: DossierId) -> Result<Vec<CaseRecord>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Dossier.eq(dossier.raw()));
        self.open_all(query.all(self.work.db()).await?).await
    }

    /// All cases of a student in a campaign, at whatever union.
    pub async fn of_student(
        &self,
        student: PersonId,
        campaign: CampaignId,
    ) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Student.eq(student.raw()))
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    async fn open_all(&self, rows: Vec<row::Model>) -> Result<Vec<CaseRecord>, StoreError> {
        let mut cases = Vec::with_capacity(rows.len());
        for found in rows {
            cases.push(row::open(self.work, found).await?);
        }
        Ok(cases)
    }

    /// Adds a case with its road, counts it, and enters in the registers what stands in it or recorded itself.
    pub async fn add(&self, case: &CaseRecord, of_themselves: &[SelfRecorded]) -> Result<(), StoreError> {
        row::insert(self.work, case).await?;
        registers::keep(self.work, None, case, of_themselves).await?;
        self.recount(case, None, Some(case.application.stage())).await
    }

    /// Keeps a case that was changed from this version, counts it where it stands now, and enters in the
    /// registers what is new in it or recorded itself.
    pub async fn save(
        &self,
        before: &CaseRecord,
        after: &CaseRecord,
        of_themselves: &[SelfRecorded],
    ) -> Result<(), StoreError> {
        row::update(self.work, before.application.version(), after).await?;
        registers::keep(self.work, Some(&before.application), after, of_themselves).await?;
        let (was, is) = (before.application.stage(), after.application.stage());
        if was == is { Ok(()) } else { self.recount(after, Some(was), Some(is)).await }
    }
}

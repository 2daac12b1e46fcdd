//! Cases: what lists ask stands in columns, the rest is sealed under the key of the case.
//!
//! A case exists for the unions on its road, and for nobody else.

mod as_of;
mod counts;
mod decisions;
mod drafts;
mod due;
mod erase;
mod examined;
mod history;
mod keep;
mod line;
mod list;
mod numbers;
mod record;
mod resting;
mod roads;
mod row;
mod seek;

use domain::application::{Application, Stage};
use domain::id::{ApplicationId, CampaignId, DossierId, PersonId, UnionId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{StoreError, Work, scope};

pub use as_of::Stood;
pub use counts::{Count, CountFilter, CountPaging, CountSeek};
pub(crate) use counts::{Figure, Tally};
pub use decisions::{KeptAct, KeptDecision, Unread};
pub use drafts::Draft;
pub use due::DueFilter;
pub(crate) use due::{by_terms, dossiers, dossiers_paid};
pub use erase::EndedCase;
pub use examined::{Amiss, Examined};
pub use keep::Carried;
pub use line::CaseSummary;
pub use list::Filter;
use record::NO_PRIORITY;
pub use record::{CaseRecord, Frozen, Reckoned};
pub use seek::{Begin, Seek, Slice};

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
            Some(found) => {
                // Whoever reads a case goes on to its household.
                self.work.take_keys([found.id, found.dossier]).await?;
                row::open(self.work, found).await.map(Some)
            }
            None => Ok(None),
        }
    }

    /// Those of these cases whose road passes this union, in whatever order.
    pub async fn some(&self, union: UnionId, cases: &[ApplicationId]) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(cases.iter().map(|case| case.raw())))
            .filter(row::Column::Id.in_subquery(scope::cases(union)))
            .filter(row::Column::ErasedAt.is_null())
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// The other cases of its campaign, erased ones left out, that are of the same household, which is locked with the dossier, or of the same
    /// student: what a case is judged with.
    pub async fn around(&self, case: &Application) -> Result<Vec<CaseRecord>, StoreError> {
        let household = row::Column::Dossier.eq(case.dossier.raw());
        let student = row::Column::Student.eq(case.student.raw());
        let rows = row::Entity::find()
            .filter(Condition::any().add(household).add(student))
            .filter(row::Column::Campaign.eq(case.campaign.raw()))
            .filter(row::Column::Id.ne(case.id.raw()))
            .filter(row::Column::ErasedAt.is_null())
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// The cases of a household that are not over, approved ones too, of whatever campaign.
    pub async fn live(&self, dossier: DossierId) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Dossier.eq(dossier.raw()))
            .filter(row::Column::Live.eq(true))
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// The cases of a household that are neither decided nor over, of whatever campaign.
    pub async fn undecided(&self, dossier: DossierId) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Dossier.eq(dossier.raw()))
            .filter(row::Column::Live.eq(true))
            .filter(row::Column::Stage.ne(Stage::Approved.word()))
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// How many cases that are neither decided nor over pass a union.
    pub async fn under_way(&self, union: UnionId) -> Result<u64, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Live.eq(true))
            .filter(row::Column::Stage.ne(Stage::Approved.word()))
            .filter(row::Column::Id.in_subquery(scope::cases(union)));
        Ok(query.count(self.work.db()).await?)
    }

    /// The dossiers of those of these cases whose road passes this union.
    pub async fn dossiers(
        &self,
        union: UnionId,
        cases: &[ApplicationId],
    ) -> Result<Vec<DossierId>, StoreError> {
        let found: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Dossier)
            .filter(row::Column::Id.is_in(cases.iter().map(|case| case.raw())))
            .filter(row::Column::Id.in_subquery(scope::cases(union)))
            .into_tuple()
            .all(self.work.db())
            .await?;
        Ok(found.into_iter().map(DossierId::new).collect())
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
            .filter(row::Column::ErasedAt.is_null())
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    async fn open_all(&self, rows: Vec<row::Model>) -> Result<Vec<CaseRecord>, StoreError> {
        self.work.take_keys(rows.iter().map(|row| row.id)).await?;
        let mut cases = Vec::with_capacity(rows.len());
        for found in rows {
            cases.push(row::open(self.work, found).await?);
        }
        Ok(cases)
    }
}

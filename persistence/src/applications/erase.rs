//! What is left of a case that is erased? Its number, its way and its stage, and the sum where money was approved; no name, and
//! nothing that is sealed can be opened.

use domain::application::Stage;
use domain::id::{ApplicationId, CampaignId, DossierId, EditionId, ErasureId};
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::row::Column;
use super::{Applications, CaseRecord, NO_PRIORITY, roads, row};
use crate::decode::{Row, instant};
use crate::erasures::{ERASED_NAME, Left, Subjected};
use crate::{StoreError, registers};

/// A case without money that ended some time ago.
#[derive(Clone, Debug)]
pub struct EndedCase {
    /// The case.
    pub id: ApplicationId,
    /// Its number.
    pub number: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// The edition by which it is decided, where it was ever submitted.
    pub edition: Option<EditionId>,
    /// The household's dossier.
    pub dossier: DossierId,
    /// How it ended.
    pub stage: Stage,
    /// When.
    pub since: Instant,
    /// The version.
    pub version: i64,
}

impl Applications<'_> {
    /// The cases of a household that are not erased, of whatever campaign, in the order of their ids.
    pub async fn of_dossier(&self, dossier: DossierId) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = row::Entity::find()
            .filter(Column::Dossier.eq(dossier.raw()))
            .filter(Column::ErasedAt.is_null())
            .order_by_asc(Column::Id)
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// Erases a case that is read and locked: what postings, registers and lists say of it, and its key.
    pub async fn erase(&self, erasure: ErasureId, case: &CaseRecord) -> Result<Left, StoreError> {
        let (id, work) = (case.application.id, self.work);
        for mark in &case.application.postings {
            work.postings().erase(erasure, mark.posting, id).await?;
        }
        registers::erase(work, id).await?;
        work.concerns().erase(id).await?;
        work.destroy_key(erasure, Subjected::Case(id)).await?;
        let left = left(case);
        let blank = row::blank(case, &left, ERASED_NAME, work.now()?);
        let changed = row::Entity::update_many()
            .set(blank)
            .filter(Column::Id.eq(id.raw()))
            .filter(Column::ErasedAt.is_null())
            .exec(work.db())
            .await?;
        if changed.rows_affected != 1 {
            return Err(StoreError::Stale { table: "applications" });
        }
        roads::list_last(work, id, NO_PRIORITY).await?;
        Ok(left)
    }
}

/// The sum stays where money was approved: accounts need it.
fn left(case: &CaseRecord) -> Left {
    let stage = case.application.stage();
    let money = matches!(stage, Stage::Approved | Stage::Revoked);
    Left { stage, amount_fen: case.reckoned.amount_fen.filter(|_| money) }
}

pub(super) fn ended(row: row::Model) -> Result<EndedCase, StoreError> {
    let at = Row { table: "applications", id: &row.id };
    Ok(EndedCase {
        id: ApplicationId::new(row.id),
        number: row.number,
        campaign: CampaignId::new(row.campaign),
        edition: row.edition.map(EditionId::new),
        dossier: DossierId::new(row.dossier),
        stage: at.text("stage", &row.stage)?,
        since: instant(row.updated_at),
        version: row.version,
    })
}

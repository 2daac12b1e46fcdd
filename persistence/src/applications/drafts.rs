//! Which drafts have been drafts since long ago? By their column, without opening any.

use domain::id::{ApplicationId, CampaignId, DossierId};
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Applications, CaseRecord, row};
use crate::StoreError;

/// A draft whose time may be over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The case.
    pub id: ApplicationId,
    /// The household's dossier.
    pub dossier: DossierId,
}

impl Applications<'_> {
    /// The drafts of a campaign that have been drafts since before an instant, the oldest first.
    pub async fn drafts_since(
        &self,
        campaign: CampaignId,
        before: Instant,
        limit: u64,
    ) -> Result<Vec<Draft>, StoreError> {
        let found: Vec<(Uuid, Uuid)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Id, row::Column::Dossier])
            .filter(row::Column::DraftSince.lt(before.as_micros()))
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .order_by_asc(row::Column::DraftSince)
            .order_by_asc(row::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(self.work.db())
            .await?;
        let draft = |(id, dossier)| Draft { id: ApplicationId::new(id), dossier: DossierId::new(dossier) };
        Ok(found.into_iter().map(draft).collect())
    }

    /// A case whatever its road: for what time does to it, which asks no officer.
    pub async fn of_nobody(&self, id: ApplicationId) -> Result<Option<CaseRecord>, StoreError> {
        match row::Entity::find_by_id(id.raw()).one(self.work.db()).await? {
            Some(found) => row::open(self.work, found).await.map(Some),
            None => Ok(None),
        }
    }
}

//! Which postings does a union read? Those of cases whose road passes it.

use domain::application::evidence::PostingKind;
use domain::id::{CampaignId, UnionId};
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use super::{Posting, Postings, row};
use crate::page::page;
use crate::{Page, Paging, StoreError, scope};

/// What a list of postings is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// In this campaign.
    pub campaign: Option<CampaignId>,
    /// Of cases that this union took.
    pub union: Option<UnionId>,
    /// Of this kind.
    pub kind: Option<PostingKind>,
    /// Hanging on this day.
    pub running: Option<Day>,
}

impl Filter {
    fn cut(&self, mut query: Select<row::Entity>) -> Select<row::Entity> {
        if let Some(campaign) = self.campaign {
            query = query.filter(row::Column::Campaign.eq(campaign.raw()));
        }
        if let Some(union) = self.union {
            query = query.filter(row::Column::UnionId.eq(union.raw()));
        }
        if let Some(kind) = self.kind {
            query = query.filter(row::Column::Kind.eq(kind.word()));
        }
        if let Some(day) = self.running {
            query = query
                .filter(row::Column::FirstDay.lte(day.as_epoch()))
                .filter(row::Column::LastDay.gte(day.as_epoch()));
        }
        query
    }
}

impl Postings<'_> {
    /// The postings of cases whose road passes this union, and that match, oldest first.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Posting>, StoreError> {
        let within = row::Entity::find().filter(row::Column::Id.in_subquery(scope::postings(union)));
        let query = filter.cut(within);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let ids: Vec<Uuid> = found.items.iter().map(|row| row.id).collect();
        let mut photographs = self.photographs(&ids).await?;
        let mut items = Vec::with_capacity(found.items.len());
        for row in found.items {
            items.push(self.open(row, &mut photographs).await?);
        }
        Ok(Page { items, next: found.next, total: found.total })
    }
}

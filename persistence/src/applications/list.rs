//! Which cases exist for a union, and match? Those on whose road it lies.

use domain::application::Stage;
use domain::eligibility::outcome::Outcome;
use domain::id::{CampaignId, DossierId, UnionId};
use domain::time::Instant;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, Select,
    Statement,
};

use super::Applications;
use super::line::{CaseSummary, LINE, Line, summary};
use super::roads::Roads;
use super::row::{Column, Entity};
use super::seek::{Seek, Slice, on_road, page_of};
use crate::like::begins_with;
use crate::{Page, StoreError};

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
    /// With this number.
    pub number: Option<String>,
    /// Of a worker or a student whose name begins so.
    pub name: Option<String>,
    /// Changed at or after this instant.
    pub updated_since: Option<Instant>,
}

/// The cases whose road passes this union and that match.
fn matching(union: UnionId, filter: &Filter) -> Select<Entity> {
    let mut query = Entity::find().select_only().columns(LINE);
    let own = on_road(Roads::Application).equals((Entity, Column::Id));
    QueryTrait::query(&mut query)
        .expr_as(on_road(Roads::Number), "number")
        .expr_as(on_road(Roads::Priority), "priority")
        .expr_as(on_road(Roads::UpdatedAt), "updated_at")
        .inner_join(Roads::Table, own)
        .and_where(on_road(Roads::UnionId).eq(union.raw()))
        .and_where_option(filter.campaign.map(|campaign| on_road(Roads::Campaign).eq(campaign.raw())))
        .and_where_option(filter.number.as_deref().map(|number| on_road(Roads::Number).eq(number)))
        .and_where_option(filter.updated_since.map(|since| on_road(Roads::UpdatedAt).gte(since.as_micros())));
    let alike = [
        filter.stage.map(|stage| Column::Stage.eq(stage.word())),
        filter.desk.map(|desk| Column::DeskUnion.eq(desk.raw())),
        filter.entry.map(|entry| Column::EntryUnion.eq(entry.raw())),
        filter.dossier.map(|dossier| Column::Dossier.eq(dossier.raw())),
        filter.outcome.map(|outcome| Column::Outcome.eq(outcome.word())),
        filter.disputed.map(|disputed| Column::Disputed.eq(disputed)),
        filter
            .name
            .as_deref()
            .map(|name| begins_with(Column::WorkerName, name).or(begins_with(Column::StudentName, name))),
    ];
    alike.into_iter().flatten().fold(query, QueryFilter::filter)
}

impl Applications<'_> {
    /// A page of the cases whose road passes this union and that match.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        slice: &Slice,
    ) -> Result<Page<CaseSummary, Seek>, StoreError> {
        let (query, order) = (matching(union, filter), slice.begin.order());
        let total = if slice.total { Some(query.clone().count(self.work.db()).await?) } else { None };
        let lines = page_of(query, slice).into_model::<Line>().all(self.work.db()).await?;
        Page::cut(lines, slice.limit, total, |line| Seek::of(order, line)).try_map(summary)
    }

    /// How the database finds that page: a step a line, for whoever holds a list to its index.
    pub async fn plan(
        &self,
        union: UnionId,
        filter: &Filter,
        slice: &Slice,
    ) -> Result<Vec<String>, StoreError> {
        let db = self.work.db();
        let backend = db.get_database_backend();
        let query = page_of(matching(union, filter), slice).build(backend);
        let (explain, column) = if backend == sea_orm::DbBackend::Postgres {
            // Of a small table all is read at once; a large one leaves no such choice.
            for off in ["enable_seqscan", "enable_sort", "enable_bitmapscan"] {
                db.execute_unprepared(&format!("SET LOCAL {off} = off")).await?;
            }
            ("EXPLAIN", "QUERY PLAN")
        } else {
            ("EXPLAIN QUERY PLAN", "detail")
        };
        let asked = Statement { sql: format!("{explain} {}", query.sql), ..query };
        let steps = db.query_all_raw(asked).await?;
        steps.iter().map(|step| step.try_get("", column).map_err(StoreError::from)).collect()
    }
}

//! How many cases has each union taken, at which stage? Changed with every case, in its transaction.

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::application::Stage;
use domain::id::{CampaignId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{Applications, CaseRecord};
use crate::decode::Row;
use crate::{Page, StoreError, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_counts")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) union_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) campaign: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) stage: String,
        pub(super) cases: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How many cases of a stage a union has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The union that took them.
    pub union: UnionId,
    /// The stage.
    pub stage: Stage,
    /// How many.
    pub cases: i64,
}

/// What the figures are cut down to.
#[derive(Clone, Copy, Debug)]
pub struct CountFilter {
    /// The campaign.
    pub campaign: CampaignId,
    /// Of this union and those below it.
    pub union: Option<UnionId>,
    /// At this stage.
    pub stage: Option<Stage>,
}

/// The last figure seen.
pub type CountSeek = (UnionId, Stage);

/// Which page of the figures.
#[derive(Clone, Copy, Debug)]
pub struct CountPaging {
    /// The most figures.
    pub limit: u64,
    /// The last one seen; none for the first page.
    pub after: Option<CountSeek>,
    /// Whether to count all figures that match.
    pub total: bool,
}

/// What a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Figure {
    union: Uuid,
    campaign: Uuid,
    stage: &'static str,
}

/// By how much a transaction moves which figures: written when it ends, in one order for everybody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(BTreeMap<Figure, i64>);

impl Tally {
    /// Adds a step.
    pub(crate) fn add(&mut self, figure: Figure, step: i64) {
        *self.0.entry(figure).or_default() += step;
    }

    /// Adds the steps of a part.
    pub(crate) fn take(&mut self, part: Self) {
        part.0.into_iter().for_each(|(figure, step)| self.add(figure, step));
    }
}

fn counted(within: Jurisdiction, filter: &CountFilter) -> Select<row::Entity> {
    let query = row::Entity::find()
        .filter(row::Column::Campaign.eq(filter.campaign.raw()))
        .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
        .filter(row::Column::Cases.gt(0));
    let query = match filter.union {
        Some(root) => query.filter(row::Column::UnionId.in_subquery(scope::unions(Jurisdiction { root }))),
        None => query,
    };
    match filter.stage {
        Some(stage) => query.filter(row::Column::Stage.eq(stage.word())),
        None => query,
    }
}

fn decode(row: &row::Model) -> Result<Count, StoreError> {
    let stage = Row { table: "case_counts", id: &row.union_id }.text("stage", &row.stage)?;
    Ok(Count { union: UnionId::new(row.union_id), stage, cases: row.cases })
}

impl Applications<'_> {
    /// The figures of a campaign for the unions of a jurisdiction, by union and stage.
    pub async fn counts(
        &self,
        within: Jurisdiction,
        filter: &CountFilter,
        paging: CountPaging,
    ) -> Result<Page<Count, CountSeek>, StoreError> {
        let query = counted(within, filter);
        let total = if paging.total { Some(query.clone().count(self.work.db()).await?) } else { None };
        let query = match paging.after {
            Some((union, stage)) => {
                let same = row::Column::UnionId.eq(union.raw()).and(row::Column::Stage.gt(stage.word()));
                query.filter(row::Column::UnionId.gt(union.raw()).or(same))
            }
            None => query,
        };
        let rows = query
            .order_by_asc(row::Column::UnionId)
            .order_by_asc(row::Column::Stage)
            .limit(paging.limit.saturating_add(1))
            .all(self.work.db())
            .await?;
        let counts = rows.iter().map(decode).collect::<Result<_, _>>()?;
        Ok(Page::cut(counts, paging.limit, total, |count: &Count| (count.union, count.stage)))
    }

    /// The same added up over those unions, stage by stage.
    pub async fn counts_by_stage(
        &self,
        within: Jurisdiction,
        filter: &CountFilter,
    ) -> Result<BTreeMap<Stage, i64>, StoreError> {
        let sums: Vec<(String, i64)> = counted(within, filter)
            .select_only()
            .column(row::Column::Stage)
            .column_as(Expr::col(row::Column::Cases).sum().cast_as("bigint"), "cases")
            .group_by(row::Column::Stage)
            .into_tuple()
            .all(self.work.db())
            .await?;
        let at = Row { table: "case_counts", id: &filter.campaign };
        sums.into_iter().map(|(stage, cases)| Ok((at.text("stage", &stage)?, cases))).collect()
    }

    /// Moves one case from the figure of a stage to that of another, when the transaction ends.
    pub(super) fn count(
        &self,
        case: &CaseRecord,
        from: Option<Stage>,
        to: Option<Stage>,
    ) -> Result<(), StoreError> {
        let application = &case.application;
        let entry = application.road.stops.first();
        let entry = entry.ok_or_else(|| StoreError::corrupt("applications", application.id, "no road"))?;
        for (stage, step) in [(from, -1), (to, 1)] {
            if let Some(stage) = stage {
                self.work.tally(
                    Figure {
                        union: entry.union.raw(),
                        campaign: application.campaign.raw(),
                        stage: stage.word(),
                    },
                    step,
                );
            }
        }
        Ok(())
    }

    /// Moves the figures by what a transaction changed, in the order of their keys.
    pub(crate) async fn settle(&self, tally: Tally) -> Result<(), StoreError> {
        for (figure, step) in tally.0 {
            if step != 0 {
                self.step(figure, step).await?;
            }
        }
        Ok(())
    }

    async fn step(&self, of: Figure, step: i64) -> Result<(), StoreError> {
        if step < 0 {
            row::Entity::update_many()
                .col_expr(row::Column::Cases, Expr::col(row::Column::Cases).add(step))
                .filter(row::Column::UnionId.eq(of.union))
                .filter(row::Column::Campaign.eq(of.campaign))
                .filter(row::Column::Stage.eq(of.stage))
                .exec(self.work.db())
                .await?;
            return Ok(());
        }
        let row = row::ActiveModel {
            union_id: Set(of.union),
            campaign: Set(of.campaign),
            stage: Set(of.stage.to_owned()),
            cases: Set(step),
        };
        let there = Expr::col((row::Entity, row::Column::Cases)).add(step);
        let again = OnConflict::columns([row::Column::UnionId, row::Column::Campaign, row::Column::Stage])
            .value(row::Column::Cases, there)
            .to_owned();
        row::Entity::insert(row).on_conflict(again).exec_without_returning(self.work.db()).await?;
        Ok(())
    }
}

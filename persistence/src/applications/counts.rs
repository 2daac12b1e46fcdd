//! How many cases has each union taken, at which stage? Changed with every case, in its transaction.

use domain::access::Jurisdiction;
use domain::application::Stage;
use domain::id::{CampaignId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Applications, CaseRecord};
use crate::decode::Row;
use crate::{StoreError, scope};

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

impl Applications<'_> {
    /// The figures of a campaign for the unions of a jurisdiction, by union and stage.
    pub async fn counts(&self, within: Jurisdiction, campaign: CampaignId) -> Result<Vec<Count>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
            .filter(row::Column::Cases.gt(0))
            .order_by_asc(row::Column::UnionId)
            .order_by_asc(row::Column::Stage)
            .all(self.work.db())
            .await?;
        let decode = |row: row::Model| {
            let stage = Row { table: "case_counts", id: &row.union_id }.text("stage", &row.stage)?;
            Ok(Count { union: UnionId::new(row.union_id), stage, cases: row.cases })
        };
        rows.into_iter().map(decode).collect()
    }

    /// Moves one case from the figure of a stage to that of another, the rows in one order for everybody.
    pub(super) async fn recount(
        &self,
        case: &CaseRecord,
        from: Option<Stage>,
        to: Option<Stage>,
    ) -> Result<(), StoreError> {
        let mut moves = [(from, -1), (to, 1)];
        moves.sort_by_key(|(stage, _)| stage.map(Stage::word));
        for (stage, step) in moves {
            if let Some(stage) = stage {
                self.step(case, stage, step).await?;
            }
        }
        Ok(())
    }

    async fn step(&self, case: &CaseRecord, stage: Stage, step: i64) -> Result<(), StoreError> {
        let entry = case.application.road.stops.first();
        let entry =
            entry.ok_or_else(|| StoreError::corrupt("applications", case.application.id, "no road"))?;
        let key = (entry.union.raw(), case.application.campaign.raw(), stage.word());
        if step < 0 {
            row::Entity::update_many()
                .col_expr(row::Column::Cases, Expr::col(row::Column::Cases).add(step))
                .filter(row::Column::UnionId.eq(key.0))
                .filter(row::Column::Campaign.eq(key.1))
                .filter(row::Column::Stage.eq(key.2))
                .exec(self.work.db())
                .await?;
            return Ok(());
        }
        let row = row::ActiveModel {
            union_id: Set(key.0),
            campaign: Set(key.1),
            stage: Set(key.2.to_owned()),
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

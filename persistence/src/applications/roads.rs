//! Which unions does a case pass? Each has a row of it, with what lists are ordered by.

use std::collections::BTreeMap;

use domain::id::{ApplicationId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DeriveIden, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{Applications, CaseRecord};
use crate::{StoreError, Work};

pub(super) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "roads")]
    pub(in crate::applications) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::applications) application: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(in crate::applications) position: i32,
        pub(in crate::applications) union_id: Uuid,
        pub(in crate::applications) campaign: Option<Uuid>,
        pub(in crate::applications) number: String,
        pub(in crate::applications) updated_at: i64,
        pub(in crate::applications) priority: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(in crate::applications) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The unions that cases pass, with what lists are ordered by.
#[derive(Clone, Copy, DeriveIden)]
pub(super) enum Roads {
    Table,
    Application,
    UnionId,
    Campaign,
    Number,
    UpdatedAt,
    Priority,
}

/// Writes the road of a new case, made at that instant.
pub(super) async fn insert(work: &Work, case: &CaseRecord, now: i64) -> Result<(), StoreError> {
    let application = &case.application;
    let stops = application.road.stops.iter().map(|stop| row::ActiveModel {
        application: Set(application.id.raw()),
        position: Set(i32::from(stop.position.raw())),
        union_id: Set(stop.union.raw()),
        campaign: Set(Some(application.campaign.raw())),
        number: Set(case.number.clone()),
        updated_at: Set(now),
        priority: Set(case.reckoned.priority.clone()),
    });
    row::Entity::insert_many(stops).exec_without_returning(work.db()).await?;
    Ok(())
}

/// The rows of these cases.
pub(super) async fn of_cases(work: &Work, cases: &[Uuid]) -> Result<Vec<row::Model>, StoreError> {
    let those = row::Column::Application.is_in(cases.iter().copied());
    Ok(row::Entity::find().filter(those).all(work.db()).await?)
}

impl Applications<'_> {
    /// Which unions took these cases: for whoever has found them.
    pub async fn takers(
        &self,
        cases: impl IntoIterator<Item = ApplicationId>,
    ) -> Result<BTreeMap<ApplicationId, UnionId>, StoreError> {
        let taken: Vec<(Uuid, Uuid)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::EntryUnion])
            .filter(Column::Id.is_in(cases.into_iter().map(ApplicationId::raw)))
            .into_tuple()
            .all(self.work.db())
            .await?;
        Ok(taken.into_iter().map(|(case, union)| (ApplicationId::new(case), UnionId::new(union))).collect())
    }
}

/// Puts an erased case where nothing of it is told by its place.
pub(super) async fn list_last(work: &Work, case: ApplicationId, priority: &str) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::UpdatedAt, work.now()?.into())
        .col_expr(row::Column::Priority, priority.into())
        .filter(row::Column::Application.eq(case.raw()))
        .exec(work.db())
        .await?;
    Ok(())
}

/// Puts a changed case where it now belongs in every list.
pub(super) async fn list_anew(work: &Work, case: &CaseRecord) -> Result<(), StoreError> {
    row::Entity::update_many()
        .col_expr(row::Column::UpdatedAt, work.now()?.into())
        .col_expr(row::Column::Priority, case.reckoned.priority.as_str().into())
        .filter(row::Column::Application.eq(case.application.id.raw()))
        .exec(work.db())
        .await?;
    Ok(())
}

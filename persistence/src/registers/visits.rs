//! The register of visits: who called on which household on which day, to be looked for across cases.

use domain::application::evidence::Visit;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::applications::CaseRecord;
use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "visits")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) dossier: Uuid,
        pub(super) day: i64,
        pub(super) visitors: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Enters a visit that was recorded in a case. None is ever altered.
pub(super) async fn keep(work: &Work, case: &CaseRecord, visit: &Visit) -> Result<(), StoreError> {
    let visitors: Vec<String> = visit.visitors.iter().map(ToString::to_string).collect();
    let row = row::ActiveModel {
        id: Set(visit.id.raw()),
        application: Set(case.application.id.raw()),
        dossier: Set(case.application.dossier.raw()),
        day: Set(visit.day.as_epoch()),
        visitors: Set(visitors.join(" ")),
    };
    row.insert(work.db()).await?;
    Ok(())
}

/// Takes what stands of an erased case out of the register.
pub(super) async fn erase(work: &Work, case: Uuid) -> Result<(), StoreError> {
    row::Entity::delete_many().filter(row::Column::Application.eq(case)).exec(work.db()).await?;
    Ok(())
}

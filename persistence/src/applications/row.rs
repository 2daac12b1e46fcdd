//! How is a case a row? Columns for lists and constraints, sealed JSON for the rest.

use domain::application::enrolment::Enrolment;
use domain::application::{Application, CaseFile, Position, State};
use domain::id::{ApplicationId, CampaignId, DossierId, UnionId};
use domain::money::Money;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CaseRecord, CaseSummary, Frozen};
use crate::decode::{Row, instant};
use crate::{Place, StoreError, Work};

pub(super) use entity::{Column, Entity, Model};

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "applications")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: Uuid,
        pub(crate) number: String,
        pub(crate) campaign: Uuid,
        pub(crate) dossier: Uuid,
        pub(crate) student: Uuid,
        pub(crate) student_name: String,
        pub(crate) worker_name: String,
        pub(crate) entry_union: Uuid,
        pub(crate) desk_union: Uuid,
        pub(crate) stage: String,
        pub(crate) live: bool,
        pub(crate) outcome: String,
        pub(crate) disputed: bool,
        pub(crate) amount_fen: Option<i64>,
        pub(crate) submitted_at: Option<i64>,
        pub(crate) version: i64,
        pub(crate) created_at: i64,
        pub(crate) updated_at: i64,
        pub(crate) enrolment: Vec<u8>,
        pub(crate) file: Vec<u8>,
        pub(crate) assessment: Option<Vec<u8>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod road {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "roads")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) application: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) position: i32,
        pub(super) union_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is sealed of a case beside its enrolment.
#[derive(Serialize, Deserialize)]
struct Kept {
    file: CaseFile,
    state: State,
}

const fn place(column: &'static str, row: Uuid) -> Place {
    Place { table: "applications", column, row }
}

/// Opens a row.
pub(super) async fn open(work: &Work, row: Model) -> Result<CaseRecord, StoreError> {
    let at = Row { table: "applications", id: &row.id };
    let Kept { file, state } = work.open(row.id, place("file", row.id), &row.file).await?;
    let enrolment: Enrolment = work.open(row.id, place("enrolment", row.id), &row.enrolment).await?;
    let frozen: Option<Frozen> = match &row.assessment {
        Some(sealed) => Some(work.open(row.id, place("assessment", row.id), sealed).await?),
        None => None,
    };
    let version = u64::try_from(row.version).map_err(|error| at.wrong("version", error))?;
    if file.id.raw() != row.id || state.stage().word() != row.stage {
        return Err(at.wrong("file", "it is not that of its row"));
    }
    Ok(CaseRecord {
        number: row.number,
        application: Application::restored(file, state, version),
        enrolment,
        student_name: at.string("student_name", row.student_name)?,
        worker_name: at.string("worker_name", row.worker_name)?,
        frozen,
        created_at: instant(row.created_at),
        updated_at: instant(row.updated_at),
    })
}

/// The line of a list.
pub(super) fn summary(row: Model) -> Result<CaseSummary, StoreError> {
    let at = Row { table: "applications", id: &row.id };
    Ok(CaseSummary {
        id: ApplicationId::new(row.id),
        number: row.number,
        campaign: CampaignId::new(row.campaign),
        dossier: DossierId::new(row.dossier),
        student_name: at.string("student_name", row.student_name)?,
        worker_name: at.string("worker_name", row.worker_name)?,
        entry_union: UnionId::new(row.entry_union),
        desk_union: UnionId::new(row.desk_union),
        stage: at.text("stage", &row.stage)?,
        outcome: at.text("outcome", &row.outcome)?,
        disputed: row.disputed,
        amount_fen: row.amount_fen,
        submitted_at: row.submitted_at.map(instant),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

/// Writes a new row and its road.
pub(super) async fn insert(work: &Work, case: &CaseRecord) -> Result<(), StoreError> {
    let row = seal(work, case).await?;
    entity::ActiveModel { created_at: Set(work.now()?), ..row }.insert(work.db()).await?;
    let application = &case.application;
    let stops = application.road.stops.iter().map(|stop| road::ActiveModel {
        application: Set(application.id.raw()),
        position: Set(i32::from(stop.position.raw())),
        union_id: Set(stop.union.raw()),
    });
    road::Entity::insert_many(stops).exec_without_returning(work.db()).await?;
    Ok(())
}

/// Writes over the row of that version.
pub(super) async fn update(work: &Work, read: u64, case: &CaseRecord) -> Result<(), StoreError> {
    let row = seal(work, case).await?;
    let changed = Entity::update_many()
        .set(entity::ActiveModel { id: sea_orm::NotSet, ..row })
        .filter(Column::Id.eq(case.application.id.raw()))
        .filter(Column::Version.eq(version(read)))
        .exec(work.db())
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { table: "applications" }) }
}

fn version(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

async fn seal(work: &Work, case: &CaseRecord) -> Result<entity::ActiveModel, StoreError> {
    let application = &case.application;
    let (id, stage) = (application.id.raw(), application.stage());
    let entry = stop(application, Position::ENTRY)?;
    let desk = application.place().position.map_or(Ok(entry), |at| stop(application, at))?;
    let (file, state, number) = application.clone().into_parts();
    let sealed = work.seal(id, place("file", id), &Kept { file, state }).await?;
    let assessment = match &case.frozen {
        Some(frozen) => Some(work.seal(id, place("assessment", id), frozen).await?),
        None => None,
    };
    let made = case.frozen.as_ref().map(|frozen| &frozen.assessment);
    Ok(entity::ActiveModel {
        id: Set(id),
        number: Set(case.number.clone()),
        campaign: Set(application.campaign.raw()),
        dossier: Set(application.dossier.raw()),
        student: Set(application.student.raw()),
        student_name: Set(case.student_name.as_str().to_owned()),
        worker_name: Set(case.worker_name.as_str().to_owned()),
        entry_union: Set(entry),
        desk_union: Set(desk),
        stage: Set(stage.word().to_owned()),
        live: Set(stage.live()),
        outcome: Set(made.map_or("incomplete", |made| made.outcome.word()).to_owned()),
        disputed: Set(made.is_some_and(|made| made.disputed)),
        amount_fen: Set(made.and_then(|made| made.amount).map(Money::as_fen)),
        submitted_at: Set(application.submitted.map(domain::time::Instant::as_micros)),
        version: Set(version(number)),
        created_at: sea_orm::NotSet,
        updated_at: Set(work.now()?),
        enrolment: Set(work.seal(id, place("enrolment", id), &case.enrolment).await?),
        file: Set(sealed),
        assessment: Set(assessment),
    })
}

fn stop(application: &Application, at: Position) -> Result<Uuid, StoreError> {
    let stop = application.road.stop(at);
    let missing = || StoreError::corrupt("applications", application.id, "its road has no such place");
    stop.map(|stop| stop.union.raw()).ok_or_else(missing)
}

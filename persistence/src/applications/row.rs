//! How is a case a row? Columns for lists and constraints, sealed JSON for the rest.

use domain::application::enrolment::Enrolment;
use domain::application::{Application, CaseFile, Position, State};
use domain::eligibility::outcome::Outcome;
use domain::id::{ApplicationId, EditionId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CaseRecord, Frozen, NO_PRIORITY, Reckoned, roads};
use crate::decode::{Row, instant};
use crate::erasures::Left;
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
        pub(crate) priority: String,
        pub(crate) assessed_at: Option<i64>,
        pub(crate) draft_since: Option<i64>,
        pub(crate) erased_at: Option<i64>,
        pub(crate) edition: Option<Uuid>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

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
    if row.erased_at.is_some() {
        return Err(StoreError::Erased(row.id));
    }
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
    let application = Application::restored(file, state, version);
    if let Some(column) = differs(&row, &application)? {
        return Err(at.wrong(column, "it is not what is sealed"));
    }
    Ok(CaseRecord {
        number: row.number,
        application,
        enrolment,
        student_name: at.string("student_name", row.student_name)?,
        worker_name: at.string("worker_name", row.worker_name)?,
        frozen,
        reckoned: Reckoned {
            outcome: at.text("outcome", &row.outcome)?,
            disputed: row.disputed,
            amount_fen: row.amount_fen,
            priority: row.priority,
            at: instant(row.assessed_at.unwrap_or(row.updated_at)),
        },
        created_at: instant(row.created_at),
        updated_at: instant(row.updated_at),
    })
}

/// Which column of a row says something else than what is sealed in it.
fn differs(row: &Model, case: &Application) -> Result<Option<&'static str>, StoreError> {
    let columns = [
        ("campaign", row.campaign == case.campaign.raw()),
        ("dossier", row.dossier == case.dossier.raw()),
        ("student", row.student == case.student.raw()),
        ("entry_union", row.entry_union == stop(case, Position::ENTRY)?),
        ("desk_union", row.desk_union == desk(case)?),
        ("live", row.live == case.stage().live()),
        ("submitted_at", row.submitted_at == case.submitted.map(domain::time::Instant::as_micros)),
    ];
    Ok(columns.into_iter().find_map(|(column, same)| (!same).then_some(column)))
}

/// Writes a new row and its road.
pub(super) async fn insert(work: &Work, case: &CaseRecord) -> Result<(), StoreError> {
    let (row, now) = (seal(work, case).await?, work.now()?);
    let row = entity::ActiveModel { created_at: Set(now), ..row };
    Entity::insert(row).exec_without_returning(work.db()).await?;
    roads::insert(work, case, now).await
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
    if changed.rows_affected != 1 {
        return Err(StoreError::Stale { table: "applications" });
    }
    roads::list_anew(work, case).await
}

/// Takes cases out of what is unique among live ones, until they are written again.
pub(super) async fn set_aside(
    work: &Work,
    cases: impl Iterator<Item = ApplicationId>,
) -> Result<(), StoreError> {
    let aside = entity::ActiveModel { live: Set(false), ..<entity::ActiveModel as Default>::default() };
    let those = Column::Id.is_in(cases.map(ApplicationId::raw));
    Entity::update_many().set(aside).filter(those).exec(work.db()).await?;
    Ok(())
}

/// Writes only what lists show of a case that was not acted on: names, and what it comes to.
pub(super) async fn update_line(work: &Work, case: &CaseRecord) -> Result<(), StoreError> {
    let listed = listed(case);
    let changed = entity::ActiveModel { updated_at: Set(work.now()?), ..listed };
    let id = case.application.id.raw();
    Entity::update_many().set(changed).filter(Column::Id.eq(id)).exec(work.db()).await?;
    roads::list_anew(work, case).await
}

/// The row of an erased case: nothing sealed, no name, nothing of what it came to but the sum that is left.
pub(super) fn blank(case: &CaseRecord, left: &Left, name: &str, now: i64) -> entity::ActiveModel {
    entity::ActiveModel {
        student_name: Set(name.to_owned()),
        worker_name: Set(name.to_owned()),
        outcome: Set(Outcome::Incomplete.word().to_owned()),
        disputed: Set(false),
        amount_fen: Set(left.amount_fen),
        priority: Set(NO_PRIORITY.to_owned()),
        assessed_at: Set(None),
        enrolment: Set(Vec::new()),
        file: Set(Vec::new()),
        assessment: Set(None),
        version: Set(version(case.application.version()).saturating_add(1)),
        updated_at: Set(now),
        erased_at: Set(Some(now)),
        ..<entity::ActiveModel as Default>::default()
    }
}

/// The columns that lists show beside the stage.
fn listed(case: &CaseRecord) -> entity::ActiveModel {
    let Reckoned { outcome, disputed, amount_fen, priority, at } = &case.reckoned;
    entity::ActiveModel {
        student_name: Set(case.student_name.as_str().to_owned()),
        worker_name: Set(case.worker_name.as_str().to_owned()),
        outcome: Set(outcome.word().to_owned()),
        disputed: Set(*disputed),
        amount_fen: Set(*amount_fen),
        priority: Set(priority.clone()),
        assessed_at: Set(Some(at.as_micros())),
        ..<entity::ActiveModel as Default>::default()
    }
}

fn version(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}

async fn seal(work: &Work, case: &CaseRecord) -> Result<entity::ActiveModel, StoreError> {
    let application = &case.application;
    let (id, label) = (application.id.raw(), application.stage());
    let (entry, desk) = (stop(application, Position::ENTRY)?, desk(application)?);
    let (file, state, raised) = application.clone().into_parts();
    let sealed = work.seal(id, place("file", id), &Kept { file, state }).await?;
    let assessment = match &case.frozen {
        Some(frozen) => Some(work.seal(id, place("assessment", id), frozen).await?),
        None => None,
    };
    let draft_since = match application.state() {
        State::Draft { since } => Some(since.as_micros()),
        _ => None,
    };
    Ok(entity::ActiveModel {
        id: Set(id),
        number: Set(case.number.clone()),
        campaign: Set(application.campaign.raw()),
        dossier: Set(application.dossier.raw()),
        student: Set(application.student.raw()),
        entry_union: Set(entry),
        desk_union: Set(desk),
        stage: Set(label.word().to_owned()),
        live: Set(label.live()),
        submitted_at: Set(application.submitted.map(domain::time::Instant::as_micros)),
        version: Set(version(raised)),
        created_at: sea_orm::NotSet,
        updated_at: Set(work.now()?),
        enrolment: Set(work.seal(id, place("enrolment", id), &case.enrolment).await?),
        file: Set(sealed),
        assessment: Set(assessment),
        draft_since: Set(draft_since),
        edition: Set(application.edition.map(EditionId::raw)),
        ..listed(case)
    })
}

/// The union on whose desk it lies: at entry, that which took it.
fn desk(application: &Application) -> Result<Uuid, StoreError> {
    stop(application, application.place().position.unwrap_or(Position::ENTRY))
}

fn stop(application: &Application, at: Position) -> Result<Uuid, StoreError> {
    let stop = application.road.stop(at);
    let missing = || StoreError::corrupt("applications", application.id, "its road has no such place");
    stop.map(|stop| stop.union.raw()).ok_or_else(missing)
}

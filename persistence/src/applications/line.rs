//! What is a line of a list of cases? Columns alone: nothing sealed is read for a list.

use domain::application::Stage;
use domain::id::{ApplicationId, CampaignId, DossierId, UnionId};
use domain::name::PersonName;
use domain::time::Instant;
use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Reckoned;
use super::row::Column;
use crate::StoreError;
use crate::decode::{Row, instant};

/// A line of a list of cases.
#[derive(Clone, Debug)]
pub struct CaseSummary {
    /// The case.
    pub id: ApplicationId,
    /// Its number.
    pub number: String,
    /// The campaign.
    pub campaign: CampaignId,
    /// The household's dossier.
    pub dossier: DossierId,
    /// The student's name.
    pub student_name: PersonName,
    /// The worker's name.
    pub worker_name: PersonName,
    /// The union that took it.
    pub entry_union: UnionId,
    /// The union on whose desk it lies.
    pub desk_union: UnionId,
    /// The stage.
    pub stage: Stage,
    /// What its assessment came to when it was last made.
    pub reckoned: Reckoned,
    /// When it was first submitted.
    pub submitted_at: Option<Instant>,
    /// The version.
    pub version: i64,
    /// When it, or what it comes to, was last changed.
    pub updated_at: Instant,
}

/// The columns of a line.
#[derive(FromQueryResult)]
pub(super) struct Line {
    pub(super) id: Uuid,
    pub(super) number: String,
    campaign: Uuid,
    dossier: Uuid,
    student_name: String,
    worker_name: String,
    entry_union: Uuid,
    desk_union: Uuid,
    stage: String,
    outcome: String,
    disputed: bool,
    amount_fen: Option<i64>,
    pub(super) priority: String,
    assessed_at: Option<i64>,
    submitted_at: Option<i64>,
    version: i64,
    pub(super) updated_at: i64,
}

/// What is read of a row; what lists are ordered by is read beside the union whose list it is.
pub(super) const LINE: [Column; 14] = [
    Column::Id,
    Column::Campaign,
    Column::Dossier,
    Column::StudentName,
    Column::WorkerName,
    Column::EntryUnion,
    Column::DeskUnion,
    Column::Stage,
    Column::Outcome,
    Column::Disputed,
    Column::AmountFen,
    Column::AssessedAt,
    Column::SubmittedAt,
    Column::Version,
];

/// The line in legal values.
pub(super) fn summary(line: Line) -> Result<CaseSummary, StoreError> {
    let at = Row { table: "applications", id: &line.id };
    Ok(CaseSummary {
        id: ApplicationId::new(line.id),
        number: line.number,
        campaign: CampaignId::new(line.campaign),
        dossier: DossierId::new(line.dossier),
        student_name: at.string("student_name", line.student_name)?,
        worker_name: at.string("worker_name", line.worker_name)?,
        entry_union: UnionId::new(line.entry_union),
        desk_union: UnionId::new(line.desk_union),
        stage: at.text("stage", &line.stage)?,
        reckoned: Reckoned {
            outcome: at.text("outcome", &line.outcome)?,
            disputed: line.disputed,
            amount_fen: line.amount_fen,
            priority: line.priority,
            at: instant(line.assessed_at.unwrap_or(line.updated_at)),
        },
        submitted_at: line.submitted_at.map(instant),
        version: line.version,
        updated_at: instant(line.updated_at),
    })
}

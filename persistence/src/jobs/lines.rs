//! What became of each family of the file of a job? A line for each, known by its first row.

use domain::id::{DossierId, JobId};
use domain::job::{JobLine, LineFault, LineOutcome};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Jobs;
use crate::decode::Row;
use crate::page::page;
use crate::{Page, Paging, StoreError};

mod line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_lines")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) job: Uuid,
        pub(super) first_row: i64,
        pub(super) row_count: i64,
        pub(super) outcome: String,
        pub(super) dossier: Option<Uuid>,
        pub(super) faults: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// So many lines are written by a statement: with their columns they are fewer values than either database takes.
const LINES_AT_ONCE: usize = 1_000;

impl Jobs<'_> {
    /// What became of the families of a job that has been found, in the order of the file.
    pub async fn lines(
        &self,
        job: JobId,
        outcome: Option<LineOutcome>,
        paging: Paging,
    ) -> Result<Page<JobLine>, StoreError> {
        let mut query = line::Entity::find().filter(line::Column::Job.eq(job.raw()));
        if let Some(outcome) = outcome {
            query = query.filter(line::Column::Outcome.eq(outcome.word()));
        }
        page!(query, line::Column::Id, paging, self.work.db()).try_map(|row| decode(&row))
    }

    /// The rows that a job refused: the first of each family, how many they are, and what is wrong.
    pub async fn refused(&self, job: JobId) -> Result<Vec<JobLine>, StoreError> {
        let query = line::Entity::find()
            .filter(line::Column::Job.eq(job.raw()))
            .filter(line::Column::Outcome.eq(LineOutcome::Refused.word()));
        query.order_by_asc(line::Column::Id).all(self.work.db()).await?.iter().map(decode).collect()
    }

    /// Writes down what became of some more.
    pub(super) async fn add_lines(&self, job: JobId, lines: &[JobLine]) -> Result<(), StoreError> {
        let rows: Vec<line::ActiveModel> =
            lines.iter().map(|line| encode(job, line)).collect::<Result<_, _>>()?;
        for some in rows.chunks(LINES_AT_ONCE) {
            line::Entity::insert_many(some.to_vec()).exec_without_returning(self.work.db()).await?;
        }
        Ok(())
    }

    /// Forgets what became of the families of a job that is held: it begins anew.
    pub async fn forget_lines(&self, job: JobId) -> Result<(), StoreError> {
        line::Entity::delete_many().filter(line::Column::Job.eq(job.raw())).exec(self.work.db()).await?;
        Ok(())
    }
}

/// The id of a family's line: that of the job, ended by its first row, so that it is there once and in the order of the file.
fn line_id(job: JobId, first_row: u32) -> Uuid {
    let mut octets = *job.raw().as_bytes();
    octets[12..].copy_from_slice(&first_row.to_be_bytes());
    Uuid::from_bytes(octets)
}

fn encode(job: JobId, line: &JobLine) -> Result<line::ActiveModel, StoreError> {
    let id = line_id(job, line.row);
    let faults = serde_json::to_string(&line.faults);
    Ok(line::ActiveModel {
        id: Set(id),
        job: Set(job.raw()),
        first_row: Set(line.row.into()),
        row_count: Set(line.rows.into()),
        outcome: Set(line.outcome.word().to_owned()),
        dossier: Set(line.dossier.map(DossierId::raw)),
        faults: Set(faults.map_err(|error| StoreError::corrupt("job_lines", id, error))?),
    })
}

fn decode(row: &line::Model) -> Result<JobLine, StoreError> {
    let at = Row { table: "job_lines", id: &row.id };
    let count = |column: &str, count: i64| u32::try_from(count).map_err(|error| at.wrong(column, error));
    let faults: Vec<LineFault> = at.json("faults", &row.faults)?;
    Ok(JobLine {
        row: count("first_row", row.first_row)?,
        rows: count("row_count", row.row_count)?,
        outcome: at.text("outcome", &row.outcome)?,
        dossier: row.dossier.map(DossierId::new),
        faults,
    })
}

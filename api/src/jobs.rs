//! Long work over HTTP: how far it has come, what became of each family, and how it is stopped.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::id::{JobId, UnionId};
use domain::job::{Job, JobLine, JobState, LineOutcome};
use domain::log::Act;
use domain::time::Instant;
use persistence::jobs::{Filter, Progress};
use persistence::{Entry, Logged, Paging, Subject, Work};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::gate::SignedIn;
use crate::imports;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::streamed::{Listed, Wanted};
use crate::write::{Answer, Write};

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    imports::routes().and(
        Routes::tagged("jobs")
            .allow(Allow::Can(Deed::ReadCases), || list_jobs)
            .allow(Allow::Can(Deed::ReadCases), || find_job)
            .allow(Allow::Can(Deed::ReadCases), || list_job_lines)
            .allow(Allow::Can(Deed::EnterDossiers), || imports::refused_rows)
            .allow(Allow::Can(Deed::EnterDossiers), || stop_job),
    )
}

/// Which job.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct JobPath {
    /// The job.
    pub(crate) id: JobId,
}

/// Which jobs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// About families of this union.
    union: Option<UnionId>,
    /// That stand so.
    #[param(inline)]
    state: Option<JobState>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List jobs.
///
/// About families of the reader's union and those below it, oldest first.
#[utoipa::path(params(JobQuery), responses((status = 200, description = "A page of jobs", body = List<Job>)))]
#[get("/jobs")]
async fn list_jobs(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<JobQuery>,
) -> Result<List<Job>, Problem> {
    let JobQuery { union, state: stands, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { union, state: stands });
    let page = state.store.read(async |work| work.jobs().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a job.
///
/// `done` of `rows` tells how far it has come; read it again until `state` is none of `waiting` and `running`.
#[utoipa::path(params(JobPath), responses((status = 200, description = "The job", body = Job)))]
#[get("/jobs/{id}")]
async fn find_job(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<JobPath>,
) -> Result<Found<Job>, Problem> {
    let (within, id) = (signed_in.actor.jurisdiction(), path.0.id);
    let found = state.store.read(async |work| work.jobs().find(within, id).await).await?;
    let job = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: job.version, view: job })
}

/// Which families of a job.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct JobLineQuery {
    /// That came to this.
    #[param(inline)]
    outcome: Option<LineOutcome>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List what became of the families of a job.
///
/// In the order of the file, as far as it has come. With `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream.
#[utoipa::path(params(JobPath, JobLineQuery), responses((status = 200, description = "A page of families", content((List<JobLine> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/jobs/{id}/lines")]
async fn list_job_lines(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<JobPath>,
    wanted: Wanted,
    query: Query<JobLineQuery>,
) -> Result<Listed<JobLine>, Problem> {
    let JobLineQuery { outcome, limit, cursor, total } = query.0;
    let (within, id) = (signed_in.actor.jurisdiction(), path.0.id);
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let read = async move |paging: Paging| {
        let of_job = async |work: &Work| -> Result<_, Problem> {
            let found = work.jobs().find(within, id).await?;
            let job = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.jobs().lines(job.id, outcome, paging).await?)
        };
        state.store.read(of_job).await
    };
    wanted.list(paging, read).await
}

/// Stop a job.
///
/// Between two families, whatever version it is at: what was taken in until then stays, and the file given again goes on with the
/// rest, for what is there is found unchanged.
#[utoipa::path(params(JobPath), responses((status = 200, description = "Stopped", body = Job)))]
#[post("/jobs/{id}/cancellation")]
async fn stop_job(write: Write, path: Path<JobPath>) -> Result<Answer, Problem> {
    let id = path.0.id;
    write
        .once(&[], async |work| {
            let within = write.actor.jurisdiction();
            let found = work.jobs().find(within, id).await?;
            let found = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            let held = work.jobs().hold(id).await?;
            let Some(job) = held else {
                // It came to its end meanwhile.
                let ended = work.jobs().find(within, id).await?.unwrap_or(found);
                let why = ended.can_be_stopped().err();
                return Err(match why {
                    Some(why) => Problem::new(Code::Refused).by("job_ended", None).telling(why),
                    None => Problem::new(Code::Stale),
                });
            };
            let progress = Progress::of(&job, JobState::Cancelled);
            let after = work.jobs().step(&job, &progress, &[]).await?;
            let entry = Entry::new(Act::StopJob, Subject::new("job", id.raw())).change(&job, &after)?;
            Ok(Logged::new(Answer::ok(after.version, &after)?, entry))
        })
        .await
}

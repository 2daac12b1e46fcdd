//! How is something erased? By a head of the city, when its time is over or on the word of whom it is about: its key is
//! destroyed, and the log says by whom and why.

mod due;

use std::time::Duration;

use actix_web::post;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::Stage;
use domain::id::{ApplicationId, DossierId, ErasureId};
use domain::name::Line;
use domain::retention::{Ground, Retained, Terms};
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;
use persistence::erasures::{Why, entry_of_case, entry_of_dossier};
use persistence::{Entry, LockKind, Logged, Stamp, StoreError, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::dossiers::not_of_the_family;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// Between two looks for what an erasing that was cut short has left.
const EVERY: Duration = Duration::from_mins(1);

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    Routes::tagged("erasures")
        .allow(Allow::Can(Deed::EraseData), || due::list_due_applications)
        .allow(Allow::Can(Deed::EraseData), || due::list_due_dossiers)
        .allow_versioned(Allow::Can(Deed::EraseData), || erase_application)
        .allow_versioned(Allow::Can(Deed::EraseData), || erase_dossier)
}

/// Which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct CasePath {
    /// The case.
    id: ApplicationId,
}

/// Which dossier.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct DossierPath {
    /// The dossier.
    id: DossierId,
}

/// Why something shall be erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"ground": "term", "reasons": "保存期满,经市总工会主席办公会同意"}))]
struct NewErasure {
    /// On which ground.
    ground: Ground,
    /// Why, with the decision or the letter that asks for it; without names, for the log keeps it.
    reasons: Line,
}

/// That something was erased.
#[derive(Serialize, ToSchema)]
struct ErasureView {
    /// The erasure.
    id: ErasureId,
    /// When.
    at: Instant,
    /// With how many cases.
    applications: usize,
}

/// Erase a case.
///
/// One that was rejected or withdrawn, three years after its end, or before on the word of whom it is about. One on which money
/// was approved is kept as long as its dossier. Nothing of it can be read afterwards, by nobody, and nobody undoes it; its number
/// and its way stay, without names. Then each path of the case answers 410.
#[utoipa::path(params(CasePath), request_body = NewErasure, responses((status = 200, description = "Erased", body = ErasureView)))]
#[post("/applications/{id}/erasure")]
async fn erase_application(
    write: Write,
    path: Path<CasePath>,
    body: Body<NewErasure>,
) -> Result<Answer, Problem> {
    let (id, asked) = (path.0.id, &body.value);
    let answer = write
        .once(&body.octets, async |work| {
            let case = lock_case(&write, work, id).await?;
            write.expect(i64::try_from(case.application.version()).unwrap_or(i64::MAX))?;
            let dossier = work.dossiers().of_case(case.application.dossier).await?;
            not_of_the_family(work, &write.actor, &dossier).await?;
            let (stage, since) = (case.application.stage(), case.updated_at.day());
            let today = write.at().day();
            Terms::STATED.lets_go_of_case(stage, since, asked.ground, today).map_err(refused)?;
            let why = why(work, asked)?;
            let entry = erase(work, &case, &why).await?;
            Ok(Logged::new(told(&write, &why, 1)?, entry))
        })
        .await?;
    clear_after(&write).await;
    Ok(answer)
}

/// Erase a dossier.
///
/// One that was closed ten years ago, with all its cases; where no money was ever approved, before on the word of whom it is
/// about. The identifiers of its people go with it, unless another household has them. Nothing of it can be read afterwards, by
/// nobody, and nobody undoes it. Then each path of the dossier and of its cases answers 410.
#[utoipa::path(params(DossierPath), request_body = NewErasure, responses((status = 200, description = "Erased", body = ErasureView)))]
#[post("/dossiers/{id}/erasure")]
async fn erase_dossier(
    write: Write,
    path: Path<DossierPath>,
    body: Body<NewErasure>,
) -> Result<Answer, Problem> {
    let (id, asked) = (path.0.id, &body.value);
    let answer = write
        .once(&body.octets, async |work| {
            let (dossier, cases) = lock_dossier(&write, work, id).await?;
            write.expect(dossier.version)?;
            not_of_the_family(work, &write.actor, &dossier).await?;
            let stages = cases.iter().map(|case: &CaseRecord| -> Stage { case.application.stage() });
            let (standing, today) = (&dossier.standing, write.at().day());
            Terms::STATED.lets_go_of_dossier(standing, stages, asked.ground, today).map_err(refused)?;
            let why = why(work, asked)?;
            let mut logged =
                Logged::new(told(&write, &why, cases.len())?, entry_of_dossier(id, &why, cases.len())?);
            for case in &cases {
                logged = logged.and(erase(work, case, &why).await?);
            }
            work.dossiers().erase(why.erasure, &dossier).await?;
            Ok(logged)
        })
        .await?;
    clear_after(&write).await;
    Ok(answer)
}

/// The case, under its locks.
async fn lock_case(write: &Write, work: &Work, id: ApplicationId) -> Result<CaseRecord, Problem> {
    let find = async || work.applications().find(write.actor.union, id).await;
    let absent = || Problem::new(Code::NotFound);
    let seen = find().await?.ok_or_else(absent)?;
    work.lock(LockKind::Dossier, seen.application.dossier.raw()).await?;
    work.lock(LockKind::Case, id.raw()).await?;
    find().await?.ok_or_else(absent)
}

/// The dossier with its cases, under their locks.
async fn lock_dossier(
    write: &Write,
    work: &Work,
    id: DossierId,
) -> Result<(DossierRecord, Vec<CaseRecord>), Problem> {
    work.lock(LockKind::Dossier, id.raw()).await?;
    let found = work.dossiers().find(write.actor.jurisdiction(), id).await?;
    let dossier = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let seen = work.applications().of_dossier(id).await?;
    work.lock_all(LockKind::Case, seen.iter().map(|case| case.application.id.raw()).collect()).await?;
    Ok((dossier, work.applications().of_dossier(id).await?))
}

async fn erase(work: &Work, case: &CaseRecord, why: &Why) -> Result<Entry, StoreError> {
    let left = work.applications().erase(why.erasure, case).await?;
    entry_of_case(case.application.id, why, &left)
}

fn why(work: &Work, asked: &NewErasure) -> Result<Why, StoreError> {
    let erasure = ErasureId::new(work.new_id()?);
    Ok(Why { erasure, ground: asked.ground, reasons: asked.reasons.as_str().to_owned() })
}

/// The answer names neither case nor dossier: it is kept for repetition, and what names them is removed.
fn told(write: &Write, why: &Why, applications: usize) -> Result<Answer, Problem> {
    Answer::plain(&ErasureView { id: why.erasure, at: write.at(), applications })
}

fn refused(retained: Retained) -> Problem {
    Problem::new(Code::Refused).by(retained.code(), None).telling(retained)
}

/// Removes files and kept answers before the caller is told. What cannot be removed at once is removed later.
async fn clear_after(write: &Write) {
    if let Err(problem) = clear(write.state()).await {
        tracing::warn!(%problem, "what is left of an erased record is removed later");
    }
}

/// Looks for what is left, for as long as the runtime lives.
pub(crate) async fn clear_on(state: Data<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(problem) = clear(&state).await {
            tracing::warn!(%problem, "what is left of an erased record was not removed");
        }
    }
}

async fn clear(state: &State) -> Result<(), Problem> {
    let stamp = Stamp::of_the_service(state.clock.business(), "erasure".to_owned());
    state.store.clear_erased(&stamp).await?;
    Ok(())
}

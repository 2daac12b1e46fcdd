//! What is erased, when, and by how many hands? When its time is over by a head of the city; before, on the word of whom it is about,
//! by two.

mod due;
mod go;
mod propose;

use std::time::Duration;

use actix_web::post;
use actix_web::web::Data;
use domain::access::Deed;
use domain::id::{ApplicationId, DossierId, ErasureId};
use domain::name::Line;
use domain::retention::Ground;
use domain::time::Instant;
use persistence::erasures::{Erasable, Why};
use persistence::{Stamp, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::go::{erase, examine};
use self::propose::propose;
use crate::State;
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// Between two looks for what an erasing that was cut short has left.
const EVERY: Duration = Duration::from_mins(1);

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    Routes::tagged("erasures")
        .allow(Allow::Can(Deed::EraseData), || due::list_due_applications)
        .allow(Allow::Can(Deed::EraseData), || due::list_due_dossiers)
        .allow(Allow::Can(Deed::EraseData), || propose::list_erasures)
        .allow_versioned(Allow::Can(Deed::EraseData), || propose::confirm_erasure)
        .allow_versioned(Allow::Can(Deed::EraseData), || propose::decline_erasure)
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

/// How far an erasure has come.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ErasureState {
    /// It waits for another head of the city.
    Proposed,
    /// Somebody did not agree.
    Declined,
    /// It was done.
    Erased,
}

/// What became of an erasure.
#[derive(Serialize, ToSchema)]
struct ErasureView {
    /// The erasure.
    id: ErasureId,
    /// How far it has come.
    state: ErasureState,
    /// When.
    at: Instant,
    /// With how many cases.
    applications: usize,
}

/// Erase a case.
///
/// One that was rejected or withdrawn, when the time is over for which the edition keeps it (2018: three years from its end). Before
/// that on the word of whom it is about: then it is proposed, and another head of the city confirms it
/// (`POST /erasures/{id}/confirmation`); not while an objection to it is open. One on which money was approved is kept as long as its
/// dossier. Nothing of it can be read afterwards, by nobody, and nobody undoes it; its number and its way stay, without names. Then
/// each path of the case answers 410.
#[utoipa::path(params(CasePath), request_body = NewErasure, responses((status = 200, description = "Erased, or proposed", body = ErasureView)))]
#[post("/applications/{id}/erasure")]
async fn erase_application(
    write: Write,
    path: Path<CasePath>,
    body: Body<NewErasure>,
) -> Result<Answer, Problem> {
    begin(&write, Erasable::Application(path.0.id), &body).await
}

/// Erase a dossier.
///
/// One that is closed, when the time is over for which the editions of its cases keep it (2018: ten years from its closing), with all
/// its cases. Where no money was ever approved, before that on the word of whom it is about, by two heads of the city as a case. The
/// identifiers of its people go with it, unless a version of another household speaks of them. Nothing of it can be read afterwards,
/// by nobody, and nobody undoes it. Then each path of the dossier and of its cases answers 410.
#[utoipa::path(params(DossierPath), request_body = NewErasure, responses((status = 200, description = "Erased, or proposed", body = ErasureView)))]
#[post("/dossiers/{id}/erasure")]
async fn erase_dossier(
    write: Write,
    path: Path<DossierPath>,
    body: Body<NewErasure>,
) -> Result<Answer, Problem> {
    begin(&write, Erasable::Dossier(path.0.id), &body).await
}

/// Erases what is due, and proposes the rest.
async fn begin(write: &Write, of: Erasable, body: &Body<NewErasure>) -> Result<Answer, Problem> {
    let NewErasure { ground, reasons } = &body.value;
    let answer = write
        .once(&body.octets, async |work| {
            let examined = examine(work, write, of, *ground).await?;
            write.expect(examined.version())?;
            match ground {
                Ground::Demand => propose(work, write, of, &examined, reasons).await,
                Ground::Term => erase(work, write, &examined, &why(work, *ground, reasons)?).await,
            }
        })
        .await?;
    clear_after(write).await;
    Ok(answer)
}

fn why(work: &Work, ground: Ground, reasons: &Line) -> Result<Why, Problem> {
    let erasure = ErasureId::new(work.new_id()?);
    Ok(Why { erasure, ground, reasons: reasons.as_str().to_owned() })
}

/// The answer names neither case nor dossier: it is kept for repetition, and what names them is removed.
fn told(write: &Write, id: ErasureId, state: ErasureState, applications: usize) -> ErasureView {
    ErasureView { id, state, at: write.at(), applications }
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

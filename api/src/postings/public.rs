//! What may somebody say who stands before the board? An objection to a line of it, without an account, without
//! effect until an officer admits it, and without learning more than what hangs there.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use domain::application::evidence::{Objection, ObjectionState};
use domain::id::{ApplicationId, ObjectionId, PostingId};
use domain::name::Remark;
use persistence::{Act, Entry, Failure, Logged, Stamp, StoreError, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PostingPath;
use crate::State;
use crate::applications::desk::Desk;
use crate::body::Body;
use crate::edge::RequestId;
use crate::list::Path;
use crate::problem::{Code, Problem, ProblemView};

/// The most objections to a posting that wait for an officer.
const MOST_WAITING: u64 = 100;
/// After how many seconds somebody may try again when so many wait.
const LATER: u32 = 3600;

/// An objection from outside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicObjection {
    /// The line of the posting, counted from 1.
    line: usize,
    /// What is said; whoever wants an answer says how they are reached.
    word: Remark,
}

/// That an objection was received.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionReceived {
    /// Always true: what becomes of it, the union that posted tells.
    received: bool,
}

/// Why nothing is written.
enum Turned {
    /// The same was said before and waits: it is received already.
    Again,
    /// It is refused.
    Refused(Problem),
}

impl From<StoreError> for Turned {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Problem> for Turned {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl Failure for Turned {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.is_contention())
    }
}

/// Object to a line of a posting, without an account.
///
/// Only where the edition of the posted cases opens this; otherwise the path is not there. The answer is the same
/// whatever has become of the case. The same word on the same line is received once.
#[utoipa::path(params(PostingPath), request_body = PublicObjection, responses(
    (status = 202, description = "Received", body = ObjectionReceived),
    (status = 429, description = "So many wait that no more are taken for now", body = ProblemView, content_type = "application/problem+json")))]
#[post("/public/postings/{id}/objections")]
pub(super) async fn object_in_public(
    request: HttpRequest,
    state: Data<State>,
    path: Path<PostingPath>,
    body: Body<PublicObjection>,
) -> Result<HttpResponse, Problem> {
    let (line, word) = (body.value.line, body.value.word.clone());
    let request_id = RequestId::of(&request);
    let stamp = Stamp::of_the_service(state.clock.business(), request_id);
    let outcome = state
        .store
        .write(&stamp, async |work| Box::pin(receive(work, path.0.id, line, &word, &stamp)).await)
        .await;
    match outcome {
        Ok(()) | Err(Turned::Again) => {
            Ok(HttpResponse::Accepted().json(ObjectionReceived { received: true }))
        }
        Err(Turned::Refused(problem)) => Err(problem),
    }
}

async fn receive(
    work: &Work,
    posting: PostingId,
    line: usize,
    remark: &Remark,
    stamp: &Stamp,
) -> Result<Logged<()>, Turned> {
    let absent = || Problem::new(Code::NotFound);
    let board = work.postings().on_board(posting).await?.ok_or_else(absent)?;
    if stamp.at.day() < board.first_day {
        return Err(absent().into());
    }
    let at = line.checked_sub(1);
    let named = at.and_then(|at| board.lines.get(at)).map(|line| line.application);
    let any = board.lines.first().map(|line| line.application);
    let desk = Desk::lock(work, board.union, named.or(any).ok_or_else(absent)?, stamp.at).await?;
    if !*desk.edition.content.procedure.public_objections {
        return Err(absent().into());
    }
    let case: ApplicationId = named.ok_or_else(|| {
        Problem::field("/line", ["公示中没有这一行,请核对行号", "the posting has no such line; count from 1"])
    })?;
    let said = |one: &Objection| {
        one.state == ObjectionState::Received && one.posting == posting && one.word == *remark
    };
    if desk.record.application.objections.iter().any(said) {
        return Err(Turned::Again);
    }
    if work.objections().waiting(posting).await? >= MOST_WAITING {
        return Err(Problem::new(Code::TooManyRequests).retry_after(LATER).into());
    }
    let id = ObjectionId::new(work.new_id()?);
    let application = desk.record.application.clone();
    let received = application.receive((id, posting, remark.clone()), &desk.circumstances(), stamp.at);
    work.applications().amend(desk.record, received.map_err(|_| absent())?, None).await?;
    let entry = Entry::new(Act::ReceiveObjection, Subject::new("application", case.raw()));
    Ok(Logged::new((), entry.change(&(), &id)?))
}

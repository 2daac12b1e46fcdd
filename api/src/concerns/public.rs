//! What may somebody say who stands before the board? An objection to a line of it, without an account, without
//! effect until an officer admits it, and without learning more than what hangs there.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use domain::application::Concern;
use domain::application::concern::NotTaken;
use domain::id::{ConcernId, PostingId};
use domain::log::Act;
use domain::name::Remark;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::postings::Posting;
use persistence::{Entry, Failure, Hindrance, Logged, Stamp, StoreError, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::applications::desk::Desk;
use crate::body::Body;
use crate::edge::RequestId;
use crate::list::Path;
use crate::postings::PostingPath;
use crate::problem::{Code, Problem, ProblemView};

/// After how many seconds somebody may try again when so much waits of a line.
const LATER: u32 = 3600;

/// An objection from outside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicObjection {
    /// The line of the posting, counted from 1.
    #[schema(minimum = 1, maximum = 200)]
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
    /// The same was said of the line before: it was received.
    Again,
    /// It is refused.
    Refused(Problem),
}

/// What was written.
enum Written {
    /// It is kept.
    Kept,
    /// That it found no room.
    Missed,
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
    fn hindrance(&self) -> Option<Hindrance> {
        if let Self::Refused(problem) = self { problem.hindrance() } else { None }
    }
}

/// Object to a line of a posting, without an account.
///
/// Only where the edition of the posted cases opens this, and until the last day of the posting; otherwise the path is not
/// there, or the answer says where to turn. It is the same whatever has become of the case, which learns of it when an
/// officer takes it up. The same words on the same line are received once.
#[utoipa::path(params(PostingPath), request_body = PublicObjection, responses(
    (status = 202, description = "Received", body = ObjectionReceived),
    (status = 429, description = "So much waits of this line that it was not kept; the detail says where to turn", body = ProblemView, content_type = "application/problem+json")))]
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
        .write(&stamp, async |work| Box::pin(receive(work, path.0.id, line, &word, stamp.at)).await)
        .await;
    match outcome {
        Ok(Written::Kept) | Err(Turned::Again) => {
            Ok(HttpResponse::Accepted().json(ObjectionReceived { received: true }))
        }
        Ok(Written::Missed) => Err(not_taken(NotTaken::LineFull)),
        Err(Turned::Refused(problem)) => Err(problem),
    }
}

/// Keeps what is said, under no lock: nothing that officers work on waits for it, and a line may come to have a few more
/// than it should when they are said at the same moment.
async fn receive(
    work: &Work,
    posting: PostingId,
    line: usize,
    remark: &Remark,
    at: Instant,
) -> Result<Logged<Written>, Turned> {
    let (board, named) = open_board(work, posting, line, at).await?;
    let concern = Concern {
        id: ConcernId::new(work.new_id()?),
        posting,
        line,
        application: named.application.id,
        word: remark.clone(),
        at,
        answer: None,
    };
    if work.concerns().heard(&concern).await? {
        return Err(Turned::Again);
    }
    let unread = work.concerns().unread(posting, line).await?;
    let subject = Subject::new("application", concern.application.raw());
    let (act, written, fresh) = match Concern::taken(at.day(), board.last_day, unread) {
        Ok(()) => (Act::ReceiveConcern, Written::Kept, work.concerns().add(&concern, &named.number).await?),
        // Kept once a day, so that whoever floods a line does not flood the log.
        Err(NotTaken::LineFull) => {
            (Act::MissConcern, Written::Missed, work.concerns().miss(&concern, at.day()).await?)
        }
        Err(over) => return Err(not_taken(over).into()),
    };
    match written {
        Written::Kept if !fresh => return Err(Turned::Again),
        Written::Missed if !fresh => return Err(not_taken(NotTaken::LineFull).into()),
        _ => {}
    }
    let entry = Entry::new(act, subject).concerning(board.union).change(&(), &(posting, line, concern.id))?;
    Ok(Logged::new(written, entry))
}

/// The posting, where it hangs for somebody without an account, and the case of the line.
async fn open_board(
    work: &Work,
    posting: PostingId,
    line: usize,
    at: Instant,
) -> Result<(Posting, CaseRecord), Problem> {
    let absent = || Problem::new(Code::NotFound);
    let board = work.postings().on_board(posting).await?.ok_or_else(absent)?;
    let named = line.checked_sub(1).and_then(|at| board.lines.get(at));
    let any = named.or(board.lines.first()).ok_or_else(absent)?.application;
    let case = match work.applications().find(board.union, any).await {
        // Who stands before a board is told of no case what became of it.
        Err(StoreError::Erased(_)) => return Err(absent()),
        found => found?.ok_or_else(absent)?,
    };
    let edition = Desk::edition(work, &case.application).await?;
    if at.day() < board.first_day || !*edition.content.procedure.public_objections {
        return Err(absent());
    }
    if named.is_none() {
        let told = ["公示中没有这一行,请核对行号", "the posting has no such line; count from 1"];
        return Err(Problem::field("/line", told));
    }
    Ok((board, case))
}

fn not_taken(no: NotTaken) -> Problem {
    match no {
        NotTaken::PostingOver { .. } => Problem::new(Code::Refused),
        NotTaken::LineFull => Problem::new(Code::TooManyRequests).retry_after(LATER),
    }
    .by(no.code(), None)
    .telling(no)
}

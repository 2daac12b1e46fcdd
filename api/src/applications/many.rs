//! How do many cases move at once? By one action, each with its own outcome, in one transaction.

use actix_web::post;
use domain::application::state::ReturnTo;
use domain::application::{self as case, Act as Step, Action, Stage};
use domain::id::ApplicationId;
use domain::log::Act;
use domain::name::Remark;
use persistence::applications::CaseRecord;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::act::NewAction;
use super::desk::{Desk, Known, lock_all, officer};
use crate::body::Body;
use crate::limits::Rows;
use crate::problem::{Code, Problem, ProblemView};
use crate::write::{Answer, Write};

/// A case as it was read.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseAsRead)]
struct AsRead {
    /// The case.
    id: ApplicationId,
    /// The version that was read.
    version: u64,
}

/// An action with what it needs, for many cases.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewActions {
    /// The action: one of the `allowed_actions` of each case.
    action: Action,
    /// Where the cases are returned to; for `return` alone.
    to: Option<ReturnTo>,
    /// Why, as for one case; the same for all.
    note: Option<Remark>,
    /// The cases, each once.
    #[schema(value_type = Vec<AsRead>, min_items = 1, max_items = 200)]
    applications: Rows<AsRead, 1, 200>,
}

/// What became of a case.
#[derive(Serialize, ToSchema)]
struct ActionOutcome {
    /// The case.
    id: ApplicationId,
    /// The status that the same action would have had alone: 200, or that of the problem.
    #[schema(example = 200)]
    status: u16,
    /// Its stage now, where it was done.
    stage: Option<Stage>,
    /// Its version now, where it was done.
    version: Option<u64>,
    /// Why it was not done; the case is as it was.
    problem: Option<ProblemView>,
}

/// What became of the cases.
#[derive(Serialize, ToSchema)]
pub(super) struct ActionOutcomes {
    /// The outcomes, in the order of the request.
    items: Vec<ActionOutcome>,
    /// How many were done.
    done: usize,
    /// How many were not.
    refused: usize,
}

/// Act on many cases.
///
/// At most 200 in one transaction, each at the version that was read and with its own outcome: what refuses one does
/// not hold up another. A post is made of postings.
#[utoipa::path(request_body = NewActions, responses((status = 200, description = "The outcomes", body = ActionOutcomes)))]
#[post("/applications/actions")]
pub(super) async fn act_on_applications(write: Write, body: Body<NewActions>) -> Result<Answer, Problem> {
    let NewActions { action, to, note, applications } = &body.value;
    let step = NewAction { action: *action, to: *to, note: note.clone() }.step()?;
    let by = officer(&write.actor)?;
    let mut ids: Vec<ApplicationId> = applications.iter().map(|case| case.id).collect();
    ids.sort_unstable();
    if ids.array_windows().any(|[case, next]| case == next) {
        return Err(Problem::field(
            "/applications",
            ["同一申请只能列一次,请删去重复", "each case stands in the list once; leave the other out"],
        ));
    }
    write
        .once_for(ids.len(), &body.octets, async |work| {
            let known = lock_all(work, write.actor.union, &ids).await?;
            let account = Subject::new("account", write.actor.account.raw());
            let mut entries = Vec::new();
            let mut items = Vec::with_capacity(applications.len());
            for case in applications.iter() {
                let part = async |part: &Work| Box::pin(one(part, &known, &write, case, &step, &by)).await;
                let done = work.part(part).await;
                let (item, entry) = outcome(&write, case.id, done)?;
                items.push(item);
                entries.extend(entry);
            }
            let done = entries.len();
            let outcomes = ActionOutcomes { done, refused: items.len() - done, items };
            let asked = Entry::new(Act::ActOnApplications, account).change(&(), &(done, outcomes.refused))?;
            let logged = Logged::new(Answer::plain(&outcomes)?, asked);
            Ok(entries.into_iter().fold(logged, Logged::and))
        })
        .await
}

/// One of the cases, as if it came alone.
async fn one(
    work: &Work,
    known: &Known,
    write: &Write,
    read: &AsRead,
    step: &Step,
    by: &case::Actor,
) -> Result<(CaseRecord, Entry), Problem> {
    let desk = Desk::among(work, known, read.id, write.at()).await?;
    if desk.record.application.version() != read.version {
        return Err(Problem::new(Code::Stale));
    }
    let before = desk.record.application.state().clone();
    let record = Box::pin(desk.act(work, step.clone(), by, write.at())).await?;
    let entry = Entry::new(Act::ActOnApplication, Subject::new("application", read.id.raw()));
    let entry = entry.change(&before, record.application.state())?;
    Ok((record, entry))
}

/// What is told of a case; what is not the case's own fault fails the whole.
fn outcome(
    write: &Write,
    id: ApplicationId,
    done: Result<(CaseRecord, Entry), Problem>,
) -> Result<(ActionOutcome, Option<Entry>), Problem> {
    match done {
        Ok((record, entry)) => {
            let (stage, version) = (Some(record.application.stage()), Some(record.application.version()));
            Ok((ActionOutcome { id, status: 200, stage, version, problem: None }, Some(entry)))
        }
        Err(problem) if problem.code.status() < 500 => {
            let view = problem.view(write.language(), write.request_id());
            let outcome =
                ActionOutcome { id, status: view.status, stage: None, version: None, problem: Some(view) };
            Ok((outcome, None))
        }
        Err(problem) => Err(problem),
    }
}

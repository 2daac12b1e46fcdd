//! Who objects to which line of a posting? Entered by officers on somebody's word.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::application::Deed as Recorded;
use domain::application::evidence::{Objection, ObjectionState};
use domain::id::{ApplicationId, ObjectionId, UnionId};
use domain::log::Act;
use domain::name::Remark;
use domain::time::Day;
use persistence::registers::InCase;
use persistence::registers::objections::Filter;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::PostingPath;
use crate::State;
use crate::applications::desk::Desk;
use crate::applications::record::written;
use crate::as_of;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// An objection to a line of a posting.
#[derive(Serialize, ToSchema)]
pub(super) struct PostingObjection {
    /// The case that it holds, or would hold once admitted.
    application: ApplicationId,
    /// The number of the case.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// The union that took the case.
    union: UnionId,
    /// The objection.
    objection: Objection,
}

impl From<InCase<Objection>> for PostingObjection {
    fn from(of: InCase<Objection>) -> Self {
        let InCase { application, number, union, entry: objection, .. } = of;
        Self { application, number, union, objection }
    }
}

/// Which objections.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ObjectionQuery {
    /// That stand so.
    state: Option<ObjectionState>,
    /// As they stood at the end of this day in Beijing, which is no day to come.
    as_of: Option<Day>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List the objections to a posting.
///
/// Those to cases whose road passes the reader's union, admitted concerns of the public among them.
#[utoipa::path(params(PostingPath, ObjectionQuery), responses((status = 200, description = "A page of objections", body = List<PostingObjection>)))]
#[get("/postings/{id}/objections")]
pub(super) async fn list_objections(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PostingPath>,
    query: Query<ObjectionQuery>,
) -> Result<List<PostingObjection>, Problem> {
    let ObjectionQuery { state: stands, as_of, limit, cursor, total } = query.0;
    let filter = Filter { state: stands, as_of: as_of::asked(as_of, &state)? };
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (actor, id) = (&signed_in.actor, path.0.id);
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let posting = work.postings().find(actor.union, id).await?;
            posting.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.objections().list(actor.union, id, filter, paging).await?)
        })
        .await?;
    Ok(page.map(PostingObjection::from).into())
}

/// An objection to a line of a posting.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPostingObjection {
    /// The case of the line.
    application: ApplicationId,
    /// What was said.
    word: Remark,
}

/// Enter an objection to a line of a posting.
///
/// On somebody's word, named or not. It holds the case until it is decided, by somebody else than who enters it; the same
/// words wait once. The version of the case is not asked for.
#[utoipa::path(params(PostingPath), request_body = NewPostingObjection, responses((status = 200, description = "Entered", body = PostingObjection)))]
#[post("/postings/{id}/objections")]
pub(super) async fn object_to_posting(
    write: Write,
    path: Path<PostingPath>,
    body: Body<NewPostingObjection>,
) -> Result<Answer, Problem> {
    let (case, word) = (body.value.application, body.value.word.clone());
    let id = path.0.id;
    write
        .once(&body.octets, async |work| {
            let posting = work.postings().find(write.actor.union, id).await?;
            let posting = posting.ok_or_else(|| Problem::new(Code::NotFound))?;
            if !posting.lines.iter().any(|line| line.application == case) {
                return Err(Problem::field(
                    "/application",
                    [
                        "该申请不在此份公示中,请核对公示",
                        "no line of this posting is of this case; look up which posting lists it",
                    ],
                ));
            }
            let deed = async |_: &Work, _: &Desk, raw| {
                Ok(Recorded::Objection { id: ObjectionId::new(raw), posting: id, word: word.clone() })
            };
            let record = Box::pin(written(work, &write, case, false, deed)).await?.record;
            let application = &record.application;
            let entered = application.objections.last().ok_or_else(|| Problem::new(Code::Internal))?;
            let version = i64::try_from(application.version()).unwrap_or(i64::MAX);
            let entry = Entry::new(Act::RecordEvidence, Subject::new("application", case.raw()));
            let entry = entry.change(&(), entered)?;
            let view = PostingObjection {
                application: case,
                number: record.number.clone(),
                union: posting.union,
                objection: entered.clone(),
            };
            Ok(Logged::new(Answer::ok(version, &view)?, entry))
        })
        .await
}

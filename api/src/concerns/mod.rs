//! What does the public say of postings, and who reads it? Concerns over HTTP.

mod answer;
mod public;

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::Concern;
use domain::application::concern::{ConcernAnswer, ConcernState};
use domain::id::{ApplicationId, ConcernId, PostingId};
use domain::name::Remark;
use domain::time::{Day, Instant};
use persistence::concerns::{ConcernRecord, Filter, Said};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::postings::PostingPath;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("postings")
        .allow(Allow::Can(Deed::ReadCases), || list_concerns)
        .allow(Allow::Can(Deed::ReadCases), || find_concern)
        .allow(Allow::Can(Deed::ReadCases), || list_concerned_lines)
        .allow_versioned(Allow::Can(Deed::RecordObjections), || answer::answer_concern)
        .allow(Allow::Anyone, || public::object_in_public)
}

/// What somebody without an account said of a line of a posting.
#[derive(Serialize, ToSchema)]
struct ConcernView {
    /// Which.
    id: ConcernId,
    /// Of which posting.
    posting: PostingId,
    /// Of which line of it, counted from 1.
    #[schema(example = 1)]
    line: usize,
    /// The case of the line.
    application: ApplicationId,
    /// The number of the case.
    #[schema(example = "JQ2018-640104-000123")]
    number: String,
    /// What is said.
    word: Remark,
    /// When it came.
    at: Instant,
    /// What became of it.
    state: ConcernState,
    /// What an officer answered; null until then.
    answer: Option<ConcernAnswer>,
    /// The version.
    version: i64,
}

impl From<ConcernRecord> for ConcernView {
    fn from(of: ConcernRecord) -> Self {
        let (state, version, number) = (of.concern.state(), of.version, of.number);
        let Concern { id, posting, line, application, word, at, answer } = of.concern;
        Self { id, posting, line, application, number, word, at, state, answer, version }
    }
}

/// Which concerns.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConcernQuery {
    /// Of this posting.
    posting: Option<PostingId>,
    /// Of this case, in whichever posting.
    application: Option<ApplicationId>,
    /// Of which became this.
    state: Option<ConcernState>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List concerns.
///
/// What the public said of cases whose road passes the reader's union. It holds no case until an officer admits it.
#[utoipa::path(params(ConcernQuery), responses((status = 200, description = "A page of concerns", body = List<ConcernView>)))]
#[get("/concerns")]
async fn list_concerns(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ConcernQuery>,
) -> Result<List<ConcernView>, Problem> {
    let ConcernQuery { posting, application, state: stands, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (reader, filter) = (signed_in.actor.union, Filter { posting, application, state: stands });
    let page = state.store.read(async |work| work.concerns().list(reader, &filter, paging).await).await?;
    Ok(page.map(ConcernView::from).into())
}

/// Which concern.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ConcernPath {
    /// The concern.
    id: ConcernId,
}

/// Read a concern.
#[utoipa::path(params(ConcernPath), responses((status = 200, description = "The concern", body = ConcernView)))]
#[get("/concerns/{id}")]
async fn find_concern(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ConcernPath>,
) -> Result<Found<ConcernView>, Problem> {
    let reader = signed_in.actor.union;
    let found = state.store.read(async |work| work.concerns().find(reader, path.0.id).await).await?;
    let record = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: record.version, view: record.into() })
}

/// How much is said of a line of a posting.
#[derive(Serialize, ToSchema)]
struct ConcernedLine {
    /// The line, counted from 1.
    #[schema(example = 1)]
    line: i64,
    /// The case of the line.
    application: ApplicationId,
    /// How many concerns wait for an officer.
    unread: u64,
    /// Whether so many wait that no more is taken of this line until some are answered.
    full: bool,
    /// The days on which something was said and not kept, because the line was full; whoever said it was told where to turn.
    missed_on: Vec<Day>,
}

impl From<Said> for ConcernedLine {
    fn from(of: Said) -> Self {
        let Said { line, application, unread, missed } = of;
        Self { line, application, unread, full: unread >= Concern::MOST_UNREAD, missed_on: missed }
    }
}

/// List the lines of a posting of which something is said.
///
/// Those of cases whose road passes the reader's union, with how much waits for an officer and when a line was full.
#[utoipa::path(params(PostingPath), responses((status = 200, description = "The lines, on one page", body = List<ConcernedLine>)))]
#[get("/postings/{id}/concerns")]
async fn list_concerned_lines(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PostingPath>,
) -> Result<List<ConcernedLine>, Problem> {
    let (reader, id) = (signed_in.actor.union, path.0.id);
    let said = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let posting = work.postings().find(reader, id).await?;
            posting.ok_or_else(|| Problem::new(Code::NotFound))?;
            Ok(work.concerns().said(reader, id).await?)
        })
        .await?;
    Ok(List::whole(said.into_iter().map(ConcernedLine::from).collect()))
}

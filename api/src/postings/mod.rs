//! Postings over HTTP: what hangs on a board, how it was photographed, and who objects to it.

pub(crate) mod make;
mod objections;
pub(crate) mod page;
mod photographs;

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::application::evidence::PostingKind;
use domain::id::{CampaignId, OfficerId, PostingId, UnionId};
use domain::name::Line;
use domain::posting::PostingLine;
use domain::time::{Day, Instant};
use persistence::postings::{Filter, Posting};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use self::photographs::PhotographView;
use crate::State;
use crate::as_of::AsOfQuery;
use crate::edge::hex;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("postings")
        .allow(Allow::Can(Deed::ReadCases), || list_postings)
        .allow(Allow::Can(Deed::ReadCases), || find_posting)
        .allow(Allow::Can(Deed::ReadCases), || page::print_posting)
        .allow(Allow::Can(Deed::EnterCases), || make::create_posting)
        .allow_versioned(Allow::Can(Deed::EnterCases), || photographs::add_photograph)
        .allow(Allow::Can(Deed::ReadCases), || photographs::read_photograph)
        .allow(Allow::Can(Deed::ReadCases), || objections::list_objections)
        .allow(Allow::Can(Deed::RecordObjections), || objections::object_to_posting)
}

/// A posting: what hangs on the board, and nothing that may not.
#[derive(Serialize, ToSchema)]
struct PostingView {
    /// Which.
    id: PostingId,
    /// In which campaign.
    campaign: CampaignId,
    /// The union that took the cases, on whose board it hangs; who posted may stand in for it.
    union: UnionId,
    /// Of which kind.
    kind: PostingKind,
    /// The first day.
    first_day: Day,
    /// The last day, fixed when it was made.
    last_day: Day,
    /// Where it hangs.
    place: Line,
    /// Its lines, frozen.
    lines: Vec<PostingLine>,
    /// The SHA-256 of its lines as JSON, in hexadecimal digits: it is printed on the page.
    sha256: String,
    /// Photographs of it where it hangs, oldest first.
    photographs: Vec<PhotographView>,
    /// Who posted it.
    posted_by: OfficerId,
    /// When it was made.
    created_at: Instant,
    /// The version.
    version: i64,
}

impl From<Posting> for PostingView {
    fn from(of: Posting) -> Self {
        Self {
            id: of.id,
            campaign: of.campaign,
            union: of.union,
            kind: of.kind,
            first_day: of.first_day,
            last_day: of.last_day,
            place: of.place,
            sha256: hex(&of.digest),
            lines: of.lines,
            photographs: of.photographs.into_iter().map(PhotographView::from).collect(),
            posted_by: of.posted_by,
            created_at: of.created_at,
            version: of.version,
        }
    }
}

/// Which posting.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PostingPath {
    /// The posting.
    pub(crate) id: PostingId,
}

/// Which postings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PostingQuery {
    /// In this campaign.
    campaign: Option<CampaignId>,
    /// Of cases that this union took.
    union: Option<UnionId>,
    /// Of this kind.
    kind: Option<PostingKind>,
    /// Hanging on this day (Beijing), its first and its last day included.
    running: Option<Day>,
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

/// List postings.
///
/// Those of cases whose road passes the reader's union.
#[utoipa::path(params(PostingQuery), responses((status = 200, description = "A page of postings", body = List<PostingView>)))]
#[get("/postings")]
async fn list_postings(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<PostingQuery>,
) -> Result<List<PostingView>, Problem> {
    let PostingQuery { campaign, union, kind, running, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (reader, filter) = (signed_in.actor.union, Filter { campaign, union, kind, running });
    let page = state.store.read(async |work| work.postings().list(reader, &filter, paging).await).await?;
    Ok(page.map(PostingView::from).into())
}

/// Read a posting.
///
/// With `as_of` as it hung at the end of that day: with the photographs of it that were there.
#[utoipa::path(params(PostingPath, AsOfQuery), responses((status = 200, description = "The posting", body = PostingView)))]
#[get("/postings/{id}")]
async fn find_posting(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PostingPath>,
    query: Query<AsOfQuery>,
) -> Result<Found<PostingView>, Problem> {
    let (union, id) = (signed_in.actor.union, path.0.id);
    let as_of = query.0.asked(&state)?;
    let found = state
        .store
        .read(async |work| match as_of {
            Some(as_of) => work.postings().find_as_of(union, id, as_of).await,
            None => work.postings().find(union, id).await,
        })
        .await?;
    let posting = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: posting.version, view: posting.into() })
}

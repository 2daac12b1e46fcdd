//! Who did what? The log as auditors and security administrators read it.

use actix_web::get;
use actix_web::web::{Data, Json};
use domain::access::{Actor, Deed};
use domain::id::{AccountId, DelegationId, LogEntryId, OfficerId, UnionId};
use domain::log::{Act, LogEntry, LogSubject, Position};
use domain::text::Tell;
use domain::time::{Day, Instant};
use domain::union::Level;
use persistence::log::list::{Filter, LogPaging, Placed, Reach};
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::State;
use crate::edge::Reader;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::Write;

/// The routes of this file.
pub(super) fn routes() -> Routes {
    Routes::tagged("log")
        .allow(Allow::Can(Deed::ReadLog), || list_log)
        .allow(Allow::Can(Deed::ReadLogDetails), || find_log_entry)
}

/// An entry of the log at its place.
#[derive(Serialize, ToSchema)]
pub(crate) struct LogView {
    /// Its place: 1, 2, 3 and on, without gaps.
    position: Position,
    /// The entry.
    id: LogEntryId,
    /// When, by the business clock; null where the row says what is no instant.
    at: Option<Instant>,
    /// What was done.
    #[schema(value_type = Act)]
    act: String,
    /// The same in the reader's language.
    #[schema(example = "登录")]
    act_name: String,
    /// The account in whose post was acted; null for the command line and for time.
    account: Option<AccountId>,
    /// The officer who acted; null for programs.
    officer: Option<OfficerId>,
    /// The delegation by which they acted.
    delegation: Option<DelegationId>,
    /// The union for which was acted, or which it concerns where nobody acted for one.
    union: Option<UnionId>,
    /// To whom or what.
    #[schema(value_type = LogSubjectView)]
    subject: LogSubject,
    /// In answer to which request.
    request_id: String,
}

/// To whom or what something was done.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form of it in the document")]
struct LogSubjectView {
    /// The singular of its path.
    #[schema(example = "application")]
    kind: String,
    /// Its id.
    id: Uuid,
}

impl LogView {
    pub(crate) fn new(Placed { position, entry }: Placed, reader: &Reader) -> Self {
        let LogEntry { id, at_micros, account, officer, delegation, union, act, subject, request_id, .. } =
            entry;
        let known: Result<Act, _> = act.parse();
        let act_name = known.map_or_else(|_| act.clone(), |act: Act| act.text(reader.0));
        let at = Instant::within(at_micros);
        Self { position, id, at, act, act_name, account, officer, delegation, union, subject, request_id }
    }
}

/// Which page of entries is asked for.
pub(crate) fn paging(page: &ListQuery, newest_first: Option<bool>) -> Result<LogPaging, Problem> {
    Ok(LogPaging {
        limit: page.limit(),
        after: page.after()?,
        newest_first: newest_first.unwrap_or(false),
        total: page.total.unwrap_or(false),
    })
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LogQuery {
    /// Acts of this officer.
    officer: Option<OfficerId>,
    /// Acts in the post of this account.
    account: Option<AccountId>,
    /// Acts for this union.
    union: Option<UnionId>,
    /// Of this kind.
    act: Option<Act>,
    /// Done to this record.
    subject: Option<Uuid>,
    /// In answer to this request.
    request_id: Option<String>,
    /// From this day on.
    from: Option<Day>,
    /// Up to this day, included.
    to: Option<Day>,
    /// Whether the newest come first.
    newest_first: Option<bool>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// What of the log exists for somebody: what is no union's exists for each city's readers.
pub(crate) const fn reach(actor: &Actor) -> Reach {
    Reach { within: actor.jurisdiction(), of_nobody: matches!(actor.level, Level::City) }
}

/// Read the log.
///
/// Acts for the unions of the reader's jurisdiction, in the order of the log, and what befell them: failed sign-ins of their
/// accounts, drafts that lapsed, words of the public. What is no city's (keys, names that nobody has, the service itself) is
/// shown to readers of each city. An entry appears when it has its place, a second after the act.
#[utoipa::path(params(LogQuery), responses((status = 200, description = "A page of the log", body = List<LogView>)))]
#[get("/log")]
async fn list_log(
    state: Data<State>,
    signed_in: SignedIn,
    reader: Reader,
    query: Query<LogQuery>,
) -> Result<List<LogView>, Problem> {
    let LogQuery {
        officer,
        account,
        union,
        act,
        subject,
        request_id,
        from,
        to,
        newest_first,
        limit,
        cursor,
        total,
    } = query.0;
    let paging = paging(&ListQuery { limit, cursor, total }, newest_first)?;
    let (from, before) = (from.map(Day::begins), to.map(Day::ends));
    let filter =
        Filter { officer, account, union, act, subject, request_id, from, before, ..Filter::default() };
    let reach = reach(&signed_in.actor);
    let page = state.store.read(async |work| work.log_page(reach, &filter, paging).await).await?;
    Ok(List::sought(page.map(|placed| LogView::new(placed, &reader))))
}

/// Which entry.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct LogPath {
    /// Its place in the log.
    #[param(minimum = 1, example = 1)]
    position: Position,
}

/// An entry of the log with what it says.
#[derive(Serialize, ToSchema)]
struct LogDetailView {
    #[serde(flatten)]
    entry: LogView,
    /// What stood before and what stands after, in the form that it had then.
    detail: Option<serde_json::Value>,
    /// Whether the detail was erased, with all that was kept of its subject.
    erased: bool,
}

/// Read an entry of the log with its detail.
///
/// Who read it stands in the log before it is given. Identifiers of people are in no detail.
#[utoipa::path(params(LogPath), responses((status = 200, description = "The entry", body = LogDetailView)))]
#[get("/log/{position}")]
async fn find_log_entry(
    write: Write,
    reader: Reader,
    path: Path<LogPath>,
) -> Result<Json<LogDetailView>, Problem> {
    let (reach, position) = (reach(&write.actor), path.0.position);
    let (placed, detail) = write
        .state()
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.log_entry(reach, position).await?;
            let placed = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            let detail = work.log_detail(&placed.entry).await?;
            Ok((placed, detail))
        })
        .await?;
    let subject = Subject::new("log_entry", placed.entry.id.raw());
    write.aside(async |_| Ok(Logged::new((), Entry::new(Act::ReadLogDetail, subject)))).await?;
    let erased = detail.is_none();
    Ok(Json(LogDetailView { entry: LogView::new(placed, &reader), detail, erased }))
}

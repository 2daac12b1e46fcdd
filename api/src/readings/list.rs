//! Who looked? What auditors opened, as the log has it: one's own, or everybody's for who looks after security.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Actor, Deed, Role};
use domain::id::OfficerId;
use domain::log::Act;
use domain::time::Day;
use persistence::Work;
use persistence::log::list::{Filter, Placed};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Listed;
use crate::State;
use crate::edge::Reader;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Query};
use crate::log::{LogView, paging, reach};
use crate::problem::Problem;
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("readings").allow(Allow::Can(Deed::ReadReadings), || list_readings)
}

/// Which readings.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ReadingQuery {
    /// By this officer; an auditor sees their own alone.
    officer: Option<OfficerId>,
    /// Of this case, its papers too, of this dossier, entry of the log, or list.
    subject: Option<Uuid>,
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

/// What an auditor opened.
#[derive(Serialize, ToSchema)]
struct Reading {
    /// Its entry of the log.
    #[serde(flatten)]
    entry: LogView,
    /// Of a list, and of what is no case or dossier: its path.
    #[schema(example = "/applications")]
    path: Option<String>,
    /// Of a list: what it was cut down to, in which names may stand; to the auditor alone.
    filter: Option<BTreeMap<String, String>>,
}

/// List readings.
///
/// What auditors opened: cases and dossiers once a day for each; lists, the log and its like, officers, accounts and whatever else is
/// of persons once a day for each path and what it was cut down to; papers, whole values, and details of the log. An auditor sees their own; who looks after security sees those of all auditors of their
/// jurisdiction, and of a list its path alone. What was opened a moment ago comes when it has its place in the log.
#[utoipa::path(params(ReadingQuery), responses((status = 200, description = "A page of readings", body = List<Reading>)))]
#[get("/readings")]
async fn list_readings(
    state: Data<State>,
    signed_in: SignedIn,
    reader: Reader,
    query: Query<ReadingQuery>,
) -> Result<List<Reading>, Problem> {
    let ReadingQuery { officer, subject, from, to, newest_first, limit, cursor, total } = query.0;
    let paging = paging(&ListQuery { limit, cursor, total }, newest_first)?;
    let actor = &signed_in.actor;
    let (from, before) = (from.map(Day::begins), to.map(Day::ends));
    let acts = &Act::READINGS;
    let filter =
        Filter { officer, subject, from, before, acts, role: Some(Role::Auditor), ..Filter::default() };
    let Some(filter) = of(actor, filter) else { return Ok(List::whole(Vec::new())) };
    let own = actor.role == Role::Auditor;
    let page = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let page = work.log_page(reach(actor), &filter, paging).await?;
            let mut readings = Vec::with_capacity(page.items.len());
            for placed in page.items {
                readings.push(Reading::of(work, placed, own, &reader).await?);
            }
            Ok(persistence::Page { items: readings, next: page.next, total: page.total })
        })
        .await?;
    Ok(List::sought(page))
}

/// What of it exists for somebody: nothing, where an auditor asks for another's.
fn of(actor: &Actor, filter: Filter) -> Option<Filter> {
    if actor.role != Role::Auditor {
        return Some(filter);
    }
    let own = actor.officer.filter(|own| filter.officer.is_none_or(|asked| asked == *own))?;
    Some(Filter { officer: Some(own), ..filter })
}

impl Reading {
    async fn of(work: &Work, placed: Placed, own: bool, reader: &Reader) -> Result<Self, Problem> {
        let listed = if placed.entry.act == Act::ReadList.word() {
            let said = work.log_detail(&placed.entry).await?;
            let after = said.and_then(|mut said| said.get_mut("after").map(Value::take));
            after.and_then(|after| serde_json::from_value::<Listed>(after).ok())
        } else {
            None
        };
        let entry = LogView::new(placed, reader);
        let (path, filter) = listed.map(|listed| (listed.path, listed.filter)).unzip();
        Ok(Self { entry, path, filter: filter.filter(|_| own) })
    }
}

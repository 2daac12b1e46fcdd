//! The ledger over HTTP: how money moved, entry by entry.

use actix_web::get;
use actix_web::web::Data;
use domain::access::Deed;
use domain::id::{AwardId, FundId};
use domain::ledger::{LedgerEntry, LedgerEntryKind};
use domain::time::Instant;
use persistence::Paging;
use persistence::ledger::Filter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::gate::SignedIn;
use crate::list::{List, ListQuery, PageSize, Query};
use crate::problem::Problem;
use crate::route::{Allow, Routes};
use crate::streamed::{Listed, Wanted};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("funds").allow(Allow::Can(Deed::ReadFunds), || list_ledger_entries)
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct LedgerQuery {
    /// Of this fund.
    fund: Option<FundId>,
    /// For this award.
    award: Option<AwardId>,
    /// Of this kind.
    kind: Option<LedgerEntryKind>,
    /// Made at or after this instant.
    since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List entries of the ledger.
///
/// Of funds of unions of one's own part of the tree. None was ever changed: what was wrong is put right by another entry. With
/// `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream, from `cursor` on.
#[utoipa::path(params(LedgerQuery), responses((status = 200, description = "A page of entries", content((List<LedgerEntry> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/ledger")]
async fn list_ledger_entries(
    state: Data<State>,
    signed_in: SignedIn,
    wanted: Wanted,
    query: Query<LedgerQuery>,
) -> Result<Listed<LedgerEntry>, Problem> {
    let LedgerQuery { fund, award, kind, since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?;
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { fund, award, kind, since });
    let read = async move |paging: Paging| -> Result<_, Problem> {
        Ok(state.store.read(async |work| work.ledger().list(within, &filter, paging).await).await?)
    };
    wanted.list(paging, read).await
}

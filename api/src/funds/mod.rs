//! Funds over HTTP: whose money there is for a campaign, at which union, and how much of it stands where.

mod budget;
mod close;
mod share;

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::access::{Deed, Jurisdiction};
use domain::fund::{Balance, Fund, FundSource, Payee};
use domain::id::{CampaignId, FundId, UnionId};
use domain::log::Act;
use domain::name::Title;
use domain::time::{Day, Instant};
use persistence::funds::{Filter, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::as_of::AsOfQuery;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("funds")
        .allow(Allow::Can(Deed::ReadFunds), || list_funds)
        .allow(Allow::Can(Deed::ManageFunds), || create_fund)
        .allow(Allow::Can(Deed::ReadFunds), || find_fund)
        .allow(Allow::Can(Deed::ReadFunds), || read_fund_balance)
        .allow_versioned(Allow::Can(Deed::ManageFunds), || budget::move_fund_budget)
        .allow_versioned(Allow::Can(Deed::ManageFunds), || close::close_fund)
        .allow(Allow::Can(Deed::FundAwards), || share::fund_awards)
}

/// Which fund.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct FundPath {
    /// The fund.
    id: FundId,
}

/// Which funds.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FundQuery {
    /// For this campaign.
    campaign: Option<CampaignId>,
    /// Of this source.
    source: Option<FundSource>,
    /// At this union.
    union: Option<UnionId>,
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

/// List funds.
///
/// Those of unions of one's own part of the tree, closed ones too.
#[utoipa::path(params(FundQuery), responses((status = 200, description = "A page of funds", body = List<Fund>)))]
#[get("/funds")]
async fn list_funds(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<FundQuery>,
) -> Result<List<Fund>, Problem> {
    let FundQuery { campaign, source, union, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { campaign, source, union });
    let page = state.store.read(async |work| work.funds().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a fund.
///
/// With what of it stands where now.
#[utoipa::path(params(FundPath), responses((status = 200, description = "The fund", body = Fund)))]
#[get("/funds/{id}")]
async fn find_fund(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<FundPath>,
) -> Result<Found<Fund>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let fund = state.store.read(async |work| expect(work, within, path.0.id).await).await?;
    Ok(Found { version: fund.version, view: fund })
}

/// How much of a fund stood where.
#[derive(Serialize, ToSchema)]
struct BalanceAsOf {
    /// At the end of which day.
    as_of: Day,
    /// How much stood where.
    balance: Balance,
}

/// Read the balance of a fund as of a day.
///
/// Added up from the entries of its ledger, and not from what is kept beside them: of today both say the same.
#[utoipa::path(params(FundPath, AsOfQuery), responses((status = 200, description = "The balance", body = BalanceAsOf)))]
#[get("/funds/{id}/balance")]
async fn read_fund_balance(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<FundPath>,
    query: Query<AsOfQuery>,
) -> Result<Json<BalanceAsOf>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let asked = query.0.asked(&state)?;
    let as_of = asked.unwrap_or_else(|| domain::as_of::AsOf::today(state.clock.business()));
    let read = async |work: &Work| -> Result<Balance, Problem> {
        let fund = expect(work, within, path.0.id).await?;
        Ok(work.ledger().balance_as_of(fund.id, as_of).await?)
    };
    let balance = state.store.read(read).await?;
    Ok(Json(BalanceAsOf { as_of: as_of.day(), balance }))
}

/// A fund to be set up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFund {
    /// For which campaign: one of the union's own city.
    campaign: CampaignId,
    /// Whose money it is.
    source: FundSource,
    /// By what name it is known; the union has one of that name for the campaign.
    #[schema(example = "2018年金秋助学专项帮扶资金")]
    name: Title,
    /// To whom it goes.
    payee: Payee,
    /// Whether it pays nobody whose record in the national system is not acknowledged.
    #[schema(example = true)]
    national_record_first: bool,
}

/// Set up a fund.
///
/// At the union for which one acts, which pays from it. It has nothing until its budget is entered at `…/budget`.
#[utoipa::path(request_body = NewFund, responses((status = 201, description = "Set up", body = Fund)))]
#[post("/funds")]
async fn create_fund(write: Write, body: Body<NewFund>) -> Result<Answer, Problem> {
    let NewFund { campaign, source, name, payee, national_record_first } = &body.value;
    let union = write.actor.union;
    write
        .once(&body.octets, async |work| {
            expect_campaign(work, union, *campaign).await?;
            let said = Particulars {
                union,
                campaign: *campaign,
                source: *source,
                name: name.clone(),
                payee: *payee,
                national_record_first: *national_record_first,
            };
            let fund = work.funds().add(&said).await?;
            let entry = entry(Act::CreateFund, &fund).change(&(), &fund)?;
            let path = format!("/funds/{}", fund.id);
            Ok(Logged::new(Answer::created(&path, fund.version, &fund)?, entry))
        })
        .await
}

/// The campaign must be of the union's city.
async fn expect_campaign(work: &Work, union: UnionId, campaign: CampaignId) -> Result<(), Problem> {
    if let Some(found) = work.campaigns().find(campaign).await? {
        let city = Jurisdiction { root: found.city };
        if work.unions().find_within(city, union).await?.is_some() {
            return Ok(());
        }
    }
    let told = [
        "没有这个年度活动,或不属于本市,请核对",
        "no such campaign of your city; look it up at GET /api/v1/campaigns",
    ];
    Err(Problem::field("/campaign", told))
}

/// The fund, if it is there for somebody.
pub(crate) async fn expect(work: &Work, within: Jurisdiction, id: FundId) -> Result<Fund, Problem> {
    work.funds().find_within(within, id).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// The fund, if it is the actor's own union's, and open.
pub(crate) async fn expect_own(work: &Work, write: &Write, id: FundId) -> Result<Fund, Problem> {
    let fund = expect_of_own_union(work, write, id).await?;
    if fund.closed_at.is_none() {
        return Ok(fund);
    }
    Err(Problem::new(Code::Refused).by("fund_closed", None).detail(
        "该资金已关闭,请另设资金;原有账目仍可查阅,退回的款项仍可登记并核减",
        "this fund is closed; set up another one. Its ledger stays readable, and what comes back to it is still taken down and cut",
    ))
}

/// The fund, if it is the actor's own union's, closed too: the unions above it read, and do not spend. What was paid out of a closed one
/// can still come back, and be handed back.
pub(crate) async fn expect_of_own_union(work: &Work, write: &Write, id: FundId) -> Result<Fund, Problem> {
    let fund = expect(work, write.actor.jurisdiction(), id).await?;
    if fund.union == write.actor.union {
        return Ok(fund);
    }
    Err(Problem::new(Code::Refused).by("fund_of_another", None).detail(
        "该资金属于下级工会,由其财务人员办理;上级可以查阅",
        "this fund is of a union below yours, whose finance officers spend it; you may read it",
    ))
}

fn entry(act: Act, fund: &Fund) -> Entry {
    Entry::new(act, Subject::new("fund", fund.id.raw()))
}

//! Awards over HTTP: what approved cases were awarded, whether there is money for it, and how an award gives it back.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::award::{Award, AwardState};
use domain::id::{ApplicationId, AwardId, CampaignId, FundId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::time::Instant;
use persistence::awards::Filter;
use persistence::{Entry, Logged, Paging, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::streamed::{Listed, Wanted};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("funds")
        .allow(Allow::Can(Deed::ReadCases), || list_awards)
        .allow(Allow::Can(Deed::ReadCases), || find_award)
        .allow_versioned(Allow::Can(Deed::FundAwards), || release_award)
}

/// Which award.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct AwardPath {
    /// The award.
    id: AwardId,
}

/// Which awards.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AwardQuery {
    /// Of this campaign.
    campaign: Option<CampaignId>,
    /// Of this case.
    application: Option<ApplicationId>,
    /// That stand so.
    state: Option<AwardState>,
    /// That have money of this fund.
    fund: Option<FundId>,
    /// Of cases whose road passes this union too, one below one's own for example.
    union: Option<UnionId>,
    /// Of which a payment stands as paid, or none does.
    paid: Option<bool>,
    /// Of which the family said last that it has the money, or did not.
    received: Option<bool>,
    /// Of which some union has filed the paper, or none has.
    filed: Option<bool>,
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

/// List awards.
///
/// Those of cases whose road passes the reader's union, revoked ones too. Whom the money has not reached as term comes near is told
/// by `paid` and `received`, of one union by `union`. With `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream,
/// from `cursor` on.
#[utoipa::path(params(AwardQuery), responses((status = 200, description = "A page of awards", content((List<Award> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/awards")]
async fn list_awards(
    state: Data<State>,
    signed_in: SignedIn,
    wanted: Wanted,
    query: Query<AwardQuery>,
) -> Result<Listed<Award>, Problem> {
    let AwardQuery {
        campaign,
        application,
        state: stands,
        fund,
        union,
        paid,
        received,
        filed,
        updated_since,
        limit,
        cursor,
        total,
    } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = Filter { campaign, application, state: stands, fund, union, paid, received, filed };
    let own = signed_in.actor.union;
    let read = async move |paging: Paging| -> Result<_, Problem> {
        Ok(state.store.read(async |work| work.awards().list(own, &filter, paging).await).await?)
    };
    wanted.list(paging, read).await
}

/// Read an award.
#[utoipa::path(params(AwardPath), responses((status = 200, description = "The award", body = Award)))]
#[get("/awards/{id}")]
async fn find_award(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<AwardPath>,
) -> Result<Found<Award>, Problem> {
    let union = signed_in.actor.union;
    let found = state.store.read(async |work| work.awards().find(union, path.0.id).await).await?;
    let award = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: award.version, view: award })
}

/// Why an award gives its money back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Released {
    /// Why.
    #[schema(example = "改由市级资金支付")]
    ground: Line,
}

/// Give the money of an award back to its fund.
///
/// It waits for money again, and gets it with the next that are funded, from whichever fund. The case stays approved.
#[utoipa::path(params(AwardPath), request_body = Released, responses((status = 200, description = "It waits for money", body = Award)))]
#[post("/awards/{id}/release")]
async fn release_award(write: Write, path: Path<AwardPath>, body: Body<Released>) -> Result<Answer, Problem> {
    let ground = &body.value.ground;
    write
        .once(&body.octets, async |work| {
            let read = work.awards().find(write.actor.union, path.0.id).await?;
            let award = read.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(award.version)?;
            expect_spent_by(work, &write, &award).await?;
            let released = work.awards().release(&award, ground).await?;
            let entry = Entry::new(Act::ReleaseAward, Subject::new("application", award.application.raw()));
            Ok(Logged::new(Answer::ok(released.version, &released)?, entry.change(&award, &released)?))
        })
        .await
}

/// The award must have money, of a fund of the actor's own union, and no payment under way.
async fn expect_spent_by(work: &Work, write: &Write, award: &Award) -> Result<(), Problem> {
    let Some(fund) = award.fund else {
        return Err(Problem::new(Code::Refused).by("award_without_money", None).detail(
            "该救助尚未安排资金,无须退回",
            "no fund has set money aside for this award; nothing is to be given back",
        ));
    };
    if work.payments().under_way(award.application).await?.is_some() {
        return Err(Problem::new(Code::Refused).by("award_being_paid", None).detail(
            "该救助已列入发放批次,不能退回资金;请先撤销该批次",
            "a payment of this award is under way, and it keeps its money; dissolve the batch first",
        ));
    }
    let read = work.funds().find_within(write.actor.jurisdiction(), fund).await?;
    if read.is_some_and(|read| read.union == write.actor.union) {
        return Ok(());
    }
    Err(Problem::new(Code::Refused).by("fund_of_another", None).detail(
        "该救助由其他工会的资金安排,由该工会财务人员办理",
        "the money is of a fund of another union, whose finance officers release it",
    ))
}

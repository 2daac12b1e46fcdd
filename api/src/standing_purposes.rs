//! Standing purposes over HTTP: for what a program may see whole values, by whose leave, how many on a day.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::{Deed, Jurisdiction};
use domain::disclosure::{DisclosurePurpose, SensitiveField};
use domain::id::{AccountId, StandingPurposeId, UnionId};
use domain::log::Act;
use domain::name::Line;
use domain::standing_purpose::{StandingPurpose, may_stand};
use domain::term::Term;
use domain::time::{Day, Instant};
use persistence::accounts::Holder;
use persistence::standing_purposes::{Filter, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::limits::Rows;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The most values on a day that a program is granted.
const MOST_A_DAY: u32 = 1_000_000;

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("disclosures")
        .allow(Allow::Can(Deed::ReadDisclosures), || list_standing_purposes)
        .allow(Allow::Can(Deed::ReadDisclosures), || find_standing_purpose)
        .allow(Allow::Can(Deed::GrantPurposes), || grant_standing_purpose)
        .allow_versioned(Allow::Can(Deed::GrantPurposes), || end_standing_purpose)
}

/// Which standing purpose.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct StandingPurposePath {
    /// The standing purpose.
    id: StandingPurposeId,
}

/// Which standing purposes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StandingPurposeQuery {
    /// Of this program.
    account: Option<AccountId>,
    /// In force on this day.
    on: Option<Day>,
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

/// List standing purposes.
///
/// Those for unions of one's own part of the tree, those that are over too.
#[utoipa::path(params(StandingPurposeQuery), responses((status = 200, description = "A page of standing purposes", body = List<StandingPurpose>)))]
#[get("/standing-purposes")]
async fn list_standing_purposes(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<StandingPurposeQuery>,
) -> Result<List<StandingPurpose>, Problem> {
    let StandingPurposeQuery { account, on, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { account, on });
    let page =
        state.store.read(async |work| work.standing_purposes().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a standing purpose.
#[utoipa::path(params(StandingPurposePath), responses((status = 200, description = "The standing purpose", body = StandingPurpose)))]
#[get("/standing-purposes/{id}")]
async fn find_standing_purpose(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<StandingPurposePath>,
) -> Result<Found<StandingPurpose>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found =
        state.store.read(async |work| work.standing_purposes().find_within(within, path.0.id).await).await?;
    let purpose = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: purpose.version, view: purpose })
}

/// A standing purpose to be granted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStandingPurpose {
    /// The program's account; its scopes must have `disclosures`, or for the national system's side `national_records`, besides, which
    /// an administrator of accounts gives.
    account: AccountId,
    /// The union whose families, with those of the unions below it, may be asked for: the program's own, or below it.
    union: UnionId,
    /// What for: `payment` for a bank, `national_report` for the national system.
    purpose: DisclosurePurpose,
    /// Which values.
    #[schema(value_type = Vec<SensitiveField>, min_items = 1, max_items = 5)]
    fields: Rows<SensitiveField, 1, 5>,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day, a year after the first at most.
    valid_to: Day,
    /// How many values on a day at most.
    #[schema(minimum = 1, maximum = 1_000_000, example = 5000)]
    most_a_day: u32,
    /// On what ground: the agreement or the document.
    #[schema(example = "银工发〔2018〕26号,代发协议")]
    ground: Line,
}

/// Grant a standing purpose.
///
/// By an administrator of security, to a program of one's own part of the tree. The program asks at `/disclosures` with that
/// purpose, and is shown what the purpose names and no more on a day than it says, each time on record. Two hands are needed: an
/// administrator of accounts makes the program with the scope `disclosures`, another officer grants what it may see. The national
/// system's side has the scope `national_records` and asks at `/national-records/due`.
#[utoipa::path(request_body = NewStandingPurpose, responses((status = 201, description = "Granted", body = StandingPurpose)))]
#[post("/standing-purposes")]
async fn grant_standing_purpose(write: Write, body: Body<NewStandingPurpose>) -> Result<Answer, Problem> {
    let new = &body.value;
    let today = write.at().day();
    let mut fields = new.fields.to_vec();
    fields.sort_unstable();
    fields.dedup();
    let said = Particulars {
        account: new.account,
        union: new.union,
        purpose: new.purpose,
        fields,
        term: Term { first: new.valid_from.unwrap_or(today), last: new.valid_to },
        most_a_day: new.most_a_day,
        ground: new.ground.clone(),
    };
    let mut flaws: Vec<Wrong> =
        said.term.flaws(today).into_iter().map(|flaw| Wrong::new(flaw.pointer(), flaw)).collect();
    flaws.extend(may_stand(said.purpose, &said.fields).err().map(|no| Wrong::new("/purpose", no)));
    if !(1..=MOST_A_DAY).contains(&said.most_a_day) {
        let told = ["每日上限为1至1000000项,请更正", "1 to 1000000 values a day; correct it"];
        flaws.push(Wrong::new("/most_a_day", told));
    }
    if !flaws.is_empty() {
        return Err(Problem::invalid(flaws));
    }
    write
        .once(&body.octets, async |work| {
            expect_program(work, write.actor.jurisdiction(), &said).await?;
            let granted = work.standing_purposes().add(&said).await?;
            let entry = Entry::new(Act::GrantPurpose, Subject::new("standing_purpose", granted.id.raw()));
            let path = format!("/standing-purposes/{}", granted.id);
            Ok(Logged::new(Answer::created(&path, granted.version, &granted)?, entry.change(&(), &granted)?))
        })
        .await
}

/// The program and the union must be there, and the union within what the program sees.
async fn expect_program(work: &Work, within: Jurisdiction, said: &Particulars) -> Result<(), Problem> {
    let program = work.accounts().find_within(within, Holder::Program, said.account).await?;
    let Some(program) = program else {
        let told = [
            "管辖范围内没有这个程序账号,请核对",
            "no such program in your jurisdiction; look it up at GET /api/v1/service-accounts",
        ];
        return Err(Problem::field("/account", told));
    };
    let below = Jurisdiction { root: program.union };
    let seen = work.unions().find_within(within, said.union).await?;
    if seen.is_none() || work.unions().find_within(below, said.union).await?.is_none() {
        let told = [
            "不是该程序账号所在工会或其下级,请更正",
            "neither the program's own union nor one below it; correct it",
        ];
        return Err(Problem::field("/union", told));
    }
    Ok(())
}

/// End a standing purpose early.
///
/// The program is shown nothing more under it from this answer on. What it was shown stays on record.
#[utoipa::path(params(StandingPurposePath), responses((status = 200, description = "Ended", body = StandingPurpose)))]
#[post("/standing-purposes/{id}/end")]
async fn end_standing_purpose(write: Write, path: Path<StandingPurposePath>) -> Result<Answer, Problem> {
    let today = write.at().day();
    write
        .once(&[], async |work| {
            let found = work.standing_purposes().find_within(write.actor.jurisdiction(), path.0.id).await?;
            let purpose = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(purpose.version)?;
            if purpose.is_over(today) {
                return Err(Problem::new(Code::Refused).by("standing_purpose_over", None).detail(
                    "该长期用途已经结束,无须再终止",
                    "this standing purpose is over already; nothing is left to end",
                ));
            }
            let ended = work.standing_purposes().end(&purpose).await?;
            let entry = Entry::new(Act::EndPurpose, Subject::new("standing_purpose", purpose.id.raw()));
            Ok(Logged::new(Answer::ok(ended.version, &ended)?, entry.change(&purpose, &ended)?))
        })
        .await
}

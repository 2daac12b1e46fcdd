//! Mandates over HTTP: which auditor looks at which part of the tree, from when to when, on what ground.

mod confirmation;

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::{Deed, Role};
use domain::confirmation::{Confirmation, ConfirmationState};
use domain::duties::OwnPost;
use domain::id::{AccountId, MandateId, UnionId};
use domain::log::Act;
use domain::mandate::Mandate;
use domain::name::{Line, Remark};
use domain::term::Term;
use domain::time::{Day, Instant};
use persistence::accounts::Holder;
use persistence::mandates::{Filter, Particulars};
use persistence::{Entry, LockKind, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::accounts::expect_other;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("mandates")
        .allow(Allow::Can(Deed::ReadMandates), || list_mandates)
        .allow(Allow::Can(Deed::ReadMandates), || find_mandate)
        .allow(Allow::Can(Deed::GiveMandates), || give_mandate)
        .allow_versioned(Allow::Can(Deed::GiveMandates), || end_mandate)
        .allow_versioned(Allow::Can(Deed::ConfirmPosts), || confirmation::confirm_mandate)
        .allow_versioned(Allow::Can(Deed::ConfirmPosts), || confirmation::decline_mandate)
}

/// Which mandate.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct MandatePath {
    /// The mandate.
    id: MandateId,
}

/// Which mandates.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MandateQuery {
    /// Of this auditor's account.
    account: Option<AccountId>,
    /// In force on this day.
    on: Option<Day>,
    /// That waits for a second officer, was confirmed, or was declined.
    confirmation: Option<ConfirmationState>,
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

/// List mandates.
///
/// Those over unions of one's own part of the tree, those that are over too: none is ever deleted.
#[utoipa::path(params(MandateQuery), responses((status = 200, description = "A page of mandates", body = List<Mandate>)))]
#[get("/mandates")]
async fn list_mandates(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<MandateQuery>,
) -> Result<List<Mandate>, Problem> {
    let MandateQuery { account, on, confirmation, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let (within, filter) = (signed_in.actor.jurisdiction(), Filter { account, on, confirmation });
    let page = state.store.read(async |work| work.mandates().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a mandate.
#[utoipa::path(params(MandatePath), responses((status = 200, description = "The mandate", body = Mandate)))]
#[get("/mandates/{id}")]
async fn find_mandate(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<MandatePath>,
) -> Result<Found<Mandate>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found = state.store.read(async |work| work.mandates().find_within(within, path.0.id).await).await?;
    let mandate = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: mandate.version, view: mandate })
}

/// A mandate to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMandate {
    /// The auditor's account. Its officer need not belong to the union that is audited.
    account: AccountId,
    /// The union that is audited, with those below it: the whole of what the auditor sees.
    union: UnionId,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day, a year after the first at most.
    valid_to: Day,
    /// 文号: the document that orders the audit.
    #[schema(example = "宁工审〔2018〕3号")]
    document: Line,
    /// What is to be audited, and why.
    #[schema(example = "2018年金秋助学资金专项审计")]
    ground: Remark,
}

/// Give a mandate.
///
/// By an administrator of security at or above the union that is audited, and not by a head, whose decisions are what is looked
/// at. One at a time for an account: what the auditor sees is the mandate's union and those below it, wherever the account is.
/// It is proposed, until another administrator, of security or of accounts, confirms it; that waits fourteen days. Without one in
/// force nothing exists for an auditor but `/me`.
#[utoipa::path(request_body = NewMandate, responses((status = 201, description = "Proposed", body = Mandate)))]
#[post("/mandates")]
async fn give_mandate(write: Write, body: Body<NewMandate>) -> Result<Answer, Problem> {
    let new = &body.value;
    let today = write.at().day();
    let said = Particulars {
        account: new.account,
        union: new.union,
        term: Term { first: new.valid_from.unwrap_or(today), last: new.valid_to },
        document: new.document.clone(),
        ground: new.ground.clone(),
        confirmation: Confirmation::proposed(write.actor.officer, write.at()),
    };
    let flaws: Vec<_> =
        said.term.flaws(today).into_iter().map(|flaw| Wrong::new(flaw.pointer(), flaw)).collect();
    if !flaws.is_empty() {
        return Err(Problem::invalid(flaws));
    }
    write
        .once_felt(&body.octets, async |work| {
            work.lock(LockKind::Post, said.account.raw()).await?;
            expect_auditor(&write, work, &said).await?;
            let mandate = work.mandates().add(&said).await?;
            let entry = Entry::new(Act::GiveMandate, Subject::new("mandate", mandate.id.raw()));
            let path = format!("/mandates/{}", mandate.id);
            Ok(Logged::new(Answer::created(&path, mandate.version, &mandate)?, entry.change(&(), &mandate)?))
        })
        .await
}

/// The account must be an auditor's, somebody else's, and without a mandate on these days; the union must be there.
async fn expect_auditor(write: &Write, work: &Work, said: &Particulars) -> Result<(), Problem> {
    let within = write.actor.jurisdiction();
    let account = work.accounts().find_within(within, Holder::Officer, said.account).await?;
    let Some(account) = account.filter(|account| account.role == Role::Auditor) else {
        let told = [
            "管辖范围内没有这个审计人员账号,请核对",
            "no account of an auditor in your jurisdiction; look it up at GET /api/v1/accounts?role=auditor",
        ];
        return Err(Problem::field("/account", told));
    };
    if work.unions().find_within(within, said.union).await?.is_none() {
        let told = [
            "管辖范围内没有这个工会,请核对",
            "no such union in your jurisdiction; look it up at GET /api/v1/unions",
        ];
        return Err(Problem::field("/union", told));
    }
    expect_other(&write.actor, account.officer, OwnPost::Mandate)?;
    let today = write.at().day();
    let others = work.mandates().overlapping(said.account, said.term).await?;
    match others.iter().find(|other| !other.is_over(today)) {
        Some(other) => Err(Problem::new(Code::Refused).by("mandated_already", None).detail(
            format!("该账号已有{}至{}的审计授权,请先终止或另定日期", other.valid_from, other.valid_to),
            format!(
                "this account has a mandate from {} to {} already; end that first, or choose other days",
                other.valid_from, other.valid_to
            ),
        )),
        None => Ok(()),
    }
}

/// End a mandate early.
///
/// Felt like a closed account: the auditor's sessions end, here at once and on other processes within five seconds. What they
/// did stays on record.
#[utoipa::path(params(MandatePath), responses((status = 200, description = "Ended", body = Mandate)))]
#[post("/mandates/{id}/end")]
async fn end_mandate(write: Write, path: Path<MandatePath>) -> Result<Answer, Problem> {
    let (today, now) = (write.at().day(), write.state().clock.real());
    write
        .once_felt(&[], async |work| {
            let found = work.mandates().find_within(write.actor.jurisdiction(), path.0.id).await?;
            let mandate = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(mandate.version)?;
            if mandate.is_over(today) {
                return Err(Problem::new(Code::Refused).by("mandate_over", None).detail(
                    "该审计授权已经结束,无须再终止",
                    "this mandate is over already; nothing is left to end",
                ));
            }
            let ended = work.mandates().end(&mandate).await?;
            if mandate.in_force(today) {
                work.sessions().end_all(mandate.account, now).await?;
            }
            let entry = Entry::new(Act::EndMandate, Subject::new("mandate", mandate.id.raw()));
            Ok(Logged::new(Answer::ok(ended.version, &ended)?, entry.change(&mandate, &ended)?))
        })
        .await
}

//! Delegations over HTTP: who lends a post to whom, from day to day.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::Deed;
use domain::delegation::{Delegation, Lending};
use domain::duties::Held;
use domain::id::{AccountId, DelegationId, OfficerId};
use domain::log::Act;
use domain::name::Line;
use domain::time::{Day, Instant};
use persistence::delegations::{Filter, Particulars};
use persistence::{Entry, LockKind, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::accounts::expect_apart;
use crate::as_of;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem, Wrong};
use crate::route::{Allow, Routes};
use crate::sessions::standing::acts_for;
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("delegations")
        .allow(Allow::Can(Deed::ReadDelegations), || list_delegations)
        .allow(Allow::Can(Deed::ReadDelegations), || find_delegation)
        .allow(Allow::Can(Deed::Delegate), || create_delegation)
        .allow_versioned(Allow::Can(Deed::Delegate), || end_delegation)
}

/// Which delegation.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct DelegationPath {
    /// The delegation.
    id: DelegationId,
}

/// Which delegations.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DelegationQuery {
    /// Of this post.
    account: Option<AccountId>,
    /// To this officer.
    officer: Option<OfficerId>,
    /// In force on this day, which may be one to come.
    on: Option<Day>,
    /// In force on this day in Beijing, each as it stood at its end; no day to come.
    as_of: Option<Day>,
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

/// List delegations.
///
/// Of posts at one's own union and below, those that are over too.
#[utoipa::path(params(DelegationQuery), responses((status = 200, description = "A page of delegations", body = List<Delegation>)))]
#[get("/delegations")]
async fn list_delegations(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<DelegationQuery>,
) -> Result<List<Delegation>, Problem> {
    let DelegationQuery { account, officer, on, as_of, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let filter = Filter { account, officer, on, as_of: as_of::asked(as_of, &state)? };
    let page = state.store.read(async |work| work.delegations().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read a delegation.
#[utoipa::path(params(DelegationPath), responses((status = 200, description = "The delegation", body = Delegation)))]
#[get("/delegations/{id}")]
async fn find_delegation(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<DelegationPath>,
) -> Result<Found<Delegation>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found =
        state.store.read(async |work| work.delegations().find_within(within, path.0.id).await).await?;
    let delegation = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: delegation.version, view: delegation })
}

/// One's own post, to be lent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDelegation {
    /// The officer who shall act in it: a caseworker, head or finance officer of the same union.
    officer: OfficerId,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day.
    valid_to: Day,
    /// Why.
    reasons: Line,
}

/// Lend one's post.
///
/// The post of the account that is signed in. From the first to the last day the other officer enters it by
/// `/sessions/delegated` and acts in it beside its owner; what they do stands in history and log under their
/// own name. Separation of duties compares officers, so nobody gains by it what they had to keep off before.
/// Felt on this process at once, on others within five seconds.
#[utoipa::path(request_body = NewDelegation, responses((status = 201, description = "Created", body = Delegation)))]
#[post("/delegations")]
async fn create_delegation(write: Write, body: Body<NewDelegation>) -> Result<Answer, Problem> {
    let today = write.at().day();
    let new = &body.value;
    let said = Particulars {
        account: write.actor.account,
        officer: new.officer,
        valid_from: new.valid_from.unwrap_or(today),
        valid_to: new.valid_to,
        reasons: new.reasons.clone(),
    };
    write
        .once_felt(&body.octets, async |work| {
            work.lock(LockKind::Post, said.account.raw()).await?;
            expect_lendable(&write, work, &said, today).await?;
            let post = Held { role: write.actor.role, first: said.valid_from, last: Some(said.valid_to) };
            expect_apart(work, said.officer, post).await?;
            let lent = work.delegations().add(&said).await?;
            let entry = Entry::new(Act::Delegate, Subject::new("delegation", lent.id.raw()));
            let answer = Answer::created(&format!("/delegations/{}", lent.id), lent.version, &lent)?;
            Ok(Logged::new(answer, entry.change(&(), &lent)?))
        })
        .await
}

/// Refuses to lend a post to whom, or for when, it cannot be lent.
async fn expect_lendable(write: &Write, work: &Work, said: &Particulars, today: Day) -> Result<(), Problem> {
    let owner = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let mut colleague = false;
    for post in work.accounts().of_officers(&[said.officer], today).await? {
        colleague |= post.role.is_lent() && acts_for(work, post.union).await?.0 == write.actor.union;
    }
    let (valid_from, valid_to) = (said.valid_from, said.valid_to);
    let lending = Lending { owner, delegate: said.officer, colleague, valid_from, valid_to };
    let flaws: Vec<_> = lending.flaws(today).iter().map(|flaw| Wrong::new(flaw.pointer(), flaw)).collect();
    if !flaws.is_empty() {
        return Err(Problem::invalid(flaws));
    }
    match work.delegations().overlapping(said.account, valid_from, valid_to).await?.first() {
        Some(other) => Err(Problem::new(Code::Refused).by("lent_already", None).detail(
            format!("该岗位已于{}至{}委托他人,请先终止或另定日期", other.valid_from, other.valid_to),
            format!(
                "lent already from {} to {}; end that first, or choose other days",
                other.valid_from, other.valid_to
            ),
        )),
        None => Ok(()),
    }
}

/// End a delegation early.
///
/// By the officer who lent the post, or the one to whom it was lent. Sessions in it end: here at once, on
/// other processes within five seconds.
#[utoipa::path(params(DelegationPath), responses((status = 200, description = "Ended", body = Delegation)))]
#[post("/delegations/{id}/end")]
async fn end_delegation(write: Write, path: Path<DelegationPath>) -> Result<Answer, Problem> {
    let today = write.at().day();
    write
        .once_felt(&[], async |work| {
            let found = work.delegations().find_within(write.actor.jurisdiction(), path.0.id).await?;
            let lent = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(lent.version)?;
            let owner = work.accounts().find(lent.account).await?.and_then(|account| account.officer);
            if ![owner, Some(lent.officer)].contains(&write.actor.officer) {
                return Err(Problem::new(Code::Forbidden).detail(
                    "只有委托人或受托人可以提前终止,请由其办理",
                    "only who lent the post, or to whom it was lent, ends it; ask one of them",
                ));
            }
            if lent.is_over(today) {
                return Err(Problem::new(Code::Refused).by("delegation_over", None).detail(
                    "该委托已经结束,无须再终止",
                    "this delegation is over already; nothing is left to end",
                ));
            }
            let ended = work.delegations().end(&lent).await?;
            let entry = Entry::new(Act::EndDelegation, Subject::new("delegation", lent.id.raw()));
            Ok(Logged::new(Answer::ok(ended.version, &ended)?, entry.change(&lent, &ended)?))
        })
        .await
}

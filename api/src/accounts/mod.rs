//! Accounts over HTTP: which officer holds which post where, and from when to when.

mod apart;
pub(crate) mod change;
pub(crate) mod confirmation;
mod new;
mod second_factor;
mod sign_ins;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Deed, Jurisdiction, Role};
use domain::account::Account;
use domain::confirmation::ConfirmationState;
use domain::id::{AccountId, OfficerId, UnionId};
use domain::time::{Day, Instant};
use persistence::Work;
use persistence::accounts::{Filter, Holder};
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) use self::apart::{expect_apart, expect_other, refused_own};
pub(crate) use self::new::add;
use crate::State;
use crate::as_of::{self, AsOfQuery};
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("accounts")
        .allow(Allow::Can(Deed::ReadAccounts), || list_accounts)
        .allow(Allow::Can(Deed::ReadAccounts), || find_account)
        .allow(Allow::Can(Deed::ManageAccounts), || new::create_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::change_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::close_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::reset_password)
        .allow_versioned(Allow::Can(Deed::ConfirmPosts), || confirmation::confirm_account)
        .allow_versioned(Allow::Can(Deed::ConfirmPosts), || confirmation::decline_account)
        .allow(Allow::Can(Deed::ManageSessions), || sign_ins::find_sign_in_wait)
        .allow(Allow::Can(Deed::ManageSessions), || sign_ins::lift_sign_in_wait)
        .allow(Allow::Can(Deed::ManageSessions), || second_factor::take_second_factor_away)
}

/// Which account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AccountPath {
    /// The account.
    pub(crate) id: AccountId,
}

/// An account of an officer or of a program in a jurisdiction.
pub(crate) async fn find_any(work: &Work, within: Jurisdiction, id: AccountId) -> Result<Account, Problem> {
    for holder in [Holder::Officer, Holder::Program] {
        if let Some(account) = work.accounts().find_within(within, holder, id).await? {
            return Ok(account);
        }
    }
    Err(Problem::new(Code::NotFound))
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AccountQuery {
    /// At this union.
    union: Option<UnionId>,
    /// Of this officer.
    officer: Option<OfficerId>,
    /// In this role.
    role: Option<Role>,
    /// With this in its user name.
    #[param(min_length = 1, max_length = 40, example = "caseworker")]
    username: Option<String>,
    /// That waits for a second officer, was confirmed, or was declined.
    confirmation: Option<ConfirmationState>,
    /// Held on this day in Beijing, each as it stood at its end; no day to come.
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

/// List accounts.
///
/// With `as_of` those that were held on that day, closed ones too, each with the days and the confirmation that it had at its
/// end: who held which role at which union.
#[utoipa::path(params(AccountQuery), responses((status = 200, description = "A page of accounts", body = List<Account>)))]
#[get("/accounts")]
async fn list_accounts(
    state: Data<State>,
    signed_in: crate::gate::SignedIn,
    query: Query<AccountQuery>,
) -> Result<List<Account>, Problem> {
    let AccountQuery {
        union,
        officer,
        role,
        username,
        confirmation,
        as_of,
        updated_since,
        limit,
        cursor,
        total,
    } = query.0;
    let as_of = as_of::asked(as_of, &state)?;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let filter = Filter { holder: Holder::Officer, union, officer, role, username, confirmation, as_of };
    let page = state.store.read(async |work| work.accounts().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read an account.
#[utoipa::path(params(AccountPath, AsOfQuery), responses((status = 200, description = "The account", body = Account)))]
#[get("/accounts/{id}")]
async fn find_account(
    state: Data<State>,
    signed_in: crate::gate::SignedIn,
    path: Path<AccountPath>,
    query: Query<AsOfQuery>,
) -> Result<Found<Account>, Problem> {
    let (within, id) = (signed_in.actor.jurisdiction(), path.0.id);
    let as_of = query.0.asked(&state)?;
    let found = state
        .store
        .read(async |work| match as_of {
            Some(as_of) => work.accounts().find_as_of(within, id, as_of).await,
            None => work.accounts().find_within(within, Holder::Officer, id).await,
        })
        .await?;
    let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: account.version, view: account })
}

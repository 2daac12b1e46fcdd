//! Accounts over HTTP: which officer holds which post where, and from when to when.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::{Deed, Role};
use domain::account::{Account, Username};
use domain::id::{AccountId, OfficerId, UnionId};
use domain::time::{Day, Instant};
use persistence::accounts::{Filter, Particulars};
use persistence::{Act, Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::State;
use crate::body::{Body, Field};
use crate::list::{Found, List, ListQuery, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::sessions::password::NewPassword;
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("accounts")
        .allow(Allow::Can(Deed::ReadAccounts), || list_accounts)
        .allow(Allow::Can(Deed::ReadAccounts), || find_account)
        .allow(Allow::Can(Deed::ManageAccounts), || create_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || close_account)
}

/// Which account.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct AccountPath {
    /// The account.
    id: AccountId,
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
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(minimum = 1, maximum = 200, example = 50)]
    limit: Option<u64>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List accounts.
#[utoipa::path(params(AccountQuery), responses((status = 200, description = "A page of accounts", body = List<Account>)))]
#[get("/accounts")]
async fn list_accounts(
    state: Data<State>,
    signed_in: crate::gate::SignedIn,
    query: Query<AccountQuery>,
) -> Result<List<Account>, Problem> {
    let AccountQuery { union, officer, role, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let filter = Filter { union, officer, role };
    let page = state.store.read(async |work| work.accounts().list(within, &filter, paging).await).await?;
    Ok(page.into())
}

/// Read an account.
#[utoipa::path(params(AccountPath), responses((status = 200, description = "The account", body = Account)))]
#[get("/accounts/{id}")]
async fn find_account(
    state: Data<State>,
    signed_in: crate::gate::SignedIn,
    path: Path<AccountPath>,
) -> Result<Found<Account>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let found = state.store.read(async |work| work.accounts().find_within(within, path.0.id).await).await?;
    let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: account.version, view: account })
}

/// An account to be made.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// The name to sign in with.
    #[validate(nested)]
    username: Field<Username>,
    /// The first password.
    #[validate(nested)]
    password: Field<NewPassword>,
    /// The officer; none for a program.
    officer: Option<OfficerId>,
    /// The union where the post is.
    #[validate(nested)]
    union: Field<UnionId>,
    /// The role.
    #[validate(nested)]
    role: Field<Role>,
    /// What a program may do; empty for officers.
    #[serde(default)]
    scopes: Vec<Deed>,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day; none while it is open.
    valid_to: Option<Day>,
}

/// Create an account.
///
/// At a union of one's own part of the tree. A program's account has no officer, and says what it may do.
#[utoipa::path(request_body = NewAccount, responses((status = 201, description = "Created", body = Account)))]
#[post("/accounts")]
async fn create_account(write: Write, body: Body<NewAccount>) -> Result<Answer, Problem> {
    let new = &body.value;
    let role = new.role.legal()?;
    if (role == Role::Service) != new.officer.is_none() {
        return Err(Problem::invalid_field("/officer", "every account but a program's has an officer"));
    }
    let said = Particulars {
        username: new.username.legal()?,
        officer: new.officer,
        union: new.union.legal()?,
        role,
        scopes: new.scopes.clone(),
        valid_from: new.valid_from.unwrap_or_else(|| write.at().day()),
        valid_to: new.valid_to,
    };
    let hash = write.state().passwords.hash(new.password.legal()?.reveal()).await?;
    write
        .once(&body.octets, async |work| {
            let union = work.unions().find_within(write.actor.jurisdiction(), said.union).await?;
            union.ok_or_else(|| Problem::invalid_field("/union", "no such union in your jurisdiction"))?;
            if let Some(officer) = said.officer {
                let officer = work.officers().find(officer).await?;
                officer.ok_or_else(|| Problem::invalid_field("/officer", "no such officer"))?;
            }
            let account = work.accounts().add(&said, &hash).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            let answer = Answer::created(&format!("/accounts/{}", account.id), account.version, &account)?;
            Ok(Logged::new(answer, entry.change(&(), &account)?))
        })
        .await
}

/// The last day of a post.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {
    /// The last day; yesterday ends it at once.
    #[validate(nested)]
    last_day: Field<Day>,
}

/// Close an account.
///
/// Its sessions end within seconds of its last day's end. What it did stays on record.
#[utoipa::path(params(AccountPath), request_body = Closing, responses((status = 200, description = "Closed", body = Account)))]
#[post("/accounts/{id}/close")]
async fn close_account(
    write: Write,
    path: Path<AccountPath>,
    body: Body<Closing>,
) -> Result<Answer, Problem> {
    let last = body.value.last_day.legal()?;
    write
        .once(&body.octets, async |work| {
            let found = work.accounts().find_within(write.actor.jurisdiction(), path.0.id).await?;
            let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(account.version)?;
            let closed = work.accounts().close(&account, last).await?;
            let entry = Entry::new(Act::CloseAccount, Subject::new("account", account.id.raw()));
            Ok(Logged::new(Answer::ok(closed.version, &closed)?, entry.change(&account, &closed)?))
        })
        .await
}

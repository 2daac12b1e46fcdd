//! Accounts over HTTP: which officer holds which post where, and from when to when.

mod apart;
pub(crate) mod change;
pub(crate) mod confirmation;
mod second_factor;
mod sign_ins;

use actix_web::web::Data;
use actix_web::{get, post};
use domain::access::{Deed, Jurisdiction, Role};
use domain::account::{Account, Username};
use domain::confirmation::{Confirmation, ConfirmationState};
use domain::duties::{Held, OwnPost};
use domain::id::{AccountId, OfficerId, UnionId};
use domain::log::Act;
use domain::time::{Day, Instant};
use persistence::accounts::{Filter, Holder, Particulars};
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use self::apart::expect_known;
pub(crate) use self::apart::{expect_apart, expect_other, refused_own};
use crate::State;
use crate::body::Body;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::sessions::password::NewPassword;
use crate::sessions::strength::Owner;
use crate::unions::expect_open;
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("accounts")
        .allow(Allow::Can(Deed::ReadAccounts), || list_accounts)
        .allow(Allow::Can(Deed::ReadAccounts), || find_account)
        .allow(Allow::Can(Deed::ManageAccounts), || create_account)
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
#[utoipa::path(params(AccountQuery), responses((status = 200, description = "A page of accounts", body = List<Account>)))]
#[get("/accounts")]
async fn list_accounts(
    state: Data<State>,
    signed_in: crate::gate::SignedIn,
    query: Query<AccountQuery>,
) -> Result<List<Account>, Problem> {
    let AccountQuery { union, officer, role, username, confirmation, updated_since, limit, cursor, total } =
        query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let filter = Filter { holder: Holder::Officer, union, officer, role, username, confirmation };
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
    let found = state
        .store
        .read(async |work| work.accounts().find_within(within, Holder::Officer, path.0.id).await)
        .await?;
    let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: account.version, view: account })
}

/// An account to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// The name to sign in with.
    username: Username,
    /// The first password.
    password: NewPassword,
    /// The officer whose post it is.
    officer: OfficerId,
    /// The union where the post is.
    union: UnionId,
    /// The role; programs have `/service-accounts`.
    role: Role,
    /// The first day; today unless said.
    valid_from: Option<Day>,
    /// The last day; none while it is open.
    valid_to: Option<Day>,
}

/// Create an account.
///
/// At a union of one's own part of the tree, for somebody else. It is proposed, until another officer confirms it: an
/// administrator's, auditor's or finance officer's, who must have a citizen id on record, is good for nothing until then, and any
/// other for all but whole values, papers and confirming. Union, role and officer of an account never change: another
/// post is another account. Its owner changes the first password. Administrators of accounts, of security and auditors are
/// different officers, none of whom works on cases or money on the same days; a small union's may sit at the union above.
#[utoipa::path(request_body = NewAccount, responses((status = 201, description = "Created", body = Account)))]
#[post("/accounts")]
async fn create_account(write: Write, body: Body<NewAccount>) -> Result<Answer, Problem> {
    let new = &body.value;
    let (role, officer) = (new.role, new.officer);
    if role == Role::Service {
        return Err(Problem::field(
            "/role",
            ["程序账号请用/service-accounts建立", "programs are made at /service-accounts"],
        ));
    }
    let valid_from = new.valid_from.unwrap_or_else(|| write.at().day());
    let said = Particulars {
        username: new.username.clone(),
        officer: Some(officer),
        union: new.union,
        role,
        scopes: Vec::new(),
        valid_from,
        valid_to: new.valid_to,
        confirmation: Confirmation::proposed(write.actor.officer, write.at()),
    };
    expect_other(&write.actor, said.officer, OwnPost::Give)?;
    let owner = async |work: &Work| Owner::of(work, new.username.as_str(), Some(officer), new.union).await;
    let owner = write.state().store.read(owner).await?;
    let hash = write.state().passwords.choose("/password", &new.password, owner).await?;
    let post = Held { role, first: valid_from, last: new.valid_to };
    write
        .once_felt(&body.octets, async |work| {
            let Some(found) = work.officers().find_within(write.actor.jurisdiction(), officer).await? else {
                return Err(Problem::field(
                    "/officer",
                    [
                        "管辖范围内没有这名人员,请核对",
                        "no such officer in your jurisdiction; look them up at GET /api/v1/officers",
                    ],
                ));
            };
            expect_apart(work, officer, post).await?;
            expect_known(work, &found, role).await?;
            let account = add(&write, work, &said, &hash).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            let answer = Answer::created(&format!("/accounts/{}", account.id), account.version, &account)?;
            Ok(Logged::new(answer, entry.change(&(), &account)?))
        })
        .await
}

/// Adds an account at a union of the administrator's jurisdiction.
pub(crate) async fn add(
    write: &Write,
    work: &Work,
    said: &Particulars,
    hash: &str,
) -> Result<Account, Problem> {
    if work.unions().find_within(write.actor.jurisdiction(), said.union).await?.is_none() {
        return Err(Problem::field(
            "/union",
            [
                "管辖范围内没有这个工会,请核对",
                "no such union in your jurisdiction; look it up at GET /api/v1/unions",
            ],
        ));
    }
    expect_open(work, said.union, "/union").await?;
    if said.valid_to.is_some_and(|last| last < said.valid_from) {
        return Err(Problem::field(
            "/valid_to",
            ["截止日不得早于起始日,请更正", "the last day is the first day or later; correct it"],
        ));
    }
    // A program has its secret from the service itself.
    let given = said.officer.is_some();
    Ok(work.accounts().add(said, hash, given).await?)
}

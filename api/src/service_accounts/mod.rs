//! Programs over HTTP: which have a way in, where, and what for. They read; none decides.

mod change;

use actix_web::web::Data;
use actix_web::{get, post};
use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::{Deed, Role, Scope};
use domain::account::{Account, Username};
use domain::confirmation::Confirmation;
use domain::id::{AccountId, UnionId};
use domain::log::Act;
use domain::time::{Day, Instant};
use persistence::accounts::{Filter, Holder, Particulars};
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::State;
use crate::accounts::add;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("service-accounts")
        .allow(Allow::Can(Deed::ReadAccounts), || list_service_accounts)
        .allow(Allow::Can(Deed::ReadAccounts), || find_service_account)
        .allow(Allow::Can(Deed::ManageAccounts), || create_service_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::change_service_account)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::rotate_secret)
        .allow_versioned(Allow::Can(Deed::ManageAccounts), || change::close_service_account)
}

/// A program's way in.
#[derive(Clone, Serialize, ToSchema)]
struct ServiceAccount {
    /// The account.
    id: AccountId,
    /// The name with which the program signs in at `/sessions`.
    username: Username,
    /// The union whose part of the tree it sees.
    union: UnionId,
    /// What it is for; with none it reads campaigns, code lists, schools and the like.
    scopes: Vec<Scope>,
    /// The first day.
    valid_from: Day,
    /// The last day; none while it is open.
    valid_to: Option<Day>,
    /// Who wants it, and who agreed.
    confirmation: Confirmation,
    /// The version of this record.
    version: i64,
    /// When it was last changed.
    updated_at: Instant,
}

impl From<&Account> for ServiceAccount {
    fn from(account: &Account) -> Self {
        Self {
            id: account.id,
            username: account.username.clone(),
            union: account.union,
            scopes: account.scopes.clone(),
            valid_from: account.valid_from,
            valid_to: account.valid_to,
            confirmation: account.confirmation,
            version: account.version,
            updated_at: account.updated_at,
        }
    }
}

/// A program's way in with its secret, which is told this once.
#[derive(Serialize, ToSchema)]
struct ServiceAccountSecret {
    /// The account.
    #[serde(flatten)]
    account: ServiceAccount,
    /// The secret, for `password` at `/sessions`. It is kept as a hash only: lost, it is rotated.
    #[schema(example = "jM1Cw6Yd3kq6bW0m1P9xVQ3sJmJqzqkRk1v2yXoQ5cI")]
    secret: String,
}

/// 32 random octets as text.
fn new_secret() -> Result<String, Problem> {
    let mut octets = [0; 32];
    rand::fill(&mut octets).map_err(|_| Problem::new(Code::Internal))?;
    Ok(URL_SAFE_NO_PAD.encode(octets))
}

/// Which program.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ServiceAccountPath {
    /// The program's account.
    id: AccountId,
}

impl ServiceAccountPath {
    const fn which(&self) -> (Holder, AccountId) {
        (Holder::Program, self.id)
    }
}

/// Which programs.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ServiceAccountQuery {
    /// At this union.
    union: Option<UnionId>,
    /// With this in its name.
    #[param(min_length = 1, max_length = 40, example = "program")]
    username: Option<String>,
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

/// List programs.
#[utoipa::path(params(ServiceAccountQuery), responses((status = 200, description = "A page of programs", body = List<ServiceAccount>)))]
#[get("/service-accounts")]
async fn list_service_accounts(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<ServiceAccountQuery>,
) -> Result<List<ServiceAccount>, Problem> {
    let ServiceAccountQuery { union, username, updated_since, limit, cursor, total } = query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let within = signed_in.actor.jurisdiction();
    let filter = Filter {
        holder: Holder::Program,
        union,
        officer: None,
        role: None,
        username,
        confirmation: None,
        as_of: None,
    };
    let page = state.store.read(async |work| work.accounts().list(within, &filter, paging).await).await?;
    Ok(page.map(|account| ServiceAccount::from(&account)).into())
}

/// Read a program.
#[utoipa::path(params(ServiceAccountPath), responses((status = 200, description = "The program", body = ServiceAccount)))]
#[get("/service-accounts/{id}")]
async fn find_service_account(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<ServiceAccountPath>,
) -> Result<Found<ServiceAccount>, Problem> {
    let (within, (holder, id)) = (signed_in.actor.jurisdiction(), path.0.which());
    let found = state.store.read(async |work| work.accounts().find_within(within, holder, id).await).await?;
    let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    Ok(Found { version: account.version, view: ServiceAccount::from(&account) })
}

/// A program to be let in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewServiceAccount {
    /// The name with which it signs in.
    #[schema(example = "program.640100")]
    username: Username,
    /// The union whose part of the tree it sees.
    union: UnionId,
    /// What it is for.
    scopes: Vec<Scope>,
    /// The last day; null while it is open.
    valid_to: Option<Day>,
}

/// Each scope once, in one order.
fn each_once(scopes: &[Scope]) -> Vec<Scope> {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// Let a program in.
///
/// It is proposed, until another officer confirms it (`/accounts/{id}/confirmation`): until then it sees no whole values and no
/// papers. The answer tells its secret, this once; the same request repeated under its key is answered as before.
#[utoipa::path(request_body = NewServiceAccount, responses((status = 201, description = "Created", body = ServiceAccountSecret)))]
#[post("/service-accounts")]
async fn create_service_account(write: Write, body: Body<NewServiceAccount>) -> Result<Answer, Problem> {
    let new = &body.value;
    let said = Particulars {
        username: new.username.clone(),
        officer: None,
        union: new.union,
        role: Role::Service,
        scopes: each_once(&new.scopes),
        valid_from: write.at().day(),
        valid_to: new.valid_to,
        confirmation: Confirmation::proposed(write.actor.officer, write.at()),
    };
    let secret = new_secret()?;
    let hash = write.state().passwords.hash(&secret).await?;
    write
        .once(&body.octets, async |work| {
            let account = add(&write, work, &said, &hash).await?;
            let entry = Entry::new(Act::CreateAccount, Subject::new("account", account.id.raw()));
            let entry = entry.change(&(), &account)?;
            let (path, version) = (format!("/service-accounts/{}", account.id), account.version);
            let view = ServiceAccountSecret { account: (&account).into(), secret: secret.clone() };
            Ok(Logged::new(Answer::created(&path, version, &view)?, entry))
        })
        .await
}

//! How does somebody sign in? Counted first, then the password, then the code of a second factor.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use domain::account::Username;
use domain::id::{AccountId, UnionId};
use domain::log::Act;
use domain::time::Day;
use persistence::second_factors::SecondFactor;
use persistence::sign_ins::Typed;
use persistence::{Entry, Logged, Stamp, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::factor::TypedCode;
use super::guard::admit_code;
use super::standing::Standing;
use super::{Opening, Proof, Tokens, begin};
use crate::State;
use crate::address::Address;
use crate::body::Body;
use crate::edge::RequestId;
use crate::problem::{Code, Problem, ProblemView};

/// A user name and a password, or a program's secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The user name of an officer's or a program's account.
    #[schema(example = "caseworker.640104")]
    username: String,
    /// The password; of a program, its secret.
    #[schema(format = Password, example = "correct horse battery")]
    password: String,
    /// The code of the second factor, or a recovery code, where the account has one.
    code: Option<TypedCode>,
}

/// Sign in.
///
/// Officers with user name and password, programs with theirs and their secret.
/// An unknown name and a wrong password are answered alike, after the same work. After several failures the answer is
/// 429 with `Retry-After`: until then no password is looked at. The wait is a quarter of an hour at most, and whoever has
/// signed in from the same address before is not held up by failures from others. Wrong codes count of the account, from
/// wherever they come, with waits of up to four hours; a recovery code is taken at any time.
#[utoipa::path(request_body = Credentials, responses((status = 200, description = "Signed in", body = Tokens),
    (status = 401, description = "User name or password is wrong; or the code, which is asked for after the right password", body = ProblemView, content_type = "application/problem+json"),
    (status = 429, description = "Too many failed: none is looked at before `Retry-After`", body = ProblemView, content_type = "application/problem+json")))]
#[post("/sessions")]
pub(super) async fn create_session(
    request: HttpRequest,
    state: Data<State>,
    address: Address,
    body: Body<Credentials>,
) -> Result<Json<Tokens>, Problem> {
    let typed = Typed::new(&*state.store.keys().await?, &body.value.username, &address.to_string());
    let turn = state.guard.admit(&state, &typed).await?;
    let begun = judge(&request, &state, &typed, body.value).await;
    match begun.as_ref().err().map(|problem| problem.code) {
        // The password was right: that a code is asked for, is wrong, or comes too soon is no guess at it.
        Some(Code::CodeRequired | Code::WrongCode | Code::TooManyRequests) => {
            take_back(&state, &typed).await?;
        }
        // It was told neither right nor wrong. The time of this request may be over, so it is not waited for; whoever tries
        // again comes after it.
        Some(Code::Unavailable) => drop(actix_web::rt::spawn(async move {
            if let Err(problem) = take_back(&state, &typed).await {
                tracing::warn!(code = ?problem.code, "an attempt to sign in that nobody judged counts as a failure");
            }
            drop(turn);
        })),
        _ => {}
    }
    begun.map(Json)
}

/// What comes of credentials whose attempt is counted.
async fn judge(
    request: &HttpRequest,
    state: &State,
    typed: &Typed,
    Credentials { username, password, code }: Credentials,
) -> Result<Tokens, Problem> {
    // What is no user name is nobody's, and is looked for like one.
    let name = username.parse::<Username>().map(String::from).unwrap_or_default();
    let found = state.store.read(async |work| work.accounts().find_by_username(&name).await).await?;
    let hash = found.as_ref().map(|(_, hash)| hash.clone());
    let known = state.passwords.verify(&password, hash.clone()).await?;
    let today = state.clock.business().day();
    let bad = || Problem::new(Code::WrongCredentials);
    let named = found.map(|(account, _)| (account.id, account.union));
    let proved = match named.filter(|_| known) {
        Some((own, _)) => prove(state, own, today).await?,
        None => None,
    };
    let Some((standing, factor)) = proved else {
        fail(state, named, RequestId::of(request)).await?;
        return Err(bad());
    };
    if factor.is_some() && code.is_none() {
        return Err(Problem::new(Code::CodeRequired));
    }
    let factor = factor.zip(code);
    if let Some((_, code)) = &factor {
        admit_code(state, standing.own, &name, code).await?;
    }
    let proof = Proof { typed, hash: hash.unwrap_or_default(), factor };
    let begun = begin(state, &standing, Opening::of(request, Some(proof))).await;
    if matches!(&begun, Err(problem) if problem.code == Code::WrongCode) {
        // It counts of the account.
        fail(state, named, RequestId::of(request)).await?;
    }
    begun
}

/// Takes back what was counted: nothing was told wrong.
async fn take_back(state: &State, typed: &Typed) -> Result<(), Problem> {
    let now = state.clock.real();
    Ok(state.store.count_sign_ins(now, async |counts| counts.was_right(typed, false, now).await).await?)
}

/// Where somebody stands whose password was right, and which second factor they have.
async fn prove(
    state: &State,
    own: AccountId,
    today: Day,
) -> Result<Option<(Standing, Option<SecondFactor>)>, Problem> {
    state
        .store
        .read(async |work| {
            let Some(standing) = Standing::of(work, own, None, today, &state.factor_roles).await? else {
                return Ok(None);
            };
            let factor = work.second_factors().find(own).await?;
            Ok(Some((standing, factor.filter(|factor| factor.confirmed_at.is_some()))))
        })
        .await
}

/// A sign-in that failed, as its entry has it.
#[derive(Serialize)]
struct Failed {
    /// The account, if there is one of that name.
    account: Option<AccountId>,
    /// How many failed within the hour, of that account or of names that are nobody's: those between are left out.
    within_the_hour: u32,
}

/// Counts a sign-in that failed, and puts it on record, or those that few entries stand for; for the union of the account where
/// there is one. Which account it is lies in the sealed detail alone.
async fn fail(state: &State, named: Option<(AccountId, UnionId)>, request_id: String) -> Result<(), Problem> {
    metrics::counter!("jinqiu_sign_ins_total", "outcome" => "wrong").increment(1);
    let (now, (account, union)) = (state.clock.real(), named.unzip());
    let told = state.store.count_sign_ins(now, async |counts| counts.failed(account, now).await).await?;
    let Some(within_the_hour) = told else {
        return Ok(state.store.count_sign_ins(now, async |counts| counts.untold(account, now).await).await?);
    };
    let stamp = Stamp::of_the_service(state.clock.business(), request_id);
    state
        .store
        .write(&stamp, async |_| -> Result<_, Problem> {
            let entry = Entry::new(Act::FailSignIn, Subject::new("service", Uuid::nil()));
            Ok(Logged::new((), entry.concerning(union).change(&(), &Failed { account, within_the_hour })?))
        })
        .await
}

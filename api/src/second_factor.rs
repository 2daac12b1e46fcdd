//! How does somebody get a second factor, and how do they lose it? Begun, confirmed by a first code, and taken away.

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::access::Deed;
use domain::log::Act;
use domain::time::Instant;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::State;
use crate::address::Address;
use crate::body::Body;
use crate::gate::SignedIn;
use crate::me::expect_password;
use crate::problem::{Code, Problem, ProblemView};
use crate::route::{Allow, Routes};
use crate::sessions::factor::{TypedCode, base32, grouped, keeps_it, new_codes, new_secret, take, take_step};
use crate::sessions::guard::{guarded, guarded_code};
use crate::write::{Answer, Write};

/// The routes of this file.
pub(crate) fn routes() -> Routes {
    Routes::tagged("me")
        .allow(Allow::Can(Deed::ManageSecondFactor), || find_second_factor)
        .allow(Allow::Can(Deed::ManageSecondFactor), || begin_second_factor)
        .allow(Allow::Can(Deed::ManageSecondFactor), || confirm_second_factor)
        .allow(Allow::Can(Deed::ManageSecondFactor), || remove_second_factor)
}

/// How one's second factor stands.
#[derive(Serialize, ToSchema)]
struct SecondFactorView {
    /// Since when a code is asked for at sign-in (real time); null while it is not.
    confirmed_at: Option<Instant>,
    /// Whether one's role may not be without it.
    required: bool,
    /// How many recovery codes are left.
    #[schema(example = 10)]
    recovery_codes_left: u64,
}

/// See one's second factor.
///
/// Of the account that signed in, also while acting in a lent post.
#[utoipa::path(responses((status = 200, description = "How it stands", body = SecondFactorView)))]
#[get("/me/second-factor")]
async fn find_second_factor(
    state: Data<State>,
    signed_in: SignedIn,
) -> Result<Json<SecondFactorView>, Problem> {
    let own = signed_in.own;
    let view = state
        .store
        .read(async |work| -> Result<_, Problem> {
            let account = work.accounts().find(own).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
            let factor = work.second_factors().find(own).await?;
            Ok(SecondFactorView {
                confirmed_at: factor.and_then(|factor| factor.confirmed_at),
                required: state.factor_roles.contains(&account.role),
                recovery_codes_left: work.second_factors().codes_left(own).await?,
            })
        })
        .await?;
    Ok(Json(view))
}

/// One's password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnPassword {
    /// The password of the account that signed in.
    #[schema(format = Password, example = "correct horse battery")]
    password: String,
}

/// What an authenticator is told.
#[derive(Serialize, ToSchema)]
struct BegunSecondFactor {
    /// The secret in base32, to be typed.
    #[schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    secret: String,
    /// The same as an address that authenticators read from a picture.
    #[schema(
        example = "otpauth://totp/jinqiu:head.640104?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=jinqiu"
    )]
    uri: String,
}

/// Begin a second factor.
///
/// The answer tells a secret, this once, for an authenticator (RFC 6238: SHA-1, six digits, thirty seconds). Nothing is asked
/// for at sign-in before a code of it is confirmed; beginning again gives another secret.
#[utoipa::path(request_body = OwnPassword, responses((status = 200, description = "Begun", body = BegunSecondFactor),
    (status = 429, description = "Too many were wrong: none is looked at before `Retry-After`", body = ProblemView, content_type = "application/problem+json")))]
#[post("/me/second-factor")]
async fn begin_second_factor(
    write: Write,
    address: Address,
    body: Body<OwnPassword>,
) -> Result<Answer, Problem> {
    let (state, own, now) = (write.state(), write.own, write.state().clock.real());
    let password = &body.value.password;
    guarded(state, own, address, async || expect_password(state, own, password, "/password").await).await?;
    let secret = new_secret()?;
    let answer = write.aside(async |work| {
        let account = work.accounts().find(own).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
        if !work.second_factors().begin(own, &secret, now).await? {
            return Err(Problem::new(Code::Refused).by("second_factor_there", None).telling([
                "已启用二次验证;更换设备请先停用,或请安全管理员解除",
                "there is a second factor already: remove it first, or let the security administrator take it away",
            ]));
        }
        let secret = base32(&secret);
        let uri = format!("otpauth://totp/jinqiu:{}?secret={secret}&issuer=jinqiu", account.username.as_str());
        let entry = Entry::new(Act::BeginSecondFactor, Subject::new("account", own.raw()));
        Ok(Logged::new(Answer::plain(&BegunSecondFactor { secret, uri })?, entry))
    });
    answer.await
}

/// A code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneCode {
    /// The code.
    code: TypedCode,
}

/// Codes for who loses the device.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    /// Ten codes, each good once in the place of a code by time. They are told this once: print them.
    #[schema(example = json!(["JBSW-Y3DP-EHPK-3PXP"]))]
    recovery_codes: Vec<String>,
}

/// Confirm a second factor.
///
/// With a first code of the authenticator. From then on a code is asked for at sign-in.
#[utoipa::path(request_body = OneCode, responses((status = 200, description = "Confirmed", body = RecoveryCodes),
    (status = 429, description = "Too many were wrong: none is looked at before `Retry-After`", body = ProblemView, content_type = "application/problem+json")))]
#[post("/me/second-factor/confirm")]
async fn confirm_second_factor(write: Write, body: Body<OneCode>) -> Result<Answer, Problem> {
    let (own, now) = (write.own, write.state().clock.real());
    let codes = new_codes()?;
    let answer = Box::pin(write.aside(async |work| {
        let begun = work.second_factors().find(own).await?.filter(|factor| factor.confirmed_at.is_none());
        let factor = begun.ok_or_else(|| {
            Problem::new(Code::Refused).by("second_factor_not_begun", None).telling([
                "没有待确认的二次验证,请先用POST /me/second-factor开始",
                "no second factor is to be confirmed; begin one at POST /me/second-factor",
            ])
        })?;
        if !take_step(work, &factor, &body.value.code, now).await? {
            return Err(not_this_code());
        }
        work.second_factors().confirm(own, &codes, now).await?;
        let view = RecoveryCodes { recovery_codes: codes.iter().map(|code| grouped(code)).collect() };
        let entry = Entry::new(Act::ConfirmSecondFactor, Subject::new("account", own.raw()));
        Ok(Logged::new(Answer::plain(&view)?, entry))
    }));
    let answer = guarded_code(write.state(), own, &body.value.code, async || answer.await).await;
    write.state().standings.forget();
    answer
}

fn not_this_code() -> Problem {
    let said = [
        "验证码不正确或已用过,请核对设备时间并输入新的验证码",
        "not the code of this moment, or it was used: check the clock of the device, and type the next one",
    ];
    Problem::field("/code", said)
}

/// Remove one's second factor.
///
/// With a code of it, or a recovery code; not where one's role may not be without it.
#[utoipa::path(request_body = OneCode, responses((status = 204, description = "Removed"),
    (status = 429, description = "Too many were wrong: none is looked at before `Retry-After`", body = ProblemView, content_type = "application/problem+json")))]
#[post("/me/second-factor/remove")]
async fn remove_second_factor(write: Write, body: Body<OneCode>) -> Result<Answer, Problem> {
    let (own, now) = (write.own, write.state().clock.real());
    let removed = Box::pin(write.aside(async |work| {
        let account = work.accounts().find(own).await?.ok_or_else(|| Problem::new(Code::NotFound))?;
        if write.state().factor_roles.contains(&account.role) {
            let refused = Problem::new(Code::Refused).by("second_factor_required", None);
            return Err(refused.telling(keeps_it(account.role)));
        }
        let factor = work.second_factors().find(own).await?.ok_or_else(none_there)?;
        if !take(work, &factor, &body.value.code, now).await? {
            return Err(not_this_code());
        }
        work.second_factors().remove(own).await?;
        let entry = Entry::new(Act::RemoveSecondFactor, Subject::new("account", own.raw()));
        Ok(Logged::new(Answer::empty(), entry))
    }));
    guarded_code(write.state(), own, &body.value.code, async || removed.await).await
}

pub(crate) fn none_there() -> Problem {
    Problem::new(Code::Refused)
        .by("no_second_factor", None)
        .telling(["该账号没有启用二次验证", "this account has no second factor: nothing is to be removed"])
}

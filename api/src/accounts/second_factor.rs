//! What becomes of somebody who has lost their second factor? Somebody else takes it away, on record.

use actix_web::post;
use domain::log::Act;
use domain::name::Remark;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{AccountPath, find_any};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::second_factor::none_there;
use crate::write::{Answer, Write};

/// Why a second factor is taken away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenAway {
    /// Why, and how it was made sure who asks for it.
    reasons: Remark,
}

/// Take a lost second factor away.
///
/// For an officer whose device and recovery codes are lost, once it is sure who they are; never one's own. All sessions of
/// the account end.
#[utoipa::path(params(AccountPath), request_body = TakenAway, responses((status = 204, description = "Taken away")))]
#[post("/accounts/{id}/second-factor/remove")]
pub(super) async fn take_second_factor_away(
    write: Write,
    path: Path<AccountPath>,
    body: Body<TakenAway>,
) -> Result<Answer, Problem> {
    let (id, now) = (path.0.id, write.state().clock.real());
    write
        .once_felt(&body.octets, async |work: &Work| {
            let account = find_any(work, write.actor.jurisdiction(), id).await?;
            if account.id == write.own || account.officer == write.actor.officer {
                return Err(Problem::new(Code::Refused).by("own_second_factor", None).telling([
                    "不能解除本人的二次验证,请由另一名安全管理员办理",
                    "nobody takes away their own: let another security administrator do it",
                ]));
            }
            if !work.second_factors().remove(id).await? {
                return Err(none_there());
            }
            work.sessions().end_all(id, now).await?;
            let entry = Entry::new(Act::TakeSecondFactorAway, Subject::new("account", id.raw()));
            Ok(Logged::new(Answer::empty(), entry.change(&(), &body.value.reasons)?))
        })
        .await
}

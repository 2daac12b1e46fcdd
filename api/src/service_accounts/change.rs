//! How does a program's way in change? What it is for, its secret, its last day.

use actix_web::{post, put};
use domain::access::Scope;
use domain::account::Account;
use domain::log::Act;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ServiceAccount, ServiceAccountPath, ServiceAccountSecret, each_once, new_secret};
use crate::accounts::change::{Closing, change, close};
use crate::accounts::confirmation::not_decided;
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// What a program shall be for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Scopes {
    /// All of them; what is left out it may no longer do.
    scopes: Vec<Scope>,
}

/// Change what a program is for.
///
/// Felt on this process at once, on others within five seconds.
#[utoipa::path(params(ServiceAccountPath), request_body = Scopes, responses((status = 200, description = "Changed", body = ServiceAccount)))]
#[put("/service-accounts/{id}")]
pub(super) async fn change_service_account(
    write: Write,
    path: Path<ServiceAccountPath>,
    body: Body<Scopes>,
) -> Result<Answer, Problem> {
    let scopes = each_once(&body.value.scopes);
    let view = |account: &Account| ServiceAccount::from(account);
    change(&write, &body.octets, path.0.which(), Act::ChangeAccount, view, async |work, account| {
        Ok(work.accounts().set_scopes(account, &scopes).await?)
    })
    .await
}

/// Give a program another secret.
///
/// The answer tells it, this once. Until another officer has confirmed it (`/accounts/{id}/confirmation`), the program sees no
/// whole values and no papers. The one before is good no more, and its sessions end: here at once, on
/// other processes within five seconds.
#[utoipa::path(params(ServiceAccountPath), responses((status = 200, description = "Rotated", body = ServiceAccountSecret)))]
#[post("/service-accounts/{id}/secret")]
pub(super) async fn rotate_secret(write: Write, path: Path<ServiceAccountPath>) -> Result<Answer, Problem> {
    let secret = new_secret()?;
    let hash = write.state().passwords.hash(&secret).await?;
    let view = |account: &Account| ServiceAccountSecret { account: account.into(), secret: secret.clone() };
    change(&write, &[], path.0.which(), Act::RotateSecret, view, async |work, account| {
        let again = account.confirmation.with_password_of(write.actor.officer, write.at());
        Ok(work.accounts().give_password(account, &hash, again.map_err(not_decided)?).await?)
    })
    .await
}

/// Close a program's account.
///
/// As an officer's: to the end of its last day, with yesterday at once.
#[utoipa::path(params(ServiceAccountPath), request_body = Closing, responses((status = 200, description = "Closed", body = ServiceAccount)))]
#[post("/service-accounts/{id}/close")]
pub(super) async fn close_service_account(
    write: Write,
    path: Path<ServiceAccountPath>,
    body: Body<Closing>,
) -> Result<Answer, Problem> {
    let last = body.value.last_day;
    let view = |account: &Account| ServiceAccount::from(account);
    close(&write, &body.octets, path.0.which(), last, view).await
}

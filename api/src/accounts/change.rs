//! What can be changed of an account? Its days and its password; union, role and officer stay.

use actix_web::{post, put};
use domain::account::{Account, NotDays};
use domain::duties::{Held, OwnPost};
use domain::id::AccountId;
use domain::log::Act;
use domain::time::Day;
use persistence::accounts::Holder;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::confirmation::not_decided;
use super::{AccountPath, expect_apart, expect_other};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::sessions::password::NewPassword;
use crate::sessions::strength::Owner;
use crate::write::{Answer, Write};

/// Changes an account of an administrator's jurisdiction; one that is not open any more loses its sessions.
pub(crate) async fn change<V: Serialize>(
    write: &Write,
    octets: &[u8],
    (holder, id): (Holder, AccountId),
    act: Act,
    view: impl Fn(&Account) -> V,
    deed: impl AsyncFn(&Work, &Account) -> Result<Account, Problem>,
) -> Result<Answer, Problem> {
    let (today, now) = (write.at().day(), write.state().clock.real());
    write
        .once_felt(octets, async |work| {
            let found = work.accounts().find_within(write.actor.jurisdiction(), holder, id).await?;
            let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            write.expect(account.version)?;
            let changed = deed(work, &account).await?;
            let rewritten = matches!(act, Act::ResetPassword | Act::RotateSecret);
            if rewritten || !changed.is_open(today) {
                work.sessions().end_all(id, now).await?;
            }
            let entry = Entry::new(act, Subject::new("account", id.raw())).change(&account, &changed)?;
            Ok(Logged::new(Answer::ok(changed.version, &view(&changed))?, entry))
        })
        .await
}

/// Gives an account other days; `pointer` names the field of each day in the body.
pub(crate) async fn set_days(
    write: &Write,
    work: &Work,
    account: &Account,
    (from, to): (Day, Option<Day>),
    pointer: fn(NotDays) -> &'static str,
) -> Result<Account, Problem> {
    let today = write.at().day();
    expect_other(&write.actor, account.officer, OwnPost::Days)?;
    if let Some(officer) = account.officer.filter(|_| account.gains(from, to)) {
        expect_apart(work, officer, Held { role: account.role, first: from, last: to }).await?;
    }
    account.may_last(from, to, today).map_err(|error| Problem::field(pointer(error), error))?;
    let confirmation = account.confirmation_with((from, to), write.actor.officer, write.at());
    Ok(work.accounts().set_days(account, (from, to), confirmation).await?)
}

/// The days of a post.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountDays {
    /// The first day; it stays when the post has begun.
    valid_from: Day,
    /// The last day, yesterday or later; null while it is open.
    valid_to: Option<Day>,
}

/// Change an account.
///
/// Its days, and nothing else: another union, role or officer is another account. A closed post may be opened
/// again by a later last day, unless its officer holds another post by then that is kept apart; it is proposed then, until
/// another officer confirms it, and so is one that waits or was declined, by whatever days. Nobody changes their own. Felt on this process at once, on others within five seconds.
#[utoipa::path(params(AccountPath), request_body = AccountDays, responses((status = 200, description = "Changed", body = Account)))]
#[put("/accounts/{id}")]
pub(super) async fn change_account(
    write: Write,
    path: Path<AccountPath>,
    body: Body<AccountDays>,
) -> Result<Answer, Problem> {
    let days = (body.value.valid_from, body.value.valid_to);
    let which = (Holder::Officer, path.0.id);
    change(&write, &body.octets, which, Act::ChangeAccount, Account::clone, async |work, account| {
        set_days(&write, work, account, days, NotDays::pointer).await
    })
    .await
}

/// The last day of a post.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// The last day; yesterday ends it at once.
    pub(crate) last_day: Day,
}

/// Close an account.
///
/// It is good to the end of its last day. With yesterday as its last day it is closed at once: its refresh
/// tokens and its password are good no more from this answer on, its access tokens on this process likewise
/// and on others for five seconds at most. What it did stays on record.
#[utoipa::path(params(AccountPath), request_body = Closing, responses((status = 200, description = "Closed", body = Account)))]
#[post("/accounts/{id}/close")]
pub(super) async fn close_account(
    write: Write,
    path: Path<AccountPath>,
    body: Body<Closing>,
) -> Result<Answer, Problem> {
    let last = body.value.last_day;
    close(&write, &body.octets, (Holder::Officer, path.0.id), last, Account::clone).await
}

/// Closes an account.
pub(crate) async fn close<V: Serialize>(
    write: &Write,
    octets: &[u8],
    which: (Holder, AccountId),
    last: Day,
    view: impl Fn(&Account) -> V,
) -> Result<Answer, Problem> {
    change(write, octets, which, Act::CloseAccount, view, async |work, account| {
        let days = (account.valid_from, Some(last));
        set_days(write, work, account, days, |_| "/last_day").await
    })
    .await
}

/// A password for somebody else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordReset {
    /// The new password, for the owner to change.
    password: NewPassword,
}

/// Reset a password.
///
/// For an owner who has lost it, or when somebody else knows it. Who gives a password knows it: the account is proposed anew,
/// until another officer confirms it. All sessions of the account end: here at
/// once, on other processes within five seconds. One's own, of whichever account, is changed at `/me/password`.
#[utoipa::path(params(AccountPath), request_body = PasswordReset, responses((status = 200, description = "Reset", body = Account)))]
#[put("/accounts/{id}/password")]
pub(super) async fn reset_password(
    write: Write,
    path: Path<AccountPath>,
    body: Body<PasswordReset>,
) -> Result<Answer, Problem> {
    let password = body.value.password.clone();
    let within = write.actor.jurisdiction();
    let owner = write
        .state()
        .store
        .read(async |work| -> Result<_, Problem> {
            let found = work.accounts().find_within(within, Holder::Officer, path.0.id).await?;
            let account = found.ok_or_else(|| Problem::new(Code::NotFound))?;
            Owner::of(work, account.username.as_str(), account.officer, account.union).await
        })
        .await?;
    let hash = write.state().passwords.choose("/password", &password, owner).await?;
    let which = (Holder::Officer, path.0.id);
    change(&write, &body.octets, which, Act::ResetPassword, Account::clone, async |work, account| {
        expect_other(&write.actor, account.officer, OwnPost::Password)?;
        work.sign_ins().forget_codes(account.id).await?;
        let again = account.confirmation.with_password_of(write.actor.officer, write.at());
        Ok(work.accounts().give_password(account, &hash, again.map_err(not_decided)?).await?)
    })
    .await
}

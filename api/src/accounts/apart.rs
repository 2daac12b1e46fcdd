//! May this officer hold this post beside their others? Asked under the officer's lock, so that of two posts given at once
//! the second one finds the first.

use domain::access::{Actor, Role};
use domain::account::Account;
use domain::delegation::Delegation;
use domain::duties::{Held, OwnPost};
use domain::id::OfficerId;
use domain::officer::Officer;
use persistence::{LockKind, Work};

use crate::problem::{Code, Problem};

/// Refuses a post beside which the officer holds one that must be held by somebody else.
pub(crate) async fn expect_apart(work: &Work, officer: OfficerId, wanted: Held) -> Result<(), Problem> {
    work.lock(LockKind::Officer, officer.raw()).await?;
    let Held { first, last, .. } = wanted;
    let own = work.accounts().of_officer_during(officer, first, last).await?;
    let lent = work.delegations().to_officer_during(officer, first, last).await?;
    let held: Vec<Held> = own.iter().map(own_post).chain(lent.iter().map(lent_post)).collect();
    let refused = |no| Problem::new(Code::Refused).by("duties_apart", None).telling(no);
    wanted.beside(&held).map_err(refused)
}

const fn own_post(account: &Account) -> Held {
    Held { role: account.role, first: account.valid_from, last: account.valid_to }
}

const fn lent_post(lent: &Delegation) -> Held {
    Held { role: lent.role, first: lent.valid_from, last: Some(lent.valid_to) }
}

/// Refuses a guarded post for an officer of whom nobody can tell whether they are another one. The number must be theirs alone,
/// one that was corrected too, until the correction is confirmed.
pub(super) async fn expect_known(work: &Work, officer: &Officer, role: Role) -> Result<(), Problem> {
    if !role.is_guarded() {
        return Ok(());
    }
    if officer.citizen_id.is_none() {
        return Err(Problem::new(Code::Refused).by("unknown_officer", None).detail(
            "账号管理、安全管理、审计和财务岗位的人员须先登记身份证号,请用PUT /officers/{id}填写",
            "who administers accounts or security, audits or pays has a citizen id on record: enter it at PUT /officers/{id} first",
        ));
    }
    if officer.corrected_at.is_some() || work.officers().is_formerly_anothers(officer.id).await? {
        return Err(Problem::new(Code::Refused).by("correction_waits", None).detail(
            "该人员的身份证号有更正尚待确认(或曾误登记于他人名下),请先由安全管理员用POST /officers/{id}/correction确认",
            "a correction of this citizen id waits, of this officer or of one who was entered with it: let an administrator of security confirm it at POST /officers/{id}/correction first",
        ));
    }
    Ok(())
}

/// Refuses what nobody does to themself.
pub(crate) fn expect_other(actor: &Actor, officer: Option<OfficerId>, deed: OwnPost) -> Result<(), Problem> {
    if officer.is_some() && officer == actor.officer {
        return Err(refused_own(deed));
    }
    Ok(())
}

/// That somebody else must do it.
pub(crate) fn refused_own(deed: OwnPost) -> Problem {
    Problem::new(Code::Refused).by(deed.rule(), None).telling(deed)
}

//! May this officer hold this post beside their others? Asked under the officer's lock, so that of two posts given at once
//! the second one finds the first.

use domain::access::Actor;
use domain::account::Account;
use domain::delegation::Delegation;
use domain::duties::{Held, OwnPost};
use domain::id::OfficerId;
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

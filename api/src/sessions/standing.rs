//! In which post does a session stand at this moment? In its account's own, or in one that was lent.

use domain::access::{Actor, Role};
use domain::account::Account;
use domain::confinement::Confinement;
use domain::id::{AccountId, DelegationId, SessionId, UnionId};
use domain::time::{Day, Instant};
use domain::union::{Level, UnionKind};
use persistence::{Logged, Stamp, Store, Work};

use super::factor::is_lacking;
use crate::problem::{Code, Problem};
use crate::remembered::Remembered;
use crate::write::{Answer, Write};

/// The most sessions that are remembered.
const REMEMBERED: u64 = 10_000;

/// Where a session stands.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// Who acts, in which post.
    pub(crate) actor: Actor,
    /// The account that signed in: the actor's, unless its post was lent.
    pub(crate) own: AccountId,
    /// What must be done first, if so.
    pub(crate) confined: Option<Confinement>,
}

impl Standing {
    /// Where somebody stands who signed in with that account, in its own post or in one lent to its
    /// officer; nowhere when either is not open on that day. Those roles may not be without a second factor.
    pub(crate) async fn of(
        work: &Work,
        own: AccountId,
        lent: Option<DelegationId>,
        today: Day,
        factor_roles: &[Role],
    ) -> Result<Option<Self>, Problem> {
        let open = |account: &Account| account.is_open(today);
        let Some(own) = work.accounts().find(own).await?.filter(open) else { return Ok(None) };
        let (id, officer) = (own.id, own.officer);
        let (own_role, given) = (own.role, own.password_given);
        let own_stands = own.confirmation.stands();
        let post = match lent {
            None => Some(own),
            Some(lent) => {
                let lent = work.delegations().find(lent).await?;
                match lent.filter(|lent| lent.in_force(today) && Some(lent.officer) == officer) {
                    Some(lent) => work.accounts().find(lent.account).await?.filter(open),
                    None => None,
                }
            }
        };
        let Some(post) = post else { return Ok(None) };
        let confined = if given {
            Some(Confinement::PasswordGiven)
        } else {
            let lacking = is_lacking(work, id, [own_role, post.role], factor_roles).await?;
            lacking.then_some(Confinement::NoSecondFactor)
        };
        let mandate = match post.role {
            Role::Auditor => work.mandates().in_force(post.id, today).await?,
            _ => None,
        };
        // An auditor sees what the mandate says, wherever their account is.
        let (union, level) = acts_for(work, mandate.as_ref().map_or(post.union, |given| given.union)).await?;
        let actor = Actor {
            account: post.id,
            officer,
            delegation: lent,
            role: post.role,
            mandate: mandate.map(|given| given.id),
            union,
            level,
            scopes: post.scopes,
            confirmed: own_stands && post.confirmation.stands(),
        };
        Ok(Some(Self { actor, own: id, confined }))
    }
}

/// For which union somebody acts who has a post at that one, and at which level that stands.
pub(crate) async fn acts_for(work: &Work, post: UnionId) -> Result<(UnionId, Level), Problem> {
    let union = work.unions().find(post).await?.ok_or_else(|| Problem::new(Code::Internal))?;
    // Officers of the service centre act for the city.
    Ok(match (union.kind, union.parent) {
        (UnionKind::ServiceCentre, Some(city)) => (city, union.level),
        _ => (union.id, union.level),
    })
}

/// Who does it: what is written of each act.
pub(crate) fn stamp(actor: &Actor, at: Instant, request_id: String) -> Stamp {
    Stamp {
        at,
        account: Some(actor.account),
        officer: actor.officer,
        delegation: actor.delegation,
        union: Some(actor.union),
        request_id,
    }
}

/// Where sessions stood a moment ago.
pub(crate) struct Standings(Remembered<SessionId, Standing>);

impl Default for Standings {
    fn default() -> Self {
        Self(Remembered::at_most(REMEMBERED))
    }
}

impl Standings {
    /// Where a session stands; nowhere when it has ended.
    pub(crate) async fn of(
        &self,
        store: &Store,
        id: SessionId,
        today: Day,
        factor_roles: &[Role],
    ) -> Result<Option<Standing>, Problem> {
        let read = async |work: &Work| -> Result<_, Problem> {
            let session = work.sessions().find(id).await?.filter(|session| session.ended_at.is_none());
            let Some(session) = session else { return Ok(None) };
            Standing::of(work, session.account, session.delegation, today, factor_roles).await
        };
        self.0.find(id, async || store.read(read).await).await
    }

    /// Forgets all of them: something has changed about who may do what.
    pub(crate) fn forget(&self) {
        self.0.forget();
    }
}

impl Write {
    /// Does once what changes who may do what, or what all cases go by. This process feels it at once, others within
    /// seconds.
    pub(crate) async fn once_felt(
        &self,
        octets: &[u8],
        deed: impl AsyncFn(&Work) -> Result<Logged<Answer>, Problem>,
    ) -> Result<Answer, Problem> {
        let answer = self.once(octets, deed).await;
        self.state().forget();
        answer
    }
}

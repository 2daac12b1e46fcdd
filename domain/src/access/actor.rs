//! Who acts, why may they not do something at all, and which part of the tree exists for them?

use strum::VariantArray;

use super::{Deed, NotAllowed, Role, Scope, holds};
use crate::id::{AccountId, DelegationId, MandateId, OfficerId, UnionId};
use crate::union::Level;

/// Who acts: a post as it is at this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account whose post it is.
    pub account: AccountId,
    /// The officer who acts; none for a program.
    pub officer: Option<OfficerId>,
    /// The delegation by which they act; none in a post of their own.
    pub delegation: Option<DelegationId>,
    /// The role of the account.
    pub role: Role,
    /// The mandate of today; of an auditor alone.
    pub mandate: Option<MandateId>,
    /// The union for which they act: the city for officers of its service centre, that of the mandate for an auditor.
    pub union: UnionId,
    /// The level of that union.
    pub level: Level,
    /// What a program is for; empty for officers.
    pub scopes: Vec<Scope>,
    /// Whether a second officer has confirmed the post, and the own one of a delegate.
    pub confirmed: bool,
}

impl Actor {
    /// Whether they may do it at all.
    pub fn may(&self, deed: Deed) -> bool {
        self.refuses(deed).is_none()
    }

    /// Why they may not do it at all, if so. A post that was lent is not lent on; a program does what its scopes give; an
    /// auditor without a mandate has nothing but their own account, and so has a guarded post that nobody has confirmed.
    pub fn refuses(&self, deed: Deed) -> Option<NotAllowed> {
        let own = matches!(
            deed,
            Deed::SeeOneself | Deed::ManageOwnAccount | Deed::ChangeOwnPassword | Deed::ManageSecondFactor
        );
        let in_scope = deed.is_for_everyone() || self.scopes.iter().any(|scope| scope.covers(deed));
        if !holds(self.role, self.level, deed) {
            return Some(NotAllowed::Role { role: self.role, deed });
        }
        match self.role {
            Role::Service if !in_scope => {
                let scope = Scope::VARIANTS.iter().copied().find(|scope| scope.covers(deed));
                scope.map(|scope| NotAllowed::Scope { scope, deed })
            }
            role if !self.confirmed && role.is_guarded() && !own => Some(NotAllowed::NotConfirmed),
            _ if !self.confirmed && deed.needs_confirmation() => Some(NotAllowed::NotConfirmed),
            Role::Auditor if self.mandate.is_none() && !own => Some(NotAllowed::NoMandate),
            _ if self.delegation.is_some() && matches!(deed, Deed::Delegate) => Some(NotAllowed::LentOn),
            _ => None,
        }
    }

    /// What exists for them.
    pub const fn jurisdiction(&self) -> Jurisdiction {
        Jurisdiction { root: self.union }
    }
}

/// The part of the tree of unions whose records exist for somebody: a union and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The union at its top.
    pub root: UnionId,
}

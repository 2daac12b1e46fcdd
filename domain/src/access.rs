//! Who may do what? One table of role, level and deed.

use crate::id::{AccountId, DelegationId, OfficerId, UnionId};
use crate::union::Level;
use crate::words::named;

named! {
    /// What an account is for.
    Role {
        /// 经办人: enters and prepares.
        Caseworker
        /// 负责人: signs and decides.
        Head
        /// 财务: pays.
        Finance
        /// 账号管理员: unions, officers, accounts.
        AccountAdmin
        /// 安全管理员: keys, sessions, limits.
        SecurityAdmin
        /// 审计: reads everything, changes nothing.
        Auditor
        /// A program; decides nothing.
        Service
    }

    /// Something that a role at a level may be allowed to do. Which record it may be done to is asked
    /// elsewhere: jurisdiction decides what exists for an officer, the way of a case whose turn it is.
    Deed {
        /// Read campaigns, editions, unions, code lists, areas, calendars and schools.
        ReadReference
        /// Ask whether a household qualifies, with nothing stored.
        Assess
        /// See who one is, act in a post that was lent, sign out.
        ManageOwnAccount
        /// Change one's own password; a program's secret is its administrator's to change.
        ChangeOwnPassword
        /// Create and change unions below one's own.
        ManageUnions
        /// Create and change officers and their accounts.
        ManageAccounts
        /// Read officers and accounts.
        ReadAccounts
        /// Lend one's own post to another officer for some days.
        Delegate
        /// Read who acts for whom.
        ReadDelegations
        /// Draft campaigns and editions.
        DraftPolicy
        /// Publish an edition (N20: only the city).
        PublishPolicy
        /// Give a union more time.
        Extend
        /// Change schools, code lists, areas and calendars.
        ManageReference
        /// Read dossiers and cases.
        ReadCases
        /// Enter and change dossiers.
        EnterDossiers
        /// Put a dossier on file, renew or close it.
        ConfirmDossiers
        /// Enter cases, their visits, opinions, papers, consents and postings.
        EnterCases
        /// Move a case a step along its way; which steps are one's own, the way itself says.
        ActOnCases
        /// Record what the public objects to.
        RecordObjections
        /// Take the steps of a head: sign, forward, endorse, approve, return, reject, rule.
        DecideCases
        /// Set a guard aside for one case.
        MakeExceptions
        /// Declare kinship with a family.
        DeclareKinship
        /// Set the demonstration's clock forward.
        SetClock
    }
}

/// Whether somebody of that role at that level may do it: the whole of who may do what.
pub const fn holds(role: Role, level: Level, deed: Deed) -> bool {
    use Deed as D;
    use Role as R;
    match deed {
        D::ReadReference | D::ManageOwnAccount | D::ReadDelegations => true,
        D::ChangeOwnPassword | D::SetClock => !matches!(role, R::Service),
        D::Assess => !matches!(role, R::AccountAdmin | R::SecurityAdmin),
        D::ManageUnions | D::ManageAccounts => matches!(role, R::AccountAdmin),
        D::ReadAccounts => {
            matches!(role, R::AccountAdmin | R::SecurityAdmin | R::Auditor | R::Head | R::Service)
        }
        D::Delegate => matches!(role, R::Head | R::Caseworker | R::Finance),
        D::DraftPolicy | D::ManageReference => {
            matches!((role, level), (R::Caseworker | R::Head, Level::City))
        }
        D::PublishPolicy | D::Extend => matches!((role, level), (R::Head, Level::City)),
        D::ReadCases => matches!(role, R::Caseworker | R::Head | R::Finance | R::Auditor | R::Service),
        D::EnterDossiers | D::EnterCases => matches!(role, R::Caseworker),
        D::ConfirmDossiers => matches!((role, level), (R::Head | R::Caseworker, Level::County | Level::City)),
        D::ActOnCases | D::RecordObjections => matches!(role, R::Caseworker | R::Head),
        D::DecideCases | D::MakeExceptions => matches!(role, R::Head),
        D::DeclareKinship => matches!(role, R::Caseworker | R::Head | R::Finance),
    }
}

named! {
    /// What a program is for: each word gives it the deeds of one purpose, all of them reading. None decides.
    Scope {
        /// Ask whether households qualify.
        Assess
        /// Read dossiers and cases of its union and those below.
        Cases
        /// Read officers, their posts and who acts for whom.
        Staff
    }
}

impl Scope {
    /// Whether it gives a deed.
    pub const fn covers(self, deed: Deed) -> bool {
        match self {
            Self::Assess => matches!(deed, Deed::Assess),
            Self::Cases => matches!(deed, Deed::ReadCases),
            Self::Staff => matches!(deed, Deed::ReadAccounts | Deed::ReadDelegations),
        }
    }
}

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
    /// The union for which they act: the city for officers of its service centre.
    pub union: UnionId,
    /// The level of that union.
    pub level: Level,
    /// What a program is for; empty for officers.
    pub scopes: Vec<Scope>,
}

impl Actor {
    /// Whether they may do it at all. A post that was lent is not lent on.
    pub fn may(&self, deed: Deed) -> bool {
        let lent_on = self.delegation.is_some() && matches!(deed, Deed::Delegate);
        let in_scope = deed.is_for_everyone() || self.scopes.iter().any(|scope| scope.covers(deed));
        holds(self.role, self.level, deed) && !lent_on && (!matches!(self.role, Role::Service) || in_scope)
    }

    /// What exists for them.
    pub const fn jurisdiction(&self) -> Jurisdiction {
        Jurisdiction { root: self.union }
    }
}

impl Deed {
    /// Whether every signed-in account holds it.
    pub const fn is_for_everyone(self) -> bool {
        matches!(self, Self::ReadReference | Self::ManageOwnAccount)
    }
}

/// The part of the tree of unions whose records exist for somebody: a union and all below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// The union at its top.
    pub root: UnionId,
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn what_a_program_may_do_is_for_everyone_or_in_a_scope() {
        for deed in Deed::VARIANTS {
            let scoped = Scope::VARIANTS.iter().any(|scope| scope.covers(*deed));
            for level in Level::VARIANTS {
                let may = deed.is_for_everyone() || scoped;
                assert_eq!(holds(Role::Service, *level, *deed), may, "{deed:?} {level:?}");
            }
        }
    }

    #[test]
    fn every_deed_that_is_for_everyone_is_held_in_every_role() {
        for deed in Deed::VARIANTS.iter().filter(|deed| deed.is_for_everyone()) {
            for role in Role::VARIANTS {
                assert!(holds(*role, Level::Grassroots, *deed), "{role:?} {deed:?}");
            }
        }
    }
}

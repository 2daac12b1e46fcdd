//! Who may do what? One table of role, level and deed.

use crate::id::{AccountId, DelegationId, OfficerId, UnionId};
use crate::union::Level;
use crate::words::{named, spoken};

spoken! {
    /// What an account is for.
    Role {
        /// Enters and prepares.
        Caseworker "经办人"
        /// Signs and decides.
        Head "负责人"
        /// Pays.
        Finance "财务人员"
        /// Unions, officers, accounts.
        AccountAdmin "账号管理员"
        /// Keys, sessions, limits.
        SecurityAdmin "安全管理员"
        /// Reads everything, changes nothing.
        Auditor "审计人员"
        /// A program; decides nothing.
        Service "程序账号"
    }

    /// Something that a role at a level may be allowed to do. Which record it may be done to is asked
    /// elsewhere: jurisdiction decides what exists for an officer, the way of a case whose turn it is.
    Deed {
        /// Read campaigns, editions, unions, code lists, areas, calendars and schools.
        ReadReference "查阅政策与基础资料"
        /// Ask whether a household qualifies, with nothing stored.
        Assess "试算资格"
        /// See who one is, act in a post that was lent, sign out.
        ManageOwnAccount "管理本人登录"
        /// Change one's own password; a program's secret is its administrator's to change.
        ChangeOwnPassword "修改本人密码"
        /// Create and change unions below one's own.
        ManageUnions "管理工会组织"
        /// Create and change officers and their accounts.
        ManageAccounts "管理人员和账号"
        /// Read officers and accounts.
        ReadAccounts "查阅人员和账号"
        /// Lend one's own post to another officer for some days.
        Delegate "委托本人岗位"
        /// Read who acts for whom.
        ReadDelegations "查阅委托代理"
        /// Draft campaigns and editions.
        DraftPolicy "拟订活动和政策"
        /// Publish an edition (N20: only the city).
        PublishPolicy "发布政策"
        /// Give a union more time.
        Extend "延长期限"
        /// Change schools, code lists, areas and calendars.
        ManageReference "维护院校、区划和日历"
        /// Read dossiers and cases.
        ReadCases "查阅档案和申请"
        /// Enter and change dossiers.
        EnterDossiers "录入档案"
        /// Put a dossier on file, renew or close it.
        ConfirmDossiers "确认、复核或撤销档案"
        /// Enter cases, their visits, opinions, papers, consents and postings.
        EnterCases "录入申请及其材料"
        /// Move a case a step along its way; which steps are one's own, the way itself says.
        ActOnCases "办理申请"
        /// Record what the public objects to.
        RecordObjections "登记异议"
        /// Take the steps of a head: sign, forward, endorse, approve, return, reject, rule.
        DecideCases "审核和审批申请"
        /// Set a guard aside for one case.
        MakeExceptions "批准例外"
        /// Declare kinship with a family.
        DeclareKinship "申报亲属关系"
        /// Read who did what.
        ReadLog "查阅日志"
        /// Read what an entry of the log says.
        ReadLogDetails "查阅日志内容"
        /// Take checkpoints of the log, to keep them elsewhere.
        WitnessLog "见证日志"
        /// Set the demonstration's clock forward.
        SetClock "调整演示时钟"
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
        D::ReadLog => matches!(role, R::Auditor | R::SecurityAdmin),
        D::ReadLogDetails => matches!(role, R::Auditor),
        D::WitnessLog => matches!(role, R::Auditor | R::SecurityAdmin | R::Head | R::Service),
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
        /// Take checkpoints of the log and say that they are kept: the union above, which runs its own service.
        Witness
    }
}

impl Scope {
    /// Whether it gives a deed.
    pub const fn covers(self, deed: Deed) -> bool {
        match self {
            Self::Assess => matches!(deed, Deed::Assess),
            Self::Cases => matches!(deed, Deed::ReadCases),
            Self::Witness => matches!(deed, Deed::WitnessLog),
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

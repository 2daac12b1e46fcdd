//! Who may do what? One table of role, level and deed.

mod not_allowed;

mod scope;

use strum::VariantArray;

use crate::id::{AccountId, DelegationId, MandateId, OfficerId, UnionId};
use crate::union::Level;
use crate::words::spoken;

pub use scope::Scope;

pub use self::not_allowed::NotAllowed;

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
        /// See who one is, and sign out.
        SeeOneself "查看本人信息"
        /// Act in a post that was lent, see and end one's own sessions.
        ManageOwnAccount "管理本人登录"
        /// Change one's own password; a program's secret is its administrator's to change.
        ChangeOwnPassword "修改本人密码"
        /// Begin, confirm and remove one's own second factor.
        ManageSecondFactor "管理本人二次验证"
        /// Create and change unions below one's own.
        ManageUnions "管理工会组织"
        /// Create and change officers and their accounts.
        ManageAccounts "管理人员和账号"
        /// See and end sessions, lift waits of sign-ins, take away a second factor that was lost.
        ManageSessions "管理登录会话"
        /// Read officers and accounts.
        ReadAccounts "查阅人员和账号"
        /// Confirm that an officer's citizen id was corrected rightly, which an administrator of accounts did.
        ConfirmCorrections "确认身份证号更正"
        /// See whole values of people, for a purpose; which ones, the table of disclosures says.
        Disclose "查阅完整信息"
        /// Read who has seen whole values of whom.
        ReadDisclosures "查阅查阅记录"
        /// Read who audits what, and on what ground.
        ReadMandates "查阅审计授权"
        /// Charge an auditor, and end it.
        GiveMandates "授予审计授权"
        /// Confirm a post, or a mandate, that somebody else proposed.
        ConfirmPosts "确认任职和审计授权"
        /// Grant a program a standing purpose, and end it.
        GrantPurposes "授予程序查阅用途"
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
        /// Read the papers of cases, in which whole values stand.
        ReadPapers "查阅申请附件"
        /// Enter and change dossiers.
        EnterDossiers "录入档案"
        /// Put a dossier on file, renew or close it.
        ConfirmDossiers "确认、复核或撤销档案"
        /// Enter cases, their visits, opinions, papers, consents and postings.
        EnterCases "录入申请及其材料"
        /// Erase cases and dossiers whose time is over, or on the word of whom they are about.
        EraseData "清除到期资料"
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
        /// Draw samples of cases, and read what was drawn.
        DrawSamples "抽取和查阅审计样本"
        /// Set the demonstration's clock forward.
        SetClock "调整演示时钟"
    }
}

/// Whether somebody of that role at that level may do it: the whole of who may do what.
pub const fn holds(role: Role, level: Level, deed: Deed) -> bool {
    use Deed as D;
    use Role as R;
    match deed {
        D::ReadReference | D::SeeOneself | D::ManageOwnAccount | D::ReadDelegations => true,
        D::ChangeOwnPassword | D::ManageSecondFactor | D::SetClock => !matches!(role, R::Service),
        D::Assess => !matches!(role, R::AccountAdmin | R::SecurityAdmin),
        D::ManageUnions | D::ManageAccounts => matches!(role, R::AccountAdmin),
        D::Disclose => !matches!(role, R::AccountAdmin),
        D::ReadDisclosures => matches!(role, R::Head | R::SecurityAdmin | R::Auditor),
        D::ReadMandates => matches!(role, R::Head | R::AccountAdmin | R::SecurityAdmin | R::Auditor),
        D::ConfirmPosts => matches!(role, R::AccountAdmin | R::SecurityAdmin | R::Head),
        D::ConfirmCorrections | D::GiveMandates | D::GrantPurposes | D::ManageSessions => {
            matches!(role, R::SecurityAdmin)
        }
        D::ReadAccounts => {
            matches!(role, R::AccountAdmin | R::SecurityAdmin | R::Auditor | R::Head | R::Service)
        }
        D::Delegate => matches!(role, R::Head | R::Caseworker | R::Finance),
        D::DraftPolicy | D::ManageReference => {
            matches!((role, level), (R::Caseworker | R::Head, Level::City))
        }
        D::PublishPolicy | D::Extend | D::EraseData => matches!((role, level), (R::Head, Level::City)),
        D::ReadLog => matches!(role, R::Auditor | R::SecurityAdmin),
        D::ReadLogDetails | D::DrawSamples => matches!(role, R::Auditor),
        D::WitnessLog => matches!(role, R::Auditor | R::SecurityAdmin | R::Head | R::Service),
        D::ReadCases | D::ReadPapers => {
            matches!(role, R::Caseworker | R::Head | R::Finance | R::Auditor | R::Service)
        }
        D::EnterDossiers | D::EnterCases => matches!(role, R::Caseworker),
        D::ConfirmDossiers => matches!((role, level), (R::Head | R::Caseworker, Level::County | Level::City)),
        D::ActOnCases | D::RecordObjections => matches!(role, R::Caseworker | R::Head),
        D::DecideCases | D::MakeExceptions => matches!(role, R::Head),
        D::DeclareKinship => matches!(role, R::Caseworker | R::Head | R::Finance),
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

impl Deed {
    /// Whether a post that nobody has confirmed may not do it, of whatever role: by it one officer alone would see a family's
    /// whole values through a post that they made up, or confirm another.
    pub const fn needs_confirmation(self) -> bool {
        matches!(self, Self::Disclose | Self::ReadPapers | Self::ConfirmPosts)
    }

    /// Whether every signed-in account holds it.
    pub const fn is_for_everyone(self) -> bool {
        matches!(self, Self::ReadReference | Self::SeeOneself | Self::ManageOwnAccount)
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
    use super::*;

    #[test]
    fn every_deed_that_is_for_everyone_is_held_in_every_role() {
        for deed in Deed::VARIANTS.iter().filter(|deed| deed.is_for_everyone()) {
            for role in Role::VARIANTS {
                assert!(holds(*role, Level::Grassroots, *deed), "{role:?} {deed:?}");
            }
        }
    }
}

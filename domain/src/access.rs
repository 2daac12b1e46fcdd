//! Who may do what? One table of role, level and deed.

mod actor;
mod not_allowed;
mod scope;

use crate::union::Level;
use crate::words::spoken;

pub use self::actor::{Actor, Jurisdiction};
pub use self::not_allowed::NotAllowed;
pub use self::scope::Scope;

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
        /// See who holds a post at unions on one's own way to the city, and below.
        ReadStaff "查阅在岗人员"
        /// Confirm that an officer's citizen id was corrected rightly, which an administrator of accounts did.
        ConfirmCorrections "确认身份证号更正"
        /// See whole values of people, for a purpose; which ones, the table of disclosures says.
        Disclose "查阅完整信息"
        /// Make a copy of all that is held about a person, for whom it is about.
        CopyPerson "制作个人信息副本"
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
        /// Search dossiers by citizen id, which tells of each number whether it is a member's.
        SearchDossiers "按身份证号查找档案"
        /// Read the papers of cases, in which whole values stand.
        ReadPapers "查阅申请附件"
        /// Print forms and lists with whole values; which ones, the table of disclosures says.
        PrintPapers "打印审批表和名单"
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
        /// File the paper of cases in the archive of one's own union (N17).
        FilePapers "归档"
        /// Declare whom a union directly under the city asks aid for (N16).
        DeclareLists "申报名单"
        /// Receive declarations, and give them back.
        ReceiveDeclarations "签收申报名单"
        /// Record what the public objects to.
        RecordObjections "登记异议"
        /// Take the steps of a head: sign, forward, endorse, approve, return, reject, rule.
        DecideCases "审核和审批申请"
        /// Set a guard aside for one case.
        MakeExceptions "批准例外"
        /// Read funds, their balances and their ledger.
        ReadFunds "查阅资金和账目"
        /// Set up funds, and move their budgets.
        ManageFunds "管理资金和预算"
        /// Give awards the money of a fund, and take it back.
        FundAwards "安排救助资金"
        /// Read payments and their batches.
        ReadPayments "查阅发放批次"
        /// Prepare batches of payments, and give them up.
        PreparePayments "编制发放批次"
        /// Approve batches of payments that another officer prepared.
        ApprovePayments "审核发放批次"
        /// Hand batches of payments to the bank, and take down what it says.
        SendPayments "提交银行发放"
        /// Take down what families say of money that was paid.
        RecordReceipts "登记签收"
        /// Read how families stand in the national system.
        ReadNationalRecords "查阅全国系统录入"
        /// Enter families into the national system, and settle in what they differ.
        KeepNationalRecords "办理全国系统录入"
        /// Ask for families that the national system lacks, and say what became of them.
        ExchangeNationalRecords "与全国系统交换"
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
        /// Read what of the recorded is worth a look.
        ReadPatterns "查看审计线索"
        /// Read what auditors opened.
        ReadReadings "查阅审计阅览记录"
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
        D::ChangeOwnPassword | D::ManageSecondFactor | D::ReadStaff | D::SetClock => {
            !matches!(role, R::Service)
        }
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
        D::ReadLog | D::ReadReadings => matches!(role, R::Auditor | R::SecurityAdmin),
        D::ReadLogDetails | D::DrawSamples | D::ReadPatterns => matches!(role, R::Auditor),
        D::WitnessLog => matches!(role, R::Auditor | R::SecurityAdmin | R::Head | R::Service),
        D::ReadCases | D::SearchDossiers | D::ReadPapers => {
            matches!(role, R::Caseworker | R::Head | R::Finance | R::Auditor | R::Service)
        }
        D::EnterDossiers | D::EnterCases => matches!(role, R::Caseworker),
        D::DeclareLists => {
            matches!((role, level), (R::Caseworker | R::Head, Level::Grassroots | Level::County))
        }
        D::ReceiveDeclarations => matches!((role, level), (R::Caseworker | R::Head, Level::City)),
        D::PrintPapers => matches!(role, R::Caseworker | R::Head | R::Finance),
        D::RecordReceipts => matches!(role, R::Caseworker | R::Finance),
        D::ConfirmDossiers => matches!((role, level), (R::Head | R::Caseworker, Level::County | Level::City)),
        D::ActOnCases | D::RecordObjections | D::FilePapers => matches!(role, R::Caseworker | R::Head),
        D::DecideCases | D::MakeExceptions | D::CopyPerson => matches!(role, R::Head),
        D::ReadFunds | D::ReadPayments => matches!(role, R::Finance | R::Head | R::Auditor),
        // The unions that pay: a grassroots union has no fund.
        D::ManageFunds | D::FundAwards | D::PreparePayments | D::SendPayments => {
            matches!((role, level), (R::Finance, Level::County | Level::City))
        }
        D::ApprovePayments => {
            matches!((role, level), (R::Finance | R::Head, Level::County | Level::City))
        }
        D::ReadNationalRecords => {
            matches!(role, R::Caseworker | R::Head | R::Finance | R::Auditor | R::Service)
        }
        D::KeepNationalRecords => matches!(role, R::Caseworker | R::Head),
        D::ExchangeNationalRecords => matches!(role, R::Service),
        D::DeclareKinship => matches!(role, R::Caseworker | R::Head | R::Finance),
    }
}

impl Deed {
    /// Whether a post that nobody has confirmed may not do it, of whatever role. By it one officer alone would, through a post
    /// that they made up, see a family's whole values, confirm another post or lend their own, or move, hold up, decide, erase or
    /// order what is not undone. Such a post enters, and reads with stars.
    pub const fn needs_confirmation(self) -> bool {
        matches!(
            self,
            Self::Disclose
                | Self::CopyPerson
                | Self::ReadPapers
                | Self::PrintPapers
                | Self::FilePapers
                | Self::DeclareLists
                | Self::ReceiveDeclarations
                | Self::SearchDossiers
                | Self::ConfirmPosts
                | Self::ConfirmDossiers
                | Self::ActOnCases
                | Self::DecideCases
                | Self::MakeExceptions
                | Self::EraseData
                | Self::RecordObjections
                | Self::Delegate
                | Self::DraftPolicy
                | Self::ManageReference
                | Self::ManageFunds
                | Self::FundAwards
                | Self::PreparePayments
                | Self::ApprovePayments
                | Self::SendPayments
                | Self::PublishPolicy
                | Self::Extend
        )
    }

    /// Whether every signed-in account holds it.
    pub const fn is_for_everyone(self) -> bool {
        matches!(self, Self::ReadReference | Self::SeeOneself | Self::ManageOwnAccount)
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

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

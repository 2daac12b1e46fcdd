//! Why may somebody not do something at all? With whom to turn to.

use super::{Deed, Role, Scope};
use crate::text::reasons;

/// Why somebody may not do something at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    /// The role does not, at that level.
    Role {
        /// The role.
        role: Role,
        /// What it does not do.
        deed: Deed,
    },
    /// No scope of the program gives it.
    Scope {
        /// The scope that does.
        scope: Scope,
        /// What it gives.
        deed: Deed,
    },
    /// No mandate of an auditor is in force today.
    NoMandate,
    /// Nobody has confirmed the post, or the new password that it was given.
    NotConfirmed,
    /// A post that was lent is not lent on.
    LentOn,
}

reasons! {
    NotAllowed {
        Self::Role { role, deed } => "{role:#}在本级没有“{deed:#}”的权限,请由有权限的人员办理",
            "at this level there is no permission to {deed} for the role {role}; let somebody do it who has it";
        Self::Scope { scope, deed } => "该程序没有“{deed:#}”的权限:缺少范围{scope},请由账号管理员用PUT /service-accounts增加",
            "this program has no permission to {deed}: it lacks the scope {scope}, which an administrator of accounts adds at PUT /service-accounts";
        Self::NoMandate => "今日没有有效的审计授权,请联系被审计工会或其上级的安全管理员授予;目前只能查阅本人信息",
            "no mandate to audit is in force today: ask an administrator of security of the union that is audited, or of one above; until then there is nothing but /me";
        Self::NotConfirmed => "该账号(或其重置的密码)尚待另一名人员确认,请联系账号管理员、安全管理员或上级负责人用POST /accounts/{{id}}/confirmation确认",
            "nobody has confirmed this account, or the password that was given to it: ask an administrator of accounts or security, or a head at or above its union, to do so at POST /accounts/{{id}}/confirmation";
        Self::LentOn => "受托的岗位不能再委托他人,请由委托人另行办理",
            "a post that was lent is not lent on; let its holder lend it";
    }
}

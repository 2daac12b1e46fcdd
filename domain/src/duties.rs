//! Which posts may one officer hold together? Whoever administers accounts or security, or audits, does nothing else.

use crate::access::Role;
use crate::text::reasons;
use crate::time::Day;
use crate::words::spoken;

spoken! {
    /// What a post is about, so far as no other may be held beside it.
    Duty {
        /// Cases and money.
        Cases "办理申请和资金"
        /// Who holds which account.
        Accounts "管理账号"
        /// Keys, sessions, who sees whole values, who audits.
        Security "管理安全"
        /// What the others did.
        Audit "审计"
    }
}

impl Role {
    /// What a post of this role is about; nothing for a program, which nobody holds.
    pub const fn duty(self) -> Option<Duty> {
        match self {
            Self::Caseworker | Self::Head | Self::Finance => Some(Duty::Cases),
            Self::AccountAdmin => Some(Duty::Accounts),
            Self::SecurityAdmin => Some(Duty::Security),
            Self::Auditor => Some(Duty::Audit),
            Self::Service => None,
        }
    }
}

/// A post that an officer holds, or that is lent to them, with its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The role of the post.
    pub role: Role,
    /// The first day.
    pub first: Day,
    /// The last day; none while it is open.
    pub last: Option<Day>,
}

impl Held {
    /// Whether they share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| one.last.is_some_and(|last| last < two.first);
        !before(self, other) && !before(other, self)
    }

    /// Refuses a post beside those that the same officer holds.
    ///
    /// # Errors
    /// [`NotTogether`] names the first of them that it may not be held beside.
    pub fn beside(&self, others: &[Self]) -> Result<(), NotTogether> {
        let apart = |other: &&Self| other.role.duty() != self.role.duty() && other.overlaps(self);
        let clash = others.iter().find(apart);
        clash.map_or(Ok(()), |other| Err(NotTogether { wanted: self.role, held: *other }))
    }
}

/// Why an officer cannot hold a post: they hold another one on the same days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTogether {
    /// The role of the post that was to be given.
    pub wanted: Role,
    /// The post that is held.
    pub held: Held,
}

reasons! {
    NotTogether {
        Self { wanted, held: Held { role, first, last: None } } =>
            "该人员自{first}起任{role:#},同一期间不得兼任{wanted:#}:账号管理、安全管理、审计须由不同人员担任,且不得兼办申请和资金;请另选人员(可由上级工会人员担任),或先终止该任职",
            "since {first} this officer is {role}, and cannot be {wanted} on the same days: accounts, security and audit are held by different officers, none of whom works on cases or money; name another officer, who may sit at the union above, or end that post first";
        Self { wanted, held: Held { role, first, last: Some(last) } } =>
            "该人员{first}至{last}任{role:#},同一期间不得兼任{wanted:#}:账号管理、安全管理、审计须由不同人员担任,且不得兼办申请和资金;请另选人员(可由上级工会人员担任),或另定不重叠的日期",
            "from {first} to {last} this officer is {role}, and cannot be {wanted} on the same days: accounts, security and audit are held by different officers, none of whom works on cases or money; name another officer, who may sit at the union above, or days that do not overlap";
    }
}

/// What an administrator does to nobody less than to themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnPost {
    /// Give a post.
    Give,
    /// Change the days of a post, or close it.
    Days,
    /// Reset a password.
    Password,
    /// Correct the citizen id by which own families are known.
    CitizenId,
    /// Give a mandate to audit.
    Mandate,
    /// Confirm that a citizen id was corrected rightly, who corrected it.
    Correction,
}

reasons! {
    OwnPost {
        Self::Give => "不得为本人开设账号,请由另一名账号管理员(可在上级工会)办理",
            "nobody gives themself a post; another administrator of accounts does, who may sit at the union above";
        Self::Days => "不得变更本人账号的任职日期,请由另一名账号管理员(可在上级工会)办理",
            "nobody changes the days of their own account; another administrator of accounts does, who may sit at the union above";
        Self::Password => "不得重置本人任何账号的密码;登录该账号后请用PUT /me/password修改,须填写原密码",
            "nobody resets a password of their own; sign in with that account and change it at PUT /me/password, which asks for the old one";
        Self::CitizenId => "不得更正本人的身份证号,请由另一名账号管理员(可在上级工会)办理",
            "nobody corrects their own citizen id; another administrator of accounts does, who may sit at the union above";
        Self::Mandate => "不得为本人授予审计授权,请由另一名安全管理员(可在上级工会)办理",
            "nobody gives themself a mandate to audit; another administrator of security does, who may sit at the union above";
        Self::Correction => "更正身份证号的人员和被更正的人员不得自行确认,请由另一名安全管理员办理",
            "neither who corrected a citizen id nor whose it is confirms it; another administrator of security does";
    }
}

impl OwnPost {
    /// The word of the rule.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Give | Self::Days => "own_post",
            Self::Password => "own_password",
            Self::CitizenId => "own_citizen_id",
            Self::Mandate => "own_mandate",
            Self::Correction => "own_correction",
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    fn held(role: Role, first: &str, last: Option<&str>) -> Held {
        Held { role, first: first.parse().unwrap(), last: last.map(|day| day.parse().unwrap()) }
    }

    #[test]
    fn posts_share_a_day_unless_one_ends_before_the_other_begins() {
        let july = held(Role::Head, "2018-07-01", Some("2018-07-31"));
        for (first, last, shares) in [
            ("2018-07-31", None, true),
            ("2018-08-01", None, false),
            ("2018-06-01", Some("2018-07-01"), true),
            ("2018-06-01", Some("2018-06-30"), false),
            ("2018-07-10", Some("2018-07-10"), true),
        ] {
            let other = held(Role::Auditor, first, last);
            assert_eq!((july.overlaps(&other), other.overlaps(&july)), (shares, shares), "{first} {last:?}");
        }
    }

    #[test]
    fn roles_are_held_together_only_where_they_are_about_the_same() {
        let roles = Role::VARIANTS.iter().copied().filter(|role| role.duty().is_some());
        let cases = [Role::Caseworker, Role::Head, Role::Finance];
        for one in roles.clone() {
            for two in roles.clone() {
                let together = one == two || (cases.contains(&one) && cases.contains(&two));
                let wanted = held(one, "2018-07-01", None);
                let outcome = wanted.beside(&[held(two, "2018-07-01", None)]);
                assert_eq!(outcome.is_ok(), together, "{one:?} beside {two:?}");
            }
        }
    }
}

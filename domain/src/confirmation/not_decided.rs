//! Why can a proposal not be confirmed or declined, and what is whoever tries it told?

use crate::access::Role;
use crate::confirmation::Proposal;
use crate::text::reasons;
use crate::time::Day;

/// Why a proposal cannot be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// Nothing waits.
    NothingWaits,
    /// It waited too long.
    Lapsed {
        /// What it was.
        what: Proposal,
        /// The last day on which it could be.
        last: Day,
    },
    /// By who proposed it.
    OwnProposal {
        /// What it is.
        what: Proposal,
    },
    /// By whose post it is.
    OwnPost,
    /// A password for what another officer has proposed.
    AnothersProposal,
    /// By a role that does not.
    Role {
        /// That role.
        role: Role,
    },
}

reasons! {
    NotDecided {
        Self::NothingWaits => "没有待确认的事项,无须办理", "nothing waits to be confirmed here; nothing is left to do";
        Self::Lapsed { what: Proposal::Erasure, last } => "该清除最迟须于{last}确认,已失效;请重新提出(POST /applications/{{id}}/erasure或POST /dossiers/{{id}}/erasure)",
            "this erasure could be confirmed to {last}, and has lapsed: propose it again at POST /applications/{{id}}/erasure or POST /dossiers/{{id}}/erasure";
        Self::Lapsed { what: Proposal::Mandate, last } => "该授权最迟须于{last}确认,已失效;请由安全管理员重新提出(POST /mandates)",
            "this mandate could be confirmed to {last}, and has lapsed: have an administrator of security propose another at POST /mandates";
        Self::Lapsed { last, .. } => "该事项最迟须于{last}确认,已失效;请由提出人重新提出(账号:用PUT /accounts/{{id}}重新提交任职日期)",
            "it could be confirmed to {last}, and has lapsed: have it proposed again, an account by sending its days to PUT /accounts/{{id}}";
        Self::OwnProposal { what: Proposal::Erasure } => "提出人不得自行确认,请由市总工会的另一名负责人办理",
            "nobody confirms an erasure that they proposed: another head of the city does";
        Self::OwnProposal { .. } => "提出人不得自行确认,请由另一名账号管理员、安全管理员或负责人(可在上级工会)办理",
            "nobody confirms what they proposed: another administrator or a head does, who may sit at the union above";
        Self::OwnPost => "不得确认本人的任职或授权,请由他人办理",
            "nobody confirms a post or mandate of their own; somebody else does";
        Self::AnothersProposal => "该账号由另一名管理员提出,尚未确认,不得由他人重置密码;请先确认,或不予确认后另行开设",
            "another administrator proposed this account, and nobody has confirmed it: have it confirmed first, or decline it and make another";
        Self::Role { role } => "{role:#}不能确认此事项,请由账号管理员或安全管理员(可在上级工会)办理",
            "the role {role} does not confirm this; an administrator of accounts or of security does, who may sit at the union above";
    }
}

impl NotDecided {
    /// The word of the rule.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::NothingWaits => "nothing_waits",
            Self::Lapsed { .. } => "proposal_lapsed",
            Self::OwnProposal { .. } | Self::OwnPost | Self::AnothersProposal | Self::Role { .. } => {
                "second_hand"
            }
        }
    }
}

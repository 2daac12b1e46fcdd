//! Where is a case on its way? Its state, which owns the facts that its stage cannot be without.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::matter::Matter;
use super::road::Position;
use super::workflow::Stage;
use crate::id::OfficerId;
use crate::name::Remark;
use crate::time::Instant;
use crate::words::spoken;

/// The state of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum State {
    /// Being prepared; it expires so many days after this instant.
    Draft {
        /// When it was made or came back.
        since: Instant,
    },
    /// Awaits the signature of the head who took it.
    Signing,
    /// Awaits the opinion of the workplace or street, and its posting.
    UnitReview,
    /// Posted.
    Posted,
    /// On the desk of a union above.
    Review {
        /// Whose desk.
        at: Position,
    },
    /// Decided for the family.
    Approved {
        /// The head who approved.
        by: OfficerId,
        /// When.
        on: Instant,
    },
    /// Decided against it.
    Rejected {
        /// The rejection.
        rejection: Rejection,
        /// The dismissal of the appeal, by which it is for good.
        dismissal: Option<Dismissal>,
    },
    /// Awaits a decision on the appeal.
    Appealed {
        /// The rejection appealed against.
        rejection: Rejection,
        /// Whose desk.
        at: Position,
        /// New grounds; without them it cites a disputed finding.
        grounds: Option<Remark>,
    },
    /// Taken back.
    Withdrawn {
        /// How it came.
        cause: Withdrawal,
    },
    /// An approval undone.
    Revoked {
        /// Who revoked, and why.
        decision: Decision,
    },
}

/// A head's decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// The head.
    pub by: OfficerId,
    /// When.
    pub on: Instant,
    /// Why.
    pub reasons: Remark,
}

/// The dismissal of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dismissal {
    /// The head's decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// Whose head: the desk on which the appeal was heard.
    pub at: Position,
}

/// A rejection: what an appeal is heard against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rejection {
    /// The head's decision.
    pub decision: Decision,
    /// The desk on which the case lay.
    pub desk: Desk,
    /// The matter that was rejected.
    pub matter: Matter,
}

/// A desk on which a head may reject, and to which an appeal upheld brings the case back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Desk {
    /// At signing.
    Signing,
    /// At unit review.
    UnitReview,
    /// While posted.
    Posted,
    /// In review.
    Review {
        /// At which union.
        at: Position,
    },
}

/// How a case was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Withdrawal {
    /// On the worker's word.
    Worker {
        /// The word, as recorded.
        word: Remark,
    },
    /// A draft whose time was over.
    Expiry,
}

spoken! {
    /// Whither a case may be returned.
    ReturnTo {
        /// To be prepared again.
        Draft "草拟"
        /// To be signed again.
        Signing "待签章"
        /// To be reviewed and posted again.
        UnitReview "单位(街道)审核"
    }
}

/// That a case was returned: by whom and why, and whither it goes straight back while it is unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Returned {
    /// The head who returned it last, when, and why.
    pub decision: Decision,
    /// The last desk above entry that returned it, and to which it goes straight back; 0 where none did.
    pub from: Position,
    /// The matter it had when that desk returned it.
    pub matter: Matter,
}

impl State {
    /// The label of it.
    pub const fn stage(&self) -> Stage {
        match self {
            Self::Draft { .. } => Stage::Draft,
            Self::Signing => Stage::Signing,
            Self::UnitReview => Stage::UnitReview,
            Self::Posted => Stage::Posted,
            Self::Review { .. } => Stage::Review,
            Self::Approved { .. } => Stage::Approved,
            Self::Rejected { .. } => Stage::Rejected,
            Self::Appealed { .. } => Stage::Appealed,
            Self::Withdrawn { .. } => Stage::Withdrawn,
            Self::Revoked { .. } => Stage::Revoked,
        }
    }

    /// On whose desk it lies, in review or on appeal.
    pub const fn position(&self) -> Option<Position> {
        match self {
            Self::Review { at } | Self::Appealed { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// The rejection that stands or is appealed against.
    pub const fn rejection(&self) -> Option<&Rejection> {
        match self {
            Self::Rejected { rejection, .. } | Self::Appealed { rejection, .. } => Some(rejection),
            _ => None,
        }
    }

    /// The dismissal by which a rejection is for good.
    pub const fn dismissal(&self) -> Option<&Dismissal> {
        match self {
            Self::Rejected { dismissal, .. } => dismissal.as_ref(),
            _ => None,
        }
    }

    /// The desk it lies on, where a head may reject.
    pub(crate) const fn desk(&self) -> Option<Desk> {
        match self {
            Self::Signing => Some(Desk::Signing),
            Self::UnitReview => Some(Desk::UnitReview),
            Self::Posted => Some(Desk::Posted),
            Self::Review { at } => Some(Desk::Review { at: *at }),
            _ => None,
        }
    }
}

impl From<Desk> for State {
    fn from(desk: Desk) -> Self {
        match desk {
            Desk::Signing => Self::Signing,
            Desk::UnitReview => Self::UnitReview,
            Desk::Posted => Self::Posted,
            Desk::Review { at } => Self::Review { at },
        }
    }
}

impl Desk {
    /// The union whose desk it is.
    pub const fn position(self) -> Position {
        match self {
            Self::Review { at } => at,
            _ => Position::ENTRY,
        }
    }
}

//! What may be done to a case, with which operands, and do they suit it?

use super::circumstances::Look;
use super::evidence::{PostingKind, PostingMark};
use super::refusal::Refusal;
use super::state::ReturnTo;
use super::workflow::{Action, Stage};
use crate::id::PostingId;
use crate::name::Remark;
use crate::time::Day;

/// An action with the operands that it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the actions are described where they are named, in the workflow")]
pub enum Act {
    Submit,
    Sign,
    Post { posting: PostingId, first_day: Day, last_day: Day },
    Forward,
    Endorse,
    Approve,
    Return { to: ReturnTo, reasons: Remark },
    Reject { reasons: Remark },
    Withdraw { word: Remark },
    Appeal { grounds: Option<Remark> },
    Uphold { reasons: Remark },
    Dismiss { reasons: Remark },
    Revoke { reasons: Remark },
    Reclaim { reasons: Remark },
}

impl Act {
    /// Which action it is.
    pub const fn action(&self) -> Action {
        match self {
            Self::Submit => Action::Submit,
            Self::Sign => Action::Sign,
            Self::Post { .. } => Action::Post,
            Self::Forward => Action::Forward,
            Self::Endorse => Action::Endorse,
            Self::Approve => Action::Approve,
            Self::Return { .. } => Action::Return,
            Self::Reject { .. } => Action::Reject,
            Self::Withdraw { .. } => Action::Withdraw,
            Self::Appeal { .. } => Action::Appeal,
            Self::Uphold { .. } => Action::Uphold,
            Self::Dismiss { .. } => Action::Dismiss,
            Self::Revoke { .. } => Action::Revoke,
            Self::Reclaim { .. } => Action::Reclaim,
        }
    }

    /// Reasons, word or grounds, as its line of history has them.
    pub(super) fn note(&self) -> Option<Remark> {
        match self {
            Self::Return { reasons, .. }
            | Self::Reject { reasons }
            | Self::Uphold { reasons }
            | Self::Dismiss { reasons }
            | Self::Revoke { reasons }
            | Self::Reclaim { reasons } => Some(reasons.clone()),
            Self::Withdraw { word } => Some(word.clone()),
            Self::Appeal { grounds } => grounds.clone(),
            _ => None,
        }
    }

    /// Whether the operands suit the case.
    pub(super) fn suits(&self, look: &Look<'_>) -> Result<(), Refusal> {
        match self {
            Self::Return { to, .. } if !is_earlier(*to, look.case.stage()) => {
                Err(Refusal::NotEarlier { to: *to })
            }
            Self::Appeal { grounds: None } if !look.circumstances.findings.disputed => {
                Err(Refusal::NoGrounds)
            }
            Self::Post { first_day, last_day, .. } => {
                let days = look.circumstances.procedure.working_days(PostingKind::First);
                PostingMark::days_suit((*first_day, *last_day), days, look.at.day())
            }
            _ => Ok(()),
        }
    }
}

fn is_earlier(to: ReturnTo, stage: Stage) -> bool {
    match to {
        ReturnTo::Draft => stage != Stage::Draft,
        ReturnTo::Signing => matches!(stage, Stage::UnitReview | Stage::Posted | Stage::Review),
        ReturnTo::UnitReview => matches!(stage, Stage::Posted | Stage::Review),
    }
}

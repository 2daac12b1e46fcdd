//! What may be done with a case, at which stage, by whom, unless what? One table.

use super::guard::Guard::{
    self, AllMissingExcepted, Arrival, ChangedSinceDismissal, Consents, DraftLasts, Eligible, NoObjection,
    NotBeingPaid, NothingMissing, OncePerCase, OnlyLive, Opinion, Paid, Posting, Signature, SomebodyHears,
    Submission, UpheldMatter, Visit,
};
use super::seats::Seat;
use crate::access::Role::{self, Caseworker, Head};
use crate::words::{named, spoken};

spoken! {
    /// The label of a case's state.
    Stage {
        Draft "草拟"
        Signing "待签章"
        UnitReview "单位(街道)审核"
        Posted "公示"
        Review "上级审核"
        Approved "审批通过"
        Rejected "不予通过"
        Appealed "申诉中"
        Withdrawn "已撤回"
        Revoked "已撤销"
    }

    /// What is done with a case.
    Action {
        Submit "提交"
        Sign "签章"
        /// A posting that lists the case was made.
        Post "公示"
        Forward "上报"
        Endorse "审核同意"
        Approve "审批"
        Return "退回"
        Reject "不予通过"
        Withdraw "撤回"
        Appeal "申诉"
        Uphold "申诉成立"
        Dismiss "驳回申诉"
        Revoke "撤销"
        /// The approval is revoked after its money was paid, which the family has to pay back.
        Reclaim "追回"
        /// A draft's time is over.
        Expire "过期"
    }
}

named! {
    /// At which desks of a review a row speaks.
    At {
        /// At every one.
        Any
        /// At those before the deciding one.
        Before
        /// At the deciding one.
        Deciding
    }

    /// Where an action leads.
    Next {
        /// To signing.
        Signing
        /// To unit review.
        UnitReview
        /// To posted.
        Posted
        /// To the next desk on the road.
        Desk
        /// To the earlier stage that was named.
        Named
        /// To approved.
        Approved
        /// To rejected.
        Rejected
        /// To withdrawn.
        Withdrawn
        /// To the desk that hears the appeal.
        Hearing
        /// Back to where it was rejected.
        StageOfRejection
        /// To rejected, for good.
        ForGood
        /// To revoked.
        Revoked
    }
}

/// Who may do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An officer of this role in this seat.
    Seat(Role, Seat),
    /// Nobody: time does it.
    Time,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The stage at which it speaks.
    pub stage: Stage,
    /// At which desks of that stage.
    pub at: At,
    /// What is done.
    pub action: Action,
    /// By whom.
    pub who: Who,
    /// Where it leads.
    pub next: Next,
    /// What refuses it, besides seat and separation, which bind every row.
    pub guards: &'static [Guard],
}

const ENTERS: Who = Who::Seat(Caseworker, Seat::Entry);
const SIGNS: Who = Who::Seat(Head, Seat::Entry);
const HERE: Who = Who::Seat(Head, Seat::Here);
const DECIDES: Who = Who::Seat(Head, Seat::Deciding);

const TO_SUBMIT: &[Guard] =
    &[DraftLasts, NoObjection, OnlyLive, Submission, ChangedSinceDismissal, AllMissingExcepted];
const TO_SIGN: &[Guard] = &[NoObjection, Eligible, Visit, Signature];
const TO_POST: &[Guard] = &[NoObjection, Eligible, Visit, Signature, Opinion, Consents];
const TO_GO_UP: &[Guard] = &[NoObjection, Eligible, Visit, Signature, Opinion, Consents, Posting, Arrival];
const TO_APPROVE: &[Guard] =
    &[NoObjection, Eligible, Visit, Signature, Opinion, Consents, Posting, Arrival, NothingMissing];
const TO_REJECT: &[Guard] = &[UpheldMatter];
const TO_APPEAL: &[Guard] = &[OncePerCase, NoObjection, OnlyLive, SomebodyHears, Arrival];
const HEARING: &[Guard] = &[NoObjection];

const fn row(stage: Stage, at: At, action: Action, who: Who, next: Next, guards: &'static [Guard]) -> Row {
    Row { stage, at, action, who, next, guards }
}

/// The way of a case (N14, N15). Every pair that has no row is refused.
#[rustfmt::skip]
pub const TABLE: &[Row] = &[
    row(Stage::Draft,      At::Any,      Action::Submit,   ENTERS,    Next::Signing,          TO_SUBMIT),
    row(Stage::Draft,      At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::Draft,      At::Any,      Action::Expire,   Who::Time, Next::Withdrawn,        &[]),
    row(Stage::Signing,    At::Any,      Action::Sign,     SIGNS,     Next::UnitReview,       TO_SIGN),
    row(Stage::Signing,    At::Any,      Action::Return,   SIGNS,     Next::Named,            &[]),
    row(Stage::Signing,    At::Any,      Action::Reject,   SIGNS,     Next::Rejected,         TO_REJECT),
    row(Stage::Signing,    At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::UnitReview, At::Any,      Action::Post,     ENTERS,    Next::Posted,           TO_POST),
    row(Stage::UnitReview, At::Any,      Action::Forward,  SIGNS,     Next::Desk,             TO_GO_UP),
    row(Stage::UnitReview, At::Any,      Action::Return,   SIGNS,     Next::Named,            &[]),
    row(Stage::UnitReview, At::Any,      Action::Reject,   SIGNS,     Next::Rejected,         TO_REJECT),
    row(Stage::UnitReview, At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::Posted,     At::Any,      Action::Forward,  SIGNS,     Next::Desk,             TO_GO_UP),
    row(Stage::Posted,     At::Any,      Action::Return,   SIGNS,     Next::Named,            &[]),
    row(Stage::Posted,     At::Any,      Action::Reject,   SIGNS,     Next::Rejected,         TO_REJECT),
    row(Stage::Posted,     At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::Review,     At::Before,   Action::Endorse,  HERE,      Next::Desk,             TO_GO_UP),
    row(Stage::Review,     At::Deciding, Action::Approve,  HERE,      Next::Approved,         TO_APPROVE),
    row(Stage::Review,     At::Any,      Action::Return,   HERE,      Next::Named,            &[]),
    row(Stage::Review,     At::Any,      Action::Reject,   HERE,      Next::Rejected,         TO_REJECT),
    row(Stage::Review,     At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::Rejected,   At::Any,      Action::Appeal,   ENTERS,    Next::Hearing,          TO_APPEAL),
    row(Stage::Appealed,   At::Any,      Action::Uphold,   HERE,      Next::StageOfRejection, HEARING),
    row(Stage::Appealed,   At::Any,      Action::Dismiss,  HERE,      Next::ForGood,          HEARING),
    row(Stage::Appealed,   At::Any,      Action::Withdraw, ENTERS,    Next::Withdrawn,        &[]),
    row(Stage::Approved,   At::Any,      Action::Revoke,   DECIDES,   Next::Revoked,          &[NoObjection, NotBeingPaid]),
    row(Stage::Approved,   At::Any,      Action::Reclaim,  DECIDES,   Next::Revoked,          &[NoObjection, Paid]),
];

impl Stage {
    /// Whether a case at this stage is over.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Rejected | Self::Withdrawn | Self::Revoked)
    }

    /// Whether it is live; drafts and approved ones are.
    pub const fn live(self) -> bool {
        !self.ended()
    }

    /// Whether it is live and not approved.
    pub const fn open(self) -> bool {
        self.live() && !matches!(self, Self::Approved)
    }

    /// Whether it still lies with the union that took it.
    pub const fn at_entry(self) -> bool {
        matches!(self, Self::Draft | Self::Signing | Self::UnitReview | Self::Posted)
    }

    /// The rows that speak at this stage; `deciding` tells whether it is the deciding union's desk.
    pub fn rows(self, deciding: bool) -> impl Iterator<Item = &'static Row> {
        TABLE.iter().filter(move |row| row.stage == self && row.at.speaks(deciding))
    }
}

impl Action {
    /// Whether it is a step of a head, by which a case is decided on.
    pub fn is_of_a_head(self) -> bool {
        TABLE.iter().any(|row| row.action == self && matches!(row.who, Who::Seat(Head, _)))
    }
}

impl At {
    const fn speaks(self, deciding: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Before => !deciding,
            Self::Deciding => deciding,
        }
    }
}

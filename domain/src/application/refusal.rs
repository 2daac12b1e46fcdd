//! Why may this not be done? Each reason with its operands.

use serde::Serialize;
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::attachment::AttachmentKind;
use super::circumstances::{Finding, Missing, Standing};
use super::concern::ConcernState;
use super::deed::DeedKind;
use super::evidence::{Exceptable, Manner, ObjectionState, OpinionBy, RuleName};
use super::road::Position;
use super::state::ReturnTo;
use super::workflow::{Action, Stage};
use crate::access::Role;
use crate::clause::Clause;
use crate::edition::procedure::RequiredConsent;
use crate::id::{ApplicationId, ObjectionId, OfficerId};
use crate::name::PersonName;
use crate::time::Day;
use crate::union::Level;

/// Why an act or a record is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, IntoStaticStr)]
#[serde(tag = "code", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each says itself in text(), in the words that people read")]
pub enum Refusal {
    NotNow { stage: Stage, action: Action },
    NotRecordedNow { stage: Stage, deed: DeedKind },
    WrongRole { needed: Role },
    NotOnRoad,
    OnlyReads { deciding: Position },
    WrongUnion { needed: Position },
    SeatKept,
    ActedElsewhere { position: Position },
    PreparedIt,
    OnlyVisitor,
    Kin,
    OfTheFamily,
    OwnDecision,
    OwnObjection,
    NobodyLeft { position: Position },
    NotEligible { standing: Standing, findings: Vec<Finding> },
    VisitMissing,
    VisitOutdated { day: Day },
    VisitDisagrees { day: Day },
    VisitorsTooFew { needed: usize, were: usize },
    VisitNotInPerson { manner: Manner },
    SignatureMissing,
    SignatureOutdated { day: Day },
    SignatureNotSealed,
    ScanNamed,
    ScanOutdated,
    OpinionMissing { from: OpinionBy },
    OpinionOutdated { from: OpinionBy },
    OpinionAgainst { from: OpinionBy },
    ConsentMissing { missing: Vec<RequiredConsent> },
    PostingMissing,
    PostingLifted,
    PostingOutdated,
    PostingNamesOther { shown: PersonName },
    PostingRunning { last_day: Day },
    PostingBackdated { today: Day },
    PostingTooShort { days: u8 },
    ObjectionOpen { objection: ObjectionId },
    Incomplete { missing: Vec<Missing> },
    NotOpenYet { opens: Day },
    SubmissionOver { last: Day },
    ArrivalOver { last: Day },
    OtherLive { application: ApplicationId },
    StudentDecided { application: ApplicationId },
    SameMatterDismissed,
    NotEarlier { to: ReturnTo },
    UpheldBefore,
    AppealedBefore,
    RejectedForGood,
    NoGrounds,
    BeingPaid,
    AlreadyPaid,
    NotPaid,
    NobodyHears { position: Position },
    NotExpired { last: Day },
    Expired { last: Day },
    DayToCome { day: Day },
    DayBeforeOpening { day: Day, opens: Day },
    VisitorNotOnRoad { visitor: OfficerId },
    VisitorOfTheFamily { visitor: OfficerId },
    NotForReview { rule: RuleName },
    NoSuchPosting,
    NoSuchConsent,
    ConsentWithdrawn,
    ConsentUnderAge { on: Day },
    ConsentOfAge { on: Day },
    ConsentBeforeWithdrawal { on: Day, withdrawn: Day },
    WithdrawnBeforeGiven { given: Day },
    CallerNotOnRoad { caller: OfficerId },
    NoSuchObjection,
    ObjectionIs { state: ObjectionState },
    ConcernIs { state: ConcernState },
    SameObjection { objection: ObjectionId },
    NotExceptable { excepted: Exceptable },
    ExceptionLevel { needed: Level },
    ExceptionEvidence { needed: AttachmentKind },
    ExceptionPapers,
    NoSuchException,
    ExceptionEnded,
    ExceptionTooLong { latest: Day },
    ExceptionPast { today: Day },
    NoSuchKinship,
    KinshipWithdrawn,
    KinshipDeclared,
    AttachmentNamed,
    AttachmentJudged,
}

impl Refusal {
    /// Its code, the same in every language.
    pub fn code(&self) -> &'static str {
        self.into()
    }

    /// The clause that speaks, where one does.
    pub fn clause(&self) -> Option<Clause> {
        match self {
            Self::NotEligible { findings, .. } => findings.first().map(|finding| finding.clause),
            Self::VisitMissing
            | Self::VisitOutdated { .. }
            | Self::VisitDisagrees { .. }
            | Self::VisitorsTooFew { .. }
            | Self::VisitNotInPerson { .. }
            | Self::VisitorNotOnRoad { .. }
            | Self::VisitorOfTheFamily { .. }
            | Self::NotOnRoad
            | Self::OnlyReads { .. }
            | Self::WrongUnion { .. } => Some(Clause::N15),
            Self::SignatureMissing
            | Self::SignatureOutdated { .. }
            | Self::SignatureNotSealed
            | Self::ScanNamed
            | Self::ScanOutdated
            | Self::OpinionMissing { .. }
            | Self::OpinionOutdated { .. }
            | Self::OpinionAgainst { .. }
            | Self::PostingMissing
            | Self::PostingLifted
            | Self::PostingOutdated
            | Self::PostingNamesOther { .. }
            | Self::PostingRunning { .. }
            | Self::Incomplete { .. } => Some(Clause::N14),
            Self::ArrivalOver { .. } => Some(Clause::N16),
            Self::NotOpenYet { .. } | Self::DayBeforeOpening { .. } => Some(Clause::N21),
            Self::OtherLive { .. } | Self::StudentDecided { .. } => Some(Clause::N20),
            _ => None,
        }
    }

    /// Whether the seat is somebody else's altogether, so that the action is not the actor's to try.
    pub(crate) const fn is_of_another(&self) -> bool {
        matches!(
            self,
            Self::WrongRole { .. }
                | Self::NotOnRoad
                | Self::WrongUnion { .. }
                | Self::SeatKept
                | Self::NotNow { .. }
        )
    }
}

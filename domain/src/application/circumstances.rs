//! What else must be known to judge an act? All that lies outside the case itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Application;
use super::attachment::AttachmentKind;
use super::deadlines::Extension;
use super::evidence::{Exceptable, OpinionBy, RuleName};
use super::matter::Matter;
use super::road::Position;
use super::seats::Staff;
use crate::clause::Clause;
use crate::edition::Procedure;
use crate::id::{ApplicationId, EditionId};
use crate::name::Line;
use crate::payment::PaymentState;
use crate::posting::Shown;
use crate::time::{Day, Instant};
use crate::words::named;

named! {
    /// What today's assessment comes to.
    Standing {
        /// A rule is not met.
        NotEligible
        /// A fact is not known.
        Incomplete
        /// A finding asks for a person.
        ForReview
        /// All rules are met.
        Eligible
    }
}

/// A finding that hinders, by its rule and clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// The rule.
    pub rule: RuleName,
    /// The clause it comes from.
    pub clause: Clause,
}

/// Today's assessment, as far as the way of a case asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Findings {
    /// What it comes to.
    pub standing: Standing,
    /// Findings not met.
    pub not_met: Vec<Finding>,
    /// Findings that wait for evidence.
    pub unknown: Vec<Finding>,
    /// Findings that ask for a ruling, ruled ones included.
    pub for_review: Vec<Finding>,
    /// Whether two readings of the income line disagree.
    pub disputed: bool,
}

/// What a complete case would have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "missing", content = "what", rename_all = "snake_case")]
pub enum Missing {
    /// A field, as a JSON pointer: below `/enrolment` into the case, below `/household` into its dossier.
    Field(Line),
    /// An attachment of this kind.
    Attachment(AttachmentKind),
}

impl Missing {
    /// Whether it is somebody's citizen id.
    fn is_citizen_id(&self) -> bool {
        matches!(self, Self::Field(field) if field.as_str().ends_with("/citizen_id"))
    }
}

/// All from outside that guards ask.
#[derive(Clone, Debug)]
pub struct Circumstances<'a> {
    /// The edition: the case's own once submitted, else the one in force.
    pub edition: EditionId,
    /// Its procedure.
    pub procedure: &'a Procedure,
    /// The matter today.
    pub matter: Matter,
    /// Of whom a board would say today that the case is.
    pub shown: Shown,
    /// The assessment of today's facts.
    pub findings: Findings,
    /// Required fields and attachments that are not there.
    pub missing: Vec<Missing>,
    /// The student's day of birth, where their citizen id is known.
    pub student_born: Option<Day>,
    /// Who must give an opinion: the workplace, or without one the street.
    pub opinion_from: OpinionBy,
    /// Who holds which post on the road today.
    pub staff: Staff,
    /// More time given to unions on the road.
    pub extensions: Vec<Extension>,
    /// Another live application of this student in this campaign (N20).
    pub other_live: Option<ApplicationId>,
    /// Matters of this student's applications in this campaign that were rejected for good.
    pub dismissed: Vec<Matter>,
    /// How the payment of its award stands that is under way, or done.
    pub payment: Option<PaymentState>,
}

/// A case looked at in its circumstances, at an instant.
pub(crate) struct Look<'a> {
    /// The case.
    pub(crate) case: &'a Application,
    /// What lies outside.
    pub(crate) circumstances: &'a Circumstances<'a>,
    /// When.
    pub(crate) at: Instant,
    /// The desk at which the act would make it arrive.
    pub(crate) arrives: Option<Position>,
}

impl Look<'_> {
    /// Whether an exception sets this aside for what was done on that day.
    pub(crate) fn excepted(&self, excepted: Exceptable, on: Day) -> bool {
        self.case.excepts(excepted, on)
    }

    /// What is missing; of a citizen id out of the ordinary, which may never come, nothing is asked.
    pub(crate) fn missing(&self) -> Vec<Missing> {
        let odd = self.excepted(Exceptable::OddId, self.at.day());
        let missing = self.circumstances.missing.iter();
        missing.filter(|missing| !(odd && missing.is_citizen_id())).cloned().collect()
    }

    /// What is missing and not excepted until a later day.
    pub(crate) fn missing_unexcepted(&self) -> Vec<Missing> {
        let today = self.at.day();
        let late = |missing: &Missing| match missing {
            Missing::Field(_) => false,
            Missing::Attachment(kind) => self.case.exceptions.iter().any(|mark| {
                mark.excepted == Exceptable::LatePaper && mark.in_force(today) && mark.papers.contains(kind)
            }),
        };
        self.missing().into_iter().filter(|missing| !late(missing)).collect()
    }
}

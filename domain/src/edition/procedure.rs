//! How does a case travel under an edition? Days, desks, papers and exceptions, each with its source.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Sourced;
use crate::application::attachment::AttachmentKind;
use crate::application::evidence::{ConsentGiver, ConsentPurpose, Exceptable, PostingKind};
use crate::eligibility::finding::RuleId;
use crate::time::Day;
use crate::union::{Level, UnionKind};
use crate::words::named;

/// The shipped procedure of 2018, as JSON of [`Procedure`].
pub const PROCEDURE_2018: &str = include_str!("../../data/editions/2018.procedure.json");

/// The part of an edition that says how cases travel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// First day (Beijing) on which a case may be submitted.
    pub opens: Sourced<Day>,
    /// Last day (Beijing) of a case's first submission.
    pub last_submission: Sourced<Day>,
    /// Last day of the campaign; payments run until then.
    pub ends: Sourced<Day>,
    /// Phases; their edge days belong to both (N21 to N23).
    pub phases: Vec<Sourced<Phase>>,
    /// Last days of the first arrival at the deciding union, by the kind of the union under the city (N16).
    pub deadlines: Vec<Sourced<Deadline>>,
    /// How many different officers a visit takes (N15).
    pub visitors: Sourced<u8>,
    /// How many working days postings run.
    pub posting_days: Sourced<PostingDays>,
    /// Whether the day a posting is put up is the first of its working days.
    pub first_day_counts: Sourced<bool>,
    /// Whether a final posting of the decided list precedes payment (N22).
    pub final_posting: Sourced<bool>,
    /// Where cases are decided, by the kind of the union under the city; the city where a kind is not listed.
    pub final_desks: Vec<Sourced<FinalDesk>>,
    /// Attachments without which a case is not complete (N14).
    pub attachments: Vec<Sourced<RequiredAttachment>>,
    /// Consents without which a case is not posted.
    pub consents: Vec<Sourced<RequiredConsent>>,
    /// Which conditions may be set aside for one case, by whom, on what evidence, for how long.
    pub exceptions: Vec<Sourced<ExceptionRule>>,
    /// Days after which a draft expires, counted from its making or its return.
    pub draft_days: Sourced<u16>,
    /// Whether anyone may object without an account; an officer then admits the objection or not.
    pub public_objections: Sourced<bool>,
    /// Rules whose findings only the deciding union rules on.
    pub rulings_at_deciding: Sourced<Vec<RuleId>>,
    /// What the campaign wants to reach (N10).
    pub targets: Vec<Sourced<Target>>,
}

named! {
    /// A stretch of the campaign.
    PhaseName {
        /// 第一阶段: survey and plan (N21).
        Survey
        /// 第二阶段: publish, verify, pay (N22).
        Implementation
        /// 第三阶段: inspect and sum up (N23).
        Inspection
    }

    /// Which level decides finally.
    DecidingLevel {
        /// The county-level union on the road.
        County
        /// The campaign's city.
        City
    }

    /// Whose case needs a paper.
    PaperCohort {
        /// Everybody's.
        All
        /// Of students admitted in the campaign's year.
        New
        /// Of students admitted earlier.
        Earlier
    }

    /// What a target measures (N10).
    TargetName {
        /// Graduates in need who were helped.
        GraduatesHelped
        /// Helped graduates who found work.
        HelpedEmployed
        /// Graduates of households without any employed who found work.
        ZeroEmploymentEmployed
    }
}

/// A phase with its first and last day, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Which.
    pub phase: PhaseName,
    /// First day (Beijing).
    pub first: Day,
    /// Last day (Beijing).
    pub last: Day,
}

/// The last day for the cases under a union of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// The kind of the union that stands directly under the city.
    pub kind: UnionKind,
    /// Last day (Beijing), to its end.
    pub last: Day,
}

/// Working days of the two kinds of posting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingDays {
    /// Of the posting at the workplace or street.
    pub first: u8,
    /// Of the posting of the decided list.
    #[serde(rename = "final")]
    pub last: u8,
}

/// Where the cases under a union of one kind are decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalDesk {
    /// The kind of the union that stands directly under the city.
    pub kind: UnionKind,
    /// The level that decides.
    pub desk: DecidingLevel,
}

/// An attachment that a complete case has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredAttachment {
    /// Of what kind.
    pub kind: AttachmentKind,
    /// For whose cases.
    pub of: PaperCohort,
}

/// A consent that a posted case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredConsent {
    /// Who gives it.
    pub giver: ConsentGiver,
    /// To what.
    pub covers: ConsentPurpose,
}

/// Who may set a condition aside, and on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionRule {
    /// What is set aside.
    pub excepted: Exceptable,
    /// The lowest level, above the union that took the case, whose head may do so; that of the union that decides, where
    /// this one is higher.
    pub level: Level,
    /// Kinds of attachment of which each must be given.
    pub evidence: Vec<AttachmentKind>,
    /// The most days that it may last; without a number it lasts as long as the case.
    pub longest_days: Option<u16>,
}

/// A share to be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of what.
    pub target: TargetName,
    /// In whole percent.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: u8,
}

impl Procedure {
    /// The last day of a posting that is put up on `first`, by the calendar's working days.
    pub fn last_posting_day(&self, first: Day, kind: PostingKind, works: impl Fn(Day) -> bool) -> Day {
        let mut left = self.working_days(kind);
        let mut day = if *self.first_day_counts { first } else { first.next() };
        // A calendar without working days must not turn for ever.
        for _ in 0..1000 {
            if works(day) {
                left = left.saturating_sub(1);
            }
            if left == 0 {
                break;
            }
            day = day.next();
        }
        day
    }

    /// How many working days a posting of that kind runs.
    pub fn working_days(&self, kind: PostingKind) -> u8 {
        match kind {
            PostingKind::First => self.posting_days.first,
            PostingKind::Final => self.posting_days.last,
        }
    }

    /// Which level decides the cases under a union of that kind.
    pub fn decided_at(&self, kind: UnionKind) -> DecidingLevel {
        let named = self.final_desks.iter().find(|desk| desk.kind == kind);
        named.map_or(DecidingLevel::City, |desk| desk.desk)
    }

    /// The rule for setting this aside, if the edition has one.
    pub fn exception(&self, excepted: Exceptable) -> Option<&ExceptionRule> {
        self.exceptions.iter().map(|rule| &rule.value).find(|rule| rule.excepted == excepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_working_days_from_monday_end_on_friday() {
        let procedure: Procedure = serde_json::from_str(PROCEDURE_2018).unwrap();
        let works = |day: Day| day.date().weekday().number_days_from_monday() < 5;
        let last =
            |day: &str, kind| procedure.last_posting_day(day.parse().unwrap(), kind, works).to_string();
        assert_eq!(last("2018-08-06", PostingKind::First), "2018-08-10");
        assert_eq!(last("2018-08-04", PostingKind::First), "2018-08-10");
        assert_eq!(last("2018-08-09", PostingKind::Final), "2018-08-13");
    }
}

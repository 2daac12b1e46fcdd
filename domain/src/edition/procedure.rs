//! How does a case travel under an edition? Days, desks, papers and exceptions, each with its source.

mod parts;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Practice, Source, Sourced};
use crate::application::evidence::{Exceptable, PostingKind};
use crate::eligibility::finding::RuleId;
use crate::payment::PaymentDays;
use crate::payment_batch::PaymentBatch;
use crate::retention::Terms;
use crate::time::Day;
use crate::union::UnionKind;
use crate::words::named;

pub use parts::{
    ApprovalStep, Deadline, ExceptionRule, FinalDesk, Phase, PostingDays, RequiredAttachment,
    RequiredConsent, Target,
};

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
    /// How many officers approve a batch of payments, by what it comes to (N26); one where no step is reached.
    #[serde(default)]
    pub approvals: Vec<Sourced<ApprovalStep>>,
    /// Whole years for which a dossier is kept from its closing, with its cases; of several cases the longest counts.
    #[serde(default = "kept_dossier_years")]
    pub kept_dossier_years: Sourced<u8>,
    /// Whole years for which a case without money is kept from its end.
    #[serde(default = "kept_case_years")]
    pub kept_case_years: Sourced<u8>,
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

/// What is stated where an edition says nothing.
const fn kept_dossier_years() -> Sourced<u8> {
    Sourced { value: Terms::STATED.dossier_years, source: Source::Practice(Practice::Practice) }
}

/// The same of a case.
const fn kept_case_years() -> Sourced<u8> {
    Sourced { value: Terms::STATED.case_years, source: Source::Practice(Practice::Practice) }
}

impl Procedure {
    /// How long what was decided by it is kept.
    pub fn terms(&self) -> Terms {
        Terms { dossier_years: *self.kept_dossier_years, case_years: *self.kept_case_years }
    }

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

    /// When it pays: from the first day of the second phase to the campaign's end (N22).
    pub fn payment_days(&self) -> PaymentDays {
        let second = self.phases.iter().find(|phase| phase.phase == PhaseName::Implementation);
        PaymentDays { first: second.map_or(*self.opens, |phase| phase.first), last: *self.ends }
    }

    /// How many officers approve a batch that comes to so much, besides whoever prepared it: of the steps that it reaches the most.
    pub fn approvers(&self, fen: i64) -> u8 {
        let reached = self.approvals.iter().filter(|step| step.from_fen.as_fen() <= fen);
        reached.map(|step| step.officers).max().unwrap_or(PaymentBatch::LEAST_APPROVERS)
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
    use crate::money::Money;

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

    #[test]
    fn a_batch_that_reaches_a_step_takes_its_officers_and_never_fewer_than_one() {
        let mut procedure: Procedure = serde_json::from_str(PROCEDURE_2018).unwrap();
        assert_eq!(procedure.approvers(i64::MAX), 1);
        let step = |from_fen, officers| Sourced {
            value: ApprovalStep { from_fen: Money::fen(from_fen).unwrap(), officers },
            source: Source::Practice(Practice::Practice),
        };
        procedure.approvals = vec![step(100_000_000, 3), step(10_000_000, 2)];
        let officers =
            [1, 9_999_999, 10_000_000, 99_999_999, 100_000_000].map(|fen| procedure.approvers(fen));
        assert_eq!(officers, [1, 1, 2, 2, 3]);
    }
}

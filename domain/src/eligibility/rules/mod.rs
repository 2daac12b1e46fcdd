//! Which rules are there? The ordered table; all of them run, met or not.

mod income;
mod record;
mod student;

use super::facts::{Facts, Student};
use super::finding::{Evidence, Finding, RuleId, Verdict};
use super::measure::Measure;
use super::tier::Cohort;
use crate::clause::Clause;
use crate::edition::Aid;

/// What a rule reads.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) facts: &'a Facts,
    pub(super) aid: &'a Aid,
    pub(super) campaign_year: i32,
}

/// One student of a case: the one to be aided, or a sibling.
#[derive(Clone, Copy)]
pub(super) struct Pupil<'a> {
    student: &'a Student,
    aid: &'a Aid,
    campaign_year: i32,
}

/// What a rule answers.
pub(super) struct Reading {
    measure: Measure,
    verdict: Verdict,
    needs: Vec<Evidence>,
}

/// Where a rule comes from.
enum Cited {
    /// From one clause.
    Always(Clause),
    /// From one for those admitted this year or in a year unknown, from another for those before.
    ByCohort { new: Clause, earlier: Clause },
}

/// A row of the table.
pub(super) struct Rule {
    id: RuleId,
    cited: Cited,
    read: fn(Case<'_>) -> Reading,
}

/// The rules, in the order in which a person reads them.
pub(super) const RULES: [Rule; 10] = {
    use Cited::{Always, ByCohort};
    use Clause as C;
    use RuleId as R;
    [
        Rule { id: R::OnFile, cited: Always(C::N01), read: record::on_file },
        Rule { id: R::Child, cited: Always(C::N01), read: |case| student::child(case.pupil()) },
        Rule {
            id: R::UnifiedEnrolment,
            cited: Always(C::N01),
            read: |case| student::unified_enrolment(case.pupil()),
        },
        Rule { id: R::Batch, cited: Always(C::N01), read: |case| student::batch(case.pupil()) },
        Rule { id: R::NotMilitary, cited: Always(C::N01), read: |case| student::not_military(case.pupil()) },
        Rule { id: R::Enrolled, cited: Always(C::N01), read: |case| student::enrolled(case.pupil()) },
        Rule {
            id: R::Level,
            cited: ByCohort { new: C::N18, earlier: C::N19 },
            read: |case| student::level(case.pupil()),
        },
        Rule { id: R::IncomeLine, cited: Always(C::N03), read: income::income_line },
        Rule { id: R::SingleApplication, cited: Always(C::N20), read: record::single_application },
        Rule { id: R::OtherAid, cited: Always(C::N24), read: record::other_aid },
    ]
};

impl Rule {
    /// What the rule finds of a case.
    pub(super) fn find(&self, case: Case<'_>) -> Finding {
        let Reading { measure, verdict, needs } = (self.read)(case);
        let clause = match self.cited {
            Cited::Always(clause) => clause,
            Cited::ByCohort { new, earlier } => match case.pupil().cohort() {
                Some(Cohort::Earlier) => earlier,
                Some(Cohort::New) | None => new,
            },
        };
        Finding { rule: self.id, clause, verdict, measure, needs, ruling: None }
    }
}

impl<'a> Case<'a> {
    /// The student to be aided.
    fn pupil(self) -> Pupil<'a> {
        self.of(&self.facts.student)
    }

    /// One of the household's students.
    fn of(self, student: &'a Student) -> Pupil<'a> {
        Pupil { student, aid: self.aid, campaign_year: self.campaign_year }
    }
}

impl Pupil<'_> {
    fn cohort(self) -> Option<Cohort> {
        self.student.admission_year.map(|year| Cohort::of(year, self.campaign_year))
    }
}

impl Reading {
    /// A reading; of an unknown one, `evidence` says what settles it.
    fn new(measure: Measure, verdict: Verdict, evidence: Evidence) -> Self {
        let needs = if verdict == Verdict::Unknown { vec![evidence] } else { Vec::new() };
        Self { measure, verdict, needs }
    }
}

//! What lies around a case in its household? Siblings who count, other applications of the student, their schools.

use std::collections::BTreeMap;

use domain::application::enrolment::{Candidate, Enrolment, facts};
use domain::application::evidence::{Ruled, Ruling};
use domain::application::{Application, Matter};
use domain::campaign::Campaign;
use domain::dossier::{Figures, Household};
use domain::edition::Aid;
use domain::eligibility::facts::{Facts, OtherApplications};
use domain::eligibility::finding::RuleId;
use domain::id::{ApplicationId, PersonId};
use domain::person::Identifiers;
use domain::school::School;
use domain::time::Day;
use persistence::Work;
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;

use super::judge::household_figures;
use super::known::Known;
use super::matter;
use crate::problem::Problem;

/// What lies around a case in its household.
pub(super) struct Around {
    pub(super) identifiers: BTreeMap<PersonId, Identifiers>,
    siblings: Vec<CaseRecord>,
    pub(super) others: Vec<CaseRecord>,
    schools: BTreeMap<ApplicationId, Option<School>>,
}

impl Around {
    pub(super) async fn read(
        work: &Work,
        known: &Known,
        own: &CaseRecord,
        dossier: &DossierRecord,
        household: &Household,
        campaign: &Campaign,
        today: Day,
    ) -> Result<Self, Problem> {
        let student = own.application.student;
        let around = work.applications().around(&own.application).await?;
        let (others, mut siblings): (Vec<_>, Vec<_>) =
            around.into_iter().partition(|other| other.application.student == student);
        siblings.retain(|other| counts(&other.application));
        let mut schools = BTreeMap::new();
        for case in siblings.iter().chain([own]) {
            schools.insert(case.application.id, known.school(work, &case.enrolment, today).await?);
        }
        let identifiers = known.identifiers(work, own.application.dossier, household).await?;
        let mut around = Self { identifiers, siblings: Vec::new(), others, schools };
        for sibling in siblings {
            if !around.ruled_out(work, known, &sibling, dossier, household, campaign).await? {
                around.siblings.push(sibling);
            }
        }
        Ok(around)
    }

    /// Whether a ruling that holds for what the sibling's application is about today leaves it out of A.
    async fn ruled_out(
        &self,
        work: &Work,
        known: &Known,
        sibling: &CaseRecord,
        dossier: &DossierRecord,
        household: &Household,
        campaign: &Campaign,
    ) -> Result<bool, Problem> {
        let rulings = &sibling.application.rulings;
        if !rulings.iter().any(|ruling| ruling.ruled == Ruled::NotMet) {
            return Ok(false);
        }
        let edition = known.edition(work, &sibling.application).await?;
        let figures = household_figures(household, &edition);
        let facts = self.facts(sibling, dossier, household, &figures, &edition.content.aid);
        let matter = matter::of(work, sibling, household, &self.identifiers, &facts, &edition, campaign);
        Ok(leaves_out(rulings, matter))
    }

    fn candidate<'a>(&'a self, case: &'a CaseRecord) -> Candidate<'a> {
        let school = self.schools.get(&case.application.id).and_then(Option::as_ref);
        Candidate { enrolment: &case.enrolment, school }
    }

    pub(super) fn facts(
        &self,
        own: &CaseRecord,
        dossier: &DossierRecord,
        household: &Household,
        figures: &Figures,
        aid: &Aid,
    ) -> Facts {
        let siblings: Vec<Candidate<'_>> =
            self.siblings.iter().map(|sibling| self.candidate(sibling)).collect();
        let another = self.others.iter().any(|other| other.application.stage().live());
        let others = if another { OtherApplications::Another } else { OtherApplications::NoOther };
        facts(dossier.standing.status, household, figures, self.candidate(own), &siblings, others, aid)
    }
}

/// Whether a sibling's application counts into A, unless a ruling leaves it out: submitted and not ended.
pub(super) fn counts(application: &Application) -> bool {
    application.submitted.is_some() && application.stage().live()
}

/// Whether one of the six rules that a sibling must not fail was ruled not met.
fn leaves_out(rulings: &[Ruling], matter: Matter) -> bool {
    use RuleId as R;
    let of_the_student = |rule: RuleId| {
        matches!(rule, R::Child | R::UnifiedEnrolment | R::Batch | R::NotMilitary | R::Enrolled | R::Level)
    };
    let mut not_met =
        Ruling::holding(rulings, matter).into_iter().filter(|ruling| ruling.ruled == Ruled::NotMet);
    not_met.any(|ruling| ruling.as_fact().is_some_and(|ruling| of_the_student(ruling.rule)))
}

/// What the list of schools says of an enrolment's school.
pub(crate) async fn school(
    work: &Work,
    enrolment: &Enrolment,
    today: Day,
) -> Result<Option<School>, Problem> {
    match &enrolment.school {
        Some(code) => Ok(work.schools().find_or_last(code, today).await?.map(|entry| entry.school)),
        None => Ok(None),
    }
}

//! What lies around a case in its household? Siblings, other applications of the student, their schools, and the matter.

use std::collections::BTreeMap;

use domain::application::enrolment::{Candidate, Enrolment, facts};
use domain::application::evidence::Ruled;
use domain::application::{Application, Matter, MatterOf};
use domain::campaign::{Campaign, CampaignEdition};
use domain::dossier::{Figures, Household, MemberNumber};
use domain::eligibility::facts::{Facts, OtherApplications};
use domain::eligibility::tier::Tier;
use domain::id::{ApplicationId, PersonId};
use domain::money::Money;
use domain::person::Identifiers;
use domain::school::School;
use domain::time::Day;
use persistence::Work;
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;

use super::known::Known;
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
        household: &Household,
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
        Ok(Self { identifiers, siblings, others, schools })
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
    ) -> Facts {
        let siblings: Vec<Candidate<'_>> =
            self.siblings.iter().map(|sibling| self.candidate(sibling)).collect();
        let another = self.others.iter().any(|other| other.application.stage().live());
        let others = if another { OtherApplications::Another } else { OtherApplications::NoOther };
        facts(dossier.standing.status, household, figures, self.candidate(own), &siblings, others)
    }

    pub(super) fn matter(
        &self,
        work: &Work,
        own: &CaseRecord,
        household: &Household,
        facts: &Facts,
        edition: &CampaignEdition,
        campaign: &Campaign,
    ) -> Matter {
        let hash = |number: MemberNumber| {
            let person = household.member(number).map(|member| member.person);
            let held = person.and_then(|person| self.identifiers.get(&person));
            let id = held.and_then(|held| held.citizen_id.as_ref());
            id.map_or_else(Vec::new, |id| work.citizen_id_hash(id.reveal()))
        };
        let tier = Tier::of(&facts.student, &edition.content.aid, i32::from(campaign.year));
        let tier = tier.map(|tier| format!("{} {}", tier.cohort.word(), tier.place.word()));
        let school = own.enrolment.school.as_ref().map(|code| format!("{code:?}"));
        let income: Option<Money> = facts.household.income;
        MatterOf {
            student: &hash(own.enrolment.member),
            worker: &hash(household.worker),
            income,
            people: facts.household.people.map(|people| u32::from(people.get())),
            school: school.as_deref(),
            tuition: facts.household.tuition,
            tier: tier.as_deref(),
        }
        .digest()
    }
}

/// Whether a sibling's application counts into A: submitted, not ended, and not ruled out by a person.
pub(super) fn counts(application: &Application) -> bool {
    let ruled_out = application.rulings.iter().enumerate().any(|(at, ruling)| {
        let later = application.rulings.iter().skip(at + 1).any(|other| other.rule == ruling.rule);
        !later && ruling.ruled == Ruled::NotMet
    });
    application.submitted.is_some() && application.stage().live() && !ruled_out
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

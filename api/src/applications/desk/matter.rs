//! What is a case about today? The matter of its household, its student and the school.

use std::collections::BTreeMap;

use domain::application::{Matter, MatterOf};
use domain::campaign::{Campaign, CampaignEdition};
use domain::dossier::{Household, MemberNumber};
use domain::eligibility::facts::Facts;
use domain::eligibility::tier::Tier;
use domain::id::PersonId;
use domain::person::Identifiers;
use persistence::Work;
use persistence::applications::CaseRecord;

/// The matter of a case, by the facts and the edition that it is judged by.
pub(super) fn of(
    work: &Work,
    case: &CaseRecord,
    household: &Household,
    identifiers: &BTreeMap<PersonId, Identifiers>,
    facts: &Facts,
    edition: &CampaignEdition,
    campaign: &Campaign,
) -> Matter {
    let hash = |number: MemberNumber| {
        let person = household.member(number).map(|member| member.person);
        let held = person.and_then(|person| identifiers.get(&person));
        let id = held.and_then(|held| held.citizen_id.as_ref());
        id.map_or_else(Vec::new, |id| work.evidence_hash(id.reveal()))
    };
    let tier = Tier::of(&facts.student, &edition.content.aid, i32::from(campaign.year));
    let tier = tier.map(|tier| format!("{} {}", tier.cohort.word(), tier.place.word()));
    let school = case.enrolment.school.as_ref().map(|code| format!("{code:?}"));
    MatterOf {
        student: &hash(case.enrolment.member),
        worker: &hash(household.worker),
        workplace: household.workplace.as_ref().map(|workplace| workplace.name.as_str()),
        household: &facts.household,
        studies: &facts.student,
        school: school.as_deref(),
        tier: tier.as_deref(),
    }
    .digest()
}

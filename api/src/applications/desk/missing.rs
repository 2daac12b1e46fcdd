//! What does a case lack to be complete? Fields and papers, by its edition.

use domain::application::circumstances::Missing;
use domain::dossier::MemberNumber;
use domain::edition::procedure::PaperCohort;
use domain::eligibility::tier;
use domain::id::PersonId;
use persistence::Work;

use super::judge::Judged;
use super::known::Known;
use crate::problem::Problem;

/// The fields and papers without which it is not complete, and which are not there.
pub(super) async fn missing(work: &Work, known: &Known, judged: &Judged) -> Result<Vec<Missing>, Problem> {
    let Judged { record, household, around, edition, .. } = judged;
    let mut missing = record.enrolment.missing(household);
    let has_id = |person: Option<PersonId>| {
        person
            .and_then(|person| around.identifiers.get(&person))
            .is_some_and(|held| held.citizen_id.is_some())
    };
    let person = |number: MemberNumber| household.member(number).map(|member| member.person);
    for (field, there) in [
        ("/household/worker/citizen_id", has_id(person(household.worker))),
        ("/household/student/citizen_id", has_id(person(record.enrolment.member))),
    ] {
        if !there && let Ok(field) = field.parse() {
            missing.push(Missing::Field(field));
        }
    }
    let there = known.papers(work, record.application.id).await?;
    let cohort = judged.frozen.assessment.tier.map(|tier| tier.cohort);
    for required in &edition.content.procedure.attachments {
        let asked = match required.of {
            PaperCohort::All => true,
            PaperCohort::New => cohort == Some(tier::Cohort::New),
            PaperCohort::Earlier => cohort == Some(tier::Cohort::Earlier),
        };
        if asked && !there.contains(&required.kind) {
            missing.push(Missing::Attachment(required.kind));
        }
    }
    Ok(missing)
}

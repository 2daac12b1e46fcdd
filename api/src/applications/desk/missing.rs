//! What does a case lack to be complete? Fields and papers, by its edition.

use domain::application::circumstances::Missing;
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
    // A case is of one student: it is not complete while the household has somebody else under that number.
    let named = household.member(record.enrolment.member);
    if named.is_some_and(|member| member.person != record.application.student)
        && let Ok(field) = "/enrolment/member".parse()
    {
        missing.push(Missing::Field(field));
    }
    let has_id =
        |person: PersonId| around.identifiers.get(&person).is_some_and(|held| held.citizen_id.is_some());
    for (at, member) in household.members.iter().enumerate() {
        let named = [household.worker, record.enrolment.member].contains(&member.number);
        // Whoever counts as one of the household is known by a number, or it is said why not.
        let counts = member.lives_together != Some(false) && !household.is_explained(&id_of(at));
        if (named || counts)
            && !has_id(member.person)
            && let Ok(field) = format!("/household{}", id_of(at)).parse()
        {
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

/// Where in the household the citizen id of a member is written.
fn id_of(at: usize) -> String {
    format!("/members/{at}/identifiers/citizen_id")
}

//! Whose household has this person already? Only the union to ring is named, and the attempt is logged and counted.

use domain::access::Actor;
use domain::citizen_id::CitizenId;
use domain::id::{DossierId, PersonId, UnionId};
use domain::log::Act;
use domain::time::Instant;
use persistence::{Entry, Logged, Subject, Work};

use crate::disclosures::spend_as;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// The condition that refuses.
const RULE: &str = "one_household";

/// Enters or changes a household with those people; where the store says that one is in another open one, tells whose.
/// A refusal leaves nothing of its own transaction, so what is logged of it is written after.
pub(super) async fn or_conflict(
    write: &Write,
    numbers: &[CitizenId],
    own: Option<DossierId>,
    enter: impl AsyncFn() -> Result<Answer, Problem>,
) -> Result<Answer, Problem> {
    match enter().await {
        Err(problem) if problem.code == Code::Duplicate => {}
        outcome => return outcome,
    }
    match conflict(write, numbers, own).await {
        Ok(conflict) => Err(conflict),
        // Whoever was first has given up, or closed that household meanwhile.
        Err(problem) if problem.code == Code::Duplicate => enter().await,
        Err(problem) => Err(problem),
    }
}

/// The conflict, logged; a bare duplicate when there is none any more. It is looked for while writing: on
/// SQLite a reader does not see yet what another writer of the same commit has entered.
async fn conflict(write: &Write, numbers: &[CitizenId], own: Option<DossierId>) -> Result<Problem, Problem> {
    let by = Asker { actor: &write.actor, at: write.at(), most_a_day: write.state().disclosures_a_day };
    write
        .aside(async |work| {
            let told = told(work, by, numbers, own).await?;
            let (problem, entry) = told.ok_or_else(|| Problem::new(Code::Duplicate))?;
            Ok(Logged::new(problem, entry))
        })
        .await
}

/// Who is told of a number that it is somebody's, when, and of how many on a day.
#[derive(Clone, Copy)]
pub(crate) struct Asker<'a> {
    /// Who acts.
    pub(crate) actor: &'a Actor,
    /// When.
    pub(crate) at: Instant,
    /// Of how many on a day.
    pub(crate) most_a_day: u32,
}

/// What is told of a household of which somebody is in another open one, and the entry of the log for it; none where nobody is.
pub(crate) async fn told(
    work: &Work,
    by: Asker<'_>,
    numbers: &[CitizenId],
    own: Option<DossierId>,
) -> Result<Option<(Problem, Entry)>, Problem> {
    let Some((person, union)) = elsewhere(work, numbers, own).await? else { return Ok(None) };
    // That tells of the numbers that one of them is somebody's, as a search does.
    let asked = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    spend_as(work, (by.actor, by.at), asked, by.most_a_day).await?;
    let union = work.unions().find(union).await?.ok_or_else(|| Problem::new(Code::Internal))?;
    let problem = Problem::new(Code::Duplicate).by(RULE, None).detail(
        format!("家庭成员中有人已在{}的档案中,请与该工会联系", union.name),
        format!("a member is in a dossier of {} already; ring that union", union.name),
    );
    let entry = Entry::new(Act::HouseholdConflict, Subject::new("person", person.raw()));
    Ok(Some((problem, entry.change(&(), &serde_json::json!({ "kept_by": union.id }))?)))
}

/// The first of these people who is in another open household, and the union that keeps it.
async fn elsewhere(
    work: &Work,
    numbers: &[CitizenId],
    own: Option<DossierId>,
) -> Result<Option<(PersonId, UnionId)>, Problem> {
    for number in numbers {
        let Some(person) = work.persons().find_by_citizen_id(number.reveal()).await? else { continue };
        if let Some(union) = work.dossiers().open_elsewhere(person, own).await? {
            return Ok(Some((person, union)));
        }
    }
    Ok(None)
}

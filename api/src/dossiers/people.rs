//! Who are the members of a household that was sent? Persons known already, or new ones.

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::citizen_id::CitizenId;
use domain::dossier::{Household, MemberNumber, RestedOn};
use domain::id::{DossierId, PersonId};
use domain::person::Identifiers;
use domain::time::Day;
use persistence::Work;
use persistence::dossiers::WholeDossier;
use uuid::Uuid;

use super::flaws::{Part, expect_sound};
use super::household::HouseholdForm;
use crate::given::NotKept;
use crate::problem::{Code, Problem, Wrong};

/// What is kept of each member already, by number.
type Kept = BTreeMap<MemberNumber, (PersonId, Identifiers)>;

/// What is kept of the members of a dossier.
fn kept(before: &WholeDossier) -> Kept {
    let of = |person: PersonId| before.identifiers.get(&person).cloned().unwrap_or_default();
    let members = before.household.members.iter();
    members.map(|member| (member.number, (member.person, of(member.person)))).collect()
}

/// Checks what was sent of a household and keeps its people; `before` is what the dossier has of it, if
/// anything. Who is in another open household is a duplicate; on whom a case rests that lies outside the jurisdiction is
/// taken as they are known.
pub(super) async fn take(
    work: &Work,
    form: &HouseholdForm,
    part: Part,
    id: DossierId,
    before: Option<&WholeDossier>,
    (within, today): (Jurisdiction, Day),
) -> Result<Household, Problem> {
    let kept = before.map(kept).unwrap_or_default();
    let identifiers = identifiers(form, &kept, part)?;
    let draft = form.household(&stand_ins(&identifiers));
    let wanted: Vec<(MemberNumber, &Identifiers)> =
        draft.members.iter().map(|member| member.number).zip(&identifiers).collect();
    let known = kept.iter().map(|(number, (_, own))| (*number, own)).collect();
    let before = before.map(|before| (&before.household, known));
    expect_sound(part, &(&draft, wanted.clone()), before.as_ref(), today)?;
    Ok(form.household(&keep(work, (within, id), &wanted, &kept).await?))
}

/// The identifiers that are meant, member by member.
fn identifiers(form: &HouseholdForm, kept: &Kept, part: Part) -> Result<Vec<Identifiers>, Problem> {
    let nothing = Identifiers::default();
    let mut flaws = Vec::new();
    let mut meant = Vec::with_capacity(form.members.len());
    for (at, member) in form.members.iter().enumerate() {
        let own = kept.get(&member.number).map_or(&nothing, |(_, own)| own);
        let flaw = |name: &str| {
            flaws.push(Wrong::new(part.pointer(&format!("/members/{at}/identifiers/{name}")), NotKept));
        };
        meant.push(member.identifiers(own, flaw));
    }
    if flaws.is_empty() { Ok(meant) } else { Err(Problem::invalid(flaws)) }
}

/// Ids that stand for the persons while the household is checked: one citizen id, one person.
fn stand_ins(identifiers: &[Identifiers]) -> Vec<PersonId> {
    let number = |own: &Identifiers| own.citizen_id.clone();
    let first = |(at, own): (usize, &Identifiers)| {
        let same = |other: &Identifiers| number(own).is_some() && number(other) == number(own);
        let at = identifiers.iter().position(same).unwrap_or(at);
        PersonId::new(Uuid::from_u64_pair(0, u64::try_from(at).unwrap_or(u64::MAX)))
    };
    identifiers.iter().enumerate().map(first).collect()
}

/// Keeps what is known of each member, in the order of their citizen ids, those without one last: two
/// households with the same people then wait for each other, and do not stop each other.
async fn keep(
    work: &Work,
    (within, id): (Jurisdiction, DossierId),
    wanted: &[(MemberNumber, &Identifiers)],
    kept: &Kept,
) -> Result<Vec<PersonId>, Problem> {
    let mut order: Vec<(usize, MemberNumber, &Identifiers)> =
        wanted.iter().enumerate().map(|(at, (number, own))| (at, *number, *own)).collect();
    order.sort_by_key(|(_, _, own)| (own.citizen_id.is_none(), own.citizen_id.as_ref()));
    let mut persons = BTreeMap::new();
    for (at, number, own) in order {
        let person = match known(work, own, kept.get(&number)).await? {
            None => work.persons().add(own).await?,
            Some(person) => {
                if work.dossiers().open_elsewhere(person, Some(id)).await?.is_some() {
                    return Err(Problem::new(Code::Duplicate));
                }
                adopt(work, (within, id), person, own).await?;
                person
            }
        };
        persons.insert(at, person);
    }
    Ok(persons.into_values().collect())
}

/// Who that is, if the service knows them. A citizen id stays with its person: another one under the same number is another
/// person, and one that becomes known keeps the person.
async fn known(
    work: &Work,
    wanted: &Identifiers,
    kept: Option<&(PersonId, Identifiers)>,
) -> Result<Option<PersonId>, Problem> {
    let nobody_has = match kept {
        Some((person, own)) if own.citizen_id == wanted.citizen_id => return Ok(Some(*person)),
        Some((person, Identifiers { citizen_id: None, .. })) => Some(*person),
        _ => None,
    };
    let Some(number) = wanted.citizen_id.as_ref().map(CitizenId::reveal) else { return Ok(nobody_has) };
    Ok(work.persons().find_by_citizen_id(number).await?.or(nobody_has))
}

/// Keeps what is known of a person from now on, unless a case rests on it that lies elsewhere.
async fn adopt(
    work: &Work,
    (within, id): (Jurisdiction, DossierId),
    person: PersonId,
    wanted: &Identifiers,
) -> Result<(), Problem> {
    let before = work.persons().identifiers(&[person]).await?.remove(&person).unwrap_or_default();
    if before == *wanted {
        return Ok(());
    }
    let resting = work.applications().resting_on(person, id, within).await?;
    let refused = |rested: RestedOn| Problem::new(Code::Refused).by(RestedOn::RULE, None).telling(rested);
    before.may_become(wanted, &resting).map_err(refused)?;
    Ok(work.persons().change(person, wanted).await?)
}

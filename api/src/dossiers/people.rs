//! Who are the members of a household that was sent? Persons known already, or new ones.

use std::collections::BTreeMap;

use domain::dossier::{Household, MemberNumber};
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
/// anything. Who is in another open household is a duplicate.
pub(super) async fn take(
    work: &Work,
    form: &HouseholdForm,
    part: Part,
    id: DossierId,
    before: Option<&WholeDossier>,
    today: Day,
) -> Result<Household, Problem> {
    let kept = before.map(kept).unwrap_or_default();
    let identifiers = identifiers(form, &kept, part)?;
    let draft = form.household(&stand_ins(&identifiers));
    let wanted: Vec<(MemberNumber, &Identifiers)> =
        draft.members.iter().map(|member| member.number).zip(&identifiers).collect();
    let known = kept.iter().map(|(number, (_, own))| (*number, own)).collect();
    let before = before.map(|before| (&before.household, known));
    expect_sound(part, &(&draft, wanted.clone()), before.as_ref(), today)?;
    Ok(form.household(&keep(work, id, &wanted, &kept).await?))
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
    id: DossierId,
    wanted: &[(MemberNumber, &Identifiers)],
    kept: &Kept,
) -> Result<Vec<PersonId>, Problem> {
    let mut order: Vec<(usize, MemberNumber, &Identifiers)> =
        wanted.iter().enumerate().map(|(at, (number, own))| (at, *number, *own)).collect();
    order.sort_by_key(|(_, _, own)| (own.citizen_id.is_none(), own.citizen_id.as_ref()));
    let mut persons = BTreeMap::new();
    for (at, number, own) in order {
        let person = keep_one(work, own, kept.get(&number)).await?;
        if work.dossiers().open_elsewhere(person, Some(id)).await?.is_some() {
            return Err(Problem::new(Code::Duplicate));
        }
        persons.insert(at, person);
    }
    Ok(persons.into_values().collect())
}

/// A citizen id stays with its person: another one under the same number is another person.
async fn keep_one(
    work: &Work,
    wanted: &Identifiers,
    kept: Option<&(PersonId, Identifiers)>,
) -> Result<PersonId, Problem> {
    match kept {
        Some((person, own)) if own == wanted => Ok(*person),
        Some((person, own)) if own.citizen_id == wanted.citizen_id => {
            work.persons().change(*person, wanted).await?;
            Ok(*person)
        }
        Some((person, Identifiers { citizen_id: None, .. })) => {
            let number = wanted.citizen_id.as_ref().map(domain::citizen_id::CitizenId::reveal);
            if let Some(number) = number
                && work.persons().find_by_citizen_id(number).await?.is_some()
            {
                return Ok(work.persons().keep(wanted).await?);
            }
            work.persons().change(*person, wanted).await?;
            Ok(*person)
        }
        _ => Ok(work.persons().keep(wanted).await?),
    }
}

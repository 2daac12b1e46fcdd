//! Of whom is no program shown anything? Of those who have taken back that others are told (个人信息保护法 15, 23).

use std::collections::{BTreeMap, BTreeSet};

use domain::application::evidence::{ConsentGiver, ConsentPurpose, is_taken_back};
use domain::disclosure::{NotShown, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{ApplicationId, DisclosedId, DossierId, PersonId};
use persistence::Work;
use persistence::registers::consents::Agreed;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::not_shown;
use super::found::Found;
use crate::problem::Problem;

/// Of whom nothing is shown to a program, because the family has taken back that others are told. Finance sees the values and does
/// without the program, or a caseworker asks the family again and records the consent.
#[derive(Serialize, ToSchema)]
pub(super) struct WithheldValues {
    /// As it was asked.
    kind: SubjectKind,
    /// As it was asked.
    id: DisclosedId,
    /// As it was asked.
    #[schema(value_type = Option<u8>)]
    member: Option<MemberNumber>,
    /// The consent that was taken back.
    consent: ConsentPurpose,
}

/// What families agreed to in a case, and took back.
struct Words {
    dossier: DossierId,
    student: PersonId,
    agreed: Vec<(ConsentGiver, bool)>,
}

/// Parts those who may be shown from those who may not; where nobody may, that is a refusal.
pub(super) async fn part(
    work: &Work,
    covers: ConsentPurpose,
    found: Vec<Found>,
) -> Result<(Vec<Found>, Vec<WithheldValues>), Problem> {
    let ids = |of_dossier: bool| {
        let kinds = found.iter().filter(move |one| (one.of.kind == SubjectKind::Member) == of_dossier);
        kinds.map(|one| one.of.id.raw())
    };
    let cases: Vec<ApplicationId> = ids(false).map(ApplicationId::new).collect();
    let dossiers: Vec<DossierId> = ids(true).map(DossierId::new).collect();
    let words = words(work, covers, &cases, &dossiers).await?;
    let (withheld, shown): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|one| is_withheld(&words, one));
    if shown.is_empty() && !withheld.is_empty() {
        return Err(not_shown(NotShown::TakenBack { covers }));
    }
    let view = |Found { of, .. }: Found| WithheldValues {
        kind: of.kind,
        id: of.id,
        member: of.member,
        consent: covers,
    };
    Ok((shown, withheld.into_iter().map(view).collect()))
}

/// Those of these households of whom the national system, or a bank, is told nothing: in the newest case of one of its students it was
/// taken back.
pub(crate) async fn households_withheld(
    work: &Work,
    covers: ConsentPurpose,
    dossiers: &[DossierId],
) -> Result<BTreeSet<DossierId>, Problem> {
    let words = words(work, covers, &[], dossiers).await?;
    let withheld = |dossier: &&DossierId| newest(&words, **dossier).values().any(|taken_back| *taken_back);
    Ok(dossiers.iter().filter(withheld).copied().collect())
}

/// What was agreed to in these cases, and in those of these households.
async fn words(
    work: &Work,
    covers: ConsentPurpose,
    cases: &[ApplicationId],
    dossiers: &[DossierId],
) -> Result<BTreeMap<ApplicationId, Words>, Problem> {
    let mut words: BTreeMap<ApplicationId, Words> = BTreeMap::new();
    for Agreed { case, dossier, student, giver, withdrawn } in
        work.consents().agreed(covers, cases, dossiers).await?
    {
        let of = words.entry(case).or_insert_with(|| Words { dossier, student, agreed: Vec::new() });
        of.agreed.push((giver, withdrawn));
    }
    Ok(words)
}

/// Whether it was taken back in the newest case of each student of a household. Ids follow one another in time, so the newest case is
/// the last.
fn newest(words: &BTreeMap<ApplicationId, Words>, dossier: DossierId) -> BTreeMap<PersonId, bool> {
    let household = words.values().filter(|of| of.dossier == dossier);
    household.map(|of| (of.student, is_taken_back(&of.agreed))).collect()
}

/// Whether it was taken back in the case; of a member, in the newest case of a student in which it was spoken of: of the member
/// themself where they are one, else of any in the household, for whose aid they would be told of.
fn is_withheld(words: &BTreeMap<ApplicationId, Words>, one: &Found) -> bool {
    match one.of.kind {
        SubjectKind::Officer => false,
        SubjectKind::Student | SubjectKind::Worker => {
            words.get(&ApplicationId::new(one.of.id.raw())).is_some_and(|of| is_taken_back(&of.agreed))
        }
        SubjectKind::Member => {
            let newest = newest(words, DossierId::new(one.of.id.raw()));
            match one.person.and_then(|person| newest.get(&person)) {
                Some(own) => *own,
                None => newest.values().any(|taken_back| *taken_back),
            }
        }
    }
}

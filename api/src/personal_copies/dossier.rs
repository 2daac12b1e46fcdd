//! What do dossiers hold about a person? Each version that has them, with what it says of the household they live in.

use domain::dossier::{Household, MemberNumber, Standing};
use domain::id::{DossierId, PersonId, UnionId};
use domain::national_record::{Difference, NationalNumber, NationalRecord, NationalRecordState};
use domain::time::{Day, Instant};
use persistence::Work;
use persistence::dossiers::{DossierRecord, DossierVersion};
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A dossier, so far as it is about the person.
#[derive(Serialize, ToSchema)]
pub(super) struct DossierCopy {
    /// The dossier.
    pub(super) id: DossierId,
    /// The union that keeps it.
    pub(super) union: UnionId,
    /// How it stands.
    standing: Standing,
    /// The versions that have the person, oldest first.
    versions: Vec<VersionCopy>,
    /// How the family stands in the national system; null where it is told nothing, or the person is in the household no more.
    national_record: Option<NationalRecordCopy>,
}

/// How the family of the person stands in the national system; why it could not be taken may speak of the others, and is not in it.
#[derive(Serialize, ToSchema)]
struct NationalRecordCopy {
    /// Where it stands.
    #[schema(inline)]
    state: NationalRecordState,
    /// The family's number there.
    number: Option<NationalNumber>,
    /// The day on which it was last entered or changed there.
    touched_on: Option<Day>,
    /// What is otherwise there of the person, and of the household.
    differences: Vec<Difference>,
}

/// A version of a dossier that has the person.
#[derive(Serialize, ToSchema)]
struct VersionCopy {
    /// The number of the version.
    version: i64,
    /// Since when it stood.
    at: Instant,
    /// How the dossier stood.
    standing: Standing,
    /// The household: of its other members name and kinship alone.
    household: Household,
}

/// That a person was in a household, under a number, from when until when; without an end they are in it still.
#[derive(Clone, Copy)]
pub(super) struct Stay {
    pub(super) number: MemberNumber,
    from: Instant,
    until: Option<Instant>,
}

impl Stay {
    /// Whether they were in it at some instant between those two, both included.
    pub(super) fn touches(&self, from: Instant, to: Instant) -> bool {
        self.from <= to && self.until.is_none_or(|until| from < until)
    }
}

/// The versions of a dossier, oldest first.
pub(super) type Versions = Vec<(DossierVersion, Household)>;

/// When a person was in a household.
pub(super) fn stays(versions: &Versions, person: PersonId) -> Vec<Stay> {
    let ends = versions.iter().skip(1).map(|(next, _)| Some(next.at)).chain([None]);
    let within = versions.iter().zip(ends).filter_map(|((version, household), until)| {
        let member = household.members.iter().find(|member| member.person == person)?;
        Some(Stay { number: member.number, from: version.at, until })
    });
    within.collect()
}

impl DossierCopy {
    /// What a dossier that is read holds about a person.
    pub(super) fn of(
        record: &DossierRecord,
        versions: &Versions,
        national: Option<&NationalRecord>,
        person: PersonId,
    ) -> Self {
        let has = |household: &Household| household.members.iter().any(|member| member.person == person);
        let theirs = versions.iter().filter(|(_, household)| has(household));
        let copied = theirs.map(|(version, household)| VersionCopy {
            version: version.version,
            at: version.at,
            standing: version.standing,
            household: household.clone().as_told_to(person),
        });
        let now =
            versions.last().and_then(|(_, now)| now.members.iter().find(|member| member.person == person));
        Self {
            id: record.id,
            union: record.union,
            standing: record.standing,
            versions: copied.collect(),
            national_record: national.zip(now).map(|(of, now)| NationalRecordCopy::of(of, now.number)),
        }
    }
}

impl NationalRecordCopy {
    fn of(record: &NationalRecord, own: MemberNumber) -> Self {
        let told = |one: &&Difference| one.member.is_none_or(|member| member == own);
        Self {
            state: record.state,
            number: record.number.clone(),
            touched_on: record.touched_on,
            differences: record.differences.iter().filter(told).cloned().collect(),
        }
    }
}

/// All versions of a dossier.
pub(super) async fn versions(work: &Work, id: DossierId) -> Result<Versions, Problem> {
    Ok(work.dossiers().all_versions(id).await?)
}

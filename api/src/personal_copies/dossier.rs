//! What do dossiers hold about a person? Each version that has them, with what it says of the household they live in.

use domain::dossier::{Household, MemberNumber, Standing};
use domain::id::{DossierId, PersonId, UnionId};
use domain::time::Instant;
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
    pub(super) fn of(record: &DossierRecord, versions: &Versions, person: PersonId) -> Self {
        let has = |household: &Household| household.members.iter().any(|member| member.person == person);
        let theirs = versions.iter().filter(|(_, household)| has(household));
        let copied = theirs.map(|(version, household)| VersionCopy {
            version: version.version,
            at: version.at,
            standing: version.standing,
            household: household.clone().as_told_to(person),
        });
        Self { id: record.id, union: record.union, standing: record.standing, versions: copied.collect() }
    }
}

/// All versions of a dossier.
pub(super) async fn versions(work: &Work, id: DossierId) -> Result<Versions, Problem> {
    Ok(work.dossiers().all_versions(id).await?)
}

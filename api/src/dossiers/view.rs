//! What does a reader see of a dossier? Identifiers with stars, ages, what to look at, what may be done.

use domain::access::{Actor, Deed};
use domain::dossier::{DossierDeed, Household, Member, Standing};
use domain::id::{DossierId, PersonId, UnionId};
use domain::name::PersonName;
use domain::person::Identifiers;
use domain::text::Language;
use domain::time::{Day, Instant};
use persistence::dossiers::{DossierRecord, DossierVersion, WholeDossier};
use serde::Serialize;
use strum::VariantArray;
use utoipa::ToSchema;

use super::flaws::warnings;
use super::household::HouseholdForm;
use crate::problem::FieldError;

/// A dossier in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = DossierRow)]
pub(super) struct RowView {
    /// The dossier.
    id: DossierId,
    /// The union that keeps it.
    union: UnionId,
    /// The worker's name.
    worker_name: PersonName,
    /// How it stands.
    standing: Standing,
    /// The version.
    version: i64,
    /// When it was last changed.
    updated_at: Instant,
}

impl From<DossierRecord> for RowView {
    fn from(record: DossierRecord) -> Self {
        let DossierRecord { id, union, worker_name, standing, version, updated_at } = record;
        Self { id, union, worker_name, standing, version, updated_at }
    }
}

/// A version of a dossier, without what the household said; `?as_of=` shows that.
#[derive(Serialize, ToSchema)]
#[schema(as = DossierVersion)]
pub(super) struct VersionView {
    /// The number of the version.
    version: i64,
    /// Since when it stood.
    at: Instant,
    /// How the dossier stood.
    standing: Standing,
}

impl From<DossierVersion> for VersionView {
    fn from(version: DossierVersion) -> Self {
        Self { version: version.version, at: version.at, standing: version.standing }
    }
}

/// A member as a person.
#[derive(Serialize, ToSchema)]
#[schema(as = DossierPerson)]
pub(super) struct PersonView {
    /// The number within the dossier.
    member: domain::dossier::MemberNumber,
    /// The person.
    person: PersonId,
    /// Whole years, by the citizen id; null where there is none.
    age: Option<i32>,
}

/// The file of one household.
#[derive(Serialize, ToSchema)]
#[schema(as = Dossier)]
pub(super) struct DossierView {
    /// The dossier.
    id: DossierId,
    /// The union that keeps it.
    union: UnionId,
    /// The worker's name.
    worker_name: PersonName,
    /// How it stands.
    standing: Standing,
    /// The household, in the form in which a change sends it back.
    household: HouseholdForm,
    /// Its members as persons.
    people: Vec<PersonView>,
    /// What does not stand in the way, but somebody should look at.
    warnings: Vec<FieldError>,
    /// What the reader may do to the standing now.
    allowed: Vec<DossierDeed>,
    /// The version.
    pub(super) version: i64,
    /// Since when this version stands.
    updated_at: Instant,
}

/// For whom, when, and in which language something is shown.
pub(super) struct Eyes<'a> {
    pub(super) actor: &'a Actor,
    /// Whether they act for the union that puts the dossier on file.
    pub(super) moves: bool,
    pub(super) today: Day,
    pub(super) language: Language,
}

/// The dossier as it is.
pub(super) fn dossier(whole: WholeDossier, eyes: &Eyes<'_>) -> DossierView {
    let WholeDossier { record, household, identifiers } = whole;
    let of = |person: PersonId| identifiers.get(&person).cloned().unwrap_or_default();
    let own: Vec<Identifiers> = household.members.iter().map(|member| of(member.person)).collect();
    let numbers = household.members.iter().map(|member| member.number);
    let warnings = warnings(&(&household, numbers.zip(&own).collect()), eyes.today, eyes.language);
    DossierView {
        id: record.id,
        union: record.union,
        worker_name: record.worker_name,
        standing: record.standing,
        people: people(&household, &own, eyes.today),
        warnings,
        household: HouseholdForm::shown(&household, |member: &Member| of(member.person)),
        allowed: allowed(record.standing, eyes),
        version: record.version,
        updated_at: record.updated_at,
    }
}

/// The dossier as one of its versions had it. People are shown as they are known now.
pub(super) fn dossier_as_of(
    whole: WholeDossier,
    version: &DossierVersion,
    worker_name: PersonName,
    eyes: &Eyes<'_>,
) -> DossierView {
    let mut view = dossier(whole, eyes);
    view.worker_name = worker_name;
    view.standing = version.standing;
    view.version = version.version;
    view.updated_at = version.at;
    view.allowed = Vec::new();
    view
}

fn people(household: &Household, identifiers: &[Identifiers], today: Day) -> Vec<PersonView> {
    let members = household.members.iter().zip(identifiers);
    members
        .map(|(member, own)| PersonView {
            member: member.number,
            person: member.person,
            age: own.citizen_id.as_ref().and_then(|number| number.age_on(today)),
        })
        .collect()
}

/// A visit renews; it is entered with the case.
fn allowed(standing: Standing, eyes: &Eyes<'_>) -> Vec<DossierDeed> {
    let may = eyes.moves && eyes.actor.may(Deed::ConfirmDossiers);
    let deeds = DossierDeed::VARIANTS.iter().copied().filter(|deed| !deed.is_of_a_visit());
    deeds.filter(|deed| may && standing.after(*deed, eyes.today, eyes.today).is_ok()).collect()
}

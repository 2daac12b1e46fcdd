//! What does a reader see of a family in the national system? How it stands there, and what differs side by side, with stars.

use std::collections::BTreeMap;

use domain::dossier::{Household, Member, MemberNumber};
use domain::id::{DossierId, NationalRecordId, OfficerId, PersonId, UnionId};
use domain::name::{PersonName, Remark};
use domain::national_record::{NationalField, NationalNumber, NationalRecord, NationalRecordState};
use domain::person::Identifiers;
use domain::time::{Day, Instant};
use persistence::Work;
use persistence::dossiers::DossierRecord;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;

/// Something that the national system has otherwise.
#[derive(Serialize, ToSchema)]
#[schema(as = NationalDifference)]
struct DifferenceView {
    /// Of which member; null for what is the household's.
    #[schema(value_type = Option<u8>)]
    member: Option<MemberNumber>,
    /// What.
    #[schema(inline)]
    field: NationalField,
    /// What the dossier has now: codes, and identifiers with stars.
    ours: Option<String>,
    /// What the national system has, as it was reported; identifiers with stars.
    theirs: Option<String>,
}

/// How a family stands in the national system.
#[derive(Serialize, ToSchema)]
#[schema(as = NationalRecord)]
pub(super) struct NationalRecordView {
    /// Which.
    id: NationalRecordId,
    /// Whose dossier.
    dossier: DossierId,
    /// The worker's name; null where the dossier was altered at the database.
    worker_name: Option<PersonName>,
    /// The union that keeps it: the county, bureau or direct union.
    union: UnionId,
    /// Where it stands.
    #[schema(inline)]
    state: NationalRecordState,
    /// Whether the national system lacks what the dossier says by now.
    due: bool,
    /// The family's number there (职工编号).
    number: Option<NationalNumber>,
    /// The version of the dossier that stands, to be said with what becomes of it; null where it was altered at the database.
    #[schema(minimum = 1, example = 3)]
    dossier_version: Option<i64>,
    /// The version of the dossier that the national system has.
    #[schema(minimum = 1, example = 2)]
    taken_version: Option<i64>,
    /// The day on which it was last entered or changed there.
    touched_on: Option<Day>,
    /// Who entered it by hand, or brought the list in which it stood first.
    entered_by: Option<OfficerId>,
    /// Why it could not be taken.
    failure: Option<Remark>,
    /// In what it differs.
    differences: Vec<DifferenceView>,
    /// Raised by every change.
    version: i64,
    /// When it was last changed.
    updated_at: Instant,
}

/// These records as they are shown, in the same order.
pub(super) async fn views(
    work: &Work,
    records: Vec<NationalRecord>,
) -> Result<Vec<NationalRecordView>, Problem> {
    let ids: Vec<DossierId> = records.iter().map(|record| record.dossier).collect();
    let dossiers = work.dossiers().of_national_records(&ids).await?;
    let dossiers: BTreeMap<DossierId, (DossierRecord, Household)> =
        dossiers.into_iter().map(|read| (read.0.id, read)).collect();
    let differing = records.iter().filter(|record| !record.differences.is_empty());
    let of_those = differing.filter_map(|record| dossiers.get(&record.dossier));
    let persons: Vec<PersonId> =
        of_those.flat_map(|(_, household)| &household.members).map(|member| member.person).collect();
    let identifiers =
        if persons.is_empty() { BTreeMap::new() } else { work.persons().identifiers(&persons).await? };
    let view = |record: NationalRecord| {
        let dossier = dossiers.get(&record.dossier);
        view(record, dossier, &identifiers)
    };
    Ok(records.into_iter().map(view).collect())
}

fn view(
    record: NationalRecord,
    dossier: Option<&(DossierRecord, Household)>,
    identifiers: &BTreeMap<PersonId, Identifiers>,
) -> NationalRecordView {
    let of = |member: &Member| identifiers.get(&member.person).cloned().unwrap_or_default();
    let differences = record.differences.iter().map(|one| DifferenceView {
        member: one.member,
        field: one.field,
        ours: dossier.and_then(|(_, household)| one.field.ours(household, one.member, of)),
        theirs: one.theirs.as_ref().map(|said| one.field.theirs(said)),
    });
    NationalRecordView {
        id: record.id,
        dossier: record.dossier,
        worker_name: dossier.map(|(dossier, _)| dossier.worker_name.clone()),
        union: record.union,
        state: record.state,
        due: record.due,
        number: record.number,
        dossier_version: dossier.map(|(dossier, _)| dossier.version),
        taken_version: record.taken,
        touched_on: record.touched_on,
        entered_by: record.entered_by,
        failure: record.failure,
        differences: differences.collect(),
        version: record.version,
        updated_at: record.updated_at,
    }
}

//! Where does something lie about a person? In their identifiers, dossiers, cases, disclosures and the log; each is read once.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use domain::access::Role;
use domain::citizen_id::CitizenId;
use domain::disclosure::{DisclosurePurpose, SensitiveField, SubjectKind};
use domain::dossier::MemberNumber;
use domain::id::{DisclosedId, DossierId, PersonId, UnionId};
use domain::log::{Act, LogEntry};
use domain::name::Remark;
use domain::person::Identifiers;
use domain::time::Instant;
use persistence::disclosures::{Disclosed, Disclosure, Filter};
use persistence::dossiers::DossierRecord;
use persistence::{Paging, Work};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::case::CaseCopy;
use super::dossier::{DossierCopy, Stay, Versions, stays, versions};
use crate::dossiers::not_of_the_family;
use crate::problem::{Code, Problem};
use crate::write::Write;

/// More than are made of anybody.
const ALL: Paging = Paging::first(100_000);

/// All that is held about a person.
pub(super) struct Held {
    pub(super) person: PersonId,
    pub(super) identifiers: Identifiers,
    /// What was known before, and until when.
    pub(super) former: Vec<(Instant, Identifiers)>,
    pub(super) dossiers: Vec<DossierCopy>,
    pub(super) cases: Vec<CaseCopy>,
    pub(super) disclosures: Vec<DisclosureCopy>,
    pub(super) log: Vec<LogCopy>,
    /// As whom they are known, for the disclosure that this is.
    pub(super) subjects: Vec<Disclosed>,
}

/// That whole values of the person were shown.
#[derive(Serialize, ToSchema)]
pub(super) struct DisclosureCopy {
    /// When.
    at: Instant,
    /// To an officer, or a program, of this union.
    union: UnionId,
    /// In which role.
    role: Role,
    /// What for.
    purpose: DisclosurePurpose,
    /// Which values.
    fields: Vec<SensitiveField>,
    /// Why, as it was said.
    reasons: Option<Remark>,
}

impl From<Disclosure> for DisclosureCopy {
    fn from(of: Disclosure) -> Self {
        let (role, purpose, fields, reasons) =
            (of.said.role, of.said.purpose, of.said.fields, of.said.reasons);
        Self { at: of.at, union: of.union, role, purpose, fields, reasons }
    }
}

/// Something that was done; not by whom.
#[derive(Serialize, ToSchema)]
pub(super) struct LogCopy {
    /// When.
    at: Option<Instant>,
    /// What.
    #[schema(value_type = Act)]
    act: String,
    /// For which union; null for the command line and for time.
    union: Option<UnionId>,
    /// To the person, a dossier or a case.
    #[schema(example = "application")]
    kind: String,
    /// Which.
    id: Uuid,
}

impl From<LogEntry> for LogCopy {
    fn from(of: LogEntry) -> Self {
        let LogEntry { at_micros, union, act, subject, .. } = of;
        Self { at: Instant::within(at_micros), act, union, kind: subject.kind, id: subject.id }
    }
}

/// Gathers what the jurisdiction of whoever asks holds about a person; of whom it holds nothing, nobody is there.
pub(super) async fn gather(work: &Work, write: &Write, number: &CitizenId) -> Result<Held, Problem> {
    let absent = || Problem::new(Code::NotFound);
    let actor = &write.actor;
    let person = work.persons().find_by_citizen_id(number.reveal()).await?.ok_or_else(absent)?;
    let households = work.dossiers().ever_of(person).await?;
    let records = work.dossiers().some_within(actor.jurisdiction(), &households).await?;
    let found = work.applications().about(actor.union, person, &households).await?;
    if records.is_empty() && found.is_empty() {
        return Err(absent());
    }
    let mut of_dossiers: BTreeMap<DossierId, Versions> = BTreeMap::new();
    let of_cases = found.iter().map(|record| record.application.dossier);
    not_of_theirs(work, write, records.iter().map(|record| record.id).chain(of_cases.clone())).await?;
    for id in records.iter().map(|record| record.id).chain(of_cases) {
        if let Entry::Vacant(vacant) = of_dossiers.entry(id) {
            let _ = vacant.insert(versions(work, id).await?);
        }
    }
    let stays =
        |id: DossierId| of_dossiers.get(&id).map(|versions| stays(versions, person)).unwrap_or_default();
    let nothing = Versions::new();
    let mut dossiers = Vec::with_capacity(records.len());
    for record in &records {
        let versions = of_dossiers.get(&record.id).unwrap_or(&nothing);
        let national = work.national_records().of(record.id).await?;
        dossiers.push(DossierCopy::of(record, versions, national.as_ref(), person));
    }
    let mut cases = Vec::with_capacity(found.len());
    for record in found {
        let lived = stays(record.application.dossier);
        let while_there = lived.iter().any(|stay| stay.touches(record.created_at, record.updated_at));
        if while_there || record.application.student == person {
            cases.push(CaseCopy::of(work, actor.union, record, person, write.language()).await?);
        }
    }
    let identifiers = work.persons().identifiers(&[person]).await?.remove(&person).unwrap_or_default();
    let members = records.iter().flat_map(|record| {
        let of = |stay: Stay| (member_of(record, stay.number), Some(stay));
        stays(record.id).into_iter().map(of).collect::<Vec<_>>()
    });
    let known: Vec<KnownAs> =
        members.chain(cases.iter().filter_map(CaseCopy::disclosed).map(|of| (of, None))).collect();
    let of_records =
        dossiers.iter().map(|dossier| dossier.id.raw()).chain(cases.iter().map(|case| case.id.raw()));
    let about: Vec<Uuid> = std::iter::once(person.raw()).chain(of_records).collect();
    Ok(Held {
        person,
        identifiers,
        former: work.persons().former(person).await?,
        disclosures: disclosed(work, write, &known).await?,
        subjects: subjects(&known),
        log: work.log_about(&about).await?.into_iter().map(LogCopy::from).collect(),
        dossiers,
        cases,
    })
}

/// Nobody makes a copy of what is held about their own household: another head does.
async fn not_of_theirs(
    work: &Work,
    write: &Write,
    dossiers: impl Iterator<Item = DossierId>,
) -> Result<(), Problem> {
    for id in dossiers.collect::<BTreeSet<_>>() {
        not_of_the_family(work, &write.actor, &work.dossiers().of_case(id).await?).await?;
    }
    Ok(())
}

/// As whom a person is known, and of a member while when: a number is another's before and after.
type KnownAs = (Disclosed, Option<Stay>);

fn member_of(record: &DossierRecord, number: MemberNumber) -> Disclosed {
    let id = DisclosedId::new(record.id.raw());
    Disclosed { kind: SubjectKind::Member, id, member: Some(number), union: record.union }
}

/// Whether two are the same subject.
fn same(one: &Disclosed, other: &Disclosed) -> bool {
    (one.kind, one.id, one.member) == (other.kind, other.id, other.member)
}

/// Each of those as whom they are known once.
fn subjects(known: &[KnownAs]) -> Vec<Disclosed> {
    let mut subjects: Vec<Disclosed> = Vec::new();
    for (of, _) in known {
        if !subjects.iter().any(|other| same(other, of)) {
            subjects.push(*of);
        }
    }
    subjects
}

/// The disclosures of the person: of a household's members theirs alone, of a case's two whom they are.
async fn disclosed(work: &Work, write: &Write, known: &[KnownAs]) -> Result<Vec<DisclosureCopy>, Problem> {
    let mut found: Vec<Disclosure> = Vec::new();
    for subject in subjects(known) {
        let filter = Filter { subject: Some(subject.id), ..Filter::default() };
        let page = work.disclosures().list(write.actor.jurisdiction(), &filter, ALL).await?;
        let then = |at: Instant| {
            let mut spans = known.iter().filter(|(of, _)| same(of, &subject));
            spans.any(|(_, stay)| stay.is_none_or(|stay| stay.touches(at, at)))
        };
        let theirs = |one: &Disclosure| one.said.subjects.iter().any(|of| same(of, &subject)) && then(one.at);
        found.extend(page.items.into_iter().filter(theirs));
    }
    found.sort_by_key(|one| (one.at, one.id));
    found.dedup_by_key(|one| one.id);
    Ok(found.into_iter().map(DisclosureCopy::from).collect())
}

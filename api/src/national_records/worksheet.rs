//! From what does an officer enter families by hand? A spreadsheet in the order of the national form, with whole values, each on record
//! (N17).

use std::collections::BTreeMap;

use actix_web::{HttpResponse, post};
use domain::application::evidence::ConsentPurpose;
use domain::disclosure::{DisclosurePurpose, NotShown, SensitiveField, SubjectKind};
use domain::dossier::Household;
use domain::id::{DisclosedId, DossierId, NationalRecordId, PersonId};
use domain::log::Act;
use domain::national_record::{NUMBER, NationalField, NationalForm, NationalRecord, OF_MEMBERS, ORDER};
use domain::person::Identifiers;
use domain::text::{Language, Tell};
use persistence::disclosures::{Disclosed, Particulars};
use persistence::dossiers::DossierRecord;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::{Body, File};
use crate::cells::book::{SPREADSHEET, Sheet, Written, book};
use crate::disclosures::{households_withheld, spend_own};
use crate::labels::Labels;
use crate::limits::Rows;
use crate::problem::{Code, Problem, ProblemView, Wrong};
use crate::upload::named;
use crate::write::Write;

/// What a worksheet shows of people.
const SHOWN: [SensitiveField; 3] =
    [SensitiveField::CitizenId, SensitiveField::Phone, SensitiveField::Address];

/// Which families.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewWorksheet {
    /// Their records, in the order in which they are to stand.
    #[schema(value_type = Vec<NationalRecordId>, min_items = 1, max_items = 200)]
    records: Rows<NationalRecordId, 1, 200>,
}

/// Read a worksheet of families to be entered.
///
/// By an officer of the union that keeps the records, of all or none: XLSX in the order of the national form, its labels as of today, with
/// whole citizen ids, telephones and addresses; a second sheet has the members. Each family that took back that the national system is
/// told is named, and nothing is shown then. The values count on the officer's day and are on record as a disclosure; they are kept in
/// no answer, so an `Idempotency-Key` is not taken. What was entered is said at `/national-records/{id}/entry`, with the version that
/// the worksheet tells.
#[utoipa::path(request_body = NewWorksheet, responses((status = 200, description = "The worksheet", body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = 404, description = "One of them is not there, or outside your jurisdiction", body = ProblemView, content_type = "application/problem+json"),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/national-records/worksheet")]
pub(super) async fn read_worksheet(write: Write, body: Body<NewWorksheet>) -> Result<HttpResponse, Problem> {
    let wanted = &body.value.records;
    let octets = write
        .aside(async |work| {
            let families = Families::of(work, &write, wanted).await?;
            let shown = families.values();
            spend_own(work, &write, shown).await?;
            let said = Particulars {
                role: write.actor.role,
                purpose: DisclosurePurpose::NationalReport,
                standing: None,
                fields: SHOWN.to_vec(),
                reasons: None,
                shown,
                subjects: families.subjects(),
            };
            let disclosure = work.disclosures().add(&said).await?;
            let about = Subject::new("disclosure", disclosure.raw());
            let entry = Entry::new(Act::ReadNationalWorksheet, about).change(&(), &wanted.to_vec())?;
            Ok(Logged::new(families.drawn(write.at().day())?, entry))
        })
        .await?;
    Ok(named(SPREADSHEET, "national-records.xlsx", octets))
}

/// Families of a union's own records, in the order in which they are asked for.
struct Families {
    families: Vec<(NationalRecord, DossierRecord, Household)>,
    identifiers: BTreeMap<PersonId, Identifiers>,
}

impl Families {
    async fn of(work: &Work, write: &Write, wanted: &[NationalRecordId]) -> Result<Self, Problem> {
        let mut records = Vec::with_capacity(wanted.len());
        for (at, id) in wanted.iter().enumerate() {
            if wanted.iter().take(at).any(|other| other == id) {
                let said = ["与前面的记录重复,请删去", "named before in the same list; leave it out"];
                return Err(Problem::field(format!("/records/{at}"), said));
            }
            let found = work.national_records().find(write.actor.jurisdiction(), *id).await?;
            records.push(found.ok_or_else(|| Problem::new(Code::NotFound))?);
        }
        if records.iter().any(|record| record.union != write.actor.union) {
            return Err(super::of_another());
        }
        let ids: Vec<DossierId> = records.iter().map(|record| record.dossier).collect();
        let covers = ConsentPurpose::ProvisionToNationalSystem;
        let withheld = households_withheld(work, covers, &ids).await?;
        let flaws = ids.iter().enumerate().filter(|(_, id)| withheld.contains(id));
        let flaws: Vec<Wrong> = flaws
            .map(|(at, _)| Wrong::new(format!("/records/{at}"), NotShown::TakenBack { covers }))
            .collect();
        if !flaws.is_empty() {
            return Err(Problem::invalid(flaws));
        }
        let dossiers = work.dossiers().of_cases(&ids).await?;
        let mut dossiers: BTreeMap<_, _> = dossiers.into_iter().map(|read| (read.0.id, read)).collect();
        let family = |record: NationalRecord| {
            let (dossier, household) = dossiers.remove(&record.dossier)?;
            Some((record, dossier, household))
        };
        let families: Vec<_> = records.into_iter().filter_map(family).collect();
        let members = families.iter().flat_map(|(_, _, household)| &household.members);
        let persons: Vec<PersonId> = members.map(|member| member.person).collect();
        let identifiers = work.persons().identifiers(&persons).await?;
        Ok(Self { families, identifiers })
    }

    fn known(&self, person: PersonId) -> Identifiers {
        self.identifiers.get(&person).cloned().unwrap_or_default().only(&SHOWN)
    }

    /// How many values are shown.
    fn values(&self) -> u32 {
        let members = self.families.iter().flat_map(|(_, _, household)| &household.members);
        members.map(|member| self.known(member.person).count()).sum()
    }

    fn subjects(&self) -> Vec<Disclosed> {
        let of_family = |(_, dossier, household): &(NationalRecord, DossierRecord, Household)| {
            let id = DisclosedId::new(dossier.id.raw());
            let union = dossier.union;
            let members = household.members.iter().map(|member| member.number);
            members
                .map(|number| Disclosed { kind: SubjectKind::Member, id, member: Some(number), union })
                .collect::<Vec<_>>()
        };
        self.families.iter().flat_map(of_family).collect()
    }

    /// The octets of the spreadsheet.
    fn drawn(&self, today: domain::time::Day) -> Result<Vec<u8>, Problem> {
        let labels = Labels::shipped()?;
        let label = labels.on(today);
        let (mut workers, mut members) = (Vec::new(), Vec::new());
        for (at, (record, dossier, household)) in (1_u32..).zip(&self.families) {
            let place = || Written::Text(at.to_string());
            let Some(worker) = household.member(household.worker) else { continue };
            let form = NationalForm::of(household, &self.known(worker.person), &label);
            let number = Written::maybe(record.number.as_ref().map(ToString::to_string));
            let version = Written::Text(dossier.version.to_string());
            let cells = ORDER.into_iter().map(|field| Written::maybe(form.written(field).map(str::to_owned)));
            workers.push([place(), number, version].into_iter().chain(cells).collect());
            for member in &household.members {
                let of = |field: NationalField| field.of_member(member, &self.known(member.person), &label);
                let name = Written::Text(worker.name.as_str().to_owned());
                let cells = OF_MEMBERS.into_iter().map(|field| Written::maybe(of(field)));
                members.push([place(), name].into_iter().chain(cells).collect());
            }
        }
        book(&[
            sheet("困难职工", &["序号", NUMBER, "档案版本"], &ORDER, workers),
            sheet("家庭成员", &["序号", "职工姓名"], &OF_MEMBERS, members),
        ])
    }
}

/// A sheet whose columns are those, and then the form's.
fn sheet(name: &str, first: &[&str], fields: &[NationalField], rows: Vec<Vec<Written>>) -> Sheet {
    let told = fields.iter().map(|field| field.text(Language::Chinese));
    let columns = first.iter().map(|heading| (*heading).to_owned()).chain(told).map(|heading| (heading, 16));
    Sheet { name: name.to_owned(), title: Vec::new(), columns: columns.collect(), rows, foot: Vec::new() }
}

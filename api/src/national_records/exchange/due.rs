//! What does the national system lack? Families page by page, with whole values under a standing purpose, each showing on record (N17).

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder, post};
use domain::access::Jurisdiction;
use domain::application::evidence::ConsentPurpose;
use domain::disclosure::{DisclosurePurpose, SensitiveField, SubjectKind};
use domain::dossier::{Household, Member, MemberNumber, Standing};
use domain::id::{DisclosedId, DisclosureId, DossierId, NationalRecordId, PersonId};
use domain::log::Act;
use domain::national_record::NationalRecord;
use domain::person::Identifiers;
use domain::standing_purpose::StandingPurpose;
use persistence::disclosures::{Disclosed, Particulars};
use persistence::dossiers::DossierRecord;
use persistence::national_records::Filter;
use persistence::{Entry, Logged, Page, Paging, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::standing;
use crate::body::Body;
use crate::disclosures::{households_withheld, spend};
use crate::dossiers::HouseholdForm;
use crate::list::{List, ListQuery};
use crate::national_records::view::{NationalRecordView, views};
use crate::problem::{Problem, ProblemView};
use crate::write::Write;

/// The most families of a page.
const MOST: u16 = 200;

/// Which page of what is due.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueRecords {
    /// The most families, 1 to 200.
    #[schema(minimum = 1, maximum = 200, example = 50)]
    limit: u16,
    /// Where the page begins: `next_cursor` of the page before. Whoever begins anew without one finds what came to be due meanwhile.
    cursor: Option<String>,
}

/// The whole values of a member.
#[derive(Serialize, ToSchema)]
#[schema(as = NationalPerson)]
struct PersonValues {
    /// Which member.
    #[schema(value_type = u8)]
    member: MemberNumber,
    /// What the standing purpose names; null where it does not, or nothing is known.
    values: Identifiers,
}

/// A family that the national system lacks.
#[derive(Serialize, ToSchema)]
#[schema(as = DueNationalRecord)]
struct DueFamily {
    /// How it stands.
    record: NationalRecordView,
    /// The version of the dossier, to be said with what becomes of it.
    #[schema(minimum = 1, example = 1)]
    dossier_version: i64,
    /// How the dossier stands: what is closed is taken out of the national system.
    standing: Standing,
    /// The household, identifiers with stars.
    household: HouseholdForm,
    /// Its members' whole values.
    people: Vec<PersonValues>,
}

/// Families that the national system lacks.
#[derive(Serialize, ToSchema)]
#[schema(as = DueNationalRecords)]
pub(in crate::national_records) struct Due {
    /// The disclosure that is on record; null where nobody is shown.
    disclosure: Option<DisclosureId>,
    /// The families.
    items: Vec<DueFamily>,
    /// Records of families that took back that the national system is told, or of a dossier that was altered: nothing of them is shown.
    withheld: Vec<NationalRecordId>,
    /// Where the next page begins; null on the last.
    next_cursor: Option<String>,
}

impl Responder for Due {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store"))).json(self)
    }
}

/// Ask for families that the national system lacks.
///
/// By the program of the national system's side, under a standing purpose of the `national_report`: of its union and those below. Asking
/// changes nothing, so that it can be repeated; a family is due until it is acknowledged. Whole values are those that the purpose
/// names, and no more on a day than it says. An `Idempotency-Key` is not taken: the values are kept in no answer.
#[utoipa::path(request_body = DueRecords, responses((status = 200, description = "A page of what is due, and that it was shown is on record", body = Due),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/national-records/due")]
pub(in crate::national_records) async fn pull_national_records(
    write: Write,
    body: Body<DueRecords>,
) -> Result<Due, Problem> {
    let DueRecords { limit, cursor } = &body.value;
    if !(1..=MOST).contains(limit) {
        return Err(Problem::field("/limit", ["应为1至200户,请更正", "1 to 200 families; correct it"]));
    }
    let asked = ListQuery { limit: None, cursor: cursor.clone(), total: None }.paging()?;
    let paging = Paging { limit: u64::from(*limit), ..asked };
    write
        .aside(async |work| {
            let standing = standing(work, &write).await?;
            let within = Jurisdiction { root: standing.union };
            let filter = Filter { due: Some(true), ..Filter::default() };
            let page = work.national_records().list(within, &filter, paging).await?;
            let (next, records) = (page.next, page.items);
            let families = Families::of(work, &records).await?;
            let (shown, withheld): (Vec<_>, Vec<_>) =
                records.into_iter().partition(|record| families.dossiers.contains_key(&record.dossier));
            let disclosure = families.disclose(work, &write, &standing, &shown).await?;
            let items = families.told(&standing.fields, views(work, shown.clone()).await?, &shown);
            let next_cursor = List::from(Page::<()> { items: Vec::new(), next, total: None }).next_cursor;
            let withheld: Vec<NationalRecordId> = withheld.iter().map(|record| record.id).collect();
            let about = Subject::new("standing_purpose", standing.id.raw());
            let entry = Entry::new(Act::PullNationalRecords, about);
            let told: Vec<_> = shown.iter().map(|record| record.id).collect();
            let entry = entry.change(&(), &serde_json::json!({ "records": told, "withheld": withheld }))?;
            Ok(Logged::new(Due { disclosure, items, withheld, next_cursor }, entry))
        })
        .await
}

/// The households of records of which something may be shown.
struct Families {
    dossiers: BTreeMap<DossierId, (DossierRecord, Household)>,
    identifiers: BTreeMap<PersonId, Identifiers>,
}

impl Families {
    async fn of(work: &Work, records: &[NationalRecord]) -> Result<Self, Problem> {
        let ids: Vec<DossierId> = records.iter().map(|record| record.dossier).collect();
        let withheld = households_withheld(work, ConsentPurpose::ProvisionToNationalSystem, &ids).await?;
        let ids: Vec<DossierId> = ids.into_iter().filter(|id| !withheld.contains(id)).collect();
        let dossiers = work.dossiers().of_national_records(&ids).await?;
        let dossiers: BTreeMap<_, _> = dossiers.into_iter().map(|read| (read.0.id, read)).collect();
        let members = dossiers.values().flat_map(|(_, household)| &household.members);
        let persons: Vec<PersonId> = members.map(|member| member.person).collect();
        let identifiers =
            if persons.is_empty() { BTreeMap::new() } else { work.persons().identifiers(&persons).await? };
        Ok(Self { dossiers, identifiers })
    }

    fn values(&self, member: &Member, fields: &[SensitiveField]) -> Identifiers {
        self.identifiers.get(&member.person).map(|known| known.clone().only(fields)).unwrap_or_default()
    }

    /// Counts and writes down whose values are shown.
    async fn disclose(
        &self,
        work: &Work,
        write: &Write,
        standing: &StandingPurpose,
        records: &[NationalRecord],
    ) -> Result<Option<DisclosureId>, Problem> {
        let (mut subjects, mut shown) = (Vec::new(), 0);
        for record in records {
            let Some((dossier, household)) = self.dossiers.get(&record.dossier) else { continue };
            for member in &household.members {
                let id = DisclosedId::new(dossier.id.raw());
                let (kind, number, union) = (SubjectKind::Member, Some(member.number), dossier.union);
                subjects.push(Disclosed { kind, id, member: number, union });
                shown += self.values(member, &standing.fields).count();
            }
        }
        if subjects.is_empty() {
            return Ok(None);
        }
        spend(work, (standing.id.raw(), write.at()), shown, standing.most_a_day).await?;
        let said = Particulars {
            role: write.actor.role,
            purpose: DisclosurePurpose::NationalReport,
            standing: Some(standing.id),
            fields: standing.fields.clone(),
            reasons: None,
            shown,
            subjects,
        };
        Ok(Some(work.disclosures().add(&said).await?))
    }

    /// The families as they are told, in the order of their records.
    fn told(
        &self,
        fields: &[SensitiveField],
        views: Vec<NationalRecordView>,
        records: &[NationalRecord],
    ) -> Vec<DueFamily> {
        let told = |(view, record): (NationalRecordView, &NationalRecord)| {
            let (dossier, household) = self.dossiers.get(&record.dossier)?;
            let people = household
                .members
                .iter()
                .map(|member| PersonValues { member: member.number, values: self.values(member, fields) });
            let starred = |member: &Member| self.identifiers.get(&member.person).cloned().unwrap_or_default();
            Some(DueFamily {
                record: view,
                dossier_version: dossier.version,
                standing: dossier.standing,
                people: people.collect(),
                household: HouseholdForm::shown(household, starred),
            })
        };
        views.into_iter().zip(records).filter_map(told).collect()
    }
}

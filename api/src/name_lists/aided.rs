//! Who stands on the list? Each approved case whose approval stands, with its family, and whether it was paid.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Actor;
use domain::award::{Award, AwardState};
use domain::campaign::Campaign;
use domain::disclosure::SensitiveField;
use domain::dossier::{Household, Member};
use domain::id::{CampaignId, DossierId, PersonId, UnionId};
use domain::national_record::{NationalField, NationalNumber};
use domain::person::Identifiers;
use domain::school::School;
use domain::time::Day;
use domain::union::Union;
use persistence::applications::CaseRecord;
use persistence::awards::Filter;
use persistence::{Paging, Work};

use super::NameListQuery;
use crate::disclosures::is_own;
use crate::labels::Labels;
use crate::problem::{Code, Problem};

/// The most rows of one list.
const MOST: u64 = 5_000;

/// One who was aided.
pub(super) struct Aided {
    /// The award.
    pub(super) award: Award,
    /// The case.
    pub(super) case: CaseRecord,
    /// The union that took it.
    pub(super) taker: Union,
    /// The household.
    pub(super) household: Household,
    /// The school, where it is known.
    pub(super) school: Option<School>,
    /// The family's number in the national system.
    pub(super) number: Option<NationalNumber>,
    /// When it came to stand as paid.
    pub(super) paid_on: Option<Day>,
    keeper: UnionId,
    worker: Identifiers,
    student: Identifiers,
    shown: Vec<SensitiveField>,
}

/// The list.
pub(super) struct NameList {
    /// Of which campaign.
    pub(super) campaign: Campaign,
    /// Of which union, where it is not of all.
    pub(super) union: Option<Union>,
    /// Who was asked for.
    pub(super) which: NameListQuery,
    /// Who stands on it, by the number of the case.
    pub(super) rows: Vec<Aided>,
    /// The day on which it is made.
    pub(super) today: Day,
    /// How codes are written on that day.
    pub(super) labels: Labels,
}

impl NameList {
    /// Reads it, of cases whose road passes the reader's union.
    pub(super) async fn read(
        work: &Work,
        reader: UnionId,
        campaign: CampaignId,
        which: NameListQuery,
        today: Day,
    ) -> Result<Self, Problem> {
        let absent = || Problem::new(Code::NotFound);
        let found = work.campaigns().find(campaign).await?.ok_or_else(absent)?;
        let union = match which.union {
            Some(id) => Some(work.unions().find(id).await?.ok_or_else(absent)?),
            None => None,
        };
        let filter =
            Filter { campaign: Some(campaign), union: which.union, paid: which.paid, ..Filter::default() };
        let page = work.awards().list(reader, &filter, Paging::first(MOST)).await?;
        if page.next.is_some() {
            return Err(too_many());
        }
        let standing = page.items.into_iter().filter(|award| award.state != AwardState::Revoked).collect();
        let rows = rows(work, reader, standing, today).await?;
        Ok(Self { campaign: found, union, which, rows, today, labels: Labels::shipped()? })
    }

    /// Shows those values whole.
    pub(super) fn show(&mut self, fields: &[SensitiveField]) {
        for row in &mut self.rows {
            row.shown = fields.to_vec();
        }
    }
}

fn too_many() -> Problem {
    Problem::new(Code::Refused).by("too_many_rows", None).detail(
        format!("一份名单最多{MOST}人,请用union按下级工会分别生成"),
        format!("a list has at most {MOST} rows; ask for it union by union, with union"),
    )
}

async fn rows(work: &Work, reader: UnionId, awards: Vec<Award>, today: Day) -> Result<Vec<Aided>, Problem> {
    let ids: Vec<_> = awards.iter().map(|award| award.application).collect();
    let cases = work.applications().some(reader, &ids).await?;
    let dossiers: BTreeSet<DossierId> = cases.iter().map(|case| case.application.dossier).collect();
    let dossiers: Vec<DossierId> = dossiers.into_iter().collect();
    let households = work.dossiers().of_cases(&dossiers).await?;
    let persons: Vec<PersonId> =
        households.iter().flat_map(|(_, household)| &household.members).map(|member| member.person).collect();
    let known = work.persons().identifiers(&persons).await?;
    let numbers = work.national_records().numbers(&dossiers).await?;
    let paid = work.payments().paid_on(awards.iter().map(|award| award.id)).await?;
    let mut awards: BTreeMap<_, _> = awards.into_iter().map(|award| (award.application, award)).collect();
    let households: BTreeMap<_, _> =
        households.into_iter().map(|(record, household)| (record.id, (record.union, household))).collect();
    let (mut unions, mut schools) = (BTreeMap::new(), BTreeMap::new());
    let mut rows = Vec::with_capacity(cases.len());
    for case in cases {
        let application = &case.application;
        let internal = || Problem::new(Code::Internal);
        let taker = application.road.stops.first().ok_or_else(internal)?.union;
        if let std::collections::btree_map::Entry::Vacant(place) = unions.entry(taker) {
            let _ = place.insert(work.unions().find(taker).await?.ok_or_else(internal)?);
        }
        let school = case.enrolment.school.clone();
        if let Some(key) = school.as_ref().filter(|key| !schools.contains_key(*key)) {
            let found = work.schools().find_or_last(key, today).await?.map(|entry| entry.school);
            let _ = schools.insert(key.clone(), found);
        }
        let Some(award) = awards.remove(&application.id) else { continue };
        let Some((keeper, household)) = households.get(&application.dossier).cloned() else { continue };
        let of = |person: PersonId| known.get(&person).cloned().unwrap_or_default();
        let worker = household.member(household.worker).map(|worker| of(worker.person)).unwrap_or_default();
        rows.push(Aided {
            taker: unions.get(&taker).cloned().ok_or_else(internal)?,
            school: school.and_then(|key| schools.get(&key).cloned().flatten()),
            number: numbers.get(&application.dossier).cloned(),
            paid_on: paid.get(&award.id).copied(),
            student: of(application.student),
            award,
            household,
            keeper,
            worker,
            shown: Vec::new(),
            case,
        });
    }
    rows.sort_by(|one, other| one.case.number.cmp(&other.case.number));
    Ok(rows)
}

impl Aided {
    /// Whether it is an officer's own: their union keeps the dossier or took the case, or they have acted on it.
    pub(super) fn is_of(&self, actor: &Actor) -> bool {
        is_own(actor, &self.case.application, self.keeper)
    }

    /// How many values of those fields are shown whole.
    pub(super) fn values(&self, fields: &[SensitiveField]) -> u32 {
        self.worker.clone().only(fields).count() + self.student.clone().only(fields).count()
    }

    /// The worker.
    pub(super) fn worker(&self) -> Option<&Member> {
        self.household.member(self.household.worker)
    }

    /// The student.
    pub(super) fn student(&self) -> Option<&Member> {
        self.household.members.iter().find(|member| member.person == self.case.application.student)
    }

    /// A field of the worker in the words of the national form; of an identifier what the reader is shown of it.
    pub(super) fn of_worker(&self, field: NationalField, list: &NameList) -> String {
        self.of(self.worker(), &self.worker, field, list)
    }

    /// The same of the student.
    pub(super) fn of_student(&self, field: NationalField, list: &NameList) -> String {
        self.of(self.student(), &self.student, field, list)
    }

    fn of(
        &self,
        member: Option<&Member>,
        known: &Identifiers,
        field: NationalField,
        list: &NameList,
    ) -> String {
        let masked = known.masked();
        let starred = match field {
            NationalField::CitizenId if !self.shown.contains(&SensitiveField::CitizenId) => masked.citizen_id,
            NationalField::Phone if !self.shown.contains(&SensitiveField::Phone) => masked.phone,
            _ => {
                let said = |member| field.of_member(member, known, &list.labels.on(list.today));
                member.and_then(said)
            }
        };
        starred.unwrap_or_default()
    }

    /// The worker's card, or the account in its place, as the reader is shown it.
    pub(super) fn card(&self) -> String {
        let (whole, masked) = (self.worker.clone().only(&self.shown), self.worker.masked());
        let card = whole.card.map(|card| card.reveal().to_owned()).or(masked.card);
        let account = whole.account.map(|account| account.number.reveal().to_owned()).or(masked.account);
        card.or(account).unwrap_or_default()
    }
}

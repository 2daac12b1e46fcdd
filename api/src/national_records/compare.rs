//! What does a list that the national system gave out say of a union's families? Each that is the same is acknowledged, each other one
//! differs (N17).

use std::collections::{BTreeMap, BTreeSet};

use actix_web::post;
use domain::dossier::Household;
use domain::id::{DossierId, NationalRecordId, OfficerId, PersonId, UnionId};
use domain::log::Act;
use domain::name::PersonName;
use domain::national_record::{
    ExportedFamily, Listed, NationalField, NationalForm, NationalNumber, NationalRecord, NotExported,
    exported,
};
use domain::person::Identifiers;
use domain::reasons;
use domain::time::Day;
use persistence::dossiers::DossierRecord;
use persistence::{Entry, LockKind, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::kept;
use crate::body::File;
use crate::cells::{self, ListFile, NoLines};
use crate::labels::Labels;
use crate::list::Query;
use crate::problem::{Code, Problem, Wrong};
use crate::write::{Answer, Write};

/// The most rows of a list, titles included.
const MOST_ROWS: u32 = 1_020;

/// How a list is taken.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ComparisonQuery {
    /// The day (Beijing) of the list; today unless said.
    on: Option<Day>,
    /// Whether the list has all families of the union, so that those that are missing in it are named.
    whole: Option<bool>,
}

/// What a row says of a family.
#[derive(Serialize, ToSchema)]
struct ComparedRow {
    /// Its number in the file, from 1, titles and headings included.
    #[schema(minimum = 1, example = 17)]
    row: u64,
    /// The family's number there.
    number: NationalNumber,
    /// What it says.
    #[schema(inline)]
    listed: Listed,
    /// The family's record; null where the union keeps none.
    record: Option<NationalRecordId>,
    /// The worker's name, as the dossier has it.
    worker_name: Option<PersonName>,
    /// In what it differs; side by side in the record.
    #[schema(inline)]
    differs_in: Vec<NationalField>,
}

/// What a list says of a union's families.
#[derive(Serialize, ToSchema)]
struct ListComparison {
    /// How many families stand in it.
    #[schema(example = 120)]
    families: usize,
    /// How many of them are acknowledged by it.
    #[schema(example = 97)]
    acknowledged: usize,
    /// How many are as they were known.
    #[schema(example = 3)]
    known: usize,
    /// How many are entered by it: another officer's list acknowledges them.
    #[schema(example = 12)]
    entered: usize,
    /// Which of its columns were compared; others are not looked at.
    #[schema(inline)]
    compared: Vec<NationalField>,
    /// All others, by row: each is for somebody to look at.
    rows: Vec<ComparedRow>,
    /// Records with a number that the list does not have, a thousand at most; null where it is not whole.
    missing: Option<Vec<NationalRecordId>>,
}

/// Compare a list that the national system gave out.
///
/// By an officer of a union that keeps records, of its own families: XLSX, of which the first sheet is read, or CSV, with the headings
/// 职工编号, 姓名 or 身份证号, and any of the fields of the national form. A family is known by its number, else by the worker's citizen
/// id. What is the same is entered by the first officer's list, unless it was entered before, and acknowledged by the list of another
/// officer; what is otherwise differs, and is settled as when the national system's side reports it. Which columns were compared is
/// said. Given again the list changes nothing. One with a row that cannot be read is refused, and all such rows are named.
#[utoipa::path(
    params(ComparisonQuery),
    request_body(
        content((String = "text/csv", example = "职工编号,姓名,身份证号,联系电话\nNX640104000001,丁建华,640104197405121014,13995000001\n"),
            (File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        description = "The file"
    ),
    responses((status = 200, description = "What the list says", body = ListComparison))
)]
#[post("/national-records/comparisons")]
pub(super) async fn compare_national_records(
    write: Write,
    query: Query<ComparisonQuery>,
    file: ListFile,
) -> Result<Answer, Problem> {
    let ComparisonQuery { on, whole } = query.0;
    let today = write.at().day();
    let on = on.unwrap_or(today);
    if on > today {
        let told = ["名单日期晚于今天,请更正", "the list is of a day that has not come; correct it"];
        return Err(Problem::new(Code::BadQuery).telling(told));
    }
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let octets = file.0.clone();
    // Unpacking and reading thousands of cells would hold up the other requests of this thread.
    let read = actix_web::web::block(move || read(&octets)).await;
    let families = read.map_err(|_| Problem::new(Code::Internal))??;
    write
        .once_for(families.len(), &file.0, async |work| {
            let union = write.actor.union;
            let kept = Kept::of(work, union, &families).await?;
            let mut entries = Vec::new();
            let mut rows = Vec::with_capacity(families.len());
            for family in &families {
                rows.push(kept.compare(work, family, (on, by), &mut entries).await?);
            }
            let count = |listed: Listed| rows.iter().filter(|row| row.listed == listed).count();
            let (acknowledged, known) = (count(Listed::Acknowledged), count(Listed::Known));
            let entered = count(Listed::Entered);
            let missing = match whole {
                Some(true) => Some(missing(work, union, &families).await?),
                _ => None,
            };
            rows.retain(|row| !matches!(row.listed, Listed::Acknowledged | Listed::Known | Listed::Entered));
            let compared = families.first().map(|family| family.theirs.keys().copied().collect());
            let compared = compared.unwrap_or_default();
            let families = families.len();
            let outcome = ListComparison { families, acknowledged, known, entered, compared, rows, missing };
            let about = Subject::new("national_list", work.new_id()?);
            let first = Entry::new(Act::CompareNationalList, about);
            let first = first.change(&(), &(outcome.families, acknowledged, known, outcome.rows.len()))?;
            Ok(entries.into_iter().fold(Logged::new(Answer::plain(&outcome)?, first), Logged::and))
        })
        .await
}

/// The records of a union with a number that the list does not have.
async fn missing(
    work: &Work,
    union: UnionId,
    families: &[ExportedFamily],
) -> Result<Vec<NationalRecordId>, Problem> {
    let numbers: Vec<NationalNumber> = families.iter().map(|family| family.number.clone()).collect();
    Ok(work.national_records().numbered_otherwise(union, &numbers, MOST_ROWS.into()).await?)
}

/// The records that a union keeps of the families of a list, which nobody else changes until the transaction ends.
struct Kept {
    by_number: BTreeMap<NationalNumber, DossierId>,
    by_citizen_id: BTreeMap<u64, DossierId>,
    records: BTreeMap<DossierId, NationalRecord>,
    dossiers: BTreeMap<DossierId, (DossierRecord, Household)>,
    identifiers: BTreeMap<PersonId, Identifiers>,
    labels: Labels,
}

impl Kept {
    async fn of(work: &Work, union: UnionId, families: &[ExportedFamily]) -> Result<Self, Problem> {
        let numbers: Vec<NationalNumber> = families.iter().map(|family| family.number.clone()).collect();
        let seen = work.national_records().kept_by(union, &numbers, &[]).await?;
        let known: BTreeSet<NationalNumber> =
            seen.iter().filter_map(|record| record.number.clone()).collect();
        let mut by_row: BTreeMap<u64, (PersonId, Vec<DossierId>)> = BTreeMap::new();
        for family in families.iter().filter(|family| !known.contains(&family.number)) {
            let Some(number) = &family.citizen_id else { continue };
            if let Some(person) = work.persons().find_by_citizen_id(number.reveal()).await? {
                let _ = by_row.insert(family.row, (person, work.dossiers().dossiers_of(person).await?));
            }
        }
        let of_rows: Vec<DossierId> = by_row.values().flat_map(|(_, ids)| ids).copied().collect();
        let all = seen.iter().map(|record| record.dossier).chain(of_rows.iter().copied());
        work.lock_all(LockKind::Dossier, all.map(DossierId::raw).collect()).await?;
        let records = work.national_records().kept_by(union, &numbers, &of_rows).await?;
        let ids: Vec<DossierId> = records.iter().map(|record| record.dossier).collect();
        let dossiers = work.dossiers().of_national_records(&ids).await?;
        let dossiers: BTreeMap<_, _> = dossiers.into_iter().map(|read| (read.0.id, read)).collect();
        let worker = |household: &Household| household.member(household.worker).map(|member| member.person);
        let workers: Vec<PersonId> =
            dossiers.values().filter_map(|(_, household)| worker(household)).collect();
        let identifiers = work.persons().identifiers(&workers).await?;
        let numbered = records.iter().filter_map(|record| Some((record.number.clone()?, record.dossier)));
        let by_number = numbered.collect();
        let records: BTreeMap<DossierId, NationalRecord> =
            records.into_iter().map(|record| (record.dossier, record)).collect();
        let of_worker = |dossier: &DossierId, person: PersonId| {
            let read = dossiers.get(dossier).filter(|_| records.contains_key(dossier));
            read.is_some_and(|(_, household)| worker(household) == Some(person))
        };
        let one = |(row, (person, ids)): (u64, (PersonId, Vec<DossierId>))| {
            Some((row, ids.into_iter().find(|dossier| of_worker(dossier, person))?))
        };
        let by_citizen_id = by_row.into_iter().filter_map(one).collect();
        let labels = Labels::shipped()?;
        Ok(Self { by_number, by_citizen_id, records, dossiers, identifiers, labels })
    }

    /// What a row says of a family, which is kept and logged where it is new.
    async fn compare(
        &self,
        work: &Work,
        family: &ExportedFamily,
        (on, by): (Day, OfficerId),
        entries: &mut Vec<Entry>,
    ) -> Result<ComparedRow, Problem> {
        let dossier = self.by_number.get(&family.number).or_else(|| self.by_citizen_id.get(&family.row));
        let found = dossier.and_then(|id| Some((self.records.get(id)?, self.dossiers.get(id)?)));
        let row =
            |listed, found: Option<(&NationalRecord, &(DossierRecord, Household))>, differs_in| ComparedRow {
                row: family.row,
                number: family.number.clone(),
                listed,
                record: found.map(|(record, _)| record.id),
                worker_name: found.map(|(_, (dossier, _))| dossier.worker_name.clone()),
                differs_in,
            };
        let Some((was, (record, household))) = found else {
            return Ok(row(Listed::NotOurs, None, Vec::new()));
        };
        let differences = self.form(household, on).otherwise(&family.theirs);
        let differs_in: Vec<NationalField> = differences.iter().map(|one| one.field).collect();
        let (listed, now) = was.clone().listed(family.number.clone(), differences, (record.version, on, by));
        if let Some(now) = now {
            entries.push(kept(work, was, &now, Act::ReportNationalRecord).await?.1);
        }
        Ok(row(listed, found, differs_in))
    }

    fn form(&self, household: &Household, on: Day) -> NationalForm {
        let worker = household.member(household.worker);
        let identifiers = worker.and_then(|worker| self.identifiers.get(&worker.person));
        NationalForm::of(household, &identifiers.cloned().unwrap_or_default(), &self.labels.on(on))
    }
}

/// Why a file is not compared.
#[derive(Debug)]
enum NotCompared {
    Form,
    Sheet,
    TooLarge,
    Headings,
}

reasons! {
    NotCompared {
        Self::Form => "文件既不是XLSX表格,也不是UTF-8、GBK或GB18030编码的CSV,请另存后再发",
            "the file is neither an XLSX spreadsheet nor CSV in UTF-8, GBK or GB 18030; save it as one of them";
        Self::Sheet => "表格无法打开,请重新另存为XLSX后再发", "the spreadsheet cannot be read; save it anew as XLSX";
        Self::TooLarge => "文件解压后过大,或超过{MOST_ROWS}行,请拆分", "the file unpacks to too much, or has more than {MOST_ROWS} rows; split it";
        Self::Headings => "前20行内没有“职工编号”以及“姓名”或“身份证号”的表头,请补上",
            "the first 20 rows have no headings 职工编号 and 姓名 or 身份证号; add them";
    }
}

/// The families of a file.
fn read(octets: &[u8]) -> Result<Vec<ExportedFamily>, Problem> {
    let whole = |why: NotCompared| Problem::field("", why);
    let rows = cells::of_file(octets, MOST_ROWS).map_err(|why| match why {
        NoLines::Form => whole(NotCompared::Form),
        NoLines::Sheet | NoLines::Macros => whole(NotCompared::Sheet),
        NoLines::TooLarge | NoLines::TooMany { .. } => whole(NotCompared::TooLarge),
    })?;
    exported(&rows).map_err(|why| match why {
        NotExported::Headings => whole(NotCompared::Headings),
        NotExported::Rows(flaws) => {
            let wrong = |(row, flaw)| Wrong::new(format!("/rows/{row}"), flaw);
            Problem::invalid(flaws.into_iter().map(wrong).collect())
        }
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A list that can be compared.
    pub(crate) const SAMPLE: &str =
        "职工编号,姓名,身份证号,联系电话\nNX640104000001,丁建华,640104197405121014,13995000001\n";

    /// Whether a list can be compared.
    pub(crate) fn is_list(octets: &[u8]) -> bool {
        read(octets).is_ok()
    }
}

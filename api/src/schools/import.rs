//! How does the ministry's list come in? Each readable row by itself; what is not readable is named.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::post;
use domain::log::Act;
use domain::school::{NewerList, School, SchoolCode, SchoolScheme, Update, update};
use domain::text::{Language, Tell};
use domain::time::Day;
use persistence::{Entry, Logged, Subject, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::sheet::{Line, lines};
use crate::body::File;
use crate::cells::ListFile;
use crate::list::Query;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// How the list is taken.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportQuery {
    /// The first day on which the list holds (Beijing); today unless said.
    on: Option<Day>,
    /// Whether the list has all schools of the ministry, so that one that is missing in it is closed.
    whole: Option<bool>,
    /// Whether only to say what would change.
    dry_run: Option<bool>,
}

/// What an import changed, or would change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportOutcome {
    /// Whether nothing was kept.
    dry_run: bool,
    /// From which day the list holds.
    on: Day,
    /// How many rows are schools.
    #[schema(example = 2956)]
    read: usize,
    /// How many schools are new.
    #[schema(example = 12)]
    new: usize,
    /// How many schools changed.
    #[schema(example = 31)]
    changed: usize,
    /// How many schools are closed; none unless the list is whole.
    #[schema(example = 3)]
    closed: usize,
    /// The rows that are no schools; they change nothing.
    bad_rows: Vec<BadListRow>,
}

/// A row that is no school.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BadListRow {
    /// Its number in the file, from 1, titles and headings included.
    #[schema(example = 17)]
    row: u64,
    /// Why.
    #[schema(example = "办学层次应为本科或专科,请更正")]
    reason: String,
}

/// Import the ministry's list of schools.
///
/// The file itself is the body: an XLSX spreadsheet, of which the first sheet is read, or CSV in UTF-8, with the
/// ministry's headings 学校标识码, 学校名称, 办学层次 and 备注. A school whose name, level or owner changed gets a
/// new entry from the list's day on; campuses, the military, and what a person has corrected stay.
#[utoipa::path(
    params(ImportQuery),
    request_body(
        content((String = "text/csv", example = "学校标识码,学校名称,办学层次,备注\n4164010749,宁夏大学,本科,\n"),
            (File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        description = "The file"
    ),
    responses((status = 200, description = "What changed", body = ImportOutcome))
)]
#[post("/schools/import")]
pub(super) async fn import_schools(
    write: Write,
    query: Query<ImportQuery>,
    file: ListFile,
) -> Result<Answer, Problem> {
    let ImportQuery { on, whole, dry_run } = query.0;
    let (on, whole, dry_run) =
        (on.unwrap_or(write.at().day()), whole.unwrap_or(false), dry_run.unwrap_or(false));
    let octets = file.0.clone();
    // Unpacking and reading thousands of cells would hold up the other requests of this thread.
    let read = actix_web::web::block(move || lines(&octets)).await;
    let lines = read.map_err(|_| Problem::new(Code::Internal))?;
    let lines = lines.map_err(|error| Problem::field("", error))?;
    let (list, bad_rows) = schools(&lines, whole, write.language());
    if whole && list.schools.is_empty() {
        let told = [
            "整表中没有任何院校,不能据此停用全部院校,请核对文件",
            "a whole list without a school would close them all; check the file",
        ];
        return Err(Problem::field("", told));
    }
    let outcome = |update: &Update| ImportOutcome {
        dry_run,
        on,
        read: list.schools.len(),
        new: update.new.len(),
        changed: update.changed.len(),
        closed: update.gone.len(),
        bad_rows: bad_rows.clone(),
    };
    if dry_run {
        let found = write.state().store.read(async |work| change(work, &list, on, false).await).await?;
        return Answer::plain(&outcome(&found));
    }
    write
        .once_felt(&file.0, async |work| {
            let changed = change(work, &list, on, true).await?;
            let outcome = outcome(&changed);
            let subject = Subject::new("school_list", work.new_id()?);
            let entry = Entry::new(Act::ImportSchools, subject).change(&(), &outcome)?;
            Ok(Logged::new(Answer::plain(&outcome)?, entry))
        })
        .await
}

async fn change(work: &Work, list: &NewerList, on: Day, keep: bool) -> Result<Update, Problem> {
    let known = work.schools().known(SchoolScheme::Moe).await?;
    let update = update(&known, list.clone(), on);
    if keep {
        work.schools().apply(&update, &known, on).await?;
    }
    Ok(update)
}

/// The schools of the list, and the rows that are none.
fn schools(lines: &[Line], whole: bool, language: Language) -> (NewerList, Vec<BadListRow>) {
    let mut first: BTreeMap<SchoolCode, u64> = BTreeMap::new();
    let (mut schools, mut bad, mut unread) = (Vec::new(), Vec::new(), BTreeSet::new());
    for line in lines {
        let read = School::from_ministry(&line.code, &line.name, &line.level, &line.remark);
        let reason = match read {
            Ok(school) => match first.get(&school.key) {
                None => {
                    first.insert(school.key.clone(), line.number);
                    schools.push(school);
                    continue;
                }
                Some(before) => language.choose(
                    format!("该代码已在第{before}行出现,请只保留一行"),
                    format!("the code stands in row {before} already; leave one out"),
                ),
            },
            Err(error) => {
                unread.extend(SchoolCode::new(SchoolScheme::Moe, line.code.trim()));
                error.text(language)
            }
        };
        bad.push(BadListRow { row: line.number, reason });
    }
    (NewerList { schools, unread, whole }, bad)
}

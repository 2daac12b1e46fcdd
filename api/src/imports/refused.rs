//! Which rows of a file were refused, and why? The rows themselves, as they were given, with what is wrong beside: to be corrected and
//! given again.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use actix_web::{HttpResponse, post};
use domain::job::{Job, JobLine, LineFault};
use domain::log::Act;
use domain::text::Language;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::columns::Field;
use super::rows::{Headings, each_family};
use super::template::{book, columns, csv};
use crate::body::{Body, File};
use crate::cells::book::SPREADSHEET;
use crate::jobs::JobPath;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::upload::named;
use crate::write::Write;

/// The most rows of a spreadsheet of refused rows.
const MOST_OF_SHEET: usize = 20_000;

/// In which form rows go out.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RowsFormat {
    /// A spreadsheet, with the lists to choose from.
    Xlsx,
    /// Lines with commas between, in UTF-8.
    Csv,
}

/// Which rows are wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"format": "xlsx"}))]
struct RefusedRows {
    /// In which form.
    format: RowsFormat,
}

/// Fetch the rows that an import refused.
///
/// All rows of each family that was refused, as they were given, in the columns of the template; a last column says in the first row of
/// the family what is wrong. Corrected, the file is given to `POST /imports` again. By whoever gave the import, for thirty days after
/// its end; that it was fetched is on record. Kept in no answer, so an `Idempotency-Key` is not taken.
#[utoipa::path(params(JobPath), request_body = RefusedRows, responses(
    (status = 200, description = "The rows", content((File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (String = "text/csv")))))]
#[post("/jobs/{id}/refused-rows")]
pub(crate) async fn refused_rows(
    write: Write,
    path: Path<JobPath>,
    body: Body<RefusedRows>,
) -> Result<HttpResponse, Problem> {
    let id = path.0.id;
    let (file, lines) = write
        .aside(async |work| {
            let job: Option<Job> = work.jobs().find(write.actor.jurisdiction(), id).await?;
            let job = job.ok_or_else(|| Problem::new(Code::NotFound))?;
            if work.jobs().given_by(id).await?.account != write.own {
                let told =
                    ["只有提交此次导入的人可以取回有误的行", "only whoever gave the import fetches its rows"];
                return Err(Problem::new(Code::Forbidden).telling(told));
            }
            let lines = work.jobs().refused(id).await?;
            let gone = || {
                Problem::new(Code::Refused).by("file_gone", None).detail(
                    "没有可取回的行:文件已不再保存,或没有有误的行",
                    "there are no rows to fetch: the file is not kept any more, or none was refused",
                )
            };
            let file = if lines.is_empty() { None } else { work.jobs().file(id).await? };
            let file = file.ok_or_else(gone)?;
            let entry = Entry::new(Act::ReadRefusedRows, Subject::new("job", id.raw()));
            let entry = entry.change(&(), &(lines.len(), &job.sha256))?;
            Ok(Logged::new((file, lines), entry))
        })
        .await?;
    let format = body.value.format;
    let read = actix_web::web::block(move || rows(&file, &lines));
    let rows = read.await.map_err(|_| Problem::new(Code::Internal))??;
    match format {
        RowsFormat::Xlsx if rows.len() > MOST_OF_SHEET => {
            Err(Problem::new(Code::Refused).by("too_many_rows", None).detail(
                format!("有误的行超过{MOST_OF_SHEET}行,请以format=csv取回"),
                format!("more than {MOST_OF_SHEET} rows were refused; fetch them as csv"),
            ))
        }
        RowsFormat::Xlsx => Ok(named(SPREADSHEET, "refused.xlsx", book(write.state(), rows).await?)),
        RowsFormat::Csv => Ok(named("text/csv; charset=utf-8", "refused.csv", csv(&rows)?)),
    }
}

/// The rows of the refused families in the columns of the template, what is wrong in the last.
fn rows(file: &[u8], lines: &[JobLine]) -> Result<Vec<Vec<String>>, Problem> {
    let refused: BTreeMap<u32, &JobLine> = lines.iter().map(|line| (line.row, line)).collect();
    let mut out = Vec::new();
    let read = each_family(file, |headings: &Headings, family| {
        let first = family.rows.first().map_or(0, |(row, _)| *row);
        let Some(line) = refused.get(&first) else { return ControlFlow::Continue(()) };
        for (at, (_, cells)) in family.rows.iter().enumerate() {
            let said: Vec<_> = headings.cells(cells).collect();
            let cell =
                |field: Field| said.iter().find(|(column, _)| column.field == field).map(|(_, cell)| *cell);
            let told = if at == 0 { told(&line.faults) } else { String::new() };
            out.push(
                columns()
                    .map(|column| match column.field {
                        Field::Faults => told.clone(),
                        field => cell(field).unwrap_or_default().to_owned(),
                    })
                    .collect(),
            );
        }
        ControlFlow::Continue(())
    });
    read.map_err(|_| Problem::new(Code::Internal))?;
    Ok(out)
}

/// What is wrong with a family, each with its row and column.
fn told(faults: &[LineFault]) -> String {
    let language = Language::Chinese;
    let one = |fault: &LineFault| {
        let column = fault.column.as_ref().map(|column| format!("“{column}”")).unwrap_or_default();
        format!("第{}行{column}:{}", fault.row, language.choose(&fault.reason, &fault.reason_en))
    };
    faults.iter().map(one).collect::<Vec<_>>().join(";")
}

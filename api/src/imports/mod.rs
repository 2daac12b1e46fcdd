//! Imports over HTTP: families from a spreadsheet, as a job; the template, the sheet of those to be renewed, and the rows that were
//! refused, to be corrected and given again.

mod cell;
mod columns;
mod family;
mod form;
mod given_up;
mod open;
mod places;
mod reading;
mod refused;
mod renewals;
mod rows;
mod run;
mod step;
mod take;
mod template;
#[cfg(test)]
pub(crate) mod tests;
mod whole;

use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use aws_lc_rs::digest::{SHA256, digest};
use domain::access::{Deed, Jurisdiction};
use domain::campaign::CampaignEdition;
use domain::id::{CampaignId, UnionId};
use domain::job::{ImportMode, Job, JobKind};
use domain::log::Act;
use domain::reasons;
use domain::year::Year;
use persistence::jobs::Particulars;
use persistence::{Entry, Logged, Subject, Work};
use serde::Deserialize;
use utoipa::IntoParams;

pub(crate) use self::refused::refused_rows;
pub use self::run::Runner;
pub(crate) use self::run::go_on;
use crate::State;
use crate::applications::{no_edition, officer};
use crate::body::File;
use crate::cells::ListFile;
use crate::cells::book::SPREADSHEET;
use crate::list::Query;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::unions::expect_open;
use crate::upload::named;
use crate::write::{Answer, Write};

/// The most rows that are entered at once or not at all: whoever writes besides waits for as long.
const MOST_WHOLE: u32 = 500;
/// The most jobs of an account that are not at their end.
const MOST_OPEN: u64 = 5;

/// The routes of this chapter.
pub(crate) fn routes() -> Routes {
    Routes::tagged("jobs")
        .allow(Allow::Can(Deed::EnterDossiers), || template_xlsx)
        .allow(Allow::Can(Deed::EnterDossiers), || template_csv)
        .allow(Allow::Can(Deed::EnterDossiers), || renewals::sheet_of_renewals)
        .allow(Allow::Can(Deed::EnterDossiers), || import_families)
}

/// The template as a spreadsheet.
///
/// Its first sheet is to be filled in, a row for each member of a family: drop-down lists, and a note where a column is entered. The
/// others have the choices, the schools and what to know.
#[utoipa::path(responses((status = 200, description = "The template", body = File, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
#[get("/imports/template.xlsx")]
async fn template_xlsx(state: Data<State>) -> Result<HttpResponse, Problem> {
    Ok(named(SPREADSHEET, "families.xlsx", template::book(&state, Vec::new()).await?))
}

/// The template as CSV.
///
/// Its headings alone, in UTF-8. What may be chosen is the titles, or the codes, of `GET /code-lists`.
#[utoipa::path(responses((status = 200, description = "The template", body = String, content_type = "text/csv")))]
#[get("/imports/template.csv")]
async fn template_csv() -> Result<HttpResponse, Problem> {
    Ok(named("text/csv; charset=utf-8", "families.csv", template::csv(&[])?))
}

/// How a file is taken.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ImportQuery {
    /// The campaign of one's own city, named by its year: its edition says for which months the incomes are, and for which school year
    /// the tuition.
    #[param(value_type = i32, minimum = 1900, maximum = 2199, example = 2018)]
    campaign: Year,
    /// Whether the families are only checked, each that is sound is entered, or all or none.
    #[param(inline)]
    mode: ImportMode,
    /// The union whose families they are; one's own unless said.
    union: Option<UnionId>,
}

/// Why a file is not taken as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotImported {
    /// Too much for one transaction.
    NotWhole {
        /// How many rows it has.
        rows: u32,
    },
    /// Too many jobs of the account wait.
    Waiting {
        /// How many.
        jobs: u64,
    },
}

reasons! {
    NotImported {
        Self::NotWhole { rows } => "文件有{rows}行,一次全部录入最多{MOST_WHOLE}行;请拆分,或先用mode=check检查再用mode=each逐户录入",
            "the file has {rows} rows, and at most {MOST_WHOLE} are entered at once; split it, or check it with mode=check and enter it with mode=each";
        Self::Waiting { jobs } => "您已有{jobs}个作业尚未完成,请等其完成或取消后再提交",
            "{jobs} jobs of yours are not at their end; wait for one, or stop one";
    }
}

/// Import families.
///
/// The file itself is the body, of up to 16 MiB and 100,000 rows: the template filled in, a row for each member, the rows of a family
/// together. It is read at once and taken in as a job, each family as if it came alone to `POST /dossiers` and `POST /applications`: a
/// family that is on file as the file says is unchanged, so a file may be given again. A row that names its dossier changes it.
/// `GET /jobs/{id}` tells how far it has come, `GET /jobs/{id}/lines` what became of each family, and `POST /jobs/{id}/refused-rows`
/// gives the rows that were refused, to be corrected.
#[utoipa::path(
    params(ImportQuery),
    request_body(
        content((String = "text/csv", example = "户号,姓名,与职工关系,身份证号,职工类别\n1,马建国,本人,640104197405121014,困难农民工\n"),
            (File = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
        description = "The file"
    ),
    responses((status = 201, description = "The job", body = Job))
)]
#[post("/imports")]
async fn import_families(
    write: Write,
    query: Query<ImportQuery>,
    file: ListFile<16>,
) -> Result<Answer, Problem> {
    let ImportQuery { campaign, mode, union } = query.0;
    let by = officer(&write.actor)?;
    let union = union.unwrap_or(write.actor.union);
    let octets = file.0.clone();
    // Unpacking and reading very many cells would hold up the other requests of this thread.
    let counted =
        actix_web::web::block(move || (rows::count(&octets), digest(&SHA256, &octets).as_ref().to_vec()));
    // What brings the reader of spreadsheets down is none.
    let counted = counted.await.map_err(|_| Problem::field("", rows::NoFamilies::Sheet));
    let (rows, digest) = counted?;
    let rows = rows.map_err(|why| Problem::field("", why))?;
    if mode == ImportMode::Whole && rows > MOST_WHOLE {
        return Err(Problem::new(Code::Refused)
            .by("too_many_rows", None)
            .telling(NotImported::NotWhole { rows }));
    }
    write
        .once(&file.0, async |work| {
            can_be_taken(work, &write, union, campaign).await?;
            let said = Particulars {
                kind: JobKind::ImportFamilies,
                mode,
                union,
                campaign,
                account: write.own,
                delegation: write.actor.delegation,
                officer: by.officer,
                rows,
                digest: digest.clone(),
            };
            let job = work.jobs().give(&said, &file.0).await?;
            let entry = Entry::new(Act::GiveJob, Subject::new("job", job.id.raw())).change(&(), &job)?;
            Ok(Logged::new(Answer::created(&format!("/jobs/{}", job.id), job.version, &job)?, entry))
        })
        .await
}

async fn can_be_taken(work: &Work, write: &Write, union: UnionId, year: Year) -> Result<(), Problem> {
    let _ = edition_of(work, (write.actor.jurisdiction(), union), year).await?;
    expect_open(work, union, "").await?;
    let jobs = work.jobs().open_of(write.own).await?;
    if jobs < MOST_OPEN {
        return Ok(());
    }
    Err(Problem::new(Code::Refused).by("jobs_waiting", None).telling(NotImported::Waiting { jobs }))
}

/// The campaign of that year above a union of a jurisdiction, with the edition by which it is worked.
async fn edition_of(
    work: &Work,
    (within, union): (Jurisdiction, UnionId),
    year: Year,
) -> Result<(CampaignId, CampaignEdition), Problem> {
    let found = work.unions().find_within(within, union).await?;
    let told = [
        "管辖范围内没有这个工会,请核对",
        "no such union in your jurisdiction; look it up at GET /api/v1/unions",
    ];
    let _ = found.ok_or_else(|| Problem::new(Code::BadQuery).telling(told))?;
    let campaign = work.campaigns().of_year(union, year).await?;
    let told = ["该年度尚无活动,请核对年度", "no campaign of this year; look it up at GET /api/v1/campaigns"];
    let campaign = campaign.ok_or_else(|| Problem::new(Code::BadQuery).telling(told))?;
    let edition = work.campaigns().edition_in_force(campaign.id).await?.ok_or_else(no_edition)?;
    Ok((campaign.id, edition))
}

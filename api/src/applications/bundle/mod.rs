//! How is all that a case consists of taken out in one file? As a ZIP of papers and records, with a table of contents and the digest of
//! each, for the paper file (N17).

mod contents;
mod zipped;

use actix_web::{HttpResponse, post};
use domain::log::Act;
use domain::text::Language;
use persistence::{Entry, Logged, Subject};

use self::contents::Contents;
use super::ApplicationPath;
use super::approval_form::Forms;
use crate::body::File;
use crate::list::Path;
use crate::press::reader;
use crate::problem::{Code, Problem, ProblemView};
use crate::upload::named;
use crate::write::Write;

/// The most octets of the attachments of one bundle.
const MOST_OCTETS: i64 = 64 * 1024 * 1024;

/// Bundle a case for its file.
///
/// A ZIP: the approval form and the letter as PDF, the pages that hung on boards, the case, what each act on it rested on, its money and
/// where its paper lies as JSON, every attachment that counts as it came, and first of all `目录.csv` with the length and the SHA-256 of each. Of
/// the same case at the same version the records and attachments are the same. The whole values in it count on the reader's day and are
/// on record as a disclosure, with the digest of the contents in the log; it is kept in no answer, so an `Idempotency-Key` is not taken.
#[utoipa::path(params(ApplicationPath), responses((status = 200, description = "The bundle", body = File, content_type = "application/zip"),
    (status = 429, description = "More than may be shown on a day; `Retry-After` says when the next one begins", body = ProblemView, content_type = "application/problem+json")))]
#[post("/applications/{id}/bundle")]
pub(super) async fn bundle_application(
    write: Write,
    path: Path<ApplicationPath>,
) -> Result<HttpResponse, Problem> {
    let press = write.state().press.ready().await?;
    let id = path.0.id;
    let forms = Forms::read(&write, &[id]).await?;
    let contents = Contents::read(&write, id, Language::Chinese).await?;
    let reader = reader(&write).await?;
    let files = contents.files(&forms.cases, &reader, press).await?;
    let (digest, octets) = actix_web::web::block(move || zipped::zipped(&files))
        .await
        .map_err(|_| Problem::new(Code::Internal))??;
    write
        .aside(async |work| {
            let disclosure = forms.disclose(work, &write).await?;
            let entry = Entry::new(Act::BundleCase, Subject::new("application", id.raw()));
            let entry = entry.change(&(), &(disclosure, &digest))?;
            Ok(Logged::new((), entry))
        })
        .await?;
    Ok(named("application/zip", "bundle.zip", octets))
}

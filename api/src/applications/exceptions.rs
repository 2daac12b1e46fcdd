//! Which condition is set aside for one case, why, and on what evidence?

use actix_web::post;
use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::application::evidence::{Exceptable, Piece};
use domain::id::{ApplicationId, AttachmentId, ExceptionId};
use domain::left_out::left_out;
use domain::name::Remark;
use domain::time::Day;
use persistence::Work;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::Desk;
use super::record::{piece, record};
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// A condition to be set aside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewException {
    /// What is set aside.
    excepted: Exceptable,
    /// For late papers: which.
    #[serde(default, deserialize_with = "left_out")]
    papers: Vec<AttachmentKind>,
    /// Why.
    reasons: Remark,
    /// The files that prove it, attached before.
    #[serde(default, deserialize_with = "left_out")]
    evidence: Vec<AttachmentId>,
    /// Its last day; without one it lasts as long as the case.
    until: Option<Day>,
}

/// Set a condition aside for this case.
///
/// Only what the edition allows, by the level it names, on the evidence it asks for. It stands in the register.
#[utoipa::path(params(ApplicationPath), request_body = NewException, responses((status = 200, description = "Excepted", body = ApplicationView)))]
#[post("/applications/{id}/exceptions")]
pub(super) async fn create_exception(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewException>,
) -> Result<Answer, Problem> {
    let (excepted, reasons) = (body.value.excepted, body.value.reasons.clone());
    record(&write, path.0.id, &body.octets, true, async |work, desk, id| {
        let mut evidence = Vec::new();
        for (at, attachment) in body.value.evidence.iter().enumerate() {
            let kind = piece(work, desk, *attachment, &format!("/evidence/{at}")).await?.kind;
            evidence.push(Piece { attachment: *attachment, kind });
        }
        let (id, papers, until) = (ExceptionId::new(id), body.value.papers.clone(), body.value.until);
        Ok(Deed::Exception { id, excepted, papers, reasons: reasons.clone(), evidence, until })
    })
    .await
}

/// Which exception of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ExceptionPath {
    /// The case.
    id: ApplicationId,
    /// The exception.
    exception: ExceptionId,
}

/// Why an exception is ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ExceptionEnding {
    /// Why.
    reasons: Remark,
}

/// End an exception.
///
/// By whoever could allow it. The condition binds again from now on; the register keeps the exception and its end.
#[utoipa::path(params(ExceptionPath), request_body = ExceptionEnding, responses((status = 200, description = "Ended", body = ApplicationView)))]
#[post("/applications/{id}/exceptions/{exception}/end")]
pub(super) async fn end_exception(
    write: Write,
    path: Path<ExceptionPath>,
    body: Body<ExceptionEnding>,
) -> Result<Answer, Problem> {
    let ExceptionPath { id, exception } = path.0;
    let reasons = body.value.reasons.clone();
    let deed = async |_: &Work, desk: &Desk, _| {
        let known = desk.record.application.exceptions.iter().any(|mark| mark.id == exception);
        let deed = Deed::ExceptionEnd { exception, reasons: reasons.clone() };
        known.then_some(deed).ok_or_else(|| Problem::new(Code::NotFound))
    };
    record(&write, id, &body.octets, true, deed).await
}

//! Who objects to a posted case, and how is that decided? (N14, N22)

use actix_web::post;
use domain::application::Deed;
use domain::id::{ApplicationId, ObjectionId, PostingId};
use domain::name::Remark;
use persistence::Work;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::ApplicationPath;
use super::desk::Desk;
use super::record::record;
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// An objection to a posting.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewObjection {
    /// The posting.
    posting: PostingId,
    /// What was said.
    word: Remark,
}

/// Enter an objection.
///
/// On somebody's word, named or not. It holds the case until it is decided, by somebody else than who enters it; the same
/// words wait once. The version of the case is not asked for.
#[utoipa::path(params(ApplicationPath), request_body = NewObjection, responses((status = 200, description = "Entered", body = ApplicationView)))]
#[post("/applications/{id}/objections")]
pub(super) async fn create_objection(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewObjection>,
) -> Result<Answer, Problem> {
    let (posting, word) = (body.value.posting, body.value.word.clone());
    let deed = async |_: &Work, _: &Desk, id| {
        Ok(Deed::Objection { id: ObjectionId::new(id), posting, word: word.clone() })
    };
    record(&write, path.0.id, &body.octets, false, deed).await
}

/// Which objection of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ObjectionPath {
    /// The case.
    id: ApplicationId,
    /// The objection.
    objection: ObjectionId,
}

fn known(desk: &Desk, objection: ObjectionId) -> Result<(), Problem> {
    let known = desk.record.application.objections.iter().any(|one| one.id == objection);
    if known { Ok(()) } else { Err(Problem::new(Code::NotFound)) }
}

/// A decision on an objection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewObjectionDecision {
    /// Whether it is upheld; otherwise it is dismissed and the case goes on.
    upheld: bool,
    /// Why.
    reasons: Remark,
}

/// Decide an objection.
///
/// By a head of the next union on the road who did not enter it; once the case is approved, by a head of the deciding union
/// other than the one who approved, and upheld it revokes the case at once.
#[utoipa::path(params(ObjectionPath), request_body = NewObjectionDecision, responses((status = 200, description = "Decided", body = ApplicationView)))]
#[post("/applications/{id}/objections/{objection}/decision")]
pub(super) async fn decide_objection(
    write: Write,
    path: Path<ObjectionPath>,
    body: Body<NewObjectionDecision>,
) -> Result<Answer, Problem> {
    let ObjectionPath { id, objection } = path.0;
    let (upheld, reasons) = (body.value.upheld, body.value.reasons.clone());
    let deed = async |_: &Work, desk: &Desk, _| {
        known(desk, objection)?;
        Ok(Deed::ObjectionRuling { objection, upheld, reasons: reasons.clone() })
    };
    record(&write, id, &body.octets, true, deed).await
}

//! How is a finding decided that asks for a person?

use actix_web::post;
use domain::application::Deed;
use domain::application::evidence::{RuleName, Ruled};
use domain::id::RulingId;
use domain::name::Remark;
use persistence::Work;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ApplicationPath;
use super::desk::Desk;
use super::record::record;
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// A decision on a finding that asks for a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRuling {
    /// The rule of the finding.
    rule: RuleName,
    /// What it says.
    ruled: Ruled,
    /// Why.
    reasons: Remark,
}

/// Rule on a finding.
///
/// By a head of the next union on the road, or of the deciding one where the edition says so. It holds while the matter
/// stays the same, and is part of what the decision was made on.
#[utoipa::path(params(ApplicationPath), request_body = NewRuling, responses((status = 200, description = "Ruled", body = ApplicationView)))]
#[post("/applications/{id}/rulings")]
pub(super) async fn create_ruling(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewRuling>,
) -> Result<Answer, Problem> {
    let (rule, ruled, reasons) = (body.value.rule.clone(), body.value.ruled, body.value.reasons.clone());
    let deed = async |_: &Work, _: &Desk, id| {
        Ok(Deed::Ruling { id: RulingId::new(id), rule: rule.clone(), ruled, reasons: reasons.clone() })
    };
    record(&write, path.0.id, &body.octets, true, deed).await
}

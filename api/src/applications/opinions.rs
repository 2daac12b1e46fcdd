//! What does the workplace say, or the street? (N14)

use actix_web::post;
use domain::application::Deed;
use domain::application::evidence::OpinionBy;
use domain::id::OpinionId;
use domain::time::Day;
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

/// The opinion of the workplace or street.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOpinion {
    /// Whose.
    from: OpinionBy,
    /// The day on the paper.
    day: Day,
    /// Whether it speaks for the family.
    in_favour: bool,
}

/// Record an opinion.
#[utoipa::path(params(ApplicationPath), request_body = NewOpinion, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/opinions")]
pub(super) async fn create_opinion(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewOpinion>,
) -> Result<Answer, Problem> {
    let (from, day, in_favour) = (body.value.from, body.value.day, body.value.in_favour);
    let deed =
        async |_: &Work, _: &Desk, id| Ok(Deed::Opinion { id: OpinionId::new(id), from, day, in_favour });
    record(&write, path.0.id, &body.octets, true, deed).await
}

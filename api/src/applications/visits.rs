//! Who came to see the family, and what did they find? (N15)

use actix_web::post;
use domain::application::Deed;
use domain::application::evidence::Manner;
use domain::id::{OfficerId, VisitId};
use domain::time::Day;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::ApplicationPath;
use super::record::record;
use super::view::ApplicationView;
use crate::body::{Body, Field};
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// A visit to the family.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVisit {
    /// The day of it.
    #[validate(nested)]
    day: Field<Day>,
    /// The officers who came.
    #[validate(length(min = 1, max = 10, message = "1 to 10 visitors"))]
    visitors: Vec<OfficerId>,
    /// How they came.
    #[validate(nested)]
    manner: Field<Manner>,
    /// Whether what they saw agrees with what was declared. Corrections on the spot are made to dossier and enrolment
    /// first; then they agree.
    agrees: bool,
}

/// Record a visit.
///
/// It holds while the matter stays the same. One that agrees renews the dossier for its year.
#[utoipa::path(params(ApplicationPath), request_body = NewVisit, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/visits")]
pub(super) async fn create_visit(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewVisit>,
) -> Result<Answer, Problem> {
    let NewVisit { day, visitors, manner, agrees } = &body.value;
    let (day, manner) = (day.legal()?, manner.legal()?);
    record(&write, path.0.id, &body.octets, true, async |work, _, id| {
        for (at, visitor) in visitors.iter().enumerate() {
            let known = work.officers().find(*visitor).await?;
            known.ok_or_else(|| Problem::invalid_field(&format!("/visitors/{at}"), "no such officer"))?;
        }
        let (id, visitors, agrees) = (VisitId::new(id), visitors.clone(), *agrees);
        Ok(Deed::Visit { id, day, visitors, manner, agrees, corrected: false })
    })
    .await
}

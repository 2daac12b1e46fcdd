//! Who agreed to what?

use actix_web::post;
use domain::application::Deed;
use domain::application::evidence::{ConsentGiver, ConsentPurpose};
use domain::id::ConsentId;
use persistence::Work;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::ApplicationPath;
use super::desk::Desk;
use super::record::record;
use super::view::ApplicationView;
use crate::body::{Body, Field};
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// A consent.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsent {
    /// Who agreed.
    #[validate(nested)]
    giver: Field<ConsentGiver>,
    /// To what.
    #[validate(nested)]
    covers: Field<ConsentPurpose>,
}

/// Record a consent.
#[utoipa::path(params(ApplicationPath), request_body = NewConsent, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/consents")]
pub(super) async fn create_consent(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewConsent>,
) -> Result<Answer, Problem> {
    let (giver, covers) = (body.value.giver.legal()?, body.value.covers.legal()?);
    let deed = async |_: &Work, _: &Desk, id| Ok(Deed::Consent { id: ConsentId::new(id), giver, covers });
    record(&write, path.0.id, &body.octets, true, deed).await
}

//! Which officer is kin to the family?

use actix_web::post;
use domain::application::Deed;
use domain::id::{KinshipId, OfficerId};
use domain::name::Remark;
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

/// A kinship with the family.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKinship {
    /// The officer who is kin.
    #[validate(nested)]
    officer: Field<OfficerId>,
    /// How.
    #[validate(nested)]
    word: Field<Remark>,
}

/// Declare a kinship.
///
/// The officer decides nothing on this case from now on.
#[utoipa::path(params(ApplicationPath), request_body = NewKinship, responses((status = 200, description = "Declared", body = ApplicationView)))]
#[post("/applications/{id}/kinships")]
pub(super) async fn create_kinship(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewKinship>,
) -> Result<Answer, Problem> {
    let (officer, word) = (body.value.officer.legal()?, body.value.word.legal()?);
    record(&write, path.0.id, &body.octets, true, async |work, _, id| {
        let known = work.officers().find(officer).await?;
        known.ok_or_else(|| {
            Problem::field(
                "/officer",
                ["没有此人员,请在人员表中查找", "no such officer; look them up at GET /api/v1/officers"],
            )
        })?;
        Ok(Deed::Kinship { id: KinshipId::new(id), officer, word: word.clone() })
    })
    .await
}

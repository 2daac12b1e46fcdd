//! Which officer is kin to the family?

use actix_web::post;
use domain::application::Deed;
use domain::id::{ApplicationId, KinshipId, OfficerId};
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

/// A kinship with the family.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKinship {
    /// The officer who is kin.
    officer: OfficerId,
    /// How.
    word: Remark,
}

/// Declare a kinship.
///
/// The officer decides nothing on this case from now on, unless it is taken back. Where it leaves a union of the road
/// with nobody who may act, `nobody_at` says so. Whoever is of the household by their citizen id need not be declared.
#[utoipa::path(params(ApplicationPath), request_body = NewKinship, responses((status = 200, description = "Declared", body = ApplicationView)))]
#[post("/applications/{id}/kinships")]
pub(super) async fn create_kinship(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewKinship>,
) -> Result<Answer, Problem> {
    let (officer, word) = (body.value.officer, body.value.word.clone());
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

/// Which kinship of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct KinshipPath {
    /// The case.
    id: ApplicationId,
    /// The kinship.
    kinship: KinshipId,
}

/// Why a kinship is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKinshipWithdrawal {
    /// Why.
    reasons: Remark,
}

/// Take a kinship back.
///
/// By whoever declared it or by a head on the road, but never by the officer whom it names. The case keeps the kinship
/// and that it was taken back.
#[utoipa::path(params(KinshipPath), request_body = NewKinshipWithdrawal, responses((status = 200, description = "Taken back", body = ApplicationView)))]
#[post("/applications/{id}/kinships/{kinship}/withdrawal")]
pub(super) async fn withdraw_kinship(
    write: Write,
    path: Path<KinshipPath>,
    body: Body<NewKinshipWithdrawal>,
) -> Result<Answer, Problem> {
    let KinshipPath { id, kinship } = path.0;
    let reasons = body.value.reasons.clone();
    let deed = async |_: &Work, desk: &Desk, _| {
        let known = desk.record.application.kinships.iter().any(|mark| mark.id == kinship);
        let deed = Deed::KinshipWithdrawal { kinship, reasons: reasons.clone() };
        known.then_some(deed).ok_or_else(|| Problem::new(Code::NotFound))
    };
    record(&write, id, &body.octets, true, deed).await
}

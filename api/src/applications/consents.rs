//! Who agreed to what, and who took it back?

use actix_web::post;
use domain::application::Deed;
use domain::application::evidence::{ConsentGiver, ConsentPurpose};
use domain::id::{ApplicationId, ConsentId};
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

/// A consent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsent {
    /// Who agreed.
    giver: ConsentGiver,
    /// To what.
    covers: ConsentPurpose,
}

/// Record a consent.
#[utoipa::path(params(ApplicationPath), request_body = NewConsent, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/consents")]
pub(super) async fn create_consent(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewConsent>,
) -> Result<Answer, Problem> {
    let (giver, covers) = (body.value.giver, body.value.covers);
    let deed = async |_: &Work, _: &Desk, id| Ok(Deed::Consent { id: ConsentId::new(id), giver, covers });
    record(&write, path.0.id, &body.octets, true, deed).await
}

/// Which consent of which case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct ConsentPath {
    /// The case.
    id: ApplicationId,
    /// The consent.
    consent: ConsentId,
}

/// How a consent was taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewConsentWithdrawal {
    /// What was said.
    word: Remark,
}

/// Withdraw a consent.
///
/// It counts no more from now on, nor does an earlier one of the same giver to the same purpose, at whatever stage of a
/// live case. Given again, it is recorded as a new one.
#[utoipa::path(params(ConsentPath), request_body = NewConsentWithdrawal, responses((status = 200, description = "Withdrawn", body = ApplicationView)))]
#[post("/applications/{id}/consents/{consent}/withdrawal")]
pub(super) async fn withdraw_consent(
    write: Write,
    path: Path<ConsentPath>,
    body: Body<NewConsentWithdrawal>,
) -> Result<Answer, Problem> {
    let ConsentPath { id, consent } = path.0;
    let word = body.value.word.clone();
    let deed = async |_: &Work, desk: &Desk, _| {
        let known = desk.record.application.consents.iter().any(|mark| mark.id == consent);
        let deed = Deed::ConsentWithdrawal { consent, word: word.clone() };
        known.then_some(deed).ok_or_else(|| Problem::new(Code::NotFound))
    };
    record(&write, id, &body.octets, true, deed).await
}

//! Was the form signed and sealed on paper, and where is its scan? (N14)

use actix_web::post;
use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::id::{AttachmentId, SignatureId};
use domain::time::Day;
use serde::Deserialize;
use utoipa::ToSchema;

use super::ApplicationPath;
use super::record::{piece, record};
use super::view::ApplicationView;
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// A record that the form was signed and sealed on paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSignature {
    /// The day on the paper.
    day: Day,
    /// Whether the head's signature is on it.
    signed: bool,
    /// Whether the union's seal is on it.
    sealed: bool,
    /// The scan of this paper, attached before, and since the matter last changed; of no other signature.
    scan: AttachmentId,
}

/// Record a signature with seal.
#[utoipa::path(params(ApplicationPath), request_body = NewSignature, responses((status = 200, description = "Recorded", body = ApplicationView)))]
#[post("/applications/{id}/signatures")]
pub(super) async fn create_signature(
    write: Write,
    path: Path<ApplicationPath>,
    body: Body<NewSignature>,
) -> Result<Answer, Problem> {
    let (day, scan) = (body.value.day, body.value.scan);
    let (signed, sealed) = (body.value.signed, body.value.sealed);
    record(&write, path.0.id, &body.octets, true, async |work, desk, id| {
        let file = piece(work, desk, scan, "/scan").await?;
        if file.kind != AttachmentKind::SignatureScan {
            return Err(Problem::field(
                "/scan",
                ["该附件不是签章扫描件,请以signature_scan类别上传", "attach the scan as a signature_scan"],
            ));
        }
        let (id, scanned) = (SignatureId::new(id), file.matter);
        Ok(Deed::Signature { id, day, signed, sealed, scan, scanned })
    })
    .await
}

//! Was the form signed and sealed on paper? (N14)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::circumstances::Look;
use crate::application::matter::Matter;
use crate::application::refusal::Refusal;
use crate::id::{AttachmentId, OfficerId, SignatureId};
use crate::time::{Day, Instant};

/// A record that the approval form was signed and sealed on paper (签章).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Signature {
    /// Which.
    pub id: SignatureId,
    /// The day on the paper.
    pub day: Day,
    /// Whether the head's signature is on it.
    pub signed: bool,
    /// Whether the union's seal is on it.
    pub sealed: bool,
    /// The scan of the paper.
    pub scan: AttachmentId,
    /// The matter that stood on the paper.
    pub matter: Matter,
    /// Who recorded it.
    pub by: OfficerId,
    /// When it was recorded.
    pub at: Instant,
}

impl Signature {
    /// Whether the latest one holds: same matter, signed and sealed.
    pub(crate) fn holds(look: &Look<'_>) -> Result<(), Refusal> {
        let signature = look.case.signatures.last().ok_or(Refusal::SignatureMissing)?;
        if signature.matter != look.circumstances.matter {
            return Err(Refusal::SignatureOutdated { day: signature.day });
        }
        if signature.signed && signature.sealed { Ok(()) } else { Err(Refusal::SignatureNotSealed) }
    }
}

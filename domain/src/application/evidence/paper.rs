//! What was signed? The form with its seal (N14), and consents.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::circumstances::Look;
use crate::application::matter::Matter;
use crate::application::refusal::Refusal;
use crate::edition::procedure::RequiredConsent;
use crate::id::{AttachmentId, ConsentId, OfficerId, SignatureId};
use crate::name::Remark;
use crate::time::{Day, Instant};
use crate::words::spoken;

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

spoken! {
    /// Who agrees.
    ConsentGiver {
        /// The worker.
        Worker "职工"
        /// The student.
        Student "学生"
        /// A guardian, for a student under age.
        Guardian "监护人"
    }

    /// To what somebody agrees.
    ConsentPurpose {
        /// That the family's data are checked and processed for the aid.
        Processing "信息核查与处理"
        /// That a name is posted.
        Publication "公示姓名"
    }
}

/// A consent (授权同意).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentMark {
    /// Which.
    pub id: ConsentId,
    /// Who agreed.
    pub giver: ConsentGiver,
    /// To what.
    pub covers: ConsentPurpose,
    /// Who recorded it.
    pub by: OfficerId,
    /// When it was recorded.
    pub at: Instant,
    /// That it was taken back; from then on it does not count.
    pub withdrawn: Option<ConsentWithdrawal>,
}

/// That a consent was taken back, and on whose word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentWithdrawal {
    /// Who recorded it.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// What was said.
    pub word: Remark,
}

impl ConsentMark {
    /// Whether every consent of the edition is recorded and not taken back; a guardian's counts for the student's.
    pub(crate) fn all_given(look: &Look<'_>) -> Result<(), Refusal> {
        let given = |needed: &RequiredConsent| {
            let stands_in = |giver| giver == ConsentGiver::Guardian && needed.giver == ConsentGiver::Student;
            let suits = |mark: &&Self| mark.giver == needed.giver || stands_in(mark.giver);
            let mut marks = look.case.consents.iter().filter(suits);
            marks.any(|mark| mark.covers == needed.covers && mark.withdrawn.is_none())
        };
        let needed = look.circumstances.procedure.consents.iter().map(|consent| consent.value);
        let missing: Vec<_> = needed.filter(|consent| !given(consent)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Refusal::ConsentMissing { missing }) }
    }
}

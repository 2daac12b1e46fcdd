//! Where does the paper of a case lie? Under the number of the union that filed it (N17); of several the latest of a union counts.

use serde::Serialize;
use utoipa::ToSchema;

use crate::application::Stage;
use crate::id::{ApplicationId, FilingId, OfficerId, UnionId};
use crate::name::ArchiveNumber;
use crate::text::reasons;
use crate::time::Instant;

/// That a union filed the paper of a case (归档).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Filing {
    /// Which.
    pub id: FilingId,
    /// Of which case.
    pub application: ApplicationId,
    /// The union in whose archive it lies.
    pub union: UnionId,
    /// The number under which it lies there (档号).
    pub number: ArchiveNumber,
    /// The officer who filed it.
    pub by: Option<OfficerId>,
    /// When that was written down.
    pub at: Instant,
}

/// Why a paper is not filed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFiled {
    /// The case is on its way still.
    UnderWay,
    /// It is approved, and its money was not paid.
    NotPaid,
}

reasons! {
    NotFiled {
        Self::UnderWay => "该申请尚未办结,办结后再归档", "the case is on its way still; file its paper when it is over";
        Self::NotPaid => "该申请已核准,助学金尚未发放,发放后再归档",
            "the case is approved and its money was not paid yet; file its paper when it was";
    }
}

/// Whether the paper of a case may be filed that is at that stage, and was paid or not.
///
/// # Errors
/// [`NotFiled`], while something is still to be added to it.
pub const fn can_be_filed(stage: Stage, paid: bool) -> Result<(), NotFiled> {
    match stage {
        Stage::Rejected | Stage::Withdrawn | Stage::Revoked => Ok(()),
        Stage::Approved if paid => Ok(()),
        Stage::Approved => Err(NotFiled::NotPaid),
        _ => Err(NotFiled::UnderWay),
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn paper_is_filed_when_nothing_is_added_to_it_any_more() {
        for stage in Stage::VARIANTS {
            let over = matches!(stage, Stage::Rejected | Stage::Withdrawn | Stage::Revoked);
            assert_eq!(can_be_filed(*stage, false).is_ok(), over, "{stage:?}");
            assert_eq!(can_be_filed(*stage, true).is_ok(), over || *stage == Stage::Approved, "{stage:?}");
        }
    }
}

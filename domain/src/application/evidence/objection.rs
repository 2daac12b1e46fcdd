//! Does somebody object, and how was that decided?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PostingKind;
use crate::application::Application;
use crate::application::refusal::Refusal;
use crate::id::{ObjectionId, OfficerId, PostingId};
use crate::name::Remark;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// How an objection stands.
    ObjectionState {
        /// Sent in by the public route; without effect until an officer admits it.
        Received "待受理"
        /// Holds its case.
        Open "待处理"
        /// Found right: the posting holds no longer.
        Upheld "异议成立"
        /// Found wrong: the case goes on.
        Dismissed "异议不成立"
        /// Not taken up.
        NotAdmitted "不予受理"
    }
}

/// An objection to a posting (异议).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Objection {
    /// Which.
    pub id: ObjectionId,
    /// To which posting.
    pub posting: PostingId,
    /// Of which kind that posting is.
    pub kind: PostingKind,
    /// How it stands.
    pub state: ObjectionState,
    /// What is said.
    pub word: Remark,
    /// The officer who entered it on somebody's word; none by the public route.
    pub entered_by: Option<OfficerId>,
    /// When it came.
    pub at: Instant,
    /// Who admitted or decided it last, and why.
    pub decided: Option<ObjectionDecision>,
}

/// Who decided on an objection, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ObjectionDecision {
    /// The officer.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// The reasons, which the objector may be told.
    pub reasons: Remark,
}

impl Objection {
    /// Whether none holds the case.
    pub(crate) fn none_open(case: &Application) -> Result<(), Refusal> {
        let mut open = case.objections.iter().filter(|objection| objection.state == ObjectionState::Open);
        open.next().map_or(Ok(()), |objection| Err(Refusal::ObjectionOpen { objection: objection.id }))
    }
}

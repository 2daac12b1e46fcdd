//! Does somebody object, and how was that decided?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PostingKind;
use crate::application::refusal::Refusal;
use crate::application::{Application, Recorded};
use crate::id::{ObjectionId, OfficerId, PostingId};
use crate::name::Remark;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// How an objection stands.
    ObjectionState {
        /// Holds its case.
        Open "待处理"
        /// Found right: the posting holds no longer.
        Upheld "异议成立"
        /// Found wrong: the case goes on.
        Dismissed "异议不成立"
        /// Was open when its case ended, and now holds another application of the student.
        Followed "已转入新申请"
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
    /// The officer who entered it on somebody's word; none where it was admitted of what the public said.
    pub entered_by: Option<OfficerId>,
    /// When it was said.
    pub at: Instant,
    /// Who admitted or decided it last, and why; none where an officer entered it and it is open.
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

impl Application {
    /// Lets its open objections go with the student into another application: the case as it then is, and they.
    pub fn let_objections_follow(mut self) -> (Recorded, Vec<Objection>) {
        let mut followed = Vec::new();
        for objection in &mut self.file.objections {
            if objection.state == ObjectionState::Open {
                followed.push(objection.clone());
                objection.state = ObjectionState::Followed;
            }
        }
        self.version = self.version.saturating_add(1);
        (Recorded { application: self, exceptions: Vec::new(), history: None }, followed)
    }
}

impl Objection {
    /// Whether none holds the case.
    pub(crate) fn none_open(case: &Application) -> Result<(), Refusal> {
        let mut open = case.objections.iter().filter(|objection| objection.state == ObjectionState::Open);
        open.next().map_or(Ok(()), |objection| Err(Refusal::ObjectionOpen { objection: objection.id }))
    }
}

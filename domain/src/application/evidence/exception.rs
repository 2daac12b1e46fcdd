//! What was set aside for this case, and who is close to the family?

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::attachment::AttachmentKind;
use crate::application::road::Position;
use crate::id::{AttachmentId, ExceptionId, KinshipId, OfficerId};
use crate::name::Remark;
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// What an edition may allow to be set aside. Eligibility, the amount, visit, signature, opinion, posting
    /// and separation are not among it.
    Exceptable {
        /// A paper comes later, by a day.
        LatePaper "容缺受理"
        /// Somebody entrusted visits.
        EntrustedVisit "委托走访"
        /// The visit is by video.
        VideoVisit "视频走访"
        /// One visitor instead of the edition's number.
        SingleVisitor "一人走访"
        /// The workplace does not answer; the street's opinion stands in.
        SilentWorkplace "单位不出具意见"
        /// A citizen id out of the ordinary.
        OddId "证件号码异常"
    }
}

/// A file given as evidence, with its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Piece {
    /// The file.
    pub attachment: AttachmentId,
    /// What it is.
    pub kind: AttachmentKind,
}

/// A condition set aside for one case (例外).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExceptionMark {
    /// Which.
    pub id: ExceptionId,
    /// What is set aside.
    pub excepted: Exceptable,
    /// For late papers: which.
    pub papers: Vec<AttachmentKind>,
    /// Why.
    pub reasons: Remark,
    /// On what evidence.
    pub evidence: Vec<Piece>,
    /// Its last day (Beijing); without one it lasts as long as the case.
    pub until: Option<Day>,
    /// The union that allowed it.
    pub position: Position,
    /// Who allowed it.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// That it was ended before its time; from then on the condition binds again.
    pub ended: Option<ExceptionEnd>,
}

/// That an exception was ended, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExceptionEnd {
    /// The officer.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reasons: Remark,
}

impl ExceptionMark {
    /// Whether it is in force on a day.
    pub fn in_force(&self, on: Day) -> bool {
        self.ended.is_none() && self.until.is_none_or(|until| on <= until)
    }
}

/// That a kinship was taken back, by whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KinshipWithdrawal {
    /// The officer.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// Why.
    pub reasons: Remark,
}

/// A declared kinship of an officer with the family; they decide nothing on the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Kinship {
    /// Which.
    pub id: KinshipId,
    /// The officer who is kin.
    pub officer: OfficerId,
    /// How.
    pub word: Remark,
    /// Who declared it.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// That it was taken back; from then on it binds nobody.
    pub withdrawn: Option<KinshipWithdrawal>,
}

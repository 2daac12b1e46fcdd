//! What stands in the register of exceptions? What officers allowed, and what recorded itself.

use serde::{Deserialize, Serialize};

use super::evidence::{Exceptable, ExceptionMark};
use super::road::Position;
use super::seats::SelfRecorded;
use crate::id::{ExceptionId, OfficerId};
use crate::time::Instant;
use crate::words::named;

named! {
    /// What was out of the ordinary.
    ExceptionKind {
        /// 容缺受理: a paper comes later, by a day.
        LatePaper
        /// Somebody entrusted visits.
        EntrustedVisit
        /// The visit is by video.
        VideoVisit
        /// One visitor instead of the edition's number.
        SingleVisitor
        /// The workplace does not answer; the street's opinion stands in.
        SilentWorkplace
        /// A citizen id out of the ordinary.
        OddId
        /// 代录: an officer from above fills a seat at entry. It recorded itself.
        SeatFilled
        /// A desk that nobody may fill was passed over. It recorded itself.
        DeskPassed
    }
}

/// An entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Registered {
    /// An officer allowed it.
    Allowed(ExceptionMark),
    /// It recorded itself.
    OfItself {
        /// Which.
        id: ExceptionId,
        /// What happened.
        what: SelfRecorded,
        /// Whose act it came with.
        by: OfficerId,
        /// When.
        at: Instant,
    },
}

impl Registered {
    /// Which.
    pub const fn id(&self) -> ExceptionId {
        match self {
            Self::Allowed(mark) => mark.id,
            Self::OfItself { id, .. } => *id,
        }
    }

    /// What it is.
    pub const fn kind(&self) -> ExceptionKind {
        match self {
            Self::Allowed(mark) => match mark.excepted {
                Exceptable::LatePaper => ExceptionKind::LatePaper,
                Exceptable::EntrustedVisit => ExceptionKind::EntrustedVisit,
                Exceptable::VideoVisit => ExceptionKind::VideoVisit,
                Exceptable::SingleVisitor => ExceptionKind::SingleVisitor,
                Exceptable::SilentWorkplace => ExceptionKind::SilentWorkplace,
                Exceptable::OddId => ExceptionKind::OddId,
            },
            Self::OfItself { what: SelfRecorded::SeatFilled(_), .. } => ExceptionKind::SeatFilled,
            Self::OfItself { what: SelfRecorded::DeskPassed { .. }, .. } => ExceptionKind::DeskPassed,
        }
    }

    /// The union that allowed it, from which the seat is filled, or whose desk was passed over.
    pub const fn position(&self) -> Position {
        match self {
            Self::Allowed(mark) => mark.position,
            Self::OfItself { what: SelfRecorded::SeatFilled(stand_in), .. } => stand_in.from,
            Self::OfItself { what: SelfRecorded::DeskPassed { position }, .. } => *position,
        }
    }

    /// Who allowed it, or whose act it came with.
    pub const fn by(&self) -> OfficerId {
        match self {
            Self::Allowed(mark) => mark.by,
            Self::OfItself { by, .. } => *by,
        }
    }

    /// When.
    pub const fn at(&self) -> Instant {
        match self {
            Self::Allowed(mark) => mark.at,
            Self::OfItself { at, .. } => *at,
        }
    }
}

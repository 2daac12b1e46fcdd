//! What does somebody say who stands before the board, and what becomes of it? It holds nothing until an officer admits it.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::refusal::Refusal;
use super::seats::Staff;
use super::{Actor, Application, separation};
use crate::access::Role::{Caseworker, Head};
use crate::id::{ApplicationId, ConcernId, ObjectionId, OfficerId, PostingId};
use crate::name::Remark;
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// What became of a concern.
    ConcernState {
        /// No officer has answered it.
        Unread "待处理"
        /// It was taken up as an objection.
        Admitted "已受理"
        /// It was not taken up.
        TurnedAway "不予受理"
    }
}

/// What somebody without an account says of a line of a posting (群众反映): beside the case, which does not know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Concern {
    /// Which.
    pub id: ConcernId,
    /// Of which posting.
    pub posting: PostingId,
    /// Of which line of it, counted from 1.
    #[schema(minimum = 1, example = 1)]
    pub line: usize,
    /// The case of that line.
    pub application: ApplicationId,
    /// What is said.
    pub word: Remark,
    /// When it came.
    pub at: Instant,
    /// What an officer answered; none until then.
    pub answer: Option<ConcernAnswer>,
}

/// What an officer made of a concern, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConcernAnswer {
    /// The officer.
    pub by: OfficerId,
    /// When.
    pub at: Instant,
    /// The reasons, which whoever said it may be told.
    pub reasons: Remark,
    /// The objection as which it was admitted; none when it was turned away.
    pub objection: Option<ObjectionId>,
}

/// Why nothing more is taken of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum NotTaken {
    /// The posting hangs no longer.
    PostingOver {
        /// Its last day.
        last_day: Day,
    },
    /// So much waits already that nobody has read.
    LineFull,
}

reasons! {
    NotTaken {
        Self::PostingOver { last_day } => "公示已于{last_day}截止,此处不再接收意见;在助学金发放之前,请当面或书面向张贴公示的工会或其上级工会提出异议",
            "the posting ended on {last_day} and nothing more is taken here; until the aid is paid, object in person or in writing at the union that posted it, or at one above it";
        Self::LineFull => "对这一行的意见已积存过多,此次所述未能留存;请致电、当面或书面向张贴公示的工会或其上级工会提出",
            "so much that nobody has read yet was said of this line that this was not kept; say it by telephone, in person or in writing to the union that posted it, or to one above it";
    }
}

impl NotTaken {
    /// Its code, the same in every language.
    pub fn code(self) -> &'static str {
        self.into()
    }
}

impl Concern {
    /// The most of one line that wait unread. Each line has its own, so that nobody silences a line by shouting at another.
    pub const MOST_UNREAD: u64 = 50;

    /// Whether something more is taken of a line of a posting.
    ///
    /// # Errors
    /// [`NotTaken`] after the last day, or when so many wait.
    pub fn taken(today: Day, last_day: Day, unread: u64) -> Result<(), NotTaken> {
        if today > last_day {
            return Err(NotTaken::PostingOver { last_day });
        }
        if unread < Self::MOST_UNREAD { Ok(()) } else { Err(NotTaken::LineFull) }
    }

    /// What became of it.
    pub fn state(&self) -> ConcernState {
        match &self.answer {
            None => ConcernState::Unread,
            Some(answer) if answer.objection.is_some() => ConcernState::Admitted,
            Some(_) => ConcernState::TurnedAway,
        }
    }

    /// The same with an officer's answer.
    ///
    /// # Errors
    /// [`Refusal`] when it has one.
    pub fn answered(self, answer: ConcernAnswer) -> Result<Self, Refusal> {
        match self.state() {
            ConcernState::Unread => Ok(Self { answer: Some(answer), ..self }),
            state => Err(Refusal::ConcernIs { state }),
        }
    }
}

impl Application {
    /// Whether an officer may turn away what the public says of the case: it is there to reach past whoever prepared it.
    ///
    /// # Errors
    /// [`Refusal`] of the road or of separation.
    pub fn may_turn_away(&self, by: &Actor, staff: &Staff) -> Result<(), Refusal> {
        let _ = self.on_road(by, &[Caseworker, Head])?;
        separation::decides(self, by.officer, staff)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_line_takes_more_while_its_posting_hangs_and_it_has_room() {
        let [last_day, after]: [Day; 2] = ["2018-07-30", "2018-07-31"].map(|day| day.parse().unwrap());
        assert_eq!(Concern::taken(last_day, last_day, Concern::MOST_UNREAD - 1), Ok(()));
        assert_eq!(Concern::taken(last_day, last_day, Concern::MOST_UNREAD), Err(NotTaken::LineFull));
        assert_eq!(Concern::taken(after, last_day, 0), Err(NotTaken::PostingOver { last_day }));
    }

    #[test]
    fn a_concern_is_answered_once() {
        let (word, at): (Remark, Instant) =
            ("该户另有收入".parse().unwrap(), "2018-07-30T09:00:00+08:00".parse().unwrap());
        let concern = Concern {
            id: ConcernId::new(Uuid::nil()),
            posting: PostingId::new(Uuid::nil()),
            line: 1,
            application: ApplicationId::new(Uuid::nil()),
            word: word.clone(),
            at,
            answer: None,
        };
        let answer = |objection| {
            let by = OfficerId::new(Uuid::nil());
            ConcernAnswer { by, at, reasons: word.clone(), objection }
        };
        let admitted = concern.clone().answered(answer(Some(ObjectionId::new(Uuid::nil())))).unwrap();
        assert_eq!(admitted.state(), ConcernState::Admitted);
        let turned_away = concern.answered(answer(None)).unwrap();
        let state = turned_away.state();
        assert_eq!(state, ConcernState::TurnedAway);
        assert_eq!(turned_away.answered(answer(None)), Err(Refusal::ConcernIs { state }));
    }
}

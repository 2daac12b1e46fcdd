//! Who may decide an objection, and may it be entered? Whoever entered it does not decide it, and somebody must be left who may.

use super::evidence::{Objection, ObjectionState, PostingKind};
use super::refusal::Refusal;
use super::road::Position;
use super::seats::{self, Seat, Sitting, Staff};
use super::separation;
use super::state::State;
use super::{Actor, Application};
use crate::access::Role::Head;
use crate::id::{ObjectionId, OfficerId, PostingId};
use crate::name::Remark;

impl Application {
    /// Where an officer sits who decides an objection. A desk whose heads all entered it is passed over like one that has
    /// none.
    pub(crate) fn hears_objection(
        &self,
        objection: ObjectionId,
        by: &Actor,
        staff: &Staff,
    ) -> Result<Sitting, Refusal> {
        let objection = self.objection(objection)?;
        if objection.entered_by == Some(by.officer) {
            return Err(Refusal::OwnObjection);
        }
        let others = objection.entered_by.map_or_else(|| staff.clone(), |officer| staff.without(officer));
        seats::sit(self, (Head, seat(objection.kind)), by, &others)
    }

    /// Whether the same was said of that line and is not settled: said twice it holds the case no more than once.
    pub(crate) fn not_objected_yet(&self, posting: PostingId, word: &Remark) -> Result<(), Refusal> {
        let open = |objection: &&Objection| objection.state == ObjectionState::Open;
        let mut open = self.objections.iter().filter(open);
        let same = open.find(|objection| objection.posting == posting && objection.word == *word);
        same.map_or(Ok(()), |same| Err(Refusal::SameObjection { objection: same.id }))
    }

    /// Whether somebody is left who may decide an objection to that posting, when this officer enters it.
    pub(crate) fn still_heard(
        &self,
        posting: PostingId,
        by: OfficerId,
        staff: &Staff,
    ) -> Result<(), Refusal> {
        let seat = seat(self.posting_kind(posting)?);
        let (left, position) = self.heard(seat, &staff.without(by));
        if left || !self.heard(seat, staff).0 { Ok(()) } else { Err(Refusal::NobodyLeft { position }) }
    }

    /// Whether some head may decide an objection from that seat, and at which union.
    fn heard(&self, seat: Seat, staff: &Staff) -> (bool, Position) {
        let position = seats::place(self, seat, staff).0;
        let approved = |officer| matches!(self.state(), State::Approved { by, .. } if *by == officer);
        let mut heads = staff.posts.iter().filter(|post| post.position == position && post.role == Head);
        let left = heads.any(|post| {
            !approved(post.officer) && separation::allows(self, post.officer, position, Head, staff).is_ok()
        });
        (left, position)
    }
}

/// From which seat an objection to such a posting is decided.
const fn seat(kind: PostingKind) -> Seat {
    match kind {
        PostingKind::First => Seat::Next,
        PostingKind::Final => Seat::Deciding,
    }
}

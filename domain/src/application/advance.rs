//! May this be done, and what becomes of the case? The one door through which its state changes (invariant 3).

use super::act::Act;
use super::circumstances::{Circumstances, Look};
use super::refusal::Refusal;
use super::road::Position;
use super::seats::{self, SelfRecorded, Sitting};
use super::separation::{Hand, Part};
use super::state::{State, Withdrawal};
use super::step::Moved;
use super::transition::{Allowed, HistoryRow, Place, Transition};
use super::workflow::{Action, Next, Row, Stage, Who};
use super::{Actor, Application};
use crate::edition::Procedure;
use crate::time::Instant;

impl Application {
    /// Does it, or says what refuses it first.
    ///
    /// # Errors
    /// [`Refusal`], and the case is as it was.
    pub fn act(
        self,
        act: Act,
        by: &Actor,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<Transition, Refusal> {
        let row = self.row(act.action(), circumstances)?;
        let sitting = self.sits(row, by, circumstances)?;
        let (arrives, passed) = self.arrives(row, circumstances);
        let look = Look { case: &self, circumstances, at, arrives };
        act.suits(&look)?;
        row.guards.iter().try_for_each(|guard| guard.check(&look))?;

        let from = self.place();
        let mut after = self.clone();
        after.adopt(&sitting.exceptions);
        let part = if row.action == Action::Submit { Part::Prepared } else { Part::Acted };
        after.mark(Hand { officer: by.officer, position: Some(sitting.position), part });
        let note = act.note();
        let moved = Moved { sitting: &sitting, arrives, circumstances, by, at };
        after.apply(act, &moved);
        if keeps_seats(row.action) {
            seats::still_filled(&self, &after, &circumstances.staff)?;
        }
        after.version = after.version.saturating_add(1);

        let mut exceptions = sitting.exceptions;
        exceptions.extend(passed.into_iter().map(|position| SelfRecorded::DeskPassed { position }));
        let history = HistoryRow {
            version: after.version,
            action: row.action,
            from,
            to: after.place(),
            by: Some(*by),
            seat: Some(sitting.position),
            matter: Some(circumstances.matter),
            at,
            note,
        };
        Ok(Transition { application: after, history, exceptions })
    }

    /// Ends a draft whose time is over.
    ///
    /// # Errors
    /// [`Refusal`] when it is no draft, or its time is not over.
    pub fn expire(mut self, procedure: &Procedure, at: Instant) -> Result<Transition, Refusal> {
        let State::Draft { since } = self.state else {
            return Err(Refusal::NotNow { stage: self.stage(), action: Action::Expire });
        };
        let last = procedure.last_draft_day(since);
        if at < last.ends() {
            return Err(Refusal::NotExpired { last });
        }
        let from = self.place();
        self.state = State::Withdrawn { cause: Withdrawal::Expiry };
        self.version = self.version.saturating_add(1);
        let (version, action, to) = (self.version, Action::Expire, self.place());
        let history =
            HistoryRow { version, action, from, to, by: None, seat: None, matter: None, at, note: None };
        Ok(Transition { application: self, history, exceptions: Vec::new() })
    }

    /// What this actor may try, and what still hinders it. What depends on operands is not asked.
    pub fn allowed_actions(
        &self,
        by: &Actor,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Vec<Allowed> {
        let rows = self.stage().rows(self.on_deciding_desk(circumstances));
        let tried = rows.filter_map(|row| {
            let seat = self.sits(row, by, circumstances).err();
            if seat.as_ref().is_some_and(Refusal::is_of_another) {
                return None;
            }
            let (arrives, _) = self.arrives(row, circumstances);
            let look = Look { case: self, circumstances, at, arrives };
            let hindered = row.guards.iter().filter_map(|guard| guard.check(&look).err());
            Some(Allowed { action: row.action, refusals: seat.into_iter().chain(hindered).collect() })
        });
        tried.collect()
    }

    /// Where it lies.
    pub const fn place(&self) -> Place {
        Place { stage: self.state.stage(), position: self.state.position() }
    }

    fn on_deciding_desk(&self, circumstances: &Circumstances<'_>) -> bool {
        let today = seats::desk_today(self, &circumstances.staff);
        today.is_some_and(|(position, _)| position == self.road.deciding)
    }

    pub(super) fn row(
        &self,
        action: Action,
        circumstances: &Circumstances<'_>,
    ) -> Result<&'static Row, Refusal> {
        let mut rows = self.stage().rows(self.on_deciding_desk(circumstances));
        rows.find(|row| row.action == action).ok_or(Refusal::NotNow { stage: self.stage(), action })
    }

    fn sits(&self, row: &Row, by: &Actor, circumstances: &Circumstances<'_>) -> Result<Sitting, Refusal> {
        match row.who {
            Who::Seat(role, seat) => seats::sit(self, (role, seat), by, &circumstances.staff),
            Who::Time => Err(Refusal::NotNow { stage: row.stage, action: row.action }),
        }
    }

    /// The desk at which a row makes the case arrive, and those passed over.
    pub(super) fn arrives(
        &self,
        row: &Row,
        circumstances: &Circumstances<'_>,
    ) -> (Option<Position>, Vec<Position>) {
        let staff = &circumstances.staff;
        let first = match row.next {
            Next::Desk if self.stage() == Stage::Review => {
                let here = seats::desk_today(self, staff).map_or(Position::ENTRY, |(here, _)| here);
                here.next()
            }
            Next::Desk => {
                let above = self.returned.as_ref().filter(|returned| returned.from > Position::ENTRY);
                let unchanged = above.filter(|returned| returned.matter == circumstances.matter);
                unchanged.map_or(Position::ENTRY.next(), |returned| returned.from)
            }
            Next::Hearing => {
                let from =
                    self.state.rejection().map_or(Position::ENTRY, |rejection| rejection.desk.position());
                from.next()
            }
            Next::Approved => return (Some(self.road.deciding), Vec::new()),
            _ => return (None, Vec::new()),
        };
        let (position, passed) = seats::desk(self, first, staff);
        (Some(position), passed)
    }
}

/// Whether the case goes on after the action, so that seats must still be filled.
const fn keeps_seats(action: Action) -> bool {
    !matches!(
        action,
        Action::Approve
            | Action::Reject
            | Action::Withdraw
            | Action::Dismiss
            | Action::Revoke
            | Action::Reclaim
            | Action::Expire
    )
}

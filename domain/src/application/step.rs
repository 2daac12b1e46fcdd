//! Where does an act lead? The state after it, once nothing refuses it.

use super::act::Act;
use super::circumstances::Circumstances;
use super::evidence::{PostingKind, PostingMark};
use super::road::Position;
use super::seats::Sitting;
use super::state::{Decision, Desk, Dismissal, Rejection, ReturnTo, Returned, State, Withdrawal};
use super::workflow::Stage;
use super::{Actor, Application};
use crate::time::Instant;

/// What an act that nothing refuses has to go by.
pub(crate) struct Moved<'a> {
    /// Where the actor sits.
    pub(crate) sitting: &'a Sitting,
    /// The desk at which the case arrives.
    pub(crate) arrives: Option<Position>,
    /// What lies outside.
    pub(crate) circumstances: &'a Circumstances<'a>,
    /// Who acts.
    pub(crate) by: &'a Actor,
    /// When.
    pub(crate) at: Instant,
}

impl Application {
    /// Puts the case where the act leads.
    pub(crate) fn apply(&mut self, act: Act, moved: &Moved<'_>) {
        let decision = |reasons| Decision { by: moved.by.officer, on: moved.at, reasons };
        let (at, matter) = (moved.at, moved.circumstances.matter);
        let position = moved.arrives.unwrap_or(Position::ENTRY);
        if moved.arrives == Some(self.road.deciding) {
            self.file.arrived.get_or_insert(at);
        }
        match act {
            Act::Submit => {
                self.file.submitted.get_or_insert(at);
                self.file.edition.get_or_insert(moved.circumstances.edition);
                self.state = State::Signing;
            }
            Act::Sign => self.state = State::UnitReview,
            Act::Post { posting, first_day, last_day } => {
                let (line, by) = ((posting, PostingKind::First), moved.by.officer);
                let mark = PostingMark::hung(line, (first_day, last_day), moved.circumstances, by, at);
                self.file.postings.push(mark);
                self.state = State::Posted;
            }
            Act::Forward | Act::Endorse => {
                self.file.returned = None;
                self.state = State::Review { at: position };
            }
            Act::Approve => self.state = State::Approved { by: moved.by.officer, on: at },
            Act::Return { to, reasons } => self.send_back(to, decision(reasons), moved),
            Act::Reject { reasons } => {
                let desk = match self.state.desk() {
                    Some(Desk::Review { .. }) | None => Desk::Review { at: moved.sitting.position },
                    Some(desk) => desk,
                };
                let rejection = Rejection { decision: decision(reasons), desk, matter };
                self.state = State::Rejected { rejection, dismissal: None };
            }
            Act::Withdraw { word } => self.state = State::Withdrawn { cause: Withdrawal::Worker { word } },
            Act::Appeal { grounds } => {
                self.file.appealed = true;
                if let Some(rejection) = self.state.rejection().cloned() {
                    self.state = State::Appealed { rejection, at: position, grounds };
                }
            }
            Act::Uphold { .. } => {
                self.file.upheld = Some(matter);
                if let Some(rejection) = self.state.rejection() {
                    self.state = rejection.desk.into();
                }
            }
            Act::Dismiss { reasons } => {
                let dismissal = Some(Dismissal { decision: decision(reasons), at: moved.sitting.position });
                if let Some(rejection) = self.state.rejection().cloned() {
                    self.state = State::Rejected { rejection, dismissal };
                }
            }
            Act::Revoke { reasons } | Act::Reclaim { reasons } => {
                self.state = State::Revoked { decision: decision(reasons) }
            }
        }
    }

    fn send_back(&mut self, to: ReturnTo, decision: Decision, moved: &Moved<'_>) {
        let here = (moved.sitting.position, moved.circumstances.matter);
        let (from, matter) = match &self.file.returned {
            // A head of entry who returns it once more does not lengthen the way back.
            Some(before) if self.stage() != Stage::Review => (before.from, before.matter),
            _ if self.stage() == Stage::Review => here,
            _ => (Position::ENTRY, here.1),
        };
        self.file.returned = Some(Returned { decision, from, matter });
        self.state = match to {
            ReturnTo::Draft => State::Draft { since: moved.at },
            ReturnTo::Signing => State::Signing,
            ReturnTo::UnitReview => State::UnitReview,
        };
    }
}

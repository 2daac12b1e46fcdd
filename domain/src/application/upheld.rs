//! What becomes of an approved case when an objection to it is upheld? The same decision revokes it.

use super::circumstances::{Circumstances, Look};
use super::guard::Guard;
use super::refusal::Refusal;
use super::road::Position;
use super::state::{Decision, State};
use super::transition::HistoryRow;
use super::workflow::Action;
use super::{Actor, Application};
use crate::name::Remark;
use crate::time::Instant;

impl Application {
    /// Revokes it, unless something other than an open objection forbids revoking. Further open objections are
    /// not lost by it: they follow the student.
    ///
    /// # Errors
    /// [`Refusal`] of the guard that forbids it.
    pub(crate) fn fall(
        &mut self,
        reasons: Remark,
        (by, seat): (&Actor, Position),
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<HistoryRow, Refusal> {
        let from = self.place();
        let look = Look { case: self, circumstances, at, arrives: None };
        let row = self.stage().rows(true).find(|row| row.action == Action::Revoke);
        let row = row.ok_or(Refusal::NotNow { stage: self.stage(), action: Action::Revoke })?;
        let binding = row.guards.iter().filter(|guard| **guard != Guard::NoObjection);
        binding.into_iter().try_for_each(|guard| guard.check(&look))?;
        self.state =
            State::Revoked { decision: Decision { by: by.officer, on: at, reasons: reasons.clone() } };
        Ok(HistoryRow {
            version: self.version,
            action: Action::Revoke,
            from,
            to: self.place(),
            by: Some(*by),
            seat: Some(seat),
            matter: Some(circumstances.matter),
            at,
            note: Some(reasons),
        })
    }
}

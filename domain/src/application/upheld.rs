//! What becomes of an approved case when an objection to it is upheld? The same decision revokes it, and reclaims what was paid.

use super::circumstances::{Circumstances, Look};
use super::guard::Guard;
use super::refusal::Refusal;
use super::road::Position;
use super::state::{Decision, State};
use super::transition::HistoryRow;
use super::workflow::Action;
use super::{Actor, Application};
use crate::name::Remark;
use crate::payment::PaymentState;
use crate::time::Instant;

impl Application {
    /// Revokes it, or reclaims it where it was paid, unless something other than an open objection forbids that. Further open
    /// objections are not lost by it: they follow the student.
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
        let action = match circumstances.payment {
            Some(PaymentState::Paid) => Action::Reclaim,
            _ => Action::Revoke,
        };
        let row = self.stage().rows(true).find(|row| row.action == action);
        let row = row.ok_or(Refusal::NotNow { stage: self.stage(), action })?;
        let binding = row.guards.iter().filter(|guard| **guard != Guard::NoObjection);
        binding.into_iter().try_for_each(|guard| guard.check(&look))?;
        self.state =
            State::Revoked { decision: Decision { by: by.officer, on: at, reasons: reasons.clone() } };
        Ok(HistoryRow {
            version: self.version,
            action,
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

//! May a rejection be appealed against? Once, where, and by when: what the letter to the family says of it.

use super::circumstances::Look;
use super::refusal::Refusal;
use super::road::Position;
use super::workflow::{Action, Stage};
use super::{Application, Circumstances, deadlines};
use crate::time::{Day, Instant};
use crate::words::named;

named! {
    /// How it stands with the appeal against a rejection.
    AppealStanding {
        /// It may be made.
        Open
        /// It waits for a decision.
        UnderWay
        /// It was made before: there is no second one.
        Used
    }
}

/// The appeal against a rejection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppealRight {
    /// How it stands.
    pub standing: AppealStanding,
    /// Whose desk hears it.
    pub heard_at: Option<Position>,
    /// The last day (Beijing) on which it may be made; none where no deadline binds it (N16).
    pub last: Option<Day>,
    /// What still hinders it.
    pub refusals: Vec<Refusal>,
}

impl Application {
    /// The appeal against the rejection of this case; none where it is not rejected.
    pub fn appeal_right(&self, circumstances: &Circumstances<'_>, at: Instant) -> Option<AppealRight> {
        self.state().rejection()?;
        if self.stage() == Stage::Appealed {
            let (standing, heard_at) = (AppealStanding::UnderWay, self.state().position());
            return Some(AppealRight { standing, heard_at, last: None, refusals: Vec::new() });
        }
        if self.appealed {
            let (standing, heard_at) = (AppealStanding::Used, None);
            return Some(AppealRight { standing, heard_at, last: None, refusals: Vec::new() });
        }
        let row = self.row(Action::Appeal, circumstances).ok()?;
        let (arrives, _) = self.arrives(row, circumstances);
        let look = Look { case: self, circumstances, at, arrives };
        let refusals = row.guards.iter().filter_map(|guard| guard.check(&look).err()).collect();
        let last = deadlines::last_arrival(&look);
        Some(AppealRight { standing: AppealStanding::Open, heard_at: arrives, last, refusals })
    }
}

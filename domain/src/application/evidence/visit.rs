//! Was the family visited, and did what was seen agree? (N15)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Exceptable;
use crate::application::Application;
use crate::application::circumstances::Look;
use crate::application::matter::Matter;
use crate::application::refusal::Refusal;
use crate::edition::Procedure;
use crate::id::{OfficerId, VisitId};
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// How a family was visited.
    Manner {
        /// At home.
        InPerson "入户"
        /// By somebody entrusted with it; an exception.
        Entrusted "委托走访"
        /// By video; an exception.
        Video "视频走访"
    }
}

/// A visit to the family (入户走访).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Visit {
    /// Which.
    pub id: VisitId,
    /// The day of it.
    pub day: Day,
    /// The officers who came.
    pub visitors: Vec<OfficerId>,
    /// How they came.
    pub manner: Manner,
    /// Whether what they saw agrees with what was declared, after corrections on the spot.
    pub agrees: bool,
    /// The matter as the visit left it.
    pub matter: Matter,
    /// Who recorded it.
    pub by: OfficerId,
    /// When it was recorded.
    pub at: Instant,
}

impl Visit {
    /// How many different officers came.
    pub fn visitor_count(&self) -> usize {
        let mut visitors = self.visitors.clone();
        visitors.sort_unstable();
        visitors.dedup();
        visitors.len()
    }

    /// The officer who came alone, if one did.
    pub fn only_visitor(&self) -> Option<OfficerId> {
        if self.visitor_count() == 1 { self.visitors.first().copied() } else { None }
    }

    /// Whether it outdoes another visit to the family: of a later day, or on one day recorded later.
    pub fn later_than(&self, other: &Self) -> bool {
        (self.day, self.at) > (other.day, other.at)
    }

    /// The latest visit: of the latest day, and of several on it the one recorded last. One that is dated back does not
    /// outdo what was seen after it.
    pub fn latest(visits: &[Self]) -> Option<&Self> {
        visits.iter().max_by_key(|visit| visit.day)
    }

    /// Whether the latest visit holds: same matter, agrees, and of those who must come in the way they must.
    pub(crate) fn holds(look: &Look<'_>) -> Result<(), Refusal> {
        let visit = Self::latest(&look.case.visits).ok_or(Refusal::VisitMissing)?;
        if visit.matter != look.circumstances.matter {
            return Err(Refusal::VisitOutdated { day: visit.day });
        }
        if !visit.agrees {
            return Err(Refusal::VisitDisagrees { day: visit.day });
        }
        visit.suffices(look.case, look.circumstances.procedure)
    }

    /// Whether enough came, in person; or excepted on its own day.
    fn suffices(&self, case: &Application, procedure: &Procedure) -> Result<(), Refusal> {
        let needed = usize::from(*procedure.visitors);
        let needed = if case.excepts(Exceptable::SingleVisitor, self.day) { needed.min(1) } else { needed };
        let were = self.visitor_count();
        if were < needed {
            return Err(Refusal::VisitorsTooFew { needed, were });
        }
        let fits = match self.manner {
            Manner::InPerson => true,
            Manner::Entrusted => case.excepts(Exceptable::EntrustedVisit, self.day),
            Manner::Video => case.excepts(Exceptable::VideoVisit, self.day),
        };
        if fits { Ok(()) } else { Err(Refusal::VisitNotInPerson { manner: self.manner }) }
    }
}

impl Application {
    /// The latest visit, where its word on the household counts: against it whoever came, for it when those came who must,
    /// as they must, or an exception says otherwise.
    pub fn telling_visit(&self, procedure: &Procedure) -> Option<&Visit> {
        let latest = Visit::latest(&self.visits);
        latest.filter(|visit| !visit.agrees || visit.suffices(self, procedure).is_ok())
    }

    /// Whether an exception sets this aside for what was done on that day.
    pub(crate) fn excepts(&self, excepted: Exceptable, on: Day) -> bool {
        self.exceptions.iter().any(|mark| mark.excepted == excepted && mark.in_force(on))
    }
}

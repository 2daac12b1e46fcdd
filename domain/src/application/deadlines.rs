//! Is it in time? A draft's last day, the campaign's first and last, and that of arrival at the deciding union (N16).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::circumstances::Look;
use super::evidence::PostingKind;
use super::refusal::Refusal;
use super::state::State;
use crate::edition::Procedure;
use crate::id::{ExtensionId, UnionId};
use crate::time::{Day, Instant};
use crate::union::UnionKind;
use crate::words::named;

named! {
    /// What an extension gives more time for.
    ExtensionOf {
        /// The first submission of a case.
        Submission
        /// Its first arrival at the deciding union.
        Arrival
    }
}

/// More time, given to one union by a head of the city, also afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Extension {
    /// Which.
    pub id: ExtensionId,
    /// The union, whose own cases and those that pass under it have more time.
    pub union: UnionId,
    /// For what.
    pub of: ExtensionOf,
    /// The new last day (Beijing), to its end.
    pub until: Day,
}

impl Procedure {
    /// The last day of arrival for cases under a union of that kind, if there is one (N16).
    pub fn deadline(&self, kind: UnionKind) -> Option<Day> {
        self.deadlines.iter().find(|deadline| deadline.kind == kind).map(|deadline| deadline.last)
    }

    /// The last day on which a first posting can be put up and still be over when the deadline's last day begins.
    pub fn latest_first_posting(&self, deadline: Day, works: impl Fn(Day) -> bool) -> Option<Day> {
        let days = (1..=120).map(|back| deadline.plus_days(-back));
        let mut starts = days.filter(|day| works(*day));
        starts.find(|day| self.last_posting_day(*day, PostingKind::First, &works) < deadline)
    }
}

fn extended(look: &Look<'_>, of: ExtensionOf, last: Day) -> Day {
    let road = &look.case.road;
    let extensions = look.circumstances.extensions.iter();
    let ours = extensions.filter(|extension| extension.of == of && road.passes_under(extension.union));
    ours.map(|extension| extension.until).fold(last, Day::max)
}

impl Procedure {
    /// The last day of a draft that was made, or came back, at that instant.
    pub fn last_draft_day(&self, since: Instant) -> Day {
        since.day().plus_days(i64::from(*self.draft_days))
    }
}

/// Whether a draft may still be submitted.
pub(crate) fn draft_lasts(look: &Look<'_>) -> Result<(), Refusal> {
    let State::Draft { since } = look.case.state() else { return Ok(()) };
    let last = look.circumstances.procedure.last_draft_day(*since);
    if look.at < last.ends() { Ok(()) } else { Err(Refusal::Expired { last }) }
}

/// Whether a case may be submitted now: bound only the first time.
pub(crate) fn submission(look: &Look<'_>) -> Result<(), Refusal> {
    if look.case.submitted.is_some() {
        return Ok(());
    }
    let opens = *look.circumstances.procedure.opens;
    if look.at < opens.begins() {
        return Err(Refusal::NotOpenYet { opens });
    }
    let last = extended(look, ExtensionOf::Submission, *look.circumstances.procedure.last_submission);
    if look.at < last.ends() { Ok(()) } else { Err(Refusal::SubmissionOver { last }) }
}

/// Whether a case may arrive at the deciding union now: bound only the first time.
pub(crate) fn arrival(look: &Look<'_>) -> Result<(), Refusal> {
    let Some(last) = last_arrival(look) else { return Ok(()) };
    if look.at < last.ends() { Ok(()) } else { Err(Refusal::ArrivalOver { last }) }
}

/// The last day on which it may arrive where the act would bring it, if there is one.
pub(crate) fn last_arrival(look: &Look<'_>) -> Option<Day> {
    let first = look.arrives == Some(look.case.road.deciding) && look.case.arrived.is_none();
    let last = look.circumstances.procedure.deadline(look.case.road.branch.kind).filter(|_| first)?;
    Some(extended(look, ExtensionOf::Arrival, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::procedure::PROCEDURE_2018;

    #[test]
    fn a_posting_over_before_the_thirteenth_opens_on_the_sixth_at_the_latest() {
        let procedure: Procedure = serde_json::from_str(PROCEDURE_2018).unwrap();
        let works = |day: Day| day.date().weekday().number_days_from_monday() < 5;
        let deadline = procedure.deadline(UnionKind::Bureau).unwrap();
        assert_eq!(procedure.latest_first_posting(deadline, works), "2018-08-06".parse().ok());
        assert_eq!(procedure.deadline(UnionKind::CountyFederation), None);
    }
}

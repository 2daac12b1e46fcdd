//! Is a dossier in force? Its four states, what moves it between them, and this year's visit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::reasons;
use crate::time::Day;
use crate::words::spoken;

spoken! {
    /// How a dossier stands (N01).
    DossierStatus {
        /// Entered, not yet confirmed by the county-level union.
        Proposed "待建档"
        /// Confirmed, and reviewed when its year called for it.
        OnFile "在档"
        /// Not reviewed this year; a visit and a confirmation bring it back.
        Lapsed "本年度未复核"
        /// For good. A household in need again gets a new dossier.
        Closed "已撤档"
    }

    /// What moves a dossier.
    DossierDeed {
        /// This year's visit found the household as the dossier has it.
        Renew "复核"
        /// A visit found the household otherwise.
        Doubt "记为走访不符"
        /// The county-level union, or without one the city, puts it on file.
        Confirm "确认建档"
        /// The year passed without a visit.
        Lapse "转为未复核"
        /// The household is no longer in need, or was never.
        Close "撤档"
    }
}

/// How a dossier stands, and when it was last visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The state.
    pub status: DossierStatus,
    /// Since which day it has this state.
    pub since: Day,
    /// The last visit that found it right.
    pub visited_on: Option<Day>,
}

/// Why a dossier does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DossierRefusal {
    /// Nothing of the kind is done in this state.
    NotFrom {
        /// The state it has.
        status: DossierStatus,
        /// What was asked for.
        deed: DossierDeed,
    },
    /// A confirmation needs a visit of its year.
    NotVisited {
        /// The year of the confirmation.
        year: i32,
        /// The last visit, if any.
        last: Option<Day>,
    },
    /// Nothing is done as of a day before the state it has began.
    BeforeSince {
        /// The state it has.
        status: DossierStatus,
        /// Since when.
        since: Day,
    },
    /// What was visited this year does not lapse.
    VisitedThisYear {
        /// The visit.
        visited_on: Day,
    },
}

reasons! {
    DossierRefusal {
        Self::NotFrom { status, deed } =>
            "档案状态为“{status:#}”,不能{deed:#},请查看可办事项", "a dossier that is {status} is not moved by {deed}; see what is allowed";
        Self::NotVisited { year, .. } =>
            "{year}年度尚无入户走访确认,不能建档,请先走访并登记", "no visit of {year} has found the household as the dossier has it; visit and record it";
        Self::BeforeSince { status, since } =>
            "档案自{since}起为“{status:#}”,请填写该日或以后的日期", "it has been {status} since {since}; name that day or a later one";
        Self::VisitedThisYear { visited_on } =>
            "该档案已于{visited_on}走访复核,无须转为未复核", "it was visited on {visited_on}, in the year that is to lapse; leave it on file";
    }
}

impl Standing {
    /// A dossier just entered.
    pub const fn propose(on: Day) -> Self {
        Self { status: DossierStatus::Proposed, since: on, visited_on: None }
    }

    /// The standing after a deed that is done today as of a day; of a visit, the day on which the family was met. By
    /// which year's visit a dossier is confirmed or lapses, the day of doing it says.
    ///
    /// # Errors
    /// [`DossierRefusal`] with what stands in the way.
    pub fn after(self, deed: DossierDeed, on: Day, today: Day) -> Result<Self, DossierRefusal> {
        use {DossierDeed as D, DossierStatus as S};
        if on < self.since && !deed.is_of_a_visit() && self.status != S::Closed {
            return Err(DossierRefusal::BeforeSince { status: self.status, since: self.since });
        }
        let status = match (self.status, deed) {
            (S::Proposed | S::OnFile | S::Lapsed, D::Renew) => {
                return Ok(Self { visited_on: self.visited_on.max(Some(on)), ..self });
            }
            (S::Proposed | S::OnFile | S::Lapsed, D::Doubt) => {
                let stands = |visited: &Day| *visited > on || visited.year() != on.year();
                return Ok(Self { visited_on: self.visited_on.filter(stands), ..self });
            }
            (S::Proposed | S::Lapsed, D::Confirm) => self.visited_in(today.year()).map(|()| S::OnFile)?,
            (S::OnFile, D::Lapse) => self.not_visited_in(today.year()).map(|()| S::Lapsed)?,
            (S::Proposed | S::OnFile | S::Lapsed, D::Close) => S::Closed,
            (status @ (S::Proposed | S::Lapsed), D::Lapse)
            | (status @ S::OnFile, D::Confirm)
            | (status @ S::Closed, _) => return Err(DossierRefusal::NotFrom { status, deed }),
        };
        Ok(Self { status, since: on, ..self })
    }

    fn visited_in(self, year: i32) -> Result<(), DossierRefusal> {
        match self.visited_on {
            Some(day) if day.year() == year => Ok(()),
            last => Err(DossierRefusal::NotVisited { year, last }),
        }
    }

    fn not_visited_in(self, year: i32) -> Result<(), DossierRefusal> {
        match self.visited_on {
            Some(visited_on) if visited_on.year() >= year => {
                Err(DossierRefusal::VisitedThisYear { visited_on })
            }
            _ => Ok(()),
        }
    }
}

impl DossierDeed {
    /// Whether a visit does it, which is recorded with a case.
    pub const fn is_of_a_visit(self) -> bool {
        matches!(self, Self::Renew | Self::Doubt)
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn done(standing: Standing, deed: DossierDeed, on: &str) -> Result<Standing, DossierRefusal> {
        standing.after(deed, day(on), day(on))
    }

    fn on_file() -> Standing {
        let visited = done(Standing::propose(day("2017-07-01")), DossierDeed::Renew, "2017-07-20").unwrap();
        done(visited, DossierDeed::Confirm, "2017-07-25").unwrap()
    }

    #[test]
    fn a_dossier_is_confirmed_after_a_visit_of_the_year_only() {
        let proposed = Standing::propose(day("2018-07-01"));
        let refusal = DossierRefusal::NotVisited { year: 2018, last: None };
        assert_eq!(done(proposed, DossierDeed::Confirm, "2018-07-02"), Err(refusal));
        assert_eq!(on_file().status, DossierStatus::OnFile);
        let lapsed = done(on_file(), DossierDeed::Lapse, "2018-01-01").unwrap();
        let refusal = DossierRefusal::NotVisited { year: 2018, last: Some(day("2017-07-20")) };
        assert_eq!(done(lapsed, DossierDeed::Confirm, "2018-07-02"), Err(refusal));
        let back = done(lapsed, DossierDeed::Renew, "2018-07-30").unwrap();
        assert_eq!(back.status, DossierStatus::Lapsed, "the visit alone does not confirm");
        assert_eq!(done(back, DossierDeed::Confirm, "2018-08-01").unwrap().status, DossierStatus::OnFile);
    }

    #[test]
    fn the_day_that_is_named_reaches_neither_into_another_year_nor_behind_the_state() {
        let (named, today) = (day("2017-12-31"), day("2018-01-05"));
        let proposed = done(Standing::propose(day("2017-07-01")), DossierDeed::Renew, "2017-07-20").unwrap();
        let refusal = DossierRefusal::NotVisited { year: 2018, last: Some(day("2017-07-20")) };
        assert_eq!(proposed.after(DossierDeed::Confirm, named, today), Err(refusal));
        let lapsed = done(on_file(), DossierDeed::Lapse, "2018-01-03").unwrap();
        let refusal = DossierRefusal::BeforeSince { status: DossierStatus::Lapsed, since: day("2018-01-03") };
        assert_eq!(lapsed.after(DossierDeed::Close, named, today), Err(refusal));
        let closed = lapsed.after(DossierDeed::Close, day("2018-01-03"), today).unwrap();
        assert_eq!(closed.since, day("2018-01-03"));
    }

    #[test]
    fn a_visit_that_finds_it_otherwise_takes_back_what_an_earlier_one_of_the_year_found() {
        let visited = |deed, on| done(on_file(), deed, on).unwrap().visited_on;
        assert_eq!(visited(DossierDeed::Doubt, "2017-07-21"), None);
        assert_eq!(visited(DossierDeed::Doubt, "2017-07-20"), None);
        assert_eq!(
            visited(DossierDeed::Doubt, "2017-07-19"),
            Some(day("2017-07-20")),
            "a later one found it right"
        );
        assert_eq!(
            visited(DossierDeed::Doubt, "2018-07-01"),
            Some(day("2017-07-20")),
            "that was another year"
        );
    }

    #[test]
    fn what_was_visited_this_year_does_not_lapse() {
        let refusal = DossierRefusal::VisitedThisYear { visited_on: day("2017-07-20") };
        assert_eq!(done(on_file(), DossierDeed::Lapse, "2017-12-31"), Err(refusal));
    }

    #[test]
    fn nothing_reopens_a_closed_dossier() {
        let closed = done(on_file(), DossierDeed::Close, "2018-07-01").unwrap();
        for deed in DossierDeed::VARIANTS.iter().copied() {
            let refusal = DossierRefusal::NotFrom { status: DossierStatus::Closed, deed };
            assert_eq!(done(closed, deed, "2018-07-02"), Err(refusal));
        }
    }

    #[test]
    fn an_earlier_visit_entered_late_does_not_hide_a_later_one() {
        let visited = done(on_file(), DossierDeed::Renew, "2017-07-01").unwrap();
        assert_eq!(visited.visited_on, Some(day("2017-07-20")));
    }
}

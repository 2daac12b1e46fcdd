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
        Self::VisitedThisYear { visited_on } =>
            "该档案已于{visited_on}走访复核,无须转为未复核", "it was visited on {visited_on}, in the year that is to lapse; leave it on file";
    }
}

impl Standing {
    /// A dossier just entered.
    pub const fn propose(on: Day) -> Self {
        Self { status: DossierStatus::Proposed, since: on, visited_on: None }
    }

    /// The standing after a deed on that day; of a visit, the day on which the family was met.
    ///
    /// # Errors
    /// [`DossierRefusal`] with what stands in the way.
    pub fn after(self, deed: DossierDeed, on: Day) -> Result<Self, DossierRefusal> {
        use {DossierDeed as D, DossierStatus as S};
        let status = match (self.status, deed) {
            (S::Proposed | S::OnFile | S::Lapsed, D::Renew) => {
                return Ok(Self { visited_on: self.visited_on.max(Some(on)), ..self });
            }
            (S::Proposed | S::Lapsed, D::Confirm) => self.visited_in(on.year()).map(|()| S::OnFile)?,
            (S::OnFile, D::Lapse) => self.not_visited_in(on.year()).map(|()| S::Lapsed)?,
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

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn on_file() -> Standing {
        let visited =
            Standing::propose(day("2017-07-01")).after(DossierDeed::Renew, day("2017-07-20")).unwrap();
        visited.after(DossierDeed::Confirm, day("2017-07-25")).unwrap()
    }

    #[test]
    fn a_dossier_is_confirmed_after_a_visit_of_the_year_only() {
        let proposed = Standing::propose(day("2018-07-01"));
        let refusal = DossierRefusal::NotVisited { year: 2018, last: None };
        assert_eq!(proposed.after(DossierDeed::Confirm, day("2018-07-02")), Err(refusal));
        assert_eq!(on_file().status, DossierStatus::OnFile);
        let lapsed = on_file().after(DossierDeed::Lapse, day("2018-01-01")).unwrap();
        let refusal = DossierRefusal::NotVisited { year: 2018, last: Some(day("2017-07-20")) };
        assert_eq!(lapsed.after(DossierDeed::Confirm, day("2018-07-02")), Err(refusal));
        let back = lapsed.after(DossierDeed::Renew, day("2018-07-30")).unwrap();
        assert_eq!(back.status, DossierStatus::Lapsed, "the visit alone does not confirm");
        assert_eq!(
            back.after(DossierDeed::Confirm, day("2018-08-01")).unwrap().status,
            DossierStatus::OnFile
        );
    }

    #[test]
    fn what_was_visited_this_year_does_not_lapse() {
        let refusal = DossierRefusal::VisitedThisYear { visited_on: day("2017-07-20") };
        assert_eq!(on_file().after(DossierDeed::Lapse, day("2017-12-31")), Err(refusal));
    }

    #[test]
    fn nothing_reopens_a_closed_dossier() {
        let closed = on_file().after(DossierDeed::Close, day("2018-07-01")).unwrap();
        for deed in DossierDeed::VARIANTS.iter().copied() {
            let refusal = DossierRefusal::NotFrom { status: DossierStatus::Closed, deed };
            assert_eq!(closed.after(deed, day("2018-07-02")), Err(refusal));
        }
    }

    #[test]
    fn an_earlier_visit_entered_late_does_not_hide_a_later_one() {
        let visited = on_file().after(DossierDeed::Renew, day("2017-07-01")).unwrap();
        assert_eq!(visited.visited_on, Some(day("2017-07-20")));
    }
}

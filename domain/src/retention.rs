//! When may what is held of a household be erased? After its time, or before it on the word of whom it is about.
//!
//! How long, the edition says by which a case is decided. A dossier is kept after it was closed (2018: ten years), and with it
//! each case on which money was approved. Nothing says how long a case without money is kept (2018: three years after its end), for
//! a family may ask why, and an auditor how it was decided.

mod retained;

use crate::application::evidence::ObjectionState;
use crate::application::{Application, Stage};
use crate::dossier::{self, DossierStatus};
use crate::time::Day;
use crate::words::spoken;

pub use retained::Retained;

spoken! {
    /// Why something is erased.
    Ground {
        /// Its time is over.
        Term "保存期满"
        /// A person of whom it is asked for it (个人信息保护法 47).
        Demand "本人要求"
    }
}

/// How a case stands, as far as keeping it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it is on its way.
    pub stage: Stage,
    /// Whether an objection to it is open.
    pub objected: bool,
}

impl From<&Application> for Standing {
    fn from(case: &Application) -> Self {
        let objected = case.objections.iter().any(|objection| objection.state == ObjectionState::Open);
        Self { stage: case.stage(), objected }
    }
}

/// For how many whole years things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// A dossier with its cases, from the day on which it was closed.
    pub dossier_years: u8,
    /// A case without money, from its end.
    pub case_years: u8,
}

impl Terms {
    /// Those of an edition that says nothing, and of a dossier without cases.
    pub const STATED: Self = Self { dossier_years: 10, case_years: 3 };

    /// For each the longer of two.
    #[must_use]
    pub fn longest(self, other: Self) -> Self {
        Self {
            dossier_years: self.dossier_years.max(other.dossier_years),
            case_years: self.case_years.max(other.case_years),
        }
    }

    /// The first day on which a case that ended then may go.
    pub fn case_due(self, ended: Day) -> Day {
        years_later(ended, i32::from(self.case_years))
    }

    /// The first day on which a dossier that was closed then may go.
    pub fn dossier_due(self, closed: Day) -> Day {
        years_later(closed, i32::from(self.dossier_years))
    }

    /// The last day of whose ends the cases are due today.
    pub fn cases_ended_by(self, today: Day) -> Day {
        years_later(today, -i32::from(self.case_years))
    }

    /// The last day of whose closings the dossiers are due today.
    pub fn dossiers_closed_by(self, today: Day) -> Day {
        years_later(today, -i32::from(self.dossier_years))
    }

    /// Whether a case may be erased alone, that came to its stage on that day.
    ///
    /// # Errors
    /// [`Retained`] says why not yet, or never alone.
    pub fn lets_go_of_case(
        self,
        case: Standing,
        since: Day,
        ground: Ground,
        today: Day,
    ) -> Result<(), Retained> {
        match case.stage {
            Stage::Approved | Stage::Revoked => Err(Retained::Money),
            Stage::Rejected | Stage::Withdrawn if case.objected && ground == Ground::Demand => {
                Err(Retained::Objected)
            }
            Stage::Rejected | Stage::Withdrawn => ground.lets_go(self.case_due(since), today),
            _ => Err(Retained::UnderWay),
        }
    }

    /// Whether a dossier may be erased with its cases.
    ///
    /// # Errors
    /// [`Retained`] says why not yet.
    pub fn lets_go_of_dossier(
        self,
        standing: &dossier::Standing,
        mut cases: impl Iterator<Item = Standing> + Clone,
        ground: Ground,
        today: Day,
    ) -> Result<(), Retained> {
        if cases.clone().any(|case| case.stage.open()) {
            return Err(Retained::UnderWay);
        }
        if standing.status != DossierStatus::Closed {
            return Err(Retained::NotClosed { status: standing.status });
        }
        let due = self.dossier_due(standing.since);
        if ground == Ground::Demand && cases.clone().any(|case| case.objected) {
            return Err(Retained::Objected);
        }
        let money = cases.any(|case| matches!(case.stage, Stage::Approved | Stage::Revoked));
        // What was paid out is accounted for as long as the law asks, whatever the person wishes.
        if money { Ground::Term.lets_go(due, today) } else { ground.lets_go(due, today) }
    }
}

impl Ground {
    fn lets_go(self, due: Day, today: Day) -> Result<(), Retained> {
        match self {
            Self::Term if today < due => Err(Retained::Until { due }),
            Self::Term | Self::Demand => Ok(()),
        }
    }
}

/// The same day so many years later, or before; for the 29 of February, where there is none, the next day in that direction.
fn years_later(day: Day, years: i32) -> Day {
    let (year, date) = (day.year().saturating_add(years), day.date());
    let same = Day::new(year, date.month().into(), date.day());
    let beside = || if years < 0 { Day::new(year, 2, 28) } else { Day::new(year, 3, 1) };
    same.or_else(|_| beside()).unwrap_or(Day::LAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or(Day::LAST)
    }

    fn quiet(stage: Stage) -> Standing {
        Standing { stage, objected: false }
    }

    #[test]
    fn of_two_terms_the_longer_counts() {
        let short = Terms { dossier_years: 5, case_years: 4 };
        assert_eq!(Terms::STATED.longest(short), Terms { dossier_years: 10, case_years: 4 });
        assert_eq!(short.case_due(day("2018-08-01")), day("2022-08-01"));
    }

    #[test]
    fn a_case_without_money_goes_after_three_years_and_on_demand_before() {
        let terms = Terms::STATED;
        let asks = |stage, ground, today: &str| {
            terms.lets_go_of_case(quiet(stage), day("2018-08-01"), ground, day(today))
        };
        let due = day("2021-08-01");
        assert_eq!(asks(Stage::Withdrawn, Ground::Term, "2021-07-31"), Err(Retained::Until { due }));
        assert_eq!(asks(Stage::Withdrawn, Ground::Term, "2021-08-01"), Ok(()));
        assert_eq!(asks(Stage::Rejected, Ground::Demand, "2018-08-02"), Ok(()));
        assert_eq!(asks(Stage::Approved, Ground::Demand, "2040-01-01"), Err(Retained::Money));
        assert_eq!(asks(Stage::Posted, Ground::Demand, "2040-01-01"), Err(Retained::UnderWay));
        let objected = Standing { stage: Stage::Withdrawn, objected: true };
        let asks =
            |ground, today: &str| terms.lets_go_of_case(objected, day("2018-08-01"), ground, day(today));
        assert_eq!(asks(Ground::Demand, "2018-08-02"), Err(Retained::Objected));
        assert_eq!(asks(Ground::Term, "2021-08-01"), Ok(()));
        assert_eq!(terms.cases_ended_by(day("2021-08-01")), day("2018-08-01"));
    }

    #[test]
    fn a_dossier_goes_ten_years_after_it_was_closed_and_where_money_was_paid_on_nobodys_word_before() {
        let standing = |status| dossier::Standing { status, since: day("2016-02-29"), visited_on: None };
        let closed = standing(DossierStatus::Closed);
        let asks = |standing: &dossier::Standing, cases: &[Stage], ground, today: &str| {
            let cases = cases.iter().copied().map(quiet);
            Terms::STATED.lets_go_of_dossier(standing, cases, ground, day(today))
        };
        let due = day("2026-03-01");
        let paid = [Stage::Approved, Stage::Withdrawn];
        assert_eq!(asks(&closed, &paid, Ground::Demand, "2026-02-28"), Err(Retained::Until { due }));
        assert_eq!(asks(&closed, &paid, Ground::Term, "2026-03-01"), Ok(()));
        assert_eq!(asks(&closed, &[Stage::Rejected], Ground::Demand, "2017-01-01"), Ok(()));
        assert_eq!(asks(&closed, &[Stage::Draft], Ground::Demand, "2040-01-01"), Err(Retained::UnderWay));
        let on_file = standing(DossierStatus::OnFile);
        let open = Retained::NotClosed { status: DossierStatus::OnFile };
        assert_eq!(asks(&on_file, &[], Ground::Demand, "2040-01-01"), Err(open));
    }
}

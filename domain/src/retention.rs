//! When may what is held of a household be erased? After its time, or before it on the word of whom it is about.
//!
//! A dossier is kept for ten years after it was closed, and with it each case on which money was approved. Nothing says how long
//! a case without money is kept: three years after its end, for a family may ask why, and an auditor how it was decided.

use serde::Serialize;
use utoipa::ToSchema;

use crate::application::Stage;
use crate::dossier::{DossierStatus, Standing};
use crate::text::reasons;
use crate::time::Day;
use crate::words::spoken;

spoken! {
    /// Why something is erased.
    Ground {
        /// Its time is over.
        Term "保存期满"
        /// A person of whom it is asked for it (个人信息保护法 47).
        Demand "本人要求"
    }
}

/// For how many whole years things are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// A dossier with its cases, from the day on which it was closed.
    pub dossier_years: i32,
    /// A case without money, from its end.
    pub case_years: i32,
}

impl Terms {
    /// Those that are stated.
    pub const STATED: Self = Self { dossier_years: 10, case_years: 3 };

    /// The first day on which a case that ended then may go.
    pub fn case_due(self, ended: Day) -> Day {
        years_later(ended, self.case_years)
    }

    /// The first day on which a dossier that was closed then may go.
    pub fn dossier_due(self, closed: Day) -> Day {
        years_later(closed, self.dossier_years)
    }

    /// The last day of whose ends the cases are due today.
    pub fn cases_ended_by(self, today: Day) -> Day {
        years_later(today, -self.case_years)
    }

    /// The last day of whose closings the dossiers are due today.
    pub fn dossiers_closed_by(self, today: Day) -> Day {
        years_later(today, -self.dossier_years)
    }

    /// Whether a case may be erased alone, that came to its stage on that day.
    ///
    /// # Errors
    /// [`Retained`] says why not yet, or never alone.
    pub fn lets_go_of_case(
        self,
        stage: Stage,
        since: Day,
        ground: Ground,
        today: Day,
    ) -> Result<(), Retained> {
        match stage {
            Stage::Approved | Stage::Revoked => Err(Retained::Money),
            Stage::Rejected | Stage::Withdrawn => ground.lets_go(self.case_due(since), today),
            _ => Err(Retained::UnderWay),
        }
    }

    /// Whether a dossier may be erased with its cases, which are at these stages.
    ///
    /// # Errors
    /// [`Retained`] says why not yet.
    pub fn lets_go_of_dossier(
        self,
        standing: &Standing,
        mut cases: impl Iterator<Item = Stage> + Clone,
        ground: Ground,
        today: Day,
    ) -> Result<(), Retained> {
        if cases.clone().any(Stage::open) {
            return Err(Retained::UnderWay);
        }
        if standing.status != DossierStatus::Closed {
            return Err(Retained::NotClosed { status: standing.status });
        }
        let due = self.dossier_due(standing.since);
        let money = cases.any(|stage| matches!(stage, Stage::Approved | Stage::Revoked));
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

/// Why something is not erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retained {
    /// A case is neither decided nor taken back.
    UnderWay,
    /// Money was approved on the case.
    Money,
    /// The dossier is not closed.
    NotClosed {
        /// How it stands.
        status: DossierStatus,
    },
    /// Its time is not over.
    Until {
        /// The first day on which it may go.
        due: Day,
    },
}

reasons! {
    Retained {
        Self::UnderWay =>
            "申请尚未办结,请先决定或撤回", "a case is under way; decide it, or withdraw it first";
        Self::Money =>
            "该申请曾批准救助,须随档案保存,请在档案保存期满后一并清除", "money was approved on it, so it is kept as long as its dossier; erase it with the dossier then";
        Self::NotClosed { status } =>
            "档案状态为“{status:#}”,请先撤档", "the dossier is {status}; close it first";
        Self::Until { due } =>
            "保存期未满,{due}起方可清除", "it is kept until {due}; erase it on that day or later";
    }
}

impl Retained {
    /// The word of the rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Money => "kept_with_dossier",
            Self::NotClosed { .. } => "dossier_closed",
            Self::Until { .. } => "term_over",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap_or(Day::LAST)
    }

    #[test]
    fn a_case_without_money_goes_after_three_years_and_on_demand_before() {
        let terms = Terms::STATED;
        let asks =
            |stage, ground, today: &str| terms.lets_go_of_case(stage, day("2018-08-01"), ground, day(today));
        let due = day("2021-08-01");
        assert_eq!(asks(Stage::Withdrawn, Ground::Term, "2021-07-31"), Err(Retained::Until { due }));
        assert_eq!(asks(Stage::Withdrawn, Ground::Term, "2021-08-01"), Ok(()));
        assert_eq!(asks(Stage::Rejected, Ground::Demand, "2018-08-02"), Ok(()));
        assert_eq!(asks(Stage::Approved, Ground::Demand, "2040-01-01"), Err(Retained::Money));
        assert_eq!(asks(Stage::Posted, Ground::Demand, "2040-01-01"), Err(Retained::UnderWay));
        assert_eq!(terms.cases_ended_by(day("2021-08-01")), day("2018-08-01"));
    }

    #[test]
    fn a_dossier_goes_ten_years_after_it_was_closed_and_where_money_was_paid_on_nobodys_word_before() {
        let standing = |status| Standing { status, since: day("2016-02-29"), visited_on: None };
        let closed = standing(DossierStatus::Closed);
        let asks = |standing: &Standing, cases: &[Stage], ground, today: &str| {
            Terms::STATED.lets_go_of_dossier(standing, cases.iter().copied(), ground, day(today))
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

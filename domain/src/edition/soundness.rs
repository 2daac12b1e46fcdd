//! Can the edition be worked by? Days in their order, each kind said once, numbers that can be reached.

mod aid;
mod procedure;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use super::Edition;
use crate::month::Month;
use crate::text::reasons;
use crate::time::Day;
use crate::year::Year;

/// Something in an edition that cannot stand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Flaw {
    /// Where, as a JSON pointer into the edition.
    pub pointer: String,
    /// What is wrong there.
    pub what: FlawOf,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlawOf {
    /// A day of another year.
    OtherYear {
        /// The day.
        day: Day,
        /// The campaign's year.
        year: Year,
    },
    /// A last day before its first.
    Reversed {
        /// The day that should come first.
        first: Day,
        /// The day that should not come before it.
        last: Day,
    },
    /// Said twice.
    Twice,
    /// A number that cannot be met.
    Number {
        /// The number.
        number: i64,
        /// The least that it may be.
        least: i64,
        /// The most that it may be.
        most: i64,
    },
    /// A list that says nothing.
    Empty,
    /// Months of income that are no year (N03).
    NotTwelve {
        /// How many they are.
        count: i64,
    },
    /// Months of income that are not the ones before the campaign.
    NotBefore {
        /// The last of them.
        to: Month,
        /// The first day of submission.
        opens: Day,
    },
    /// Tuition of another school year than the one that begins in the campaign's year.
    OtherSchoolYear {
        /// The campaign's year.
        year: Year,
    },
    /// A family that is not on file, or another live application, read otherwise than as not met (N01, N20).
    NeverMet,
    /// A family on file, or a student's only application, read otherwise than as met (N01, N20).
    AlwaysMet,
    /// A category of hardship that its list has never had.
    NoCategory,
    /// A kind of union that does not take cases directly under the city.
    NotUnderCity,
    /// A paper that may come later, with no last day by which.
    NoTerm,
}

reasons! {
    FlawOf {
        Self::OtherYear { day, year } => "{day}不在活动年度{year}年内,请更正",
            "{day} does not lie in {year}, the year of the campaign; correct it";
        Self::Reversed { first, last } => "{last}早于{first},请更正",
            "{last} comes before {first}; correct it";
        Self::Twice => "重复填写,请只保留一处",
            "it is said twice, and once would do; leave one out";
        Self::Number { least, most, .. } => "应为{least}至{most},请更正",
            "from {least} to {most}; correct it";
        Self::Empty => "不能为空,否则无从认定,请填写",
            "it is empty, and nothing could be decided by it; fill it in";
        Self::NotTwelve { count } => "收入期间应为12个月,现为{count}个月,请更正",
            "the income of twelve months is looked at, not of {count}; correct it";
        Self::NotBefore { to, opens } => "收入期间止于{to},应止于{opens}开始受理前的12个月内,请更正",
            "the months end with {to}, and not in the twelve months before the opening on {opens}; correct it";
        Self::OtherSchoolYear { year } => "学费的学年应为活动年度{year}年秋季开始的学年,请更正",
            "the school year is the one that begins in {year}, the year of the campaign; correct it";
        Self::NeverMet => "此项只能为不符合,请更正",
            "this is always not met; correct it";
        Self::AlwaysMet => "此项只能为符合,请更正",
            "this is always met; correct it";
        Self::NoCategory => "困难类别中没有此代码,请从代码表hardship_category中选取",
            "no category of hardship has this code; take one of GET /api/v1/code-lists/hardship_category";
        Self::NotUnderCity => "此类工会不直属市总工会受理申请,请改选类别",
            "no union of this kind takes cases directly under the city; choose another kind";
        Self::NoTerm => "容缺补交的材料须规定最长天数,请填写",
            "a paper that comes later needs a number of days by which it comes; fill it in";
    }
}

impl Edition {
    /// What cannot stand in it, in a campaign of that year; nothing in a sound one.
    pub fn flaws(&self, year: Year) -> Vec<Flaw> {
        let mut flaws = self.procedure.flaws(year);
        flaws.extend(self.aid.flaws(year, *self.procedure.opens));
        flaws
    }
}

/// What cannot stand in a part of an edition.
struct Flaws {
    part: &'static str,
    found: Vec<Flaw>,
}

impl Flaws {
    fn of(part: &'static str) -> Self {
        Self { part, found: Vec::new() }
    }

    fn add(&mut self, place: &str, what: FlawOf) {
        self.found.push(Flaw { pointer: format!("/{}/{place}", self.part), what });
    }

    fn expect(&mut self, holds: bool, place: &str, what: FlawOf) {
        if !holds {
            self.add(place, what);
        }
    }

    fn order(&mut self, place: &str, first: Day, last: Day) {
        self.expect(first <= last, place, FlawOf::Reversed { first, last });
    }

    fn number(&mut self, place: &str, number: impl Into<i64>, least: i64, most: i64) {
        let number = number.into();
        self.expect((least..=most).contains(&number), place, FlawOf::Number { number, least, most });
    }

    /// Each at most once; `below` says where in a row that it stands.
    fn once<T: Ord>(&mut self, place: &str, below: &str, each: impl IntoIterator<Item = T>) {
        let mut seen = BTreeSet::new();
        for (at, one) in each.into_iter().enumerate() {
            self.expect(seen.insert(one), &format!("{place}/{at}{below}"), FlawOf::Twice);
        }
    }
}

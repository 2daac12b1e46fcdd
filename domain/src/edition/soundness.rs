//! Can the edition be worked by? Days in their order, each kind said once, numbers that can be reached.

mod aid;
mod procedure;

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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::edition::procedure::PROCEDURE_2018;

    fn year() -> Year {
        2018.try_into().unwrap()
    }

    #[test]
    fn the_shipped_edition_is_sound_in_its_own_year() {
        let edition = Edition::shipped_2018().unwrap();
        assert_eq!(edition.flaws(year()), []);
        let elsewhere = edition.flaws(2019.try_into().unwrap());
        assert_eq!(elsewhere[0].pointer, "/procedure/opens/value");
    }

    /// Where an edition cannot stand in which these places say this.
    fn places(wrong: &[(&str, Value)]) -> Vec<String> {
        let mut edition = serde_json::to_value(Edition::shipped_2018().unwrap()).unwrap();
        for (place, value) in wrong {
            *edition.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value.clone();
        }
        let edition: Edition = serde_json::from_value(edition).unwrap();
        edition.flaws(year()).into_iter().map(|flaw| flaw.pointer).collect()
    }

    #[test]
    fn every_flaw_is_named_with_its_place() {
        let procedure: Value = serde_json::from_str(PROCEDURE_2018).unwrap();
        let again = procedure["deadlines"][0].clone();
        let found = places(&[
            ("/procedure/ends/value", json!("2018-07-31")),
            ("/procedure/visitors/value", json!(0)),
            ("/procedure/deadlines", json!([again, again])),
        ]);
        assert_eq!(
            found,
            ["/procedure/ends/value", "/procedure/deadlines/1/value", "/procedure/visitors/value"]
        );
    }

    #[test]
    fn what_would_bring_a_case_to_a_halt_is_a_flaw() {
        for (place, value, named) in [
            ("/aid/amounts_new/value/inside_fen", json!(0), ""),
            ("/aid/amounts_new/value/outside_fen", json!(0), ""),
            ("/aid/amounts_earlier/value/inside_fen", json!(0), ""),
            ("/aid/amounts_earlier/value/outside_fen", json!(0), ""),
            ("/aid/line_fen/value", json!(0), ""),
            ("/aid/months/value", json!({"from": "2017-06", "to": "2018-06"}), ""),
            ("/aid/months/value", json!({"from": "2017-08", "to": "2018-07"}), "/to"),
            ("/aid/months/value", json!({"from": "2016-07", "to": "2017-06"}), "/to"),
            ("/aid/school_year/value", json!(1), ""),
            ("/aid/child/value/accepted", json!([]), ""),
            ("/aid/child/value/for_review", json!(["40", "20"]), "/1"),
            ("/aid/on_file/value/closed", json!("met"), ""),
            ("/aid/on_file/value/none", json!("for_review"), ""),
            ("/aid/on_file/value/on_file", json!("not_applicable"), ""),
            ("/aid/single_application/value/another", json!("for_review"), ""),
            ("/aid/single_application/value/no_other", json!("not_met"), ""),
            ("/aid/priority/value", json!(["tuition_share", "new_entrant", "tuition_share"]), "/2"),
            ("/aid/hardship/value", json!([]), ""),
            ("/aid/hardship/value", json!(["accident", "no_such"]), "/1"),
            ("/procedure/last_submission/value", json!("2019-01-01"), ""),
            ("/procedure/draft_days/value", json!(0), ""),
            ("/procedure/deadlines/0/value/kind", json!("grassroots"), ""),
            ("/procedure/deadlines/0/value/kind", json!("service_centre"), ""),
            ("/procedure/final_desks/0/value/kind", json!("street"), ""),
            ("/procedure/exceptions/0/value/longest_days", Value::Null, ""),
            ("/procedure/exceptions/1/value/longest_days", json!(0), ""),
            ("/procedure/rulings_at_deciding/value", json!(["level", "level"]), "/1"),
        ] {
            let found = places(&[(place, value.clone())]);
            assert!(found.contains(&format!("{place}{named}")), "{place} = {value}: {found:?}");
        }
    }

    #[test]
    fn what_nothing_would_settle_is_no_reading() {
        let shipped = serde_json::to_value(Edition::shipped_2018().unwrap()).unwrap();
        for (place, word) in [
            ("/aid/batch/value/merged/private", "unknown"),
            ("/aid/military/value/grey", "unknown"),
            ("/procedure/rulings_at_deciding/value/0", "nonsense"),
        ] {
            let mut edition = shipped.clone();
            *edition.pointer_mut(place).unwrap() = json!(word);
            assert!(serde_json::from_value::<Edition>(edition).is_err(), "{place}");
        }
    }
}

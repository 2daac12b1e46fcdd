//! Can the edition be worked by? Days in their order, each kind said once, numbers that can be reached.

use std::collections::BTreeSet;

use super::{Edition, Procedure};
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
        number: u8,
        /// The least that it may be.
        least: u8,
        /// The most that it may be.
        most: u8,
    },
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
    }
}

impl Edition {
    /// What cannot stand in it, in a campaign of that year; nothing in a sound one.
    pub fn flaws(&self, year: Year) -> Vec<Flaw> {
        self.procedure.flaws(year)
    }
}

impl Procedure {
    /// What cannot stand in it, with pointers below `/procedure`.
    fn flaws(&self, year: Year) -> Vec<Flaw> {
        let mut flaws = Flaws(Vec::new());
        flaws.year("opens/value", *self.opens, year);
        flaws.order("last_submission/value", *self.opens, *self.last_submission);
        flaws.order("ends/value", *self.last_submission, *self.ends);
        for (at, phase) in self.phases.iter().enumerate() {
            flaws.order(&format!("phases/{at}/value/last"), phase.first, phase.last);
        }
        for (at, deadline) in self.deadlines.iter().enumerate() {
            flaws.order(&format!("deadlines/{at}/value/last"), *self.opens, deadline.last);
        }
        for (at, target) in self.targets.iter().enumerate() {
            flaws.number(&format!("targets/{at}/value/percent"), target.percent, 0, 100);
        }
        flaws.number("visitors/value", *self.visitors, 1, 10);
        flaws.number("posting_days/value/first", self.posting_days.first, 1, 60);
        flaws.number("posting_days/value/final", self.posting_days.last, 1, 60);
        flaws.once("phases", self.phases.iter().map(|each| each.phase));
        flaws.once("deadlines", self.deadlines.iter().map(|each| each.kind));
        flaws.once("final_desks", self.final_desks.iter().map(|each| each.kind));
        flaws.once("exceptions", self.exceptions.iter().map(|each| each.excepted));
        flaws.once("targets", self.targets.iter().map(|each| each.target));
        flaws.0
    }
}

struct Flaws(Vec<Flaw>);

impl Flaws {
    fn add(&mut self, place: &str, what: FlawOf) {
        self.0.push(Flaw { pointer: format!("/procedure/{place}"), what });
    }

    fn year(&mut self, place: &str, day: Day, year: Year) {
        if !year.has(day) {
            self.add(place, FlawOf::OtherYear { day, year });
        }
    }

    fn order(&mut self, place: &str, first: Day, last: Day) {
        if last < first {
            self.add(place, FlawOf::Reversed { first, last });
        }
    }

    fn number(&mut self, place: &str, number: u8, least: u8, most: u8) {
        if !(least..=most).contains(&number) {
            self.add(place, FlawOf::Number { number, least, most });
        }
    }

    fn once<T: Ord>(&mut self, place: &str, each: impl Iterator<Item = T>) {
        let mut seen = BTreeSet::new();
        for (at, one) in each.enumerate() {
            if !seen.insert(one) {
                self.add(&format!("{place}/{at}/value"), FlawOf::Twice);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn every_flaw_is_named_with_its_place() {
        let mut edition = Edition::shipped_2018().unwrap();
        let procedure = &mut edition.procedure;
        procedure.ends.value = "2018-07-31".parse().unwrap();
        procedure.visitors.value = 0;
        let again = procedure.deadlines[0].clone();
        procedure.deadlines.push(again);
        let places: Vec<_> = edition.flaws(year()).into_iter().map(|flaw| flaw.pointer).collect();
        let expected = ["/procedure/ends/value", "/procedure/visitors/value", "/procedure/deadlines/2/value"];
        assert_eq!(places, expected);
    }
}

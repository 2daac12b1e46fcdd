//! What may be chosen? Code lists with Chinese and English titles, each entry with the days it is in force.

use core::fmt;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::name::Title;
use crate::text::{Language, reasons};
use crate::time::Day;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident, $pattern:literal, $example:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, pattern = $pattern, example = $example)]
        pub struct $name(String);

        impl $name {
            /// The word.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotCode;

            fn try_from(text: String) -> Result<Self, NotCode> {
                let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
                let fits = (1..=40).contains(&text.len());
                if fits && text.bytes().all(legal) { Ok(Self(text)) } else { Err(NotCode) }
            }
        }

        impl core::str::FromStr for $name {
            type Err = NotCode;

            fn from_str(text: &str) -> Result<Self, NotCode> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

words! {
    /// A code of some list: 1 to 40 small letters, digits and underscores.
    Code, "^[0-9a-z_]{1,40}$", "subsistence";
    /// The key of a list: 1 to 40 small letters, digits and underscores.
    ListKey, "^[0-9a-z_]{1,40}$", "hardship_category";
}

/// A text that is neither a code nor a list's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotCode;

reasons! {
    NotCode {
        Self => "代码为1至40个小写字母、数字或下划线,请从代码表中选取",
            "a code is 1 to 40 small letters, digits and underscores; take it from its list";
    }
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeEntry {
    /// Its code, as records keep it.
    pub code: Code,
    /// Its title in Chinese.
    pub zh: Title,
    /// Its title in English, where there is one.
    #[serde(default)]
    pub en: Option<Title>,
    /// Its first day, where the list had others before.
    #[serde(default)]
    pub valid_from: Option<Day>,
    /// Its last day, where it is no longer used.
    #[serde(default)]
    pub valid_to: Option<Day>,
}

/// A list of codes. One code may stand in it twice, for different days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeList {
    /// By which forms ask for it.
    pub key: ListKey,
    /// Its title in Chinese.
    pub zh: Title,
    /// Its title in English.
    pub en: Title,
    /// Its entries, in the order in which they are offered.
    pub entries: Vec<CodeEntry>,
}

/// The shipped lists.
///
/// # Errors
/// The parser's, when the shipped file holds no code lists.
pub fn shipped() -> Result<Vec<CodeList>, serde_json::Error> {
    serde_json::from_str(include_str!("../data/code-lists.json"))
}

impl CodeEntry {
    /// Whether it may be chosen on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    fn starts_by(&self, last: Option<Day>) -> bool {
        self.valid_from.is_none_or(|from| last.is_none_or(|last| from <= last))
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.starts_by(other.valid_to) && other.starts_by(self.valid_to)
    }

    /// Its title; Chinese where there is no English one.
    pub fn title(&self, language: Language) -> &Title {
        language.choose(&self.zh, self.en.as_ref().unwrap_or(&self.zh))
    }
}

impl CodeList {
    /// The entries that may be chosen on that day.
    pub fn in_force(&self, day: Day) -> impl Iterator<Item = &CodeEntry> {
        self.entries.iter().filter(move |entry| entry.in_force(day))
    }

    /// The entry that the code means on that day.
    pub fn find(&self, code: &Code, day: Day) -> Option<&CodeEntry> {
        self.in_force(day).find(|entry| entry.code == *code)
    }

    /// Codes that mean two things on one day, or whose last day comes before the first: none in a sound list.
    pub fn flaws(&self) -> BTreeSet<&Code> {
        let each = self.entries.iter().enumerate();
        let flawed = each.filter(|(at, entry)| {
            let mut others = self.entries.iter().skip(at + 1);
            !entry.starts_by(entry.valid_to)
                || others.any(|other| other.code == entry.code && entry.overlaps(other))
        });
        flawed.map(|(_, entry)| &entry.code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(key: &str) -> CodeList {
        shipped().unwrap().into_iter().find(|list| list.key.as_str() == key).unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_lists_are_sound() {
        let lists = shipped().unwrap();
        let keys: BTreeSet<_> = lists.iter().map(|list| &list.key).collect();
        assert_eq!(keys.len(), lists.len());
        for list in &lists {
            assert!(list.flaws().is_empty(), "{}: {:?}", list.key, list.flaws());
            assert!(list.in_force(day("2023-07-30")).count() > 1, "{}", list.key);
        }
        assert_eq!(list("ethnicity").in_force(day("2018-07-30")).count(), 58);
    }

    #[test]
    fn the_category_of_2018_is_not_that_of_2023() {
        let categories = list("hardship_category");
        let (then, later) = (day("2018-12-31"), day("2019-01-01"));
        assert!(categories.find(&"subsistence".parse().unwrap(), then).is_some());
        assert!(categories.find(&"subsistence".parse().unwrap(), later).is_none());
        assert!(categories.find(&"deep".parse().unwrap(), then).is_none());
        let accident = "accident".parse().unwrap();
        assert_eq!(categories.find(&accident, then).unwrap().zh.as_str(), "意外致困户");
        assert_eq!(categories.find(&accident, later).unwrap().zh.as_str(), "意外致困");
    }

    #[test]
    fn a_code_that_means_two_things_on_one_day_is_a_flaw() {
        let mut causes = list("hardship_cause");
        let mut again = causes.entries[0].clone();
        causes.entries[0].valid_to = Some(day("2018-12-31"));
        again.valid_from = Some(day("2019-01-01"));
        causes.entries.push(again.clone());
        assert!(causes.flaws().is_empty());
        again.valid_from = Some(day("2018-12-31"));
        causes.entries.push(again);
        assert_eq!(causes.flaws().len(), 1);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "A", "a-b", "回"] {
            assert_eq!(text.parse::<Code>(), Err(NotCode));
        }
    }
}

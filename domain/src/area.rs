//! Which place? The areas of GB/T 2260, with the days between which each code was in use.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::name::Title;
use crate::table::{BadRow, all_rows};
use crate::text::reasons;
use crate::time::Day;
use crate::words::named;

/// A code of GB/T 2260: six digits, of which the first two name the province.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[1-9][0-9]{5}$", example = "640104")]
pub struct AreaCode(u32);

/// The first two digits of an area's code: 64 is Ningxia.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[1-9][0-9]$", example = "64")]
pub struct Province(u32);

/// A text that is no area's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotArea {
    /// Not six digits.
    Code,
    /// Not two digits.
    Province,
}

reasons! {
    NotArea {
        Self::Code => "行政区划代码为6位数字,首位不为0,请对照区划表填写",
            "an area's code has six digits, the first not 0; take it from the list of areas";
        Self::Province => "省级代码为2位数字,首位不为0,请对照区划表填写",
            "a province's code has two digits, the first not 0; take it from the list of areas";
    }
}

named! {
    /// At which level an area stands.
    AreaLevel {
        /// 省、自治区、直辖市, and the special regions.
        Province
        /// 地级市.
        City
        /// 县、县级市、市辖区.
        County
    }
}

/// One area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Its code.
    pub code: AreaCode,
    /// Its name in Chinese.
    pub name: Title,
    /// The first day of the code, where that matters.
    pub valid_from: Option<Day>,
    /// The last day of the code; absent while it is in use.
    pub valid_to: Option<Day>,
}

/// A list of areas, found by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    by_code: BTreeMap<AreaCode, Area>,
    detailed: BTreeSet<Province>,
}

impl AreaCode {
    /// The province in which the area lies.
    pub const fn province(self) -> Province {
        Province(self.0 / 10_000)
    }

    /// The level, by the zeros at the end.
    pub const fn level(self) -> AreaLevel {
        match (self.0 % 10_000, self.0 % 100) {
            (0, _) => AreaLevel::Province,
            (_, 0) => AreaLevel::City,
            _ => AreaLevel::County,
        }
    }

    /// The area directly above; none above a province.
    pub const fn parent(self) -> Option<Self> {
        match self.level() {
            AreaLevel::Province => None,
            AreaLevel::City => Some(Self(self.0 - self.0 % 10_000)),
            AreaLevel::County => Some(Self(self.0 - self.0 % 100)),
        }
    }
}

impl Area {
    /// Whether the code is in use on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Areas {
    /// A list of those areas.
    pub fn new(areas: impl IntoIterator<Item = Area>) -> Self {
        let by_code: BTreeMap<_, _> = areas.into_iter().map(|area| (area.code, area)).collect();
        let below = by_code.keys().filter(|code| code.level() != AreaLevel::Province);
        let detailed = below.map(|code| code.province()).collect();
        Self { by_code, detailed }
    }

    /// The shipped list: Ningxia in full with its historical codes, of the others the provinces.
    ///
    /// # Errors
    /// [`BadRow`] when the shipped file is not a table of areas.
    pub fn shipped() -> Result<Self, BadRow> {
        all_rows(include_str!("../data/areas.csv")).map(Self::new)
    }

    /// The area of that code, in use or not.
    pub fn find(&self, code: AreaCode) -> Option<&Area> {
        self.by_code.get(&code)
    }

    /// All areas by code.
    pub fn iter(&self) -> impl Iterator<Item = &Area> {
        self.by_code.values()
    }

    /// Whether six digits name an area, now or formerly. Where the list has only the province, its two
    /// digits must do.
    pub fn knows(&self, prefix: &str) -> bool {
        let Ok(code) = prefix.parse::<AreaCode>() else { return false };
        let province = code.province();
        self.by_code.contains_key(&code)
            || (!self.detailed.contains(&province) && self.by_code.contains_key(&province.area()))
    }
}

impl Province {
    /// The code of the province as an area.
    pub const fn area(self) -> AreaCode {
        AreaCode(self.0 * 10_000)
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let legal =
        text.len() == count && !text.starts_with('0') && text.bytes().all(|digit| digit.is_ascii_digit());
    legal.then(|| text.parse().ok()).flatten()
}

macro_rules! digit_codes {
    ($($name:ident, $count:literal, $refusal:expr)*) => {$(
        impl core::str::FromStr for $name {
            type Err = NotArea;

            fn from_str(text: &str) -> Result<Self, NotArea> {
                digits(text, $count).map(Self).ok_or($refusal)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotArea;

            fn try_from(text: String) -> Result<Self, NotArea> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

digit_codes! {
    AreaCode, 6, NotArea::Code
    Province, 2, NotArea::Province
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_area_stands_in_a_shipped_one() {
        let areas = Areas::shipped().unwrap();
        assert_eq!(areas.iter().filter(|area| area.code.level() == AreaLevel::Province).count(), 34);
        for area in areas.iter() {
            assert!(area.code.parent().is_none_or(|above| areas.find(above).is_some()), "{area:?}");
        }
    }

    #[test]
    fn yinchuan_has_six_counties_today_and_had_others() {
        let areas = Areas::shipped().unwrap();
        let yinchuan = "640100".parse().unwrap();
        let day: Day = "2018-07-30".parse().unwrap();
        let under = |area: &&Area| area.code.parent() == Some(yinchuan);
        assert_eq!(areas.iter().filter(under).filter(|area| area.in_force(day)).count(), 6);
        assert!(areas.iter().filter(under).count() > 6);
    }

    #[test]
    fn a_code_is_known_in_full_where_the_list_is_full() {
        let areas = Areas::shipped().unwrap();
        for known in ["640104", "640102", "110105"] {
            assert!(areas.knows(known), "{known}");
        }
        for unknown in ["640199", "990101", "64010", "0"] {
            assert!(!areas.knows(unknown), "{unknown}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert_eq!("064010".parse::<AreaCode>(), Err(NotArea::Code));
        assert_eq!("6401".parse::<AreaCode>(), Err(NotArea::Code));
        assert_eq!("+6".parse::<Province>(), Err(NotArea::Province));
    }
}

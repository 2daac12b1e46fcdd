//! At which school? Where its campus lies, its level, whether public, whether military (N01, N18).

mod code;
mod military;
mod update;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::area::Province;
use crate::name::{NotText, Title};
use crate::table::{BadRow, all_rows};
use crate::text::reasons;
use crate::time::Day;
use crate::words::named;

pub use code::{NotSchoolCode, SchoolCode, SchoolScheme};
pub use military::is_military;
pub use update::{Known, NewerList, Update, update};

named! {
    /// What a school mainly teaches (办学层次).
    SchoolLevel {
        /// 本科.
        Bachelor
        /// 专科, 高职.
        JuniorCollege
    }
}

/// A school, as the list has it between two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Scheme and code.
    pub key: SchoolCode,
    /// Its name in those days.
    pub name: Title,
    /// Where the campus lies; of a military academy it may be unknown.
    pub province: Option<Province>,
    /// What it mainly teaches.
    pub level: SchoolLevel,
    /// Whether it is public (公办); absent: unknown, as of joint ventures.
    pub public: Option<bool>,
    /// Whether it is a military academy; absent: a person decides.
    pub military: Option<bool>,
    /// The first day of this entry, where it matters.
    pub valid_from: Option<Day>,
    /// The last day of this entry; absent while it holds.
    pub valid_to: Option<Day>,
}

/// A school as a table has it: what is absent follows from code and name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolRow {
    /// Whose code it is.
    pub scheme: SchoolScheme,
    /// The code.
    pub code: String,
    /// The name.
    pub name: Title,
    /// Where the campus lies, if not where the code says.
    pub campus: Option<Province>,
    /// What it mainly teaches.
    pub level: SchoolLevel,
    /// Whether it is public, if known.
    pub public: Option<bool>,
    /// Whether it is military, if somebody looked.
    pub military: Option<Curated>,
    /// The first day of the entry.
    pub valid_from: Option<Day>,
    /// The last day of the entry.
    pub valid_to: Option<Day>,
}

/// What a person found about a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curated {
    /// It is a military academy.
    Military,
    /// It is none.
    Civil,
    /// It must be looked at case by case.
    Review,
}

/// A line of the ministry's list that is no school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSchool {
    /// The code.
    Code(NotSchoolCode),
    /// The name.
    Name(NotText),
    /// The level.
    Level,
}

reasons! {
    NotSchool {
        Self::Code(no) => "{no:#}", "{no}";
        Self::Name(no) => "学校名称{no:#}", "the name: {no}";
        Self::Level => "办学层次应为本科或专科,请更正", "the level is 本科 or 专科; correct it";
    }
}

impl From<NotSchoolCode> for NotSchool {
    fn from(no: NotSchoolCode) -> Self {
        Self::Code(no)
    }
}

impl From<NotText> for NotSchool {
    fn from(no: NotText) -> Self {
        Self::Name(no)
    }
}

impl School {
    /// The shipped list: Ningxia and the military academies in full, of the others the best known.
    ///
    /// # Errors
    /// [`BadRow`] when the shipped file is no table of schools.
    pub fn shipped() -> Result<Vec<Self>, BadRow> {
        let rows: Vec<SchoolRow> = all_rows(include_str!("../../data/schools.csv"))?;
        let schools = rows.into_iter().enumerate().map(|(at, row)| {
            let line = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(2);
            Self::try_from(row).map_err(|flaw| BadRow { line, what: flaw.to_string() })
        });
        schools.collect()
    }

    /// A school from the columns 学校标识码, 学校名称, 办学层次 and 备注 of the ministry's list.
    ///
    /// # Errors
    /// [`NotSchool`] naming the column that does not fit.
    pub fn from_ministry(code: &str, name: &str, level: &str, remark: &str) -> Result<Self, NotSchool> {
        let row = SchoolRow {
            scheme: SchoolScheme::Moe,
            code: code.trim().to_owned(),
            name: name.trim().parse()?,
            campus: None,
            level: match level.trim() {
                "本科" => SchoolLevel::Bachelor,
                "专科" => SchoolLevel::JuniorCollege,
                _ => return Err(NotSchool::Level),
            },
            public: match remark.trim() {
                "" => Some(true),
                "民办" => Some(false),
                _ => None,
            },
            military: None,
            valid_from: None,
            valid_to: None,
        };
        Ok(Self::try_from(row)?)
    }

    /// Whether the list has this entry on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl TryFrom<SchoolRow> for School {
    type Error = NotSchoolCode;

    fn try_from(row: SchoolRow) -> Result<Self, NotSchoolCode> {
        let key = SchoolCode::new(row.scheme, &row.code)?;
        let military = match row.military {
            Some(Curated::Military) => Some(true),
            Some(Curated::Civil) => Some(false),
            Some(Curated::Review) => None,
            None => is_military(&key, row.name.as_str()),
        };
        Ok(Self {
            province: row.campus.or_else(|| key.province()),
            military,
            key,
            name: row.name,
            level: row.level,
            public: row.public,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn shipped(code: &str) -> School {
        School::shipped().unwrap().into_iter().find(|school| school.key.as_str() == code).unwrap()
    }

    #[test]
    fn the_shipped_list_has_each_school_once() {
        let schools = School::shipped().unwrap();
        let keys: BTreeSet<_> = schools.iter().map(|school| &school.key).collect();
        assert_eq!(keys.len(), schools.len());
        let names: BTreeSet<_> = schools.iter().map(|school| &school.name).collect();
        assert_eq!(names.len(), schools.len());
        let ningxia = schools.iter().filter(|school| school.province == "64".parse().ok());
        assert_eq!(ningxia.count(), 19);
        let academies = schools.iter().filter(|school| school.military == Some(true));
        assert_eq!(academies.count(), 44);
    }

    #[test]
    fn the_schools_of_the_examples_are_what_they_should_be() {
        assert_eq!(shipped("4164011407").name.as_str(), "北方民族大学");
        assert_eq!(shipped("4164010749").military, Some(false));
        assert_eq!(shipped("4162010730").province, "62".parse().ok());
        assert_eq!(shipped("91016").military, Some(true));
        assert_eq!(shipped("4164013820").public, Some(false));
        assert_eq!(shipped("4164013089").level, SchoolLevel::JuniorCollege);
    }

    #[test]
    fn the_grey_ones_wait_for_a_person() {
        for code in ["4113011105", "4133010829"] {
            assert_eq!(shipped(code).military, None, "{code}");
        }
    }

    #[test]
    fn academies_of_the_police_are_not_military() {
        for code in ["4111010041", "4121010175", "4164013089"] {
            assert_eq!(shipped(code).military, Some(false), "{code}");
        }
    }

    #[test]
    fn the_ministrys_remark_tells_who_runs_a_school() {
        let public = |remark| School::from_ministry("4164010749", "宁夏大学", "本科", remark).unwrap().public;
        assert_eq!((public(""), public("民办"), public("中外合作办学")), (Some(true), Some(false), None));
        let flaw = School::from_ministry("4164010749", "宁夏大学", "高中", "");
        assert_eq!(flaw, Err(NotSchool::Level));
        assert!(matches!(School::from_ministry("91016", "某", "本科", ""), Err(NotSchool::Code(_))));
    }
}

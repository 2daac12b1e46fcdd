//! What is somebody to the worker? The codes of GB/T 4761, and which of them are children (N01).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sex::Sex;
use crate::text::reasons;

/// A code of GB/T 4761: two digits; 01 and 02 are the worker, 10 to 12 the spouse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^(0[12]|[1-9][0-9])$", example = "22")]
pub struct RelationCode(u8);

/// A text that is no code of GB/T 4761.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRelation;

reasons! {
    NotRelation {
        Self => "与职工关系应为GB/T 4761代码:01、02、10至12、20至97或99,请更正",
            "a relation is a code of GB/T 4761: 01, 02, 10 to 12, 20 to 97 or 99; correct it";
    }
}

impl RelationCode {
    /// The worker, whose dossier it is: 本人, or 户主.
    pub const fn is_worker(self) -> bool {
        matches!(self.0, 1 | 2)
    }

    /// The worker's husband or wife.
    pub const fn is_spouse(self) -> bool {
        matches!(self.0, 10..=12)
    }

    /// A son or daughter, adopted and step-children included, in-laws not.
    pub const fn is_child(self) -> bool {
        matches!(self.0, 20..=27 | 29 | 30..=37 | 39)
    }

    /// A grandchild, whom the worker may have under guardianship.
    pub const fn is_grandchild(self) -> bool {
        matches!(self.0, 40..=44)
    }

    /// The sex that the code itself says.
    pub const fn sex(self) -> Option<Sex> {
        match self.0 {
            11
            | 20..=29
            | 41
            | 43
            | 46
            | 47
            | 51
            | 53
            | 55
            | 57
            | 61
            | 63
            | 66
            | 71
            | 73
            | 76
            | 78
            | 81
            | 83
            | 85
            | 87
            | 89
            | 93
            | 95 => Some(Sex::Male),
            12
            | 30..=39
            | 42
            | 44
            | 45
            | 48
            | 52
            | 54
            | 56
            | 58
            | 62
            | 64
            | 67
            | 72
            | 74
            | 75
            | 77
            | 82
            | 84
            | 86
            | 88
            | 90
            | 94
            | 96 => Some(Sex::Female),
            _ => None,
        }
    }
}

impl FromStr for RelationCode {
    type Err = NotRelation;

    fn from_str(text: &str) -> Result<Self, NotRelation> {
        let formed = text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit());
        match text.parse() {
            Ok(code @ (1 | 2 | 10..=12 | 20..=97 | 99)) if formed => Ok(Self(code)),
            _ => Err(NotRelation),
        }
    }
}

impl TryFrom<String> for RelationCode {
    type Error = NotRelation;

    fn try_from(text: String) -> Result<Self, NotRelation> {
        text.parse()
    }
}

impl From<RelationCode> for String {
    fn from(code: RelationCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for RelationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Debug for RelationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_list;

    #[test]
    fn the_type_holds_exactly_the_codes_of_the_shipped_list() {
        let lists = code_list::shipped().unwrap();
        let list = lists.iter().find(|list| list.key.as_str() == "relation").unwrap();
        for number in 0..100 {
            let text = format!("{number:02}");
            let listed = list.entries.iter().any(|entry| entry.code.as_str() == text);
            assert_eq!(text.parse::<RelationCode>().is_ok(), listed, "{text}");
        }
    }

    #[test]
    fn in_laws_are_no_children() {
        let children =
            |codes: &[&str]| codes.iter().all(|code| code.parse::<RelationCode>().unwrap().is_child());
        assert!(children(&["20", "21", "27", "29", "30", "37", "39"]));
        for other in ["28", "38", "40", "01", "11", "73"] {
            assert!(!children(&[other]), "{other}");
        }
    }

    #[test]
    fn a_sex_agrees_with_the_title_in_the_list() {
        let sex = |code: &str| code.parse::<RelationCode>().unwrap().sex();
        assert_eq!((sex("11"), sex("12"), sex("10")), (Some(Sex::Male), Some(Sex::Female), None));
        assert_eq!(
            (sex("28"), sex("38"), sex("77")),
            (Some(Sex::Male), Some(Sex::Female), Some(Sex::Female))
        );
    }
}

//! By what code is a school known? The ministry's ten digits, or the five of the military list.

use core::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::area::Province;
use crate::text::reasons;
use crate::words::named;

named! {
    /// Whose list of codes it is.
    SchoolScheme {
        /// The Ministry of Education's 学校标识码: ten digits, 41 first, or 36 for a school founded of late.
        Moe
        /// Codes of military academies: five digits from 90000 to 92999.
        Military
    }
}

/// A school's code within its scheme.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schema(example = json!({"scheme": "moe", "code": "4164010749"}))]
pub struct SchoolCode {
    /// Whose list it is.
    scheme: SchoolScheme,
    /// Ten digits of the ministry, five of the military.
    #[schema(pattern = "^((41|36)[1-9][0-9]{7}|9[0-2][0-9]{3})$")]
    code: String,
}

/// A code as it is written, before it is checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scheme: SchoolScheme,
    code: String,
}

/// A text that is no school's code in its scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSchoolCode {
    /// Whose list it was said to be.
    pub scheme: SchoolScheme,
}

reasons! {
    NotSchoolCode {
        Self { scheme: SchoolScheme::Moe } => "院校代码为10位数字:41(或36)、省级代码和6位数字,请对照院校表填写",
            "a school's code is ten digits: 41 (or 36), the province, and six digits; take it from the list of schools";
        Self { scheme: SchoolScheme::Military } => "军队院校代码为5位数字,从90000至92999,请对照院校表填写",
            "a military academy's code is five digits from 90000 to 92999; take it from the list of schools";
    }
}

impl SchoolCode {
    /// The code of that scheme.
    ///
    /// # Errors
    /// [`NotSchoolCode`] when the scheme has no codes of that form.
    pub fn new(scheme: SchoolScheme, code: &str) -> Result<Self, NotSchoolCode> {
        let digits = code.bytes().all(|digit| digit.is_ascii_digit());
        let formed = match (scheme, code.as_bytes()) {
            (
                SchoolScheme::Moe,
                [b'4', b'1', b'1'..=b'9', _, _, _, _, _, _, _]
                | [b'3', b'6', b'1'..=b'9', _, _, _, _, _, _, _],
            )
            | (SchoolScheme::Military, [b'9', b'0'..=b'2', _, _, _]) => digits,
            _ => false,
        };
        if formed { Ok(Self { scheme, code: code.to_owned() }) } else { Err(NotSchoolCode { scheme }) }
    }

    /// Whose list it is.
    pub const fn scheme(&self) -> SchoolScheme {
        self.scheme
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.code
    }

    /// The province that the code itself names; a military code names none.
    pub fn province(&self) -> Option<Province> {
        match self.scheme {
            SchoolScheme::Moe => self.code.get(2..4).and_then(|digits| digits.parse().ok()),
            SchoolScheme::Military => None,
        }
    }
}

impl TryFrom<Written> for SchoolCode {
    type Error = NotSchoolCode;

    fn try_from(written: Written) -> Result<Self, NotSchoolCode> {
        Self::new(written.scheme, &written.code)
    }
}

impl From<SchoolCode> for Written {
    fn from(code: SchoolCode) -> Self {
        Self { scheme: code.scheme, code: code.code }
    }
}

impl fmt::Display for SchoolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_checked_in_its_own_scheme() {
        assert!(SchoolCode::new(SchoolScheme::Moe, "4164010749").is_ok());
        assert!(SchoolCode::new(SchoolScheme::Moe, "3632000466").is_ok());
        assert!(SchoolCode::new(SchoolScheme::Military, "91016").is_ok());
        for (scheme, code) in [
            (SchoolScheme::Moe, "91016"),
            (SchoolScheme::Moe, "416401074"),
            (SchoolScheme::Moe, "4264010749"),
            (SchoolScheme::Moe, "41640107 9"),
            (SchoolScheme::Military, "93016"),
            (SchoolScheme::Military, "4164010749"),
            (SchoolScheme::Military, ""),
        ] {
            assert_eq!(SchoolCode::new(scheme, code), Err(NotSchoolCode { scheme }), "{code}");
        }
    }

    #[test]
    fn the_wire_has_scheme_and_code_and_nothing_else() {
        let wire = r#"{"scheme":"moe","code":"4164010749"}"#;
        let code: SchoolCode = serde_json::from_str(wire).unwrap();
        assert_eq!(code.province(), "64".parse().ok());
        assert_eq!(serde_json::to_string(&code).unwrap(), wire);
        assert!(serde_json::from_str::<SchoolCode>(r#"{"scheme":"military","code":"4164010749"}"#).is_err());
        assert!(serde_json::from_str::<SchoolCode>(r#"{"scheme":"moe","code":"4164010749","x":1}"#).is_err());
    }
}

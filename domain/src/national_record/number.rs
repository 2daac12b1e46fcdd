//! By which number is a family known in the national system? As that system wrote it (职工编号).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::citizen_id::CitizenId;
use crate::text::reasons;

/// A number of the national system: letters, which are capitals, digits and hyphens; with no citizen id in it, for views show it whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9A-Za-z-]{1,32}$", example = "NX640104001237")]
pub struct NationalNumber(String);

/// Why a text is no such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotNationalNumber {
    /// It is empty, too long, or has other characters.
    Form,
    /// It is a citizen id.
    CitizenId,
}

reasons! {
    NotNationalNumber {
        Self::Form => "职工编号为1至32个字母、数字或连字符,请照全国系统填写", "1 to 32 letters, digits and hyphens; write the number as the national system shows it";
        Self::CitizenId => "此处不应填写身份证号,请填写全国系统的职工编号", "this is a citizen id; write the family's number in the national system";
    }
}

impl NationalNumber {
    /// The most characters that it may have.
    const MAX_CHARS: usize = 32;
    /// So many characters a citizen id has, which may stand within.
    const OF_A_CITIZEN_ID: usize = 18;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NationalNumber {
    type Error = NotNationalNumber;

    fn try_from(text: String) -> Result<Self, NotNationalNumber> {
        let legal = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if !legal || !(1..=Self::MAX_CHARS).contains(&text.len()) {
            return Err(NotNationalNumber::Form);
        }
        // Lists are typed by hand too: what differs in capitals alone is one number.
        let text = text.to_ascii_uppercase();
        let plain: Vec<u8> = text.bytes().filter(|octet| *octet != b'-').collect();
        let mut within =
            plain.windows(Self::OF_A_CITIZEN_ID).filter_map(|part| std::str::from_utf8(part).ok());
        if within.any(|part| part.parse::<CitizenId>().is_ok()) {
            return Err(NotNationalNumber::CitizenId);
        }
        Ok(Self(text))
    }
}

impl core::str::FromStr for NationalNumber {
    type Err = NotNationalNumber;

    fn from_str(text: &str) -> Result<Self, NotNationalNumber> {
        Self::try_from(text.to_owned())
    }
}

impl From<NationalNumber> for String {
    fn from(number: NationalNumber) -> Self {
        number.0
    }
}

impl core::fmt::Display for NationalNumber {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_what_the_other_side_wrote_and_no_citizen_id() {
        for (text, is) in [
            ("NX640104001237", Ok(())),
            ("1", Ok(())),
            ("", Err(NotNationalNumber::Form)),
            ("编号7", Err(NotNationalNumber::Form)),
            ("12 34", Err(NotNationalNumber::Form)),
            ("123456789012345678901234567890123", Err(NotNationalNumber::Form)),
            ("640104197405121014", Err(NotNationalNumber::CitizenId)),
            ("NX64010419740512-1014", Err(NotNationalNumber::CitizenId)),
        ] {
            assert_eq!(text.parse::<NationalNumber>().map(drop), is, "{text}");
        }
        assert_eq!("nx64-1".parse::<NationalNumber>().unwrap().as_str(), "NX64-1");
    }
}

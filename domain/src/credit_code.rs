//! Which organisation is it, for the state? The unified social credit code of GB 32100.

use core::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sensitive::half_width;
use crate::text::reasons;

const LENGTH: usize = 18;
/// Digits and capital letters without I, O, S, V and Z; a character's place is its value.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const BASE: usize = 31;

/// A unified social credit code of eighteen characters (GB 32100), in capitals. It is public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{18}$", example = "81640104MC0000012T")]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCreditCode {
    /// Another length.
    Length {
        /// How many were given.
        characters: usize,
    },
    /// A character that the code does not use.
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// The last character does not follow from the others.
    Checksum,
}

reasons! {
    NotCreditCode {
        Self::Length { characters } => "统一社会信用代码为18位,现填{characters}位,请核对证照",
            "a credit code has 18 characters, not {characters}; look at the licence";
        Self::Character { position } => "统一社会信用代码第{position}位有误,应为数字或除I、O、S、V、Z外的大写字母,请核对证照",
            "character {position} of a credit code is a digit or a capital letter other than I, O, S, V and Z; look at the licence";
        Self::Checksum => "统一社会信用代码的校验码不符,请逐位核对证照",
            "the check character does not agree with the other seventeen; compare each with the licence";
    }
}

impl CreditCode {
    /// The eighteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(text: &str) -> Result<Self, NotCreditCode> {
        let code = half_width(text).to_ascii_uppercase();
        let characters = code.chars().count();
        if characters != LENGTH {
            return Err(NotCreditCode::Length { characters });
        }
        let mut values = [0_usize; LENGTH];
        for (at, (value, c)) in values.iter_mut().zip(code.chars()).enumerate() {
            *value = value_of(c).ok_or(NotCreditCode::Character { position: at + 1 })?;
        }
        if weighs_nothing(&values) { Ok(Self(code)) } else { Err(NotCreditCode::Checksum) }
    }
}

fn value_of(c: char) -> Option<usize> {
    ALPHABET.iter().position(|letter| char::from(*letter) == c)
}

/// With weights 3^i, the last one 1, all eighteen values sum to a multiple of 31.
fn weighs_nothing(values: &[usize; LENGTH]) -> bool {
    let Some((check, others)) = values.split_last() else { return false };
    let (sum, _) =
        others.iter().fold((0, 1), |(sum, weight), value| ((sum + value * weight) % BASE, weight * 3 % BASE));
    (sum + check).is_multiple_of(BASE)
}

impl core::str::FromStr for CreditCode {
    type Err = NotCreditCode;

    fn from_str(text: &str) -> Result<Self, NotCreditCode> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CreditCode {
    type Error = NotCreditCode;

    fn try_from(text: String) -> Result<Self, NotCreditCode> {
        Self::parse(&text)
    }
}

impl From<CreditCode> for String {
    fn from(code: CreditCode) -> Self {
        code.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_are_valid_in_either_case() {
        for text in ["91350100M000100Y43", "91350100m000100y43", "81640104MC0000012T"] {
            assert_eq!(text.parse::<CreditCode>().unwrap().as_str(), text.to_ascii_uppercase());
        }
    }

    #[test]
    fn each_slip_has_its_own_reason() {
        let refused = [
            ("91350100M000100Y4", NotCreditCode::Length { characters: 17 }),
            ("91350100M000I00Y43", NotCreditCode::Character { position: 13 }),
            ("91350100M000100Y44", NotCreditCode::Checksum),
            ("19350100M000100Y43", NotCreditCode::Checksum),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<CreditCode>(), Err(reason), "{text}");
        }
    }
}

//! Into which account? A bank and the number of an account there, for those without a card; kept out of sight (N26).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::name::Title;
use crate::sensitive::{all_but_last, half_width, sealed_text};
use crate::text::reasons;

/// The number of an account: 8 to 32 digits, which carry no check; blanks and hyphens between groups are left out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String,
    pattern = "^[0-9０-９]([ \u{3000}-]?[0-9０-９]){7,31}$",
    example = "6403000000000012"
)]
pub struct AccountNumber(String);

/// An account at a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// 开户银行, with its branch.
    pub bank: Title,
    /// 账号.
    pub number: AccountNumber,
}

/// Why a text is no account number. No reason carries a part of the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotAccountNumber {
    /// Too few or too many digits.
    Length {
        /// How many were given.
        digits: usize,
    },
    /// Something that is no digit, nor one blank or hyphen between two.
    Character {
        /// Counted from 1.
        position: usize,
    },
}

reasons! {
    NotAccountNumber {
        Self::Length { digits } => "账号为8至32位数字,现填{digits}位,请核对存折或开户资料",
            "an account number has 8 to 32 digits, not {digits}; look at the passbook";
        Self::Character { position } => "账号第{position}位不是数字,请核对存折或开户资料",
            "character {position} of an account number is no digit; look at the passbook";
    }
}

sealed_text! { AccountNumber, NotAccountNumber }

impl AccountNumber {
    /// The last four digits, the others hidden.
    pub fn masked(&self) -> String {
        all_but_last(&self.0, 4)
    }

    fn parse(text: &str) -> Result<Self, NotAccountNumber> {
        let mut number = String::new();
        let mut after_digit = false;
        for (at, c) in half_width(text).chars().enumerate() {
            if !(c.is_ascii_digit() || (matches!(c, ' ' | '-') && after_digit)) {
                return Err(NotAccountNumber::Character { position: at + 1 });
            }
            after_digit = c.is_ascii_digit();
            if after_digit {
                number.push(c);
            }
        }
        if !(8..=32).contains(&number.len()) {
            return Err(NotAccountNumber::Length { digits: number.len() });
        }
        if after_digit {
            Ok(Self(number))
        } else {
            Err(NotAccountNumber::Character { position: text.chars().count() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_full_width_are_the_same_number() {
        for text in ["6403000000000012", "6403 0000 0000 0012", "6403-0000-0000-0012", "６４０３000000000012"]
        {
            assert_eq!(text.parse::<AccountNumber>().unwrap().reveal(), "6403000000000012");
        }
    }

    #[test]
    fn each_slip_has_its_own_reason() {
        let refused = [
            ("6403000", NotAccountNumber::Length { digits: 7 }),
            ("", NotAccountNumber::Length { digits: 0 }),
            ("6403/000000000012", NotAccountNumber::Character { position: 5 }),
            ("6403--00000000012", NotAccountNumber::Character { position: 6 }),
            ("640300000000001-", NotAccountNumber::Character { position: 16 }),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<AccountNumber>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_last_four_only() {
        let number: AccountNumber = "6403000000000012".parse().unwrap();
        assert_eq!(format!("{number:?}"), "AccountNumber(************0012)");
    }
}

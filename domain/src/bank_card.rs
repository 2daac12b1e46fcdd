//! Onto which card? A bank or membership card number, checked by Luhn and kept out of sight (N26).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sensitive::{all_but_last, half_width, sealed_text};
use crate::text::reasons;

/// A card number of 16 to 19 digits that satisfies Luhn's check; blanks between groups are left out.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String,
    pattern = "^[0-9０-９]([ \u{3000}]?[0-9０-９]){15,18}$",
    example = "6217000000000000012"
)]
pub struct BankCard(String);

/// Why a text is no card number. No reason carries a part of the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotBankCard {
    /// Too few or too many digits.
    Length {
        /// How many were given.
        digits: usize,
    },
    /// Something that is no digit, nor one blank between two.
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// Luhn's check fails.
    Checksum,
}

reasons! {
    NotBankCard {
        Self::Length { digits } => "银行卡号为16至19位数字,现填{digits}位,请核对卡面",
            "a card has 16 to 19 digits, not {digits}; look at the card";
        Self::Character { position } => "银行卡号第{position}位不是数字,请核对卡面",
            "character {position} of a card number is no digit; look at the card";
        Self::Checksum => "银行卡号校验位不符,请逐位核对卡面",
            "the last digit does not agree with the others; compare each with the card";
    }
}

sealed_text! { BankCard, NotBankCard }

impl BankCard {
    /// The last four digits, the others hidden.
    pub fn masked(&self) -> String {
        all_but_last(&self.0, 4)
    }

    fn parse(text: &str) -> Result<Self, NotBankCard> {
        let mut number = String::new();
        let mut after_digit = false;
        for (at, c) in half_width(text).chars().enumerate() {
            if !(c.is_ascii_digit() || (c == ' ' && after_digit)) {
                return Err(NotBankCard::Character { position: at + 1 });
            }
            after_digit = c.is_ascii_digit();
            if after_digit {
                number.push(c);
            }
        }
        if !(16..=19).contains(&number.len()) {
            return Err(NotBankCard::Length { digits: number.len() });
        }
        if !after_digit {
            return Err(NotBankCard::Character { position: text.chars().count() });
        }
        if agrees(&number) { Ok(Self(number)) } else { Err(NotBankCard::Checksum) }
    }
}

/// Luhn: every second digit from the right counts double, its two digits added; all sum to a multiple of ten.
fn agrees(number: &str) -> bool {
    let weigh = |(at, digit): (usize, u32)| match (at % 2 == 1, digit * 2) {
        (false, _) => digit,
        (true, double @ 0..=9) => double,
        (true, double) => double - 9,
    };
    let digits = number.chars().rev().filter_map(|c| c.to_digit(10));
    digits.enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn groups_and_full_width_are_the_same_card() {
        for text in ["6217000000000000012", "6217 0000 0000 0000 012", "６２１７000000000000012"] {
            assert_eq!(text.parse::<BankCard>().unwrap().reveal(), "6217000000000000012");
        }
    }

    #[test]
    fn each_slip_has_its_own_reason() {
        let refused = [
            ("621700000000000", NotBankCard::Length { digits: 15 }),
            ("62170000000000000128", NotBankCard::Length { digits: 20 }),
            ("", NotBankCard::Length { digits: 0 }),
            ("6217-0000-0000-0000-018", NotBankCard::Character { position: 5 }),
            ("6217  0000000000000012", NotBankCard::Character { position: 6 }),
            ("6217000000000000012 ", NotBankCard::Character { position: 20 }),
            ("6217000000000000013", NotBankCard::Checksum),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<BankCard>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn debug_shows_the_last_four_only() {
        let card: BankCard = "6217000000000000012".parse().unwrap();
        assert_eq!(format!("{card:?}"), "BankCard(***************0012)");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(at in 0_usize..19, by in 1_u8..10) {
            let mut bytes = b"6217000000000000012".to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            prop_assert_eq!(String::from_utf8(bytes).unwrap().parse::<BankCard>(), Err(NotBankCard::Checksum));
        }
    }
}

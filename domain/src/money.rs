//! What is a sum of money? Whole fen, never a float (invariant 7).

use crate::text::reasons;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A sum in fen (1/100 yuan), never negative, at most 100 million yuan.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(try_from = "i64", into = "i64")]
#[schema(value_type = i64, minimum = 0, maximum = 10_000_000_000_i64, example = 400_000)]
pub struct Money(i64);

/// A sum that no form of this field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMoney;

reasons! {
    NotMoney {
        Self => "金额应为0至10000000000分(1亿元),请更正",
            "a sum is 0 to 10000000000 fen (100 million yuan); correct it";
    }
}

impl Money {
    /// The largest sum that a record may hold: larger ones are slips of the keyboard.
    pub const MAX_FEN: i64 = 10_000_000_000;
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A sum of so many fen.
    ///
    /// # Errors
    /// [`NotMoney`] when it is negative or beyond [`Money::MAX_FEN`].
    pub const fn fen(fen: i64) -> Result<Self, NotMoney> {
        if fen < 0 || fen > Self::MAX_FEN { Err(NotMoney) } else { Ok(Self(fen)) }
    }

    /// The number of fen.
    pub const fn as_fen(self) -> i64 {
        self.0
    }

    /// The sum of many, exact; wider than a single record may hold.
    pub fn total(sums: impl IntoIterator<Item = Self>) -> i64 {
        sums.into_iter().map(|sum| sum.0).sum()
    }
}

impl TryFrom<i64> for Money {
    type Error = NotMoney;

    fn try_from(fen: i64) -> Result<Self, NotMoney> {
        Self::fen(fen)
    }
}

impl From<Money> for i64 {
    fn from(sum: Money) -> Self {
        sum.0
    }
}

/// The fen of a sum in yuan as offices write it, with the sign of the currency and commas between thousands or without; none where it
/// is no such sum, has parts of a fen, or is negative.
pub fn of_yuan(said: &str) -> Option<i64> {
    let yuan = digits(said)?.checked_mul(Decimal::ONE_HUNDRED)?;
    whole(yuan)
}

/// The fen of a sum in fen, written so.
pub fn of_fen(said: &str) -> Option<i64> {
    digits(said).and_then(whole)
}

fn digits(said: &str) -> Option<Decimal> {
    let digits: String = said.trim_start_matches(['¥', '¥']).chars().filter(|c| *c != ',').collect();
    Decimal::from_str_exact(&digits).ok()
}

fn whole(sum: Decimal) -> Option<i64> {
    if sum.is_integer() && !sum.is_sign_negative() { sum.try_into().ok() } else { None }
}

/// A sum in yuan, with its fen.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_in_yuan_has_two_decimals() {
        assert_eq!(
            [0, 5, 50, 400_000, 123_456_789].map(yuan),
            ["0.00", "0.05", "0.50", "4000.00", "1234567.89"]
        );
    }

    #[test]
    fn a_sum_is_neither_negative_nor_huge() {
        assert_eq!(Money::fen(-1), Err(NotMoney));
        assert_eq!(Money::fen(Money::MAX_FEN + 1), Err(NotMoney));
        assert_eq!(Money::fen(400_000).map(Money::as_fen), Ok(400_000));
    }
}

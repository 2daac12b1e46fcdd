//! How is a family reached? A mobile number, or a landline with its area code, kept out of sight.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::sensitive::{half_width, sealed_text};
use crate::text::reasons;

/// A mobile number of eleven digits, or a landline written as area code, hyphen, number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(
    value_type = String,
    pattern = "^(1[3-9][0-9]{9}|0(10|2[0-9])-?[0-9]{8}|0[3-9][0-9]{2}-?[0-9]{7,8})$",
    example = "13995000001"
)]
pub struct Phone(String);

/// Why a text is no phone number. No reason carries a part of the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotPhone {
    /// Something that is neither a digit nor the hyphen after the area code.
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// It starts with 1 and is not a mobile number.
    Mobile {
        /// How many digits were given.
        digits: usize,
    },
    /// It starts with 0 and is not a landline.
    Landline {
        /// How many digits were given, with those of the area code.
        digits: usize,
    },
    /// It starts with neither: the area code is missing.
    AreaCode,
}

reasons! {
    NotPhone {
        Self::Character { position } => "电话号码第{position}位不是数字,请更正",
            "character {position} of a phone number is no digit; correct it";
        Self::Mobile { digits } => "手机号以13至19开头,共11位,现填{digits}位,请更正",
            "a mobile number starts with 13 to 19 and has 11 digits; this one has {digits}; correct it";
        Self::Landline { digits } => "固定电话为区号加7或8位号码,现共{digits}位,请更正",
            "a landline is an area code and 7 or 8 digits; this one has {digits} in all; correct it";
        Self::AreaCode => "电话号码应以1(手机)或0(区号)开头,固定电话请加区号",
            "a number starts with 1 (mobile) or 0 (area code); add the area code of a landline";
    }
}

sealed_text! { Phone, NotPhone }

impl Phone {
    /// The start and the last four digits of a mobile number, or the area code and the last four.
    pub fn masked(&self) -> String {
        let shown = self.0.find('-').map_or(3, |hyphen| hyphen + 1);
        let hidden = shown..self.0.len().saturating_sub(4);
        self.0.char_indices().map(|(at, c)| if hidden.contains(&at) { '*' } else { c }).collect()
    }

    fn parse(text: &str) -> Result<Self, NotPhone> {
        let written = half_width(text);
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let area = match written.get(..3) {
            Some("010" | "020" | "021" | "022" | "023" | "024" | "025" | "026" | "027" | "028" | "029") => 3,
            _ => 4,
        };
        let hyphen_here = |at: usize| at == area && written.starts_with('0');
        let legal = |(at, c): (usize, char)| c.is_ascii_digit() || (c == '-' && hyphen_here(at));
        if let Some(at) = written.chars().enumerate().position(|each| !legal(each)) {
            return Err(NotPhone::Character { position: at + 1 });
        }
        let count = digits.len();
        match digits.as_bytes() {
            [b'1', b'3'..=b'9', ..] if count == 11 => Ok(Self(digits)),
            [b'1', ..] => Err(NotPhone::Mobile { digits: count }),
            [b'0', second, ..] if area_exists(area, *second) && fits(area, count) => {
                let (code, number) = digits.split_at(area);
                Ok(Self(format!("{code}-{number}")))
            }
            [b'0', ..] => Err(NotPhone::Landline { digits: count }),
            _ => Err(NotPhone::AreaCode),
        }
    }
}

fn area_exists(area: usize, second: u8) -> bool {
    area == 3 || second >= b'3'
}

/// The largest cities have eight digits after their short area codes; elsewhere seven or eight.
fn fits(area: usize, count: usize) -> bool {
    if area == 3 { count == 11 } else { count == 11 || count == 12 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobile_and_landline_are_written_one_way() {
        let written = [
            ("13995000001", "13995000001"),
            ("１３９９５００００01", "13995000001"),
            ("09515000001", "0951-5000001"),
            ("0951-5000001", "0951-5000001"),
            ("01060000001", "010-60000001"),
            ("029-80000001", "029-80000001"),
        ];
        for (text, kept) in written {
            assert_eq!(text.parse::<Phone>().unwrap().reveal(), kept);
        }
    }

    #[test]
    fn each_slip_has_its_own_reason() {
        let refused = [
            ("1399500000", NotPhone::Mobile { digits: 10 }),
            ("12995000001", NotPhone::Mobile { digits: 11 }),
            ("5000001", NotPhone::AreaCode),
            ("", NotPhone::AreaCode),
            ("0951-500000", NotPhone::Landline { digits: 10 }),
            ("0151-5000001", NotPhone::Landline { digits: 11 }),
            ("010-6000001", NotPhone::Landline { digits: 10 }),
            ("095-15000001", NotPhone::Character { position: 4 }),
            ("139 9500 0001", NotPhone::Character { position: 4 }),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<Phone>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn debug_hides_the_middle() {
        assert_eq!(format!("{:?}", "13995000001".parse::<Phone>().unwrap()), "Phone(139****0001)");
        assert_eq!(format!("{:?}", "0951-5000001".parse::<Phone>().unwrap()), "Phone(0951-***0001)");
    }
}

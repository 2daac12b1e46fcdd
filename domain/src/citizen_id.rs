//! Who is it, for the state? The citizen identification number of GB 11643, checked and kept out of sight.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::area::Areas;
use crate::sensitive::{all_but_last, half_width, sealed_text};
use crate::sex::Sex;
use crate::text::reasons;
use crate::time::Day;

const LENGTH: usize = 18;
const OLD_LENGTH: usize = 15;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by the remainder of the weighted sum.
const CHECKS: [u8; 11] = *b"10X98765432";
/// Hong Kong, Macau and Taiwan residents' permits of the mainland; the last is no area of GB/T 2260.
const RESIDENCE_PERMITS: [&str; 3] = ["810000", "820000", "830000"];

/// A citizen identification number of eighteen characters (GB 11643), with a capital X.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9０-９]{17}[0-9０-９XxＸｘ]$", example = "640104197405121014")]
pub struct CitizenId(String);

/// Why a text is no citizen id. No reason carries a part of the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCitizenId {
    /// The number of the first generation, without century and check character.
    FifteenDigits,
    /// Another length.
    Length {
        /// How many were given.
        characters: usize,
    },
    /// A character that may not stand there.
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// Characters 7 to 14 are no day of the calendar.
    Birth,
    /// The last character does not follow from the others. Which would is not told: it would invite
    /// typing it instead of looking at the card again.
    Checksum,
}

reasons! {
    NotCitizenId {
        Self::FifteenDigits => "15位身份证号已停用,请按现用身份证填写18位号码",
            "a number of fifteen digits is no longer valid; give the eighteen characters of the card of today";
        Self::Length { characters } => "身份证号为18位,现填{characters}位,请核对证件",
            "a citizen id has 18 characters, not {characters}; look at the card";
        Self::Character { position } => "身份证号第{position}位有误,应为数字(末位可为X),请核对证件",
            "character {position} of a citizen id is a digit, or X at the end; look at the card";
        Self::Birth => "身份证号第7至14位不是1900至2199年间真实存在的出生日期,请核对证件",
            "characters 7 to 14 are no day of birth between 1900 and 2199; look at the card";
        Self::Checksum => "身份证号的校验码不符,请逐位核对证件",
            "the check character does not agree with the other seventeen; compare each with the card";
    }
}

sealed_text! { CitizenId, NotCitizenId }

impl CitizenId {
    /// The day of birth; its age is shown instead.
    pub fn birth(&self) -> Day {
        birth_in(&self.0).unwrap_or(Day::from_epoch(0))
    }

    /// Whole years since birth on that day; none before it.
    pub fn age_on(&self, day: Day) -> Option<i32> {
        let birth = self.birth();
        (day >= birth).then(|| day.years_since(birth))
    }

    /// The sex: the seventeenth character is odd for a man.
    pub fn sex(&self) -> Sex {
        let odd = self.0.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1);
        if odd { Sex::Male } else { Sex::Female }
    }

    /// The area where it was given, by the code of that time.
    pub fn region(&self) -> &str {
        self.0.get(..6).unwrap_or_default()
    }

    /// Whether the area is one that the list has, now or formerly. If not, a person should look again;
    /// the number is not refused for it.
    pub fn region_is_known(&self, areas: &Areas) -> bool {
        RESIDENCE_PERMITS.contains(&self.region()) || areas.knows(self.region())
    }

    /// The last two characters, the others hidden.
    pub fn masked(&self) -> String {
        all_but_last(&self.0, 2)
    }

    fn parse(text: &str) -> Result<Self, NotCitizenId> {
        let number = half_width(text).to_ascii_uppercase();
        let characters = number.chars().count();
        if characters == OLD_LENGTH && number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotCitizenId::FifteenDigits);
        }
        if characters != LENGTH {
            return Err(NotCitizenId::Length { characters });
        }
        let legal = |at: usize, c: char| c.is_ascii_digit() || (at + 1 == LENGTH && c == 'X');
        if let Some(at) = number.chars().enumerate().position(|(at, c)| !legal(at, c)) {
            return Err(NotCitizenId::Character { position: at + 1 });
        }
        birth_in(&number).ok_or(NotCitizenId::Birth)?;
        if check_character(&number) == number.bytes().last() {
            Ok(Self(number))
        } else {
            Err(NotCitizenId::Checksum)
        }
    }
}

/// The check character that the first seventeen digits call for.
fn check_character(number: &str) -> Option<u8> {
    let sum: u32 = number.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at)).copied()
}

fn birth_in(number: &str) -> Option<Day> {
    let year = number.get(6..10)?.parse().ok()?;
    let month = number.get(10..12)?.parse().ok()?;
    let day = number.get(12..14)?.parse().ok()?;
    Day::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> CitizenId {
        text.parse().unwrap()
    }

    #[test]
    fn the_published_example_is_valid_however_it_is_typed() {
        for text in [
            "11010519491231002X",
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "11010519491231002ｘ",
        ] {
            assert_eq!(id(text).reveal(), "11010519491231002X");
        }
    }

    #[test]
    fn birth_and_sex_stand_in_the_number() {
        let man = id("640104197405121014");
        assert_eq!((man.birth().to_string().as_str(), man.sex()), ("1974-05-12", Sex::Male));
        assert_eq!(id("640106199908201026").sex(), Sex::Female);
        assert_eq!(man.age_on("2018-05-11".parse().unwrap()), Some(43));
        assert_eq!(man.age_on("2018-05-12".parse().unwrap()), Some(44));
        assert_eq!(man.age_on("1974-05-11".parse().unwrap()), None);
    }

    #[test]
    fn each_slip_has_its_own_reason() {
        let refused = [
            ("640104740512101", NotCitizenId::FifteenDigits),
            ("64010474051210", NotCitizenId::Length { characters: 14 }),
            ("", NotCitizenId::Length { characters: 0 }),
            ("64010419740512101回", NotCitizenId::Character { position: 18 }),
            ("6401O4197405121014", NotCitizenId::Character { position: 5 }),
            ("64010419740512X014", NotCitizenId::Character { position: 15 }),
            ("640104197402301014", NotCitizenId::Birth),
            ("640104189905121014", NotCitizenId::Birth),
            ("640104197405121015", NotCitizenId::Checksum),
        ];
        for (text, reason) in refused {
            assert_eq!(text.parse::<CitizenId>(), Err(reason), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_more_than_the_mask() {
        let man = id("640104197405121014");
        assert_eq!(man.masked(), "****************14");
        assert_eq!(format!("{man:?}"), "CitizenId(****************14)");
    }

    #[test]
    fn an_unknown_area_is_no_error() {
        let areas = Areas::shipped().unwrap();
        assert!(id("640104197405121014").region_is_known(&areas));
        assert!(id("11010519491231002X").region_is_known(&areas), "of other provinces the first digits do");
        assert!(!id("990104197405121014").region_is_known(&areas));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(at in 0_usize..17, by in 1_u8..10) {
            let mut bytes = b"640121200003011032".to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            prop_assert!(String::from_utf8(bytes).unwrap().parse::<CitizenId>().is_err());
        }

        #[test]
        fn nothing_typed_makes_it_fail(text in ".{0,40}") {
            let _ = text.parse::<CitizenId>();
        }
    }
}

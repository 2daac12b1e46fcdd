//! How long may a text be, and what may stand in it? Names, titles and remarks.

use core::fmt;

use crate::text::reasons;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many digits in a row are a number of a person (a phone has the fewest), and no part of a name.
const NUMBER_OF_A_PERSON: usize = 11;

/// A text that a record cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotText {
    /// It is empty, too long, or has characters that no text has.
    Form {
        /// The most characters it may have.
        most: usize,
    },
    /// A name in which the number of a card, a phone or a person stands: names are shown where numbers are not.
    Number,
}

reasons! {
    NotText {
        Self::Form { most } => "应为1至{most}个字,不含控制字符,首尾不留空格,请更正",
            "1 to {most} characters, without control characters or blanks at its ends; correct it";
        Self::Number => "名称中不应有身份证号、卡号或电话号码,请填入相应栏目",
            "a name has no number of a person, a card or a phone in it; write that where it belongs";
    }
}

/// Whether so many digits stand in a row that they may identify somebody.
fn numbered(text: &str) -> bool {
    let mut row = 0;
    text.chars().any(|c| {
        row = if c.is_ascii_digit() { row + 1 } else { 0 };
        row == NUMBER_OF_A_PERSON
    })
}

macro_rules! texts {
    (lines: $lines:literal, numbers: $numbers:literal, pattern: $pattern:literal; $($(#[$doc:meta])* $name:ident, $most:tt, $example:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, min_length = 1, max_length = $most, pattern = $pattern, example = $example)]
        pub struct $name(String);

        impl $name {
            /// The most characters that it may have.
            pub const MAX_CHARS: usize = $most;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotText;

            fn try_from(text: String) -> Result<Self, NotText> {
                let legal = |c: char| !c.is_control() || ($lines && c == '\n');
                let fits = !text.is_empty() && text.chars().count() <= $most;
                let bare = text.trim().len() == text.len();
                if !(fits && bare && text.chars().all(legal)) {
                    return Err(NotText::Form { most: $most });
                }
                if !$numbers && numbered(&text) { Err(NotText::Number) } else { Ok(Self(text)) }
            }
        }

        impl core::str::FromStr for $name {
            type Err = NotText;

            fn from_str(text: &str) -> Result<Self, NotText> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    lines: false,
    numbers: false,
    pattern: r"^[^\x00-\x20\x7f-\xa0\u3000]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000])?$";

    /// A person's name, as on the identity card.
    PersonName, 50, "马小兰"
    /// A name of an organisation, a school, a campaign or a place.
    Title, 100, "银川市兴庆区总工会"
}

texts! {
    lines: false,
    numbers: true,
    pattern: r"^[^\x00-\x20\x7f-\xa0\u3000]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000])?$";

    /// A short line: a position, a place, a number on paper.
    Line, 200, "银古路社区公告栏"
}

texts! {
    lines: true,
    numbers: true,
    pattern: r"^[^\x00-\x20\x7f-\xa0\u3000]([^\x00-\x09\x0b-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000])?$";

    /// A remark or a reason in a person's words.
    Remark, 2000, "经入户走访核实,情况属实。"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_place_for_the_number_of_a_person() {
        for text in ["马小兰640104197405121014", "13995000001", "62170000000000000"] {
            assert_eq!(text.parse::<PersonName>(), Err(NotText::Number), "{text}");
            assert_eq!(text.parse::<Title>(), Err(NotText::Number), "{text}");
            assert!(text.parse::<Line>().is_ok() && text.parse::<Remark>().is_ok(), "{text}");
        }
        assert!("第1234567890小学".parse::<Title>().is_ok());
        assert_eq!(" 马小兰".parse::<PersonName>(), Err(NotText::Form { most: 50 }));
    }
}

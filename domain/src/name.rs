//! How long may a text be, and what may stand in it? Names, titles and remarks.

use core::fmt;

use crate::text::reasons;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text that a record cannot hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText {
    /// The most characters it may have.
    pub most: usize,
}

reasons! {
    NotText {
        Self { most } => "应为1至{most}个字,不含控制字符,首尾不留空格,请更正",
            "1 to {most} characters, without control characters or blanks at its ends; correct it";
    }
}

macro_rules! texts {
    (lines: $lines:literal, pattern: $pattern:literal; $($(#[$doc:meta])* $name:ident, $most:tt, $example:literal)*) => {$(
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
                if fits && bare && text.chars().all(legal) { Ok(Self(text)) } else { Err(NotText { most: $most }) }
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
    pattern: r"^[^\x00-\x20\x7f-\xa0\u3000]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000])?$";

    /// A person's name, as on the identity card.
    PersonName, 50, "马小兰"
    /// A name of an organisation, a school, a campaign or a place.
    Title, 100, "银川市兴庆区总工会"
    /// A short line: a position, a place, a number on paper.
    Line, 200, "银古路社区公告栏"
}

texts! {
    lines: true,
    pattern: r"^[^\x00-\x20\x7f-\xa0\u3000]([^\x00-\x09\x0b-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0\u3000])?$";

    /// A remark or a reason in a person's words.
    Remark, 2000, "经入户走访核实,情况属实。"
}

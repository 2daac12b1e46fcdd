//! Which numbers may a form hold? Small figures and codes, legal by their types.

use crate::text::reasons;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::area::Province;
pub use crate::relation::RelationCode;

/// A figure outside what any form of this field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotInRange {
    /// The smallest legal figure.
    pub least: i64,
    /// The largest legal figure.
    pub most: i64,
}

reasons! {
    NotInRange {
        Self { least, most } => "应为{least}至{most},请更正",
            "from {least} to {most}; correct it";
    }
}

/// A code that is not two digits, or a year that is not four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotDigits {
    /// How many digits it has.
    pub digits: usize,
}

reasons! {
    NotDigits {
        Self { digits } => "应为{digits}位数字,请更正",
            "exactly {digits} digits; correct it";
    }
}

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident: $inner:ty, $least:tt, $most:tt, $example:tt)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
        )]
        #[serde(try_from = "i64", into = "i64")]
        #[schema(value_type = i64, minimum = $least, maximum = $most, example = $example)]
        pub struct $name($inner);

        impl $name {
            /// The figure.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl TryFrom<i64> for $name {
            type Error = NotInRange;

            fn try_from(given: i64) -> Result<Self, NotInRange> {
                let refusal = NotInRange { least: $least, most: $most };
                if !($least..=$most).contains(&given) {
                    return Err(refusal);
                }
                <$inner>::try_from(given).map(Self).map_err(|_| refusal)
            }
        }

        impl From<$name> for i64 {
            fn from(figure: $name) -> Self {
                Self::from(figure.0)
            }
        }
    )*};
}

figures! {
    /// N: how many people live together, the student included.
    People: u8, 1, 99, 3
    /// How many years a course takes.
    CourseYears: u8, 1, 12, 4
    /// A calendar year of admission.
    AdmissionYear: i32, 1950, 2199, 2018
    /// How hard a household has it, by the edition's order of categories: 1 is the hardest.
    Hardship: u8, 1, 99, 1
}

macro_rules! digits {
    ($($(#[$doc:meta])* $name:ident: $inner:ty, $digits:literal, $pattern:tt, $example:tt)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
        )]
        #[serde(try_from = "String", into = "String")]
        #[schema(value_type = String, pattern = $pattern, example = $example)]
        pub struct $name($inner);

        impl $name {
            /// The digits read as a number.
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl core::str::FromStr for $name {
            type Err = NotDigits;

            fn from_str(text: &str) -> Result<Self, NotDigits> {
                let legal = text.len() == $digits && text.bytes().all(|byte| byte.is_ascii_digit());
                if !legal {
                    return Err(NotDigits { digits: $digits });
                }
                text.parse().map(Self).map_err(|_| NotDigits { digits: $digits })
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotDigits;

            fn try_from(text: String) -> Result<Self, NotDigits> {
                text.parse()
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{:0width$}", self.0, width = $digits)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.to_string()
            }
        }
    )*};
}

digits! {
    /// A campaign, named by its year.
    CampaignYear: u16, 4, "^[0-9]{4}$", "2018"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_has_at_least_one_and_at_most_99_people() {
        assert!(People::try_from(0).is_err());
        assert!(People::try_from(100).is_err());
        assert_eq!(People::try_from(99).map(People::get), Ok(99));
    }
}

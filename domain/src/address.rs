//! Where does a family live? A text that is sealed, and of which nothing is shown.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::name::{Line, NotText};
use crate::sensitive::sealed_text;

/// A postal address of 1 to 200 characters on one line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = Line, example = "银川市兴庆区示例路1号楼1单元101室")]
pub struct Address(String);

sealed_text! { Address, NotText }

impl Address {
    /// The same stars for every address: its length says something too.
    pub fn masked(&self) -> String {
        "******".to_owned()
    }

    fn parse(text: &str) -> Result<Self, NotText> {
        text.parse::<Line>().map(|line| Self(line.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_up_to_two_hundred_characters_on_one_line() {
        let longest = "路".repeat(200);
        assert_eq!(longest.parse::<Address>().unwrap().reveal(), longest);
        for text in [String::new(), " 路".to_owned(), "路".repeat(201)] {
            assert_eq!(text.parse::<Address>(), Err(NotText::Form { most: 200 }));
        }
        assert_eq!("路\n号".parse::<Address>(), Err(NotText::Lines));
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        let address: Address = "银川市兴庆区示例路1号".parse().unwrap();
        assert_eq!(format!("{address:?}"), "Address(******)");
    }
}

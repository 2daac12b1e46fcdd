//! How does an identifier come in? Whole, or as it was shown: with stars, which means unchanged.

use domain::address::Address;
use domain::bank_account::AccountNumber;
use domain::bank_card::BankCard;
use domain::citizen_id::CitizenId;
use domain::phone::Phone;
use domain::reasons;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::unfit::Unfit;

/// An identifier as it was sent. It goes out with stars only.
#[derive(Clone, Debug)]
pub(crate) enum Given<T> {
    /// The whole value.
    Whole(T),
    /// As a view shows it.
    Masked(String),
}

/// What has a whole and a masked form.
pub(crate) trait Mask: TryFrom<String> {
    /// The form with stars.
    fn mask(&self) -> String;
}

macro_rules! masks {
    ($($name:ident)*) => {$(
        impl Mask for $name {
            fn mask(&self) -> String {
                self.masked()
            }
        }
    )*};
}

masks! { CitizenId Phone Address BankCard AccountNumber }

/// Stars that are not those of the kept value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotKept;

reasons! {
    NotKept {
        Self => "带*的内容与已保存的不一致,请填写完整内容",
            "the stars are not those of the kept value; give the whole value";
    }
}

impl<T: Mask + Clone> Given<T> {
    /// The value that is meant, where that one is kept.
    pub(crate) fn resolve(&self, kept: Option<&T>) -> Result<T, NotKept> {
        match self {
            Self::Whole(value) => Ok(value.clone()),
            Self::Masked(shown) => kept.filter(|kept| kept.mask() == *shown).cloned().ok_or(NotKept),
        }
    }
}

/// The value that is meant, if any, where that one is kept; `flaw` is called when it cannot be known.
pub(crate) fn meant<T: Mask + Clone>(
    given: Option<&Given<T>>,
    kept: Option<&T>,
    flaw: impl FnOnce(),
) -> Option<T> {
    let value = given?.resolve(kept);
    if value.is_err() {
        flaw();
    }
    value.ok()
}

impl<'de, T: Mask> Deserialize<'de> for Given<T>
where
    T::Error: core::fmt::Display,
{
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // What is no text is not repeated in the reason: it may be the number itself.
        let serde_json::Value::String(text) = serde_json::Value::deserialize(from)? else {
            return Err(serde::de::Error::custom(Unfit::Text));
        };
        if text.contains('*') {
            return Ok(Self::Masked(text));
        }
        T::try_from(text).map(Self::Whole).map_err(serde::de::Error::custom)
    }
}

impl<T: Mask> Serialize for Given<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(value) => to.serialize_str(&value.mask()),
            Self::Masked(shown) => to.serialize_str(shown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: serde_json::Value) -> Result<Given<CitizenId>, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn stars_mean_the_kept_value_and_no_other() {
        let kept: CitizenId = "640104197405121014".parse().unwrap();
        let other: CitizenId = "640121200003011032".parse().unwrap();
        let shown = given(kept.masked().into()).unwrap();
        assert_eq!(shown.resolve(Some(&kept)), Ok(kept));
        assert_eq!(shown.resolve(Some(&other)), Err(NotKept));
        assert_eq!(shown.resolve(None), Err(NotKept));
    }

    #[test]
    fn a_reason_does_not_repeat_the_number() {
        let number = given(serde_json::json!(640_104_197_405_121_014_u64)).unwrap_err();
        assert!(!number.contains("1974"), "{number}");
        let wrong = given("640104197405121015".into()).unwrap_err();
        assert!(!wrong.contains("1974"), "{wrong}");
    }

    #[test]
    fn a_whole_value_goes_out_with_stars() {
        let whole = given("640104197405121014".into()).unwrap();
        assert_eq!(serde_json::to_value(whole).unwrap(), "****************14");
    }
}

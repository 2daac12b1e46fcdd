//! In which language is a person told? Chinese unless English is asked for.

use core::fmt;
use std::borrow::Cow;

/// The language of a text that a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 中文, the default.
    #[default]
    Chinese,
    /// English, when `Accept-Language` prefers it.
    English,
}

impl Language {
    /// The one of two texts that is in this language.
    pub fn choose<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// What a person is told, in both languages: what is wrong, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    chinese: Cow<'static, str>,
    english: Cow<'static, str>,
}

impl Told {
    /// A text in both languages.
    pub fn new(chinese: impl Into<Cow<'static, str>>, english: impl Into<Cow<'static, str>>) -> Self {
        Self { chinese: chinese.into(), english: english.into() }
    }

    /// The text in one of them.
    pub fn text(&self, language: Language) -> &str {
        language.choose(&self.chinese, &self.english)
    }
}

/// What tells itself in both languages.
pub trait Tell {
    /// What a person is told.
    fn tell(&self) -> Told;

    /// The same in one language.
    fn text(&self, language: Language) -> String {
        self.tell().text(language).to_owned()
    }
}

impl Tell for Told {
    fn tell(&self) -> Told {
        self.clone()
    }
}

impl Tell for [&'static str; 2] {
    fn tell(&self) -> Told {
        let [chinese, english] = *self;
        Told::new(chinese, english)
    }
}

impl<T: Tell> Tell for &T {
    fn tell(&self) -> Told {
        (*self).tell()
    }
}

/// Prints it in English by `{}` and in Chinese by `{:#}`, so that both arrive where only what is printed passes, as
/// through serde.
///
/// # Errors
/// Those of the formatter.
pub fn print(it: &impl Tell, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let language = if f.alternate() { Language::Chinese } else { Language::English };
    f.write_str(it.tell().text(language))
}

/// Declares what a reason tells: for each form of it Chinese and English, with its operands, printed as [`print()`] says.
#[macro_export]
macro_rules! reasons {
    ($($name:ident { $($form:pat => $chinese:literal, $english:literal;)* })*) => {$(
        impl $crate::text::Tell for $name {
            fn tell(&self) -> $crate::text::Told {
                match self { $($form => $crate::text::Told::new(format!($chinese), format!($english))),* }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::text::print(self, f)
            }
        }

        impl core::error::Error for $name {}
    )*};
}

pub use reasons;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    #[test]
    fn a_reason_is_printed_in_both_languages() {
        let no = Money::fen(-1).unwrap_err();
        assert_eq!(format!("{no}"), no.text(Language::English));
        assert_eq!(format!("{no:#}"), no.text(Language::Chinese));
        assert_ne!(format!("{no}"), format!("{no:#}"));
    }
}

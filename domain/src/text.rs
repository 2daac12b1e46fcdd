//! In which language is a person told? Chinese unless English is asked for.

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

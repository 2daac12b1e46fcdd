//! With what does a deed fail, and which of it does the store mend?

use crate::StoreError;

/// What a deed may fail with: its own refusals, and the store's failures.
pub trait Failure: From<StoreError> {
    /// What of the store it comes of, where the store does something about it.
    fn hindrance(&self) -> Option<Hindrance>;

    /// Whether another transaction was in the way, so that the same deed may be tried again at once.
    fn is_contention(&self) -> bool {
        self.hindrance() == Some(Hindrance::Contention)
    }
}

/// What the store does something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// Another transaction was in the way: it is tried again.
    Contention,
    /// SQLite says damage: it is asked again, for it says so of a disk that cannot be read, too.
    Damage,
}

impl Failure for StoreError {
    fn hindrance(&self) -> Option<Hindrance> {
        match self {
            Self::Contended(_) => Some(Hindrance::Contention),
            Self::Damaged(_) => Some(Hindrance::Damage),
            _ => None,
        }
    }
}

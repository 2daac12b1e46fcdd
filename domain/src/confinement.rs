//! What must somebody do before a session is good for anything else?

use crate::access::Deed;
use crate::words::named;

named! {
    /// Why a session is good for little, until what is missing is done.
    Confinement {
        /// The password is one that an administrator gave: its owner sets their own first.
        PasswordGiven
        /// The role may not be without a second factor, and there is none: it is begun and confirmed first.
        NoSecondFactor
    }
}

impl Confinement {
    /// Whether such a session may do it.
    pub const fn permits(self, deed: Deed) -> bool {
        match self {
            Self::PasswordGiven => matches!(deed, Deed::SeeOneself | Deed::ChangeOwnPassword),
            Self::NoSecondFactor => {
                matches!(deed, Deed::SeeOneself | Deed::ChangeOwnPassword | Deed::ManageSecondFactor)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn whoever_is_confined_can_always_see_why_leave_and_set_a_password() {
        for confined in Confinement::VARIANTS {
            assert!(confined.permits(Deed::SeeOneself) && confined.permits(Deed::ChangeOwnPassword));
            assert!(!confined.permits(Deed::ReadReference) && !confined.permits(Deed::ManageOwnAccount));
        }
    }
}

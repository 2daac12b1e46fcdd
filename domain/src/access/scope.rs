//! What is a program for? Words for purposes, each of which gives it some deeds.

use super::Deed;
use crate::words::named;

named! {
    /// What a program is for: each word gives it the deeds of one purpose. All of them read, and one says what the national system has;
    /// none decides. Without any it reads campaigns, unions, schools, code lists, areas and calendars.
    Scope {
        /// Ask whether households qualify.
        Assess
        /// Read dossiers and cases of its union and those below.
        Cases
        /// Read officers, their posts and who acts for whom.
        Staff
        /// Take checkpoints of the log and say that they are kept: the union above, which runs its own service.
        Witness
        /// See whole values of people, under a standing purpose that an administrator of security has granted; none without.
        Disclosures
        /// Ask for families that the national system lacks, under a standing purpose, and say what became of them (N17).
        NationalRecords
    }
}

impl Scope {
    /// Whether it gives a deed.
    pub const fn covers(self, deed: Deed) -> bool {
        match self {
            Self::Assess => matches!(deed, Deed::Assess),
            Self::Cases => matches!(deed, Deed::ReadCases | Deed::SearchDossiers | Deed::ReadPapers),
            Self::Witness => matches!(deed, Deed::WitnessLog),
            Self::Staff => matches!(deed, Deed::ReadAccounts | Deed::ReadDelegations),
            Self::NationalRecords => {
                matches!(deed, Deed::ReadNationalRecords | Deed::ExchangeNationalRecords)
            }
            Self::Disclosures => matches!(deed, Deed::Disclose),
        }
    }
}

impl core::fmt::Display for Scope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;
    use crate::access::{Role, holds};
    use crate::union::Level;

    #[test]
    fn what_a_program_may_do_is_for_everyone_or_in_a_scope() {
        for deed in Deed::VARIANTS {
            let scoped = Scope::VARIANTS.iter().any(|scope| scope.covers(*deed));
            for level in Level::VARIANTS {
                let may = deed.is_for_everyone() || scoped;
                assert_eq!(holds(Role::Service, *level, *deed), may, "{deed:?} {level:?}");
            }
        }
    }
}

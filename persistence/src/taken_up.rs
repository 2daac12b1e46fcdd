//! What becomes of rows that are older than the codes of their table, or that a step made? They are taken as they stand, once, when
//! the step is taken; a row without a code is good for nothing ever after.

use uuid::Uuid;

use crate::{Stamp, Store, StoreError, Work};

/// So many rows are taken in a transaction.
const AT_ONCE: u64 = 200;

/// Rows that are older than their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Older {
    Officers,
    Dossiers,
    ErasureProposals,
    /// Those of cases that were approved before there were awards.
    Awards,
    Campaigns,
    Editions,
    Extensions,
}

impl Older {
    const ALL: [Self; 7] = [
        Self::Officers,
        Self::Dossiers,
        Self::ErasureProposals,
        Self::Awards,
        Self::Campaigns,
        Self::Editions,
        Self::Extensions,
    ];

    /// The step after which they have none.
    const fn step(self) -> &'static str {
        match self {
            Self::Officers | Self::Dossiers | Self::ErasureProposals => "m0024_row_codes",
            Self::Awards => "m0025_funds",
            Self::Campaigns | Self::Editions | Self::Extensions => "m0026_policy_codes",
        }
    }
}

/// Which rows that were there before have no code yet: of which a step was taken that gives them one.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncoded(Vec<Older>);

impl Uncoded {
    /// After those steps.
    pub(crate) fn after(is_taken: impl Fn(&str) -> bool) -> Self {
        Self(Older::ALL.into_iter().filter(|of| is_taken(of.step())).collect())
    }
}

impl Store {
    /// Takes the rows as they stand that are older than their codes, right after the step that gives them codes.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn take_up(&self, uncoded: Uncoded, stamp: &Stamp) -> Result<(), StoreError> {
        for of in uncoded.0 {
            let mut after = Some(Uuid::nil());
            while let Some(last) = after {
                after = self.write_unlogged(stamp, async |work| work.take_up_some(of, last).await).await?;
            }
        }
        Ok(())
    }
}

impl Work {
    async fn take_up_some(&self, of: Older, after: Uuid) -> Result<Option<Uuid>, StoreError> {
        match of {
            Older::Officers => self.officers().take_up(after, AT_ONCE).await,
            Older::Dossiers => self.dossiers().take_up(after, AT_ONCE).await,
            Older::ErasureProposals => self.erasure_proposals().take_up(after, AT_ONCE).await,
            Older::Awards => self.awards().take_up(after, AT_ONCE).await,
            Older::Campaigns => self.campaigns().take_up(after, AT_ONCE).await,
            Older::Editions => self.campaigns().take_up_editions(after, AT_ONCE).await,
            Older::Extensions => self.campaigns().take_up_extensions(after, AT_ONCE).await,
        }
    }
}

//! How long is each case kept? As the edition says by which it is decided, or the one in force of its campaign.

use std::collections::BTreeMap;

use domain::edition::EditionStatus;
use domain::id::{CampaignId, EditionId};
use domain::retention::Terms;

use crate::{StoreError, Work};

/// The terms of all editions that were ever in force.
#[derive(Clone, Debug, Default)]
pub struct TermsKept {
    editions: BTreeMap<EditionId, Terms>,
    campaigns: BTreeMap<CampaignId, Terms>,
}

impl Work {
    /// How long things are kept by which edition.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn terms_kept(&self) -> Result<TermsKept, StoreError> {
        let mut kept = TermsKept::default();
        for edition in self.campaigns().all_in_force().await? {
            let terms = edition.content.procedure.terms();
            let _ = kept.editions.insert(edition.id, terms);
            if edition.status == EditionStatus::Published {
                let _ = kept.campaigns.insert(edition.campaign, terms);
            }
        }
        Ok(kept)
    }
}

impl TermsKept {
    /// Of a case of that edition; without one, of its campaign's.
    pub fn of(&self, edition: Option<EditionId>, campaign: CampaignId) -> Terms {
        let own = edition.and_then(|edition| self.editions.get(&edition));
        own.or_else(|| self.campaigns.get(&campaign)).copied().unwrap_or(Terms::STATED)
    }

    /// Each edition with its terms.
    pub(crate) fn by_edition(&self) -> impl Iterator<Item = (EditionId, Terms)> {
        self.editions.iter().map(|(edition, terms)| (*edition, *terms))
    }

    /// Each campaign with the terms of its edition in force.
    pub(crate) fn by_campaign(&self) -> impl Iterator<Item = (CampaignId, Terms)> {
        self.campaigns.iter().map(|(campaign, terms)| (*campaign, *terms))
    }
}

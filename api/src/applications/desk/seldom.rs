//! What of all that a case is judged with changes a few times a day, whoever's case it is? A look at a case takes it as it was
//! a moment ago; an act reads it again.

use std::sync::Arc;

use domain::application::deadlines::Extension;
use domain::application::seats::Post;
use domain::campaign::{Campaign, CampaignEdition};
use domain::id::{CampaignId, EditionId, UnionId};
use domain::school::{School, SchoolCode};
use domain::time::Day;

use crate::remembered::Remembered;

/// Each by what it is asked with.
pub(crate) struct Seldom {
    pub(super) campaigns: Remembered<CampaignId, Campaign>,
    pub(super) editions: Remembered<(Option<EditionId>, CampaignId), Arc<CampaignEdition>>,
    pub(super) posts: Remembered<(Vec<UnionId>, Day), Vec<Post>>,
    pub(super) extensions: Remembered<(CampaignId, Vec<UnionId>), Vec<Extension>>,
    pub(super) schools: Remembered<(SchoolCode, Day), Option<School>>,
}

impl Default for Seldom {
    fn default() -> Self {
        Self {
            campaigns: Remembered::at_most(20),
            editions: Remembered::at_most(20),
            posts: Remembered::at_most(2_000),
            extensions: Remembered::at_most(2_000),
            schools: Remembered::at_most(2_000),
        }
    }
}

impl Seldom {
    /// Forgets all of it: some of it has changed.
    pub(crate) fn forget(&self) {
        self.campaigns.forget();
        self.editions.forget();
        self.posts.forget();
        self.extensions.forget();
        self.schools.forget();
    }
}

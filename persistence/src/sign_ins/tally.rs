//! How many sign-ins have failed within the hour, of an account or of nobody? So that few of many are put on record.

use domain::id::AccountId;
use domain::sign_in::{Failures, Tally};
use domain::time::Instant;
use uuid::Uuid;

use super::{SignIns, failures};
use crate::StoreError;

impl SignIns<'_> {
    /// Counts a sign-in that failed, of an account or of a name that is nobody's: how many that makes within the hour, where
    /// this one is put on record.
    pub async fn failed(&self, named: Option<AccountId>, now: Instant) -> Result<Option<u32>, StoreError> {
        let whose = named.map_or(Uuid::nil(), AccountId::raw);
        let of = self.work.keys().index_octets("sign_in_tally", whose.as_bytes());
        let Failures { count, since } = failures(&self.hold(&of, None, now).await?);
        let tally = Tally { count, since }.one_more(now);
        self.set(&of, Failures { count: tally.count, since: tally.since }, None).await?;
        Ok(tally.is_told().then_some(tally.count))
    }
}

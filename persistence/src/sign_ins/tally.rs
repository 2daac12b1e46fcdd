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
        let of = self.tally_of(named);
        let Failures { count, since } = failures(&self.hold(&of, None, now).await?);
        let tally = Tally { count, since }.one_more(now);
        self.set(&of, Failures { count: tally.count, since: tally.since }, None).await?;
        Ok(tally.is_told().then_some(tally.count))
    }

    /// Takes the steps of an entry of the log where none is made. Of names that are nobody's far fewer are put on record, and
    /// nobody shall tell by the time that it takes whose a name is.
    pub async fn untold(&self, named: Option<AccountId>, now: Instant) -> Result<(), StoreError> {
        drop(self.work.key_of_entries(Uuid::nil()).await?);
        drop(self.hold(&self.tally_of(named), None, now).await?);
        Ok(())
    }

    fn tally_of(&self, named: Option<AccountId>) -> Vec<u8> {
        let whose = named.map_or(Uuid::nil(), AccountId::raw);
        self.work.keys().index_octets("sign_in_tally", whose.as_bytes())
    }
}

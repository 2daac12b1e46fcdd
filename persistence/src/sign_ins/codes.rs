//! How often were codes of an account wrong of late, after the right password? A row among those of sign-ins, of the account.

use domain::id::AccountId;
use domain::sign_in::{CodeVerdict, Codes, Failures};
use domain::time::Instant;
use sea_orm::EntityTrait;

use super::{SignIns, Typed, failures, row};
use crate::StoreError;
use crate::decode::instant;

impl SignIns<'_> {
    /// Counts a code of an account as wrong, if one may be tried. Whoever tries one at the same moment waits for this
    /// transaction, and sees what it counted. A wait that is lifted by `username` goes with it.
    pub async fn attempt_code(
        &self,
        own: AccountId,
        username: &str,
        now: Instant,
    ) -> Result<CodeVerdict, StoreError> {
        let name = Typed::new(self.work.keys(), username, "").name;
        let of = self.codes(own);
        let row = self.hold(&of, Some(&name), now).await?;
        let verdict = codes(&row).judge(now);
        if let CodeVerdict::Try(after) = verdict {
            self.set(&of, after.failures, after.free_at).await?;
        }
        Ok(verdict)
    }

    /// Takes back what was counted of a code that was right after all.
    pub async fn code_was_right(&self, own: AccountId, now: Instant) -> Result<(), StoreError> {
        let of = self.codes(own);
        let Some(row) = row::Entity::find_by_id(of.clone()).one(self.work.db()).await? else {
            return Ok(());
        };
        let name = row.name.clone();
        let after = codes(&self.hold(&of, name.as_deref(), now).await?).was_right();
        self.set(&of, after.failures, after.free_at).await
    }

    /// How many wrong codes count.
    pub async fn wrong_codes(&self, own: AccountId) -> Result<Failures, StoreError> {
        let row = row::Entity::find_by_id(self.codes(own)).one(self.work.db()).await?;
        Ok(row.as_ref().map_or(Failures::NONE, failures))
    }

    /// Forgets the wrong codes: the password after which they were tried is good no more.
    pub async fn forget_codes(&self, own: AccountId) -> Result<(), StoreError> {
        row::Entity::delete_by_id(self.codes(own)).exec(self.work.db()).await?;
        Ok(())
    }

    fn codes(&self, own: AccountId) -> Vec<u8> {
        self.work.keys().index_octets("sign_in_codes", own.raw().as_bytes())
    }
}

fn codes(row: &row::Model) -> Codes {
    Codes { failures: failures(row), free_at: row.free_at.map(instant) }
}

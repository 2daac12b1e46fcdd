//! What changes of an account? Its days, its password, who agreed to it, and of a program what it is for.

use domain::access::Scope;
use domain::account::Account;
use domain::confirmation::Confirmation;
use domain::id::OfficerId;
use domain::time::Day;

use super::{Accounts, decode, row, words};
use crate::StoreError;

impl Accounts<'_> {
    /// Changes the days of a post, and with them, maybe, how it stands.
    pub async fn set_days(
        &self,
        account: &Account,
        (from, to): (Day, Option<Day>),
        confirmation: Confirmation,
    ) -> Result<Account, StoreError> {
        self.change(account, |row| {
            row.valid_from = from.as_epoch();
            row.valid_to = to.map(Day::as_epoch);
            stand(row, confirmation);
        })
        .await
    }

    /// Changes what a program is for.
    pub async fn set_scopes(&self, account: &Account, scopes: &[Scope]) -> Result<Account, StoreError> {
        self.change(account, |row| row.scopes = words(scopes)).await
    }

    /// Changes the hash of the password, by its owner.
    pub async fn set_password(&self, account: &Account, hash: &str) -> Result<Account, StoreError> {
        self.change(account, |row| {
            hash.clone_into(&mut row.password_hash);
            row.password_given = false;
        })
        .await
    }

    /// Changes the hash of a password that somebody else gives; of a program, which cannot choose its own, it stays so.
    pub async fn give_password(
        &self,
        account: &Account,
        hash: &str,
        confirmation: Confirmation,
    ) -> Result<Account, StoreError> {
        self.change(account, |row| {
            hash.clone_into(&mut row.password_hash);
            row.password_given = row.officer.is_some();
            stand(row, confirmation);
        })
        .await
    }

    /// Writes down who confirmed or declined it.
    pub async fn decide(&self, account: &Account, decided: Confirmation) -> Result<Account, StoreError> {
        self.change(account, |row| stand(row, decided)).await
    }

    /// The version that stood is kept beside it.
    async fn change(
        &self,
        account: &Account,
        to: impl FnOnce(&mut row::Model),
    ) -> Result<Account, StoreError> {
        let mut row: row::Model = self.work.read_own(account.id.raw(), account.version).await?;
        self.keep_version(&row).await?;
        to(&mut row);
        decode(self.work.write_own(row).await?)
    }
}

fn stand(row: &mut row::Model, confirmation: Confirmation) {
    confirmation.state.word().clone_into(&mut row.confirmation);
    row.proposed_by = confirmation.proposed_by.map(OfficerId::raw);
    row.proposed_at = confirmation.proposed_at.as_micros();
    row.decided_by = confirmation.decided_by.map(OfficerId::raw);
}

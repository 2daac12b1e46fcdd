//! Whose account is it that signs in, or stands in a session? Asked before any jurisdiction is known.

use domain::account::Account;
use domain::id::AccountId;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Select};

use super::{Accounts, decode, row};
use crate::StoreError;

impl Accounts<'_> {
    /// An account, for the gate and for sign-in, which know no jurisdiction yet. One that was altered at the database is not
    /// there for them.
    pub async fn find(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.find_own(row::Entity::find_by_id(id.raw())).await?.map(decode).transpose()
    }

    /// The row that the service wrote so.
    async fn find_own(&self, query: Select<row::Entity>) -> Result<Option<row::Model>, StoreError> {
        let found = query.one(self.work.db()).await?;
        Ok(found.filter(|row| self.work.wrote(row)))
    }

    /// The account of that name with the hash of its password, for sign-in.
    pub async fn find_by_username(&self, name: &str) -> Result<Option<(Account, String)>, StoreError> {
        let found = self.find_own(row::Entity::find().filter(row::Column::Username.eq(name))).await?;
        let Some(row) = found else { return Ok(None) };
        let hash = row.password_hash.clone();
        Ok(Some((decode(row)?, hash)))
    }

    /// The hash of an account's password.
    pub async fn password_hash(&self, id: AccountId) -> Result<Option<String>, StoreError> {
        let found = self.find_own(row::Entity::find_by_id(id.raw())).await?;
        Ok(found.map(|row| row.password_hash))
    }

    /// Whether that is still the hash of an account's password; it stays so until the transaction ends.
    pub async fn still_has(&self, id: AccountId, hash: &str) -> Result<bool, StoreError> {
        let mut query = row::Entity::find_by_id(id.raw());
        if self.work.db().get_database_backend() == DbBackend::Postgres {
            query = query.lock_shared();
        }
        Ok(self.find_own(query).await?.is_some_and(|row| row.password_hash == hash))
    }
}

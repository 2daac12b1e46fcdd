//! What changes of an account? Its days, its password, and of a program what it is for.

use domain::access::Scope;
use domain::account::Account;
use domain::time::Day;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Accounts, row, words};
use crate::StoreError;

impl Accounts<'_> {
    /// Changes the days of a post.
    pub async fn set_days(
        &self,
        account: &Account,
        from: Day,
        to: Option<Day>,
    ) -> Result<Account, StoreError> {
        let (first, last) = (from.as_epoch(), to.map(Day::as_epoch));
        self.change(account, [(row::Column::ValidFrom, first.into()), (row::Column::ValidTo, last.into())])
            .await
    }

    /// Changes what a program is for.
    pub async fn set_scopes(&self, account: &Account, scopes: &[Scope]) -> Result<Account, StoreError> {
        self.change(account, [(row::Column::Scopes, words(scopes).into())]).await
    }

    /// Changes the hash of the password; `given` when an administrator does it for its owner.
    pub async fn set_password(
        &self,
        account: &Account,
        hash: &str,
        given: bool,
    ) -> Result<Account, StoreError> {
        let given = (row::Column::PasswordGiven, given.into());
        self.change(account, [(row::Column::PasswordHash, hash.into()), given]).await
    }

    async fn change(
        &self,
        account: &Account,
        to: impl IntoIterator<Item = (row::Column, SimpleExpr)>,
    ) -> Result<Account, StoreError> {
        let mut update = row::Entity::update_many()
            .col_expr(row::Column::Version, (account.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(account.id.raw()))
            .filter(row::Column::Version.eq(account.version));
        for (column, value) in to {
            update = update.col_expr(column, value);
        }
        if update.exec(self.work.db()).await?.rows_affected == 0 {
            return Err(StoreError::Stale { table: "accounts" });
        }
        self.find(account.id).await?.ok_or(StoreError::Stale { table: "accounts" })
    }
}

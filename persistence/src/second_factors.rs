//! What is kept of the second factor of an account? A sealed secret, the last step that was used, and codes for who lost it.

use domain::id::AccountId;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::decode::instant;
use crate::{Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "second_factors")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) account: Uuid,
        pub(super) secret: Vec<u8>,
        pub(super) last_step: i64,
        pub(super) begun_at: i64,
        pub(super) confirmed_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) hash: Vec<u8>,
        pub(super) used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The second factor of an account.
pub struct SecondFactor {
    /// The account.
    pub account: AccountId,
    /// The secret that its owner's device holds too.
    pub secret: Vec<u8>,
    /// Since when it is asked for (real time); none while it is only begun.
    pub confirmed_at: Option<Instant>,
}

/// The second factors, within one transaction.
pub struct SecondFactors<'w> {
    work: &'w Work,
}

impl Work {
    /// The second factors.
    pub const fn second_factors(&self) -> SecondFactors<'_> {
        SecondFactors { work: self }
    }
}

impl SecondFactors<'_> {
    /// The second factor of an account, confirmed or begun.
    pub async fn find(&self, account: AccountId) -> Result<Option<SecondFactor>, StoreError> {
        let Some(row) = row::Entity::find_by_id(account.raw()).one(self.work.db()).await? else {
            return Ok(None);
        };
        let secret = self.work.open(account.raw(), place(account), &row.secret).await?;
        Ok(Some(SecondFactor { account, secret, confirmed_at: row.confirmed_at.map(instant) }))
    }

    /// Whether an account has one that is confirmed.
    pub async fn is_confirmed(&self, account: AccountId) -> Result<bool, StoreError> {
        let row = row::Entity::find_by_id(account.raw()).one(self.work.db()).await?;
        Ok(row.is_some_and(|row| row.confirmed_at.is_some()))
    }

    /// Keeps a secret that its owner has yet to confirm, in the place of one that was never confirmed. False when there is a
    /// confirmed one.
    pub async fn begin(&self, account: AccountId, secret: &[u8], now: Instant) -> Result<bool, StoreError> {
        let sealed = self.work.seal(account.raw(), place(account), &secret).await?;
        row::Entity::delete_many()
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::ConfirmedAt.is_null())
            .exec(self.work.db())
            .await?;
        let row = row::ActiveModel {
            account: Set(account.raw()),
            secret: Set(sealed),
            last_step: Set(0),
            begun_at: Set(now.as_micros()),
            confirmed_at: Set(None),
        };
        let made = row::Entity::insert(row)
            .on_conflict(OnConflict::column(row::Column::Account).do_nothing().to_owned())
            .exec_without_returning(self.work.db())
            .await?;
        Ok(made > 0)
    }

    /// Confirms it, with the hashes of the codes for who loses it.
    pub async fn confirm(
        &self,
        account: AccountId,
        codes: &[String],
        now: Instant,
    ) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(row::Column::ConfirmedAt, now.as_micros().into())
            .filter(row::Column::Account.eq(account.raw()))
            .exec(self.work.db())
            .await?;
        code::Entity::delete_many()
            .filter(code::Column::Account.eq(account.raw()))
            .exec(self.work.db())
            .await?;
        let rows = codes.iter().map(|text| code::ActiveModel {
            account: Set(account.raw()),
            hash: Set(self.hash(account, text)),
            used_at: Set(None),
        });
        code::Entity::insert_many(rows).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Uses a step of time. False when it was used, or a later one: each is good once, whoever is first.
    pub async fn use_step(&self, account: AccountId, step: i64) -> Result<bool, StoreError> {
        let used = row::Entity::update_many()
            .col_expr(row::Column::LastStep, step.into())
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::LastStep.lt(step))
            .exec(self.work.db())
            .await?;
        Ok(used.rows_affected == 1)
    }

    /// Uses a recovery code. False when it is none, or was used.
    pub async fn use_code(&self, account: AccountId, text: &str, now: Instant) -> Result<bool, StoreError> {
        let used = code::Entity::update_many()
            .col_expr(code::Column::UsedAt, now.as_micros().into())
            .filter(code::Column::Account.eq(account.raw()))
            .filter(code::Column::Hash.eq(self.hash(account, text)))
            .filter(code::Column::UsedAt.is_null())
            .exec(self.work.db())
            .await?;
        Ok(used.rows_affected == 1)
    }

    /// How many recovery codes are left.
    pub async fn codes_left(&self, account: AccountId) -> Result<u64, StoreError> {
        let left = code::Entity::find()
            .filter(code::Column::Account.eq(account.raw()))
            .filter(code::Column::UsedAt.is_null());
        Ok(left.count(self.work.db()).await?)
    }

    /// Takes it away, with its codes. False when there was none.
    pub async fn remove(&self, account: AccountId) -> Result<bool, StoreError> {
        let codes = code::Entity::delete_many().filter(code::Column::Account.eq(account.raw()));
        codes.exec(self.work.db()).await?;
        let gone = row::Entity::delete_by_id(account.raw()).exec(self.work.db()).await?;
        Ok(gone.rows_affected == 1)
    }

    /// A code has 80 random bits, so that a keyed hash hides it.
    fn hash(&self, account: AccountId, text: &str) -> Vec<u8> {
        let bound = [account.raw().as_bytes(), text.as_bytes()].concat();
        self.work.keys().index_octets("recovery_code", &bound)
    }
}

const fn place(account: AccountId) -> Place {
    Place { table: "second_factors", column: "secret", row: account.raw() }
}

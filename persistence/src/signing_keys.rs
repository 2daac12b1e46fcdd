//! Which keys sign access tokens, and which the log? Sealed in the database, shared by all processes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use domain::time::Instant;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use strum::{EnumString, IntoStaticStr};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::instant;
use crate::{LockKind, Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) kid: String,
        pub(super) public: Vec<u8>,
        pub(super) sealed: Vec<u8>,
        pub(super) created_at: i64,
        pub(super) retired_at: Option<i64>,
        pub(super) purpose: String,
        pub(super) signs_from: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a key signs. One never stands for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// Access tokens.
    Tokens,
    /// Positions and checkpoints of the log.
    Log,
}

/// A pair of keys for Ed25519.
#[derive(Clone)]
pub struct SigningKey {
    /// The name by which a token says what signed it.
    pub kid: String,
    /// The public half, 32 octets.
    pub public: Vec<u8>,
    /// The pair in PKCS#8.
    pub pkcs8: Vec<u8>,
}

/// A pair of keys for tokens, and its time (real instants).
#[derive(Clone)]
pub struct TokenKey {
    /// The pair.
    pub key: SigningKey,
    /// It is published before, and signs from then on, until a newer one does.
    pub signs_from: Instant,
    /// Until then what it signed is good; no end where no other follows it.
    pub checks_until: Option<Instant>,
}

impl SigningKey {
    /// A new pair with that name; none where the system gives no randomness.
    pub fn generate(kid: Uuid) -> Option<Self> {
        let pair = Ed25519KeyPair::generate().ok()?;
        let pkcs8 = pair.to_pkcs8v1().ok()?.as_ref().to_vec();
        Some(Self { kid: kid.to_string(), public: pair.public_key().as_ref().to_vec(), pkcs8 })
    }

    /// What signs with it; none where the pair is damaged.
    pub fn signer(&self) -> Option<Signer> {
        Ed25519KeyPair::from_pkcs8(&self.pkcs8).ok().map(Signer)
    }
}

/// What signs with a pair of keys.
pub struct Signer(Ed25519KeyPair);

impl Signer {
    /// The signature over octets.
    pub fn sign(&self, octets: &[u8]) -> Vec<u8> {
        self.0.sign(octets).as_ref().to_vec()
    }
}

impl Work {
    /// The keys for a purpose that are not retired, newest first.
    pub async fn signing_keys(&self, purpose: Purpose) -> Result<Vec<SigningKey>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Purpose.eq(<&str>::from(purpose)))
            .filter(row::Column::RetiredAt.is_null())
            .order_by_desc(row::Column::CreatedAt)
            .order_by_asc(row::Column::Kid)
            .all(self.db())
            .await?;
        rows.into_iter().filter(|row| self.wrote_key(row)).map(|row| self.open_key(row)).collect()
    }

    /// Whether there ever was a key for a purpose, whatever became of it.
    pub(crate) async fn has_signing_key(&self, purpose: Purpose) -> Result<bool, StoreError> {
        let rows = row::Entity::find().filter(row::Column::Purpose.eq(<&str>::from(purpose)));
        Ok(rows.limit(1).one(self.db()).await?.is_some())
    }

    /// The keys that sign tokens, or did so lately, or are about to, newest first, at that real instant.
    pub async fn token_keys(&self, at: Instant) -> Result<Vec<TokenKey>, StoreError> {
        let good = row::Column::RetiredAt.is_null().or(row::Column::RetiredAt.gt(at.as_micros()));
        let rows = row::Entity::find()
            .filter(row::Column::Purpose.eq(<&str>::from(Purpose::Tokens)))
            .filter(good)
            .order_by_desc(row::Column::SignsFrom)
            .order_by_desc(row::Column::CreatedAt)
            .order_by_asc(row::Column::Kid)
            .all(self.db())
            .await?;
        let open = |row: row::Model| {
            let (signs_from, checks_until) = (instant(row.signs_from), row.retired_at.map(instant));
            Ok(TokenKey { key: self.open_key(row)?, signs_from, checks_until })
        };
        rows.into_iter().filter(|row| self.wrote_key(row)).map(open).collect()
    }

    /// The names of the signing keys that the service did not write as they stand; they are few.
    pub async fn altered_signing_keys(&self) -> Result<Vec<String>, StoreError> {
        let rows = row::Entity::find().order_by_asc(row::Column::Kid).all(self.db()).await?;
        let altered = rows.into_iter().filter(|row| !self.wrote_key(row));
        Ok(altered.map(|row| row.kid).collect())
    }

    /// Whether the service wrote the key so: another public half, or another time, checks nothing.
    fn wrote_key(&self, row: &row::Model) -> bool {
        self.is_own(&columns(row), &row.code)
    }

    fn open_key(&self, row: row::Model) -> Result<SigningKey, StoreError> {
        let opened = self.keys().sealing().open(place(&row.kid)?, &row.sealed);
        let pkcs8 = opened.map_err(|error| StoreError::corrupt("signing_keys", &row.kid, error))?;
        Ok(SigningKey { kid: row.kid, public: row.public, pkcs8 })
    }

    /// Follows the keys that sign tokens by another, which signs from that real instant on; the others check until the second
    /// one. Those that checked until now are forgotten. Nothing is changed, and false, while an earlier one is still to come.
    pub async fn follow_token_key(
        &self,
        key: &SigningKey,
        (now, signs_from, check_until): (Instant, Instant, Instant),
    ) -> Result<bool, StoreError> {
        let tokens = || row::Column::Purpose.eq(<&str>::from(Purpose::Tokens));
        self.lock(LockKind::Shipped, Uuid::max()).await?;
        let to_come = row::Entity::find().filter(tokens()).filter(row::Column::SignsFrom.gt(now.as_micros()));
        if to_come.one(self.db()).await?.is_some() {
            return Ok(false);
        }
        let over = row::Column::RetiredAt.lte(now.as_micros());
        let _ = row::Entity::delete_many().filter(tokens()).filter(over).exec(self.db()).await?;
        let good = row::Entity::find().filter(tokens()).filter(row::Column::RetiredAt.is_null());
        for mut row in good.all(self.db()).await?.into_iter().filter(|row| self.wrote_key(row)) {
            row.retired_at = Some(check_until.as_micros());
            let _ = row::Entity::update_many()
                .col_expr(row::Column::RetiredAt, row.retired_at.into())
                .col_expr(row::Column::Code, self.code(&columns(&row)).into())
                .filter(row::Column::Kid.eq(row.kid))
                .exec(self.db())
                .await?;
        }
        self.keep_signing_key(Purpose::Tokens, key, signs_from).await?;
        Ok(true)
    }

    /// Adds a pair of keys for a purpose, which signs at once.
    pub async fn add_signing_key(&self, purpose: Purpose, key: &SigningKey) -> Result<(), StoreError> {
        self.keep_signing_key(purpose, key, instant(0)).await
    }

    async fn keep_signing_key(
        &self,
        purpose: Purpose,
        key: &SigningKey,
        signs_from: Instant,
    ) -> Result<(), StoreError> {
        let sealed = self.keys().sealing().seal(place(&key.kid)?, &key.pkcs8);
        let mut row = row::Model {
            kid: key.kid.clone(),
            public: key.public.clone(),
            sealed: sealed.map_err(|error| StoreError::corrupt("signing_keys", &key.kid, error))?,
            created_at: self.now()?,
            retired_at: None,
            purpose: <&str>::from(purpose).to_owned(),
            signs_from: signs_from.as_micros(),
            code: Vec::new(),
        };
        row.code = self.code(&columns(&row));
        row::Entity::insert(row.into_active_model().reset_all())
            .on_conflict(OnConflict::column(row::Column::Kid).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        Ok(())
    }
}

/// What nobody but the service may write. The pair itself is sealed, and sealed anew by a rotation.
fn columns(row: &row::Model) -> Columns {
    Columns::of("signing_keys", &row.kid)
        .octets(&row.public)
        .text(&row.purpose)
        .number(row.signs_from)
        .maybe(row.retired_at, Columns::number)
}

/// A key's name is the text of an id, so that it can be bound into the seal.
fn place(kid: &str) -> Result<Place, StoreError> {
    let row: Uuid = kid.parse().map_err(|error| StoreError::corrupt("signing_keys", kid, error))?;
    Ok(Place { table: "signing_keys", column: "sealed", row })
}

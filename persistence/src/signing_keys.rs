//! Which keys sign access tokens, and which the log? Sealed in the database, shared by all processes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use strum::{EnumString, IntoStaticStr};
use uuid::Uuid;

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
        let open = |row: row::Model| {
            let opened = self.keys().sealing().open(place(&row.kid)?, &row.sealed);
            let pkcs8 = opened.map_err(|error| StoreError::corrupt("signing_keys", &row.kid, error))?;
            Ok(SigningKey { kid: row.kid, public: row.public, pkcs8 })
        };
        rows.into_iter().map(open).collect()
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
            let opened = self.keys().sealing().open(place(&row.kid)?, &row.sealed);
            let pkcs8 = opened.map_err(|error| StoreError::corrupt("signing_keys", &row.kid, error))?;
            let (signs_from, checks_until) = (instant(row.signs_from), row.retired_at.map(instant));
            let key = SigningKey { kid: row.kid, public: row.public, pkcs8 };
            Ok(TokenKey { key, signs_from, checks_until })
        };
        rows.into_iter().map(open).collect()
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
        let _ = row::Entity::update_many()
            .col_expr(row::Column::RetiredAt, check_until.as_micros().into())
            .filter(tokens())
            .filter(row::Column::RetiredAt.is_null())
            .exec(self.db())
            .await?;
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
        let row = row::ActiveModel {
            kid: Set(key.kid.clone()),
            public: Set(key.public.clone()),
            sealed: Set(sealed.map_err(|error| StoreError::corrupt("signing_keys", &key.kid, error))?),
            created_at: Set(self.now()?),
            retired_at: Set(None),
            purpose: Set(<&str>::from(purpose).to_owned()),
            signs_from: Set(signs_from.as_micros()),
        };
        row::Entity::insert(row)
            .on_conflict(OnConflict::column(row::Column::Kid).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        Ok(())
    }
}

/// A key's name is the text of an id, so that it can be bound into the seal.
fn place(kid: &str) -> Result<Place, StoreError> {
    let row: Uuid = kid.parse().map_err(|error| StoreError::corrupt("signing_keys", kid, error))?;
    Ok(Place { table: "signing_keys", column: "sealed", row })
}

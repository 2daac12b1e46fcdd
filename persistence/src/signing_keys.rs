//! Which keys sign access tokens, and which the log? Sealed in the database, shared by all processes.

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use strum::{EnumString, IntoStaticStr};
use uuid::Uuid;

use crate::{Place, StoreError, Work};

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

impl SigningKey {
    /// A new pair with that name; none where the system gives no randomness.
    pub fn generate(kid: Uuid) -> Option<Self> {
        let pair = Ed25519KeyPair::generate().ok()?;
        let pkcs8 = pair.to_pkcs8v1().ok()?.as_ref().to_vec();
        Some(Self { kid: kid.to_string(), public: pair.public_key().as_ref().to_vec(), pkcs8 })
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

    /// Adds a pair of keys for a purpose.
    pub async fn add_signing_key(&self, purpose: Purpose, key: &SigningKey) -> Result<(), StoreError> {
        let sealed = self.keys().sealing().seal(place(&key.kid)?, &key.pkcs8);
        let row = row::ActiveModel {
            kid: Set(key.kid.clone()),
            public: Set(key.public.clone()),
            sealed: Set(sealed.map_err(|error| StoreError::corrupt("signing_keys", &key.kid, error))?),
            created_at: Set(self.now()?),
            retired_at: Set(None),
            purpose: Set(<&str>::from(purpose).to_owned()),
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

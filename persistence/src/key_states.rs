//! What does the database say of the keys? Which versions there are, which seals, which finds, and whom it serves.

use std::sync::Arc;
use std::time::Instant;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::keyring::{Keyring, Keys, RootKeys, Used};
use crate::keys::{hashing, random};
use crate::{Place, SealError, StoreError};

pub(crate) mod state_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "key_states")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) id: i32,
        pub(crate) demonstration: bool,
        pub(crate) sealing: i32,
        pub(crate) hash: Option<i32>,
        pub(crate) hash_next: Option<i32>,
        pub(crate) lasting: Vec<u8>,
        pub(crate) changed_at: i64,
        pub(crate) turner: Option<Uuid>,
        pub(crate) turner_until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod version_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "key_versions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) version: i32,
        pub(crate) proof: Vec<u8>,
        pub(crate) announced_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) mod objection_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "key_objections")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) version: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(crate) process: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Why the keys that are held do not serve this database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The database uses a version that is not held.
    #[error("the database uses key version {0}, which is not held")]
    NotHeld(u16),
    /// The root of that version is another one.
    #[error("key version {0} is not the one with which this database was made")]
    Another(u16),
    /// A key in earnest, and the database of a demonstration.
    #[error("this database was made by a demonstration, and the key is in earnest")]
    OfDemonstration,
    /// The key of a demonstration, and a database in earnest.
    #[error("this database is in earnest, and the key is a demonstration's")]
    InEarnest,
}

/// Where the key that lasts is sealed.
pub(crate) const LASTING: Place = Place { table: "key_states", column: "lasting", row: Uuid::nil() };

/// Where the proof of a version is sealed.
pub(crate) fn proof_place(version: u16) -> Place {
    Place { table: "key_versions", column: "proof", row: subject(version) }
}

/// By what the log knows a version.
pub(crate) fn subject(version: u16) -> Uuid {
    Uuid::from_u128(version.into())
}

/// A version as the tables have it.
pub(crate) fn version(number: i32) -> Result<u16, StoreError> {
    u16::try_from(number).map_err(|error| StoreError::corrupt("key_versions", number, error))
}

/// The keys for one transaction: as remembered, or as that connection sees them.
pub(crate) async fn keys(
    ring: &Arc<Keyring>,
    db: &impl ConnectionTrait,
    writes: bool,
) -> Result<Arc<Keys>, StoreError> {
    if let Some(keys) = ring.remembered() {
        return Ok(keys);
    }
    let at = Instant::now();
    if let Some(keys) = look(ring, db).await? {
        ring.remember(&keys, at);
        return Ok(keys);
    }
    if !writes {
        return unused(ring);
    }
    begin(ring, db).await?;
    // Not remembered: the transaction may still be taken back.
    look(ring, db).await?.ok_or_else(|| StoreError::corrupt("key_states", 1, "it was not kept"))
}

/// What the database says, if it was ever written to; a fault where the held keys do not serve it.
pub(crate) async fn look(
    ring: &Arc<Keyring>,
    db: &impl ConnectionTrait,
) -> Result<Option<Arc<Keys>>, StoreError> {
    let Some(state) = state_row::Entity::find_by_id(1).one(db).await? else { return Ok(None) };
    match (state.demonstration, ring.held().demonstration) {
        (true, false) => return Err(KeyFault::OfDemonstration.into()),
        (false, true) => return Err(KeyFault::InEarnest.into()),
        _ => {}
    }
    let used = used(&state)?;
    for row in version_row::Entity::find().order_by_asc(version_row::Column::Version).all(db).await? {
        proven(ring, used, version(row.version)?, &row.proof)?;
    }
    let opened = RootKeys::new(Arc::clone(ring), used.sealing).open(LASTING, &state.lasting);
    let lasting = opened.map_err(|error| StoreError::corrupt("key_states", 1, error))?;
    Ok(Some(Arc::new(Keys::new(Arc::clone(ring), used, hashing(&lasting)))))
}

pub(crate) fn used(state: &state_row::Model) -> Result<Used, StoreError> {
    Ok(Used {
        sealing: version(state.sealing)?,
        hash: state.hash.map(version).transpose()?,
        hash_next: state.hash_next.map(version).transpose()?,
    })
}

/// Whether the root of a version is held, and the right one. One that is not used yet may be missing, or another
/// one: then the process objects to it.
fn proven(ring: &Arc<Keyring>, used: Used, version: u16, proof: &[u8]) -> Result<(), StoreError> {
    let is_used = used.versions().any(|each| each == version);
    match RootKeys::new(Arc::clone(ring), version).open(proof_place(version), proof) {
        Err(SealError::UnknownKey(_)) if is_used => Err(KeyFault::NotHeld(version).into()),
        Err(error) if error != SealError::UnknownKey(version) && version <= used.sealing => {
            Err(KeyFault::Another(version).into())
        }
        _ => Ok(()),
    }
}

/// Keys for a database that was never written to: nothing can be found in it.
fn unused(ring: &Arc<Keyring>) -> Result<Arc<Keys>, StoreError> {
    let octets = random().map_err(|error| StoreError::corrupt("key_states", 1, error))?;
    Ok(Arc::new(Keys::new(Arc::clone(ring), Used::only(newest(ring)?), hashing(&octets))))
}

fn newest(ring: &Arc<Keyring>) -> Result<u16, StoreError> {
    let held = ring.held();
    let newest = held.versions.last_key_value().map(|(version, _)| *version);
    newest.ok_or_else(|| StoreError::corrupt("key_states", 1, "no key is held"))
}

/// Whoever writes first says with which key, for whom, and makes the key that lasts.
async fn begin(ring: &Arc<Keyring>, db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let broken = |error: SealError| StoreError::corrupt("key_states", 1, error);
    let first = newest(ring)?;
    let keys = RootKeys::new(Arc::clone(ring), first);
    let proof = keys.seal(proof_place(first), &[]).map_err(broken)?;
    let row =
        version_row::ActiveModel { version: Set(first.into()), proof: Set(proof), announced_at: Set(0) };
    version_row::Entity::insert(row)
        .on_conflict(OnConflict::column(version_row::Column::Version).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    let lasting = random().and_then(|octets| keys.seal(LASTING, &octets)).map_err(broken)?;
    let state = state_row::ActiveModel {
        id: Set(1),
        demonstration: Set(ring.held().demonstration),
        sealing: Set(first.into()),
        hash: Set(Some(first.into())),
        hash_next: Set(None),
        lasting: Set(lasting),
        changed_at: Set(0),
        turner: Set(None),
        turner_until: Set(0),
    };
    state_row::Entity::insert(state)
        .on_conflict(OnConflict::column(state_row::Column::Id).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

//! Officers: persons who act, unique by the keyed hash of their citizen id.

mod coded;
mod family;
mod former;

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::citizen_id::CitizenId;
use domain::id::{OfficerId, UnionId};
use domain::name::PersonName;
use domain::officer::{Officer, OfficerIdentifiers};
use domain::phone::Phone;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::decode::{Row, instant};
use crate::keyring::Hashes;
use crate::like::contains;
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, accounts};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "officers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) name: String,
        pub(super) citizen_id_hash: Option<Vec<u8>>,
        pub(super) citizen_id_hash_next: Option<Vec<u8>>,
        pub(super) sealed: Vec<u8>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) corrected_at: Option<i64>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of officers is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// With this in their name.
    pub name: Option<PersonName>,
    /// With a post at this union, whether or not it is open.
    pub union: Option<UnionId>,
    /// Whether their citizen id was corrected, and nobody has confirmed it yet.
    pub corrected: Option<bool>,
}

/// The officers, within one transaction.
pub struct Officers<'w> {
    work: &'w Work,
}

impl Work {
    /// The officers.
    pub const fn officers(&self) -> Officers<'_> {
        Officers { work: self }
    }
}

impl Officers<'_> {
    /// An officer, for records that name them.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] of one that was altered at the database.
    pub async fn find(&self, id: OfficerId) -> Result<Option<Officer>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        found.map(|row| self.decode(self.work.own_row(row)?)).transpose()
    }

    /// An officer with a post in a jurisdiction, or without any yet.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] of one that was altered at the database.
    pub async fn find_within(
        &self,
        within: Jurisdiction,
        id: OfficerId,
    ) -> Result<Option<Officer>, StoreError> {
        let query = row::Entity::find_by_id(id.raw()).filter(in_reach(within));
        let found = query.one(self.work.db()).await?;
        found.map(|row| self.decode(self.work.own_row(row)?)).transpose()
    }

    /// The officers with a post in a jurisdiction, or without any yet, who match, oldest first, without those that were
    /// altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Officer>, StoreError> {
        let mut query = row::Entity::find().filter(in_reach(within));
        if let Some(name) = &filter.name {
            query = query.filter(contains(row::Column::Name, name.as_str()));
        }
        if let Some(union) = filter.union {
            query = query.filter(row::Column::Id.in_subquery(accounts::officers_at(union)));
        }
        if let Some(corrected) = filter.corrected {
            let at = row::Column::CorrectedAt;
            query = query.filter(if corrected { at.is_not_null() } else { at.is_null() });
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(|row| self.decode(row))
    }

    /// The names of these officers, for whoever works with them.
    pub async fn names(&self, ids: &[OfficerId]) -> Result<BTreeMap<OfficerId, PersonName>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        let rows = query.all(self.work.db()).await?;
        let named = |row| self.decode(row).map(|officer| (officer.id, officer.name));
        rows.into_iter().map(named).collect()
    }

    /// What identifies an officer, in full.
    pub async fn identifiers(&self, id: OfficerId) -> Result<OfficerIdentifiers, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        found.map_or(Ok(OfficerIdentifiers::default()), |row| self.open(&self.work.own_row(row)?))
    }

    /// Those of these officers who have a post in a jurisdiction, or none yet, with what identifies them in full.
    pub async fn some_within(
        &self,
        within: Jurisdiction,
        ids: &[OfficerId],
    ) -> Result<Vec<(Officer, OfficerIdentifiers)>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .filter(in_reach(within));
        let rows = query.all(self.work.db()).await?;
        let both = |row: row::Model| {
            let known = self.open(&row)?;
            Ok((self.decode(self.work.own_row(row)?)?, known))
        };
        rows.into_iter().map(both).collect()
    }

    /// Adds an officer. Without a citizen id they cannot be told apart from a namesake.
    pub async fn add(&self, name: &PersonName, known: &OfficerIdentifiers) -> Result<Officer, StoreError> {
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let hashes = self.hashes(known)?;
        let row = row::Model {
            id,
            name: name.as_str().to_owned(),
            citizen_id_hash: hashes.hash,
            citizen_id_hash_next: hashes.hash_next,
            sealed: self.seal(id, known)?,
            version: 1,
            created_at: now,
            updated_at: now,
            corrected_at: None,
            code: Vec::new(),
        };
        self.decode(self.work.add_own(row).await?)
    }

    /// Changes name and identifiers. A citizen id that is corrected is kept beside the new one.
    pub async fn change(
        &self,
        officer: &Officer,
        name: &PersonName,
        known: &OfficerIdentifiers,
    ) -> Result<Officer, StoreError> {
        let mut row: row::Model = self.work.read_own(officer.id.raw(), officer.version).await?;
        let before = self.open(&row)?.citizen_id;
        let former = before.filter(|before| known.citizen_id.as_ref() != Some(before));
        if former.is_some() {
            row.corrected_at = Some(self.work.now()?);
        }
        let hashes = self.hashes(known)?;
        name.as_str().clone_into(&mut row.name);
        (row.citizen_id_hash, row.citizen_id_hash_next) = (hashes.hash, hashes.hash_next);
        row.sealed = self.seal(officer.id.raw(), known)?;
        let changed = self.work.write_own(row).await?;
        if let Some(former) = &former {
            self.keep_former(officer.id, former).await?;
        }
        self.decode(changed)
    }

    fn hashes(&self, known: &OfficerIdentifiers) -> Result<Hashes, StoreError> {
        self.work.citizen_id_hashes("officers", known.citizen_id.as_ref().map(CitizenId::reveal))
    }

    fn seal(&self, id: Uuid, known: &OfficerIdentifiers) -> Result<Vec<u8>, StoreError> {
        let broken = |error: String| StoreError::corrupt("officers", id, error);
        let plain = serde_json::to_vec(known).map_err(|error| broken(error.to_string()))?;
        let sealed = self.work.keys().sealing().seal(place(id), &plain);
        sealed.map_err(|error| broken(error.to_string()))
    }

    fn open(&self, row: &row::Model) -> Result<OfficerIdentifiers, StoreError> {
        let broken = |error: String| StoreError::corrupt("officers", row.id, error);
        let opened = self.work.keys().sealing().open(place(row.id), &row.sealed);
        let plain = opened.map_err(|error| broken(error.to_string()))?;
        if plain.is_empty() {
            return Ok(OfficerIdentifiers::default());
        }
        serde_json::from_slice(&plain).map_err(|error| broken(error.to_string()))
    }

    fn decode(&self, row: row::Model) -> Result<Officer, StoreError> {
        let known = self.open(&row)?;
        let at = Row { table: "officers", id: &row.id };
        Ok(Officer {
            id: OfficerId::new(row.id),
            name: at.string("name", row.name)?,
            citizen_id: known.citizen_id.as_ref().map(CitizenId::masked),
            phone: known.phone.as_ref().map(Phone::masked),
            corrected_at: row.corrected_at.map(instant),
            version: row.version,
        })
    }
}

fn in_reach(within: Jurisdiction) -> Condition {
    Condition::any()
        .add(row::Column::Id.in_subquery(accounts::officers_within(within)))
        .add(row::Column::Id.not_in_subquery(accounts::officers_anywhere()))
}

const fn place(row: Uuid) -> Place {
    Place { table: "officers", column: "sealed", row }
}

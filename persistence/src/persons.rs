//! Persons: their identifiers, sealed in one place, found by the keyed hash of the citizen id.

use std::collections::BTreeMap;

use domain::citizen_id::CitizenId;
use domain::id::{ErasureId, PersonId};
use domain::person::Identifiers;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::erasures::Subjected;
use crate::keyring::Hashes;
use crate::{Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "persons")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) citizen_id_hash: Option<Vec<u8>>,
        pub(super) citizen_id_hash_next: Option<Vec<u8>>,
        pub(super) sealed: Vec<u8>,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The persons, within one transaction.
pub struct Persons<'w> {
    work: &'w Work,
}

impl Work {
    /// The persons.
    pub const fn persons(&self) -> Persons<'_> {
        Persons { work: self }
    }

    /// The keyed hash of a citizen id in what evidence is about: it stays as it is when keys are rotated.
    pub fn evidence_hash(&self, number: &str) -> Vec<u8> {
        self.keys().index_octets("citizen_id", number.as_bytes())
    }

    /// The keyed hashes by which a citizen id is found and unique; none of one that is not known.
    pub(crate) fn citizen_id_hashes(
        &self,
        table: &'static str,
        number: Option<&str>,
    ) -> Result<Hashes, StoreError> {
        let Some(number) = number else { return Ok(Hashes { hash: None, hash_next: None }) };
        self.keys().of_citizen_id(number).map_err(|error| StoreError::corrupt(table, "", error))
    }
}

impl Persons<'_> {
    /// The person with this citizen id.
    pub async fn find_by_citizen_id(&self, number: &str) -> Result<Option<PersonId>, StoreError> {
        let hashes = self.work.citizen_id_hashes("persons", Some(number))?;
        let either = Condition::any()
            .add_option(hashes.hash.map(|hash| row::Column::CitizenIdHash.eq(hash)))
            .add_option(hashes.hash_next.map(|hash| row::Column::CitizenIdHashNext.eq(hash)));
        let found = row::Entity::find().filter(either).one(self.work.db()).await?;
        Ok(found.map(|row| PersonId::new(row.id)))
    }

    /// Keeps the identifiers of a person: of the one who has this citizen id already, or of a new one.
    pub async fn keep(&self, identifiers: &Identifiers) -> Result<PersonId, StoreError> {
        let number = identifiers.citizen_id.as_ref().map(|id| id.reveal().to_owned());
        if let Some(number) = &number
            && let Some(known) = self.find_by_citizen_id(number).await?
        {
            self.change(known, identifiers).await?;
            return Ok(known);
        }
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let hashes = self.work.citizen_id_hashes("persons", number.as_deref())?;
        row::ActiveModel {
            id: Set(id),
            citizen_id_hash: Set(hashes.hash),
            citizen_id_hash_next: Set(hashes.hash_next),
            sealed: Set(self.seal(id, identifiers)?),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(self.work.db())
        .await?;
        Ok(PersonId::new(id))
    }

    /// Keeps other identifiers of a known person.
    pub async fn change(&self, id: PersonId, identifiers: &Identifiers) -> Result<(), StoreError> {
        let number = identifiers.citizen_id.as_ref().map(CitizenId::reveal);
        let hashes = self.work.citizen_id_hashes("persons", number)?;
        row::Entity::update_many()
            .col_expr(row::Column::Sealed, self.seal(id.raw(), identifiers)?.into())
            .col_expr(row::Column::CitizenIdHash, hashes.hash.into())
            .col_expr(row::Column::CitizenIdHashNext, hashes.hash_next.into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(id.raw()))
            .exec(self.work.db())
            .await?;
        Ok(())
    }

    /// The identifiers of several persons.
    pub async fn identifiers(&self, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Identifiers>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .all(self.work.db())
            .await?;
        let open = |row: row::Model| {
            let opened = self.work.keys().sealing().open(place(row.id), &row.sealed);
            let plain = opened.map_err(|error| StoreError::corrupt("persons", row.id, error))?;
            let identifiers = serde_json::from_slice(&plain);
            let identifiers = identifiers.map_err(|error| StoreError::corrupt("persons", row.id, error))?;
            Ok((PersonId::new(row.id), identifiers))
        };
        rows.into_iter().map(open).collect()
    }

    /// Erases persons: nothing finds them, and of their identifiers none is left. The row stays, for what refers to it.
    pub(crate) async fn erase(&self, erasure: ErasureId, ids: &[PersonId]) -> Result<(), StoreError> {
        for id in ids {
            self.change(*id, &Identifiers::default()).await?;
            self.work.destroy_key(erasure, Subjected::Person(*id)).await?;
        }
        Ok(())
    }

    fn seal(&self, id: Uuid, identifiers: &Identifiers) -> Result<Vec<u8>, StoreError> {
        let plain =
            serde_json::to_vec(identifiers).map_err(|error| StoreError::corrupt("persons", id, error))?;
        let sealed = self.work.keys().sealing().seal(place(id), &plain);
        sealed.map_err(|error| StoreError::corrupt("persons", id, error))
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: "persons", column: "sealed", row }
}

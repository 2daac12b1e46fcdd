//! Persons: their identifiers, sealed in one place, found by the keyed hash of the citizen id.

mod contacts;
mod versions;

use std::collections::BTreeMap;

use domain::citizen_id::CitizenId;
use domain::id::{ErasureId, PersonId};
use domain::person::Identifiers;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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
        self.keys().found_by("citizen_id", number).map_err(|error| StoreError::corrupt(table, "", error))
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

    /// Keeps the identifiers of a person who is not known.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where somebody has this citizen id meanwhile.
    pub async fn add(&self, identifiers: &Identifiers) -> Result<PersonId, StoreError> {
        let number = identifiers.citizen_id.as_ref().map(CitizenId::reveal);
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let hashes = self.work.citizen_id_hashes("persons", number)?;
        let row = row::ActiveModel {
            id: Set(id),
            citizen_id_hash: Set(hashes.hash),
            citizen_id_hash_next: Set(hashes.hash_next),
            sealed: Set(self.seal(place(id), identifiers)?),
            created_at: Set(now),
            updated_at: Set(now),
        };
        row::Entity::insert(row).exec_without_returning(self.work.db()).await?;
        self.keep_marks(PersonId::new(id), identifiers).await?;
        Ok(PersonId::new(id))
    }

    /// Keeps other identifiers of a known person; what was known stays beside it.
    pub async fn change(&self, id: PersonId, identifiers: &Identifiers) -> Result<(), StoreError> {
        let was = self.identifiers(&[id]).await?.remove(&id).unwrap_or_default();
        if was != *identifiers {
            self.keep_former(id, &was).await?;
        }
        self.write(id, identifiers).await
    }

    async fn write(&self, id: PersonId, identifiers: &Identifiers) -> Result<(), StoreError> {
        let number = identifiers.citizen_id.as_ref().map(CitizenId::reveal);
        let hashes = self.work.citizen_id_hashes("persons", number)?;
        row::Entity::update_many()
            .col_expr(row::Column::Sealed, self.seal(place(id.raw()), identifiers)?.into())
            .col_expr(row::Column::CitizenIdHash, hashes.hash.into())
            .col_expr(row::Column::CitizenIdHashNext, hashes.hash_next.into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(id.raw()))
            .exec(self.work.db())
            .await?;
        self.keep_marks(id, identifiers).await
    }

    /// The identifiers of several persons.
    pub async fn identifiers(&self, ids: &[PersonId]) -> Result<BTreeMap<PersonId, Identifiers>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .all(self.work.db())
            .await?;
        let open = |row: row::Model| Ok((PersonId::new(row.id), self.open(place(row.id), &row.sealed)?));
        rows.into_iter().map(open).collect()
    }

    /// Those after that one, so many at most, each with whether it is found by the citizen id that is sealed in it and by no other.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.gt(after)).order_by_asc(row::Column::Id);
        let rows = query.limit(most).all(self.work.db()).await?;
        rows.into_iter().map(|row| Ok((row.id, self.is_found_right(&row)?))).collect()
    }

    /// While a rotation goes on a row may have one of the two hashes only, and one more in a column that is being emptied.
    fn is_found_right(&self, row: &row::Model) -> Result<bool, StoreError> {
        let Ok(known) = self.open(place(row.id), &row.sealed) else { return Ok(false) };
        let columns = [&row.citizen_id_hash, &row.citizen_id_hash_next];
        let Some(number) = known.citizen_id.as_ref().map(CitizenId::reveal) else {
            return Ok(columns.into_iter().all(Option::is_none));
        };
        let right = self.work.citizen_id_hashes("persons", Some(number))?;
        let used = columns.into_iter().zip([right.hash, right.hash_next]);
        let told = used.filter_map(|(found, right)| Some(found.as_ref()? == &right?));
        let told: Vec<bool> = told.collect();
        Ok(!told.is_empty() && told.into_iter().all(|fits| fits))
    }

    /// Erases persons: nothing finds them, and of their identifiers none is left. The row stays, for what refers to it.
    pub(crate) async fn erase(&self, erasure: ErasureId, ids: &[PersonId]) -> Result<(), StoreError> {
        for id in ids {
            self.write(*id, &Identifiers::default()).await?;
            self.forget_former(*id).await?;
            self.work.destroy_key(erasure, Subjected::Person(*id)).await?;
        }
        Ok(())
    }

    fn open(&self, at: Place, sealed: &[u8]) -> Result<Identifiers, StoreError> {
        let opened = self.work.keys().sealing().open(at, sealed);
        let plain = opened.map_err(|error| StoreError::corrupt(at.table, at.row, error))?;
        serde_json::from_slice(&plain).map_err(|error| StoreError::corrupt(at.table, at.row, error))
    }

    fn seal(&self, at: Place, identifiers: &Identifiers) -> Result<Vec<u8>, StoreError> {
        let plain =
            serde_json::to_vec(identifiers).map_err(|error| StoreError::corrupt(at.table, at.row, error))?;
        let sealed = self.work.keys().sealing().seal(at, &plain);
        sealed.map_err(|error| StoreError::corrupt(at.table, at.row, error))
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: "persons", column: "sealed", row }
}

//! Officers: persons who act, unique by the keyed hash of their citizen id.

use domain::account::Officer;
use domain::id::OfficerId;
use domain::name::PersonName;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};

use crate::decode::Row;
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "officers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) name: String,
        pub(super) citizen_id_hash: Option<Vec<u8>>,
        pub(super) sealed: Vec<u8>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
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
    /// An officer.
    pub async fn find(&self, id: OfficerId) -> Result<Option<Officer>, StoreError> {
        row::Entity::find_by_id(id.raw()).one(self.work.db()).await?.map(decode).transpose()
    }

    /// All officers, oldest first.
    pub async fn list(&self, paging: Paging) -> Result<Page<Officer>, StoreError> {
        page!(row::Entity::find(), row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db())
            .try_map(decode)
    }

    /// Adds an officer. `citizen_id` is the whole number, kept sealed and found by its keyed hash; without
    /// one the officer cannot be told apart from a namesake.
    pub async fn add(&self, name: &PersonName, citizen_id: Option<&str>) -> Result<Officer, StoreError> {
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let place = Place { table: "officers", column: "sealed", row: id };
        let plain = citizen_id.unwrap_or_default().as_bytes();
        let sealed = self.work.keys().sealing().seal(place, plain);
        let row = row::ActiveModel {
            id: Set(id),
            name: Set(name.as_str().to_owned()),
            citizen_id_hash: Set(citizen_id.map(|number| self.work.keys().index("citizen_id", number))),
            sealed: Set(sealed.map_err(|error| StoreError::corrupt("officers", id, error))?),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(self.work.db())
        .await?;
        decode(row)
    }
}

fn decode(row: row::Model) -> Result<Officer, StoreError> {
    let at = Row { table: "officers", id: &row.id };
    Ok(Officer { id: OfficerId::new(row.id), name: at.string("name", row.name)?, version: row.version })
}

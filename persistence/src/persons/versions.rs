//! What was known of a person before it was corrected? Every former state, sealed as today's is.

use domain::id::PersonId;
use domain::person::Identifiers;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Persons;
use crate::decode::instant;
use crate::{Place, StoreError};

const TABLE: &str = "person_versions";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_versions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) person: Uuid,
        pub(super) until: i64,
        pub(super) sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Persons<'_> {
    /// What was known of a person, and until when, oldest first.
    pub async fn former(&self, person: PersonId) -> Result<Vec<(Instant, Identifiers)>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Person.eq(person.raw()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(|row| Ok((instant(row.until), self.open(place(row.id), &row.sealed)?))).collect()
    }

    /// Keeps what is known of a person until now.
    pub(super) async fn keep_former(&self, person: PersonId, was: &Identifiers) -> Result<(), StoreError> {
        let id = self.work.new_id()?;
        let row = row::ActiveModel {
            id: Set(id),
            person: Set(person.raw()),
            until: Set(self.work.now()?),
            sealed: Set(self.seal(place(id), was)?),
        };
        row::Entity::insert(row).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Forgets what was known of a person.
    pub(super) async fn forget_former(&self, person: PersonId) -> Result<(), StoreError> {
        row::Entity::delete_many().filter(row::Column::Person.eq(person.raw())).exec(self.work.db()).await?;
        Ok(())
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: TABLE, column: "sealed", row }
}

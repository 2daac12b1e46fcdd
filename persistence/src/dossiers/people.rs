//! Who was ever in a household? Kept beside its versions, which are sealed: by it a person's households are found, and that
//! nobody's identifiers go while a version that is kept speaks of them.

use std::collections::BTreeSet;

use domain::id::{DossierId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Dossiers;
use crate::StoreError;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "household_people")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) dossier: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) person: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Dossiers<'_> {
    /// The dossiers that are not erased of which a version has this person, in the order in which they were entered.
    pub async fn ever_of(&self, person: PersonId) -> Result<Vec<DossierId>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Person.eq(person.raw()))
            .order_by_asc(row::Column::Dossier)
            .all(self.work.db())
            .await?;
        Ok(rows.into_iter().map(|row| DossierId::new(row.dossier)).collect())
    }

    /// Writes down that they are in a household, whether they were before or not.
    pub(super) async fn remember(
        &self,
        id: DossierId,
        people: &BTreeSet<PersonId>,
    ) -> Result<(), StoreError> {
        let rows = people
            .iter()
            .map(|person| row::ActiveModel { dossier: Set(id.raw()), person: Set(person.raw()) });
        let once = OnConflict::columns([row::Column::Dossier, row::Column::Person]).do_nothing().to_owned();
        row::Entity::insert_many(rows).on_conflict(once).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Forgets who was ever in a household, for its versions are gone.
    pub(super) async fn forget_people(&self, id: DossierId) -> Result<(), StoreError> {
        row::Entity::delete_many().filter(row::Column::Dossier.eq(id.raw())).exec(self.work.db()).await?;
        Ok(())
    }
}

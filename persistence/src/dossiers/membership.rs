//! Who belongs to which household? A person is in one open one: the database keeps it so.

use std::collections::BTreeSet;

use domain::dossier::Household;
use domain::id::{DossierId, PersonId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Dossiers, row};
use crate::StoreError;

mod link {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) dossier: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) person: Uuid,
        pub(super) open: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Dossiers<'_> {
    /// The union whose open household has this person already, if any.
    pub async fn open_elsewhere(
        &self,
        person: PersonId,
        besides: Option<DossierId>,
    ) -> Result<Option<UnionId>, StoreError> {
        let found = link::Entity::find()
            .filter(link::Column::Person.eq(person.raw()))
            .filter(link::Column::Open.eq(true))
            .one(self.work.db())
            .await?;
        let Some(link) = found.filter(|link| Some(DossierId::new(link.dossier)) != besides) else {
            return Ok(None);
        };
        let dossier = row::Entity::find_by_id(link.dossier).one(self.work.db()).await?;
        Ok(dossier.map(|row| UnionId::new(row.union_id)))
    }

    pub(super) async fn write_members(
        &self,
        id: DossierId,
        household: &Household,
        open: bool,
    ) -> Result<(), StoreError> {
        link::Entity::delete_many().filter(link::Column::Dossier.eq(id.raw())).exec(self.work.db()).await?;
        // In one order, so that two households with the same people do not wait for each other.
        let persons: BTreeSet<PersonId> = household.members.iter().map(|member| member.person).collect();
        self.remember(id, &persons).await?;
        let links = persons.into_iter().map(|person| link::ActiveModel {
            dossier: Set(id.raw()),
            person: Set(person.raw()),
            open: Set(open),
        });
        link::Entity::insert_many(links).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Takes everybody out of a household.
    pub(super) async fn leave(&self, id: DossierId) -> Result<(), StoreError> {
        link::Entity::delete_many().filter(link::Column::Dossier.eq(id.raw())).exec(self.work.db()).await?;
        Ok(())
    }

    /// The open households that a person is a member of.
    pub async fn dossiers_of(&self, person: PersonId) -> Result<Vec<DossierId>, StoreError> {
        let links =
            link::Entity::find().filter(link::Column::Person.eq(person.raw())).all(self.work.db()).await?;
        Ok(links.into_iter().map(|link| DossierId::new(link.dossier)).collect())
    }
}

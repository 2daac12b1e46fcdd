//! Who stands under whom? Each union with every one above it, kept when it is made and when it moves.

use domain::access::Jurisdiction;
use domain::id::UnionId;
use domain::union::Union;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Unions;
use crate::{LockKind, StoreError, scope};

/// Rows of one statement: both databases bound how many values one may carry.
const AT_ONCE: usize = 400;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "union_ancestors")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) union_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) ancestor: Uuid,
        pub(super) distance: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Unions<'_> {
    /// The union and those above it, from itself up to the city.
    pub async fn chain(&self, id: UnionId) -> Result<Vec<Union>, StoreError> {
        let links = self.above(id).await?;
        let mut there = self.some(links.iter().map(|link| UnionId::new(link.ancestor))).await?;
        let missing = || StoreError::corrupt("union_ancestors", id, "an ancestor is not there");
        links.iter().map(|link| there.remove(&UnionId::new(link.ancestor)).ok_or_else(missing)).collect()
    }

    /// Holds the tree: until the transaction ends, nobody else adds a union or moves one.
    pub async fn hold_tree(&self) -> Result<(), StoreError> {
        self.work.lock(LockKind::Tree, Uuid::nil()).await
    }

    /// The links of a union to itself and to those above it, nearest first.
    async fn above(&self, id: UnionId) -> Result<Vec<row::Model>, StoreError> {
        let links = row::Entity::find()
            .filter(row::Column::UnionId.eq(id.raw()))
            .order_by_asc(row::Column::Distance)
            .all(self.work.db())
            .await?;
        Ok(links)
    }

    /// Links a union that was just made.
    pub(super) async fn link(&self, id: UnionId, parent: Option<UnionId>) -> Result<(), StoreError> {
        let own = row::Model { union_id: id.raw(), ancestor: id.raw(), distance: 0 };
        let above = match parent {
            Some(parent) => self.above(parent).await?,
            None => Vec::new(),
        };
        let above = above.into_iter().map(|link| row::Model {
            union_id: id.raw(),
            distance: link.distance + 1,
            ..link
        });
        self.insert(above.chain([own]).collect()).await
    }

    /// Links a union and those below it to another parent, and no more to those that stood above it.
    pub(super) async fn relink(&self, id: UnionId, parent: Option<UnionId>) -> Result<(), StoreError> {
        let former = self.above(id).await?.into_iter().map(|link| link.ancestor);
        let former: Vec<Uuid> = former.filter(|ancestor| *ancestor != id.raw()).collect();
        let below = scope::unions(Jurisdiction { root: id });
        row::Entity::delete_many()
            .filter(row::Column::UnionId.in_subquery(below))
            .filter(row::Column::Ancestor.is_in(former))
            .exec(self.work.db())
            .await?;
        let Some(parent) = parent else { return Ok(()) };
        let above = self.above(parent).await?;
        let below =
            row::Entity::find().filter(row::Column::Ancestor.eq(id.raw())).all(self.work.db()).await?;
        let links = below.iter().flat_map(|under| {
            above.iter().map(|over| row::Model {
                union_id: under.union_id,
                ancestor: over.ancestor,
                distance: under.distance + over.distance + 1,
            })
        });
        self.insert(links.collect()).await
    }

    async fn insert(&self, links: Vec<row::Model>) -> Result<(), StoreError> {
        for chunk in links.chunks(AT_ONCE) {
            let rows = chunk.iter().cloned().map(row::ActiveModel::from);
            row::Entity::insert_many(rows.map(sea_orm::IntoActiveModel::into_active_model))
                .exec_without_returning(self.work.db())
                .await?;
        }
        Ok(())
    }
}

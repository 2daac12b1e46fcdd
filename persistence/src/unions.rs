//! The tree of unions: rows with every union above them, so that a jurisdiction is one look-up.

use domain::access::Jurisdiction;
use domain::id::UnionId;
use domain::name::Title;
use domain::union::{Level, Union, UnionCode, UnionKind};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::decode::{Row, day, instant};
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "unions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) code: String,
        pub(super) name: String,
        pub(super) kind: String,
        pub(super) level: String,
        pub(super) parent: Option<Uuid>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) closed_on: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod ancestor {
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

/// What a list of unions is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind.
    pub kind: Option<UnionKind>,
    /// Of this level.
    pub level: Option<Level>,
    /// Directly under this union.
    pub parent: Option<UnionId>,
    /// With this code.
    pub code: Option<UnionCode>,
}

/// What is said of a union when it is made or changed.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Its code.
    pub code: UnionCode,
    /// Its name.
    pub name: Title,
    /// Its kind.
    pub kind: UnionKind,
    /// The union above it.
    pub parent: Option<UnionId>,
}

/// The unions, within one transaction.
pub struct Unions<'w> {
    work: &'w Work,
}

impl Work {
    /// The tree of unions.
    pub const fn unions(&self) -> Unions<'_> {
        Unions { work: self }
    }
}

impl Unions<'_> {
    /// A union, wherever it stands: the tree is no secret.
    pub async fn find(&self, id: UnionId) -> Result<Option<Union>, StoreError> {
        row::Entity::find_by_id(id.raw()).one(self.work.db()).await?.map(decode).transpose()
    }

    /// A union of a jurisdiction.
    pub async fn find_within(&self, within: Jurisdiction, id: UnionId) -> Result<Option<Union>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::Id.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The unions that match, oldest first.
    pub async fn list(&self, filter: &Filter, paging: Paging) -> Result<Page<Union>, StoreError> {
        let mut query = row::Entity::find();
        if let Some(kind) = filter.kind {
            query = query.filter(row::Column::Kind.eq(<&str>::from(kind)));
        }
        if let Some(level) = filter.level {
            query = query.filter(row::Column::Level.eq(<&str>::from(level)));
        }
        if let Some(parent) = filter.parent {
            query = query.filter(row::Column::Parent.eq(parent.raw()));
        }
        if let Some(code) = &filter.code {
            query = query.filter(row::Column::Code.eq(code.as_str()));
        }
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
    }

    /// The union and those above it, from itself up to the city.
    pub async fn chain(&self, id: UnionId) -> Result<Vec<Union>, StoreError> {
        let above = ancestor::Entity::find()
            .filter(ancestor::Column::UnionId.eq(id.raw()))
            .order_by_asc(ancestor::Column::Distance)
            .all(self.work.db())
            .await?;
        let mut chain = Vec::with_capacity(above.len());
        for link in above {
            let found = self.find(UnionId::new(link.ancestor)).await?;
            chain.push(
                found
                    .ok_or_else(|| StoreError::corrupt("union_ancestors", id, "an ancestor is not there"))?,
            );
        }
        Ok(chain)
    }

    /// Adds a union below its parent.
    pub async fn add(&self, said: &Particulars) -> Result<Union, StoreError> {
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let row = row::ActiveModel {
            id: Set(id),
            code: Set(said.code.as_str().to_owned()),
            name: Set(said.name.as_str().to_owned()),
            kind: Set(<&str>::from(said.kind).to_owned()),
            level: Set(<&str>::from(said.kind.level()).to_owned()),
            parent: Set(said.parent.map(UnionId::raw)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            closed_on: Set(None),
        }
        .insert(self.work.db())
        .await?;
        self.link(UnionId::new(id), said.parent).await?;
        decode(row)
    }

    /// Changes name and code; kind and place in the tree stay.
    pub async fn change(&self, union: &Union, code: &UnionCode, name: &Title) -> Result<Union, StoreError> {
        let changed = row::Entity::update_many()
            .col_expr(row::Column::Code, code.as_str().into())
            .col_expr(row::Column::Name, name.as_str().into())
            .col_expr(row::Column::Version, (union.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(union.id.raw()))
            .filter(row::Column::Version.eq(union.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "unions" });
        }
        self.find(union.id).await?.ok_or(StoreError::Stale { table: "unions" })
    }

    async fn link(&self, id: UnionId, parent: Option<UnionId>) -> Result<(), StoreError> {
        let above = match parent {
            Some(parent) => {
                ancestor::Entity::find()
                    .filter(ancestor::Column::UnionId.eq(parent.raw()))
                    .all(self.work.db())
                    .await?
            }
            None => Vec::new(),
        };
        let own = ancestor::Model { union_id: id.raw(), ancestor: id.raw(), distance: 0 };
        let links = above
            .into_iter()
            .map(|link| ancestor::Model {
                union_id: id.raw(),
                ancestor: link.ancestor,
                distance: link.distance + 1,
            })
            .chain([own])
            .map(ancestor::ActiveModel::from);
        ancestor::Entity::insert_many(links.map(sea_orm::IntoActiveModel::into_active_model))
            .exec_without_returning(self.work.db())
            .await?;
        Ok(())
    }
}

fn decode(row: row::Model) -> Result<Union, StoreError> {
    let at = Row { table: "unions", id: &row.id };
    Ok(Union {
        id: UnionId::new(row.id),
        code: at.string("code", row.code)?,
        name: at.string("name", row.name)?,
        kind: at.text("kind", &row.kind)?,
        level: at.text("level", &row.level)?,
        parent: row.parent.map(UnionId::new),
        closed_on: row.closed_on.map(day),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

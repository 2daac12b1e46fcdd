//! The tree of unions: rows with every union above them, so that a jurisdiction is one look-up.

mod tree;

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::id::UnionId;
use domain::name::Title;
use domain::time::Day;
use domain::union::{Level, Union, UnionCode, UnionKind};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
};

use crate::decode::{Row, day, instant};
use crate::like::contains;
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
    /// With this in its name.
    pub name: Option<Title>,
}

/// What is said of a union when it is made.
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

/// What a union shall be.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its code.
    pub code: UnionCode,
    /// Its name.
    pub name: Title,
    /// The union above it; none for a city.
    pub parent: Option<UnionId>,
    /// The last day of its being; none while it is there.
    pub closed_on: Option<Day>,
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

    /// Those of these unions that are there.
    pub(crate) async fn some(
        &self,
        ids: impl Iterator<Item = UnionId>,
    ) -> Result<BTreeMap<UnionId, Union>, StoreError> {
        let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.map(UnionId::raw)));
        let unions = rows.all(self.work.db()).await?.into_iter().map(decode);
        unions.map(|union| union.map(|union| (union.id, union))).collect()
    }

    /// A union of a jurisdiction.
    pub async fn find_within(&self, within: Jurisdiction, id: UnionId) -> Result<Option<Union>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::Id.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// A union of a jurisdiction, held: until the transaction ends nobody else changes it, and nothing else comes to
    /// hang on it.
    pub async fn hold(&self, within: Jurisdiction, id: UnionId) -> Result<Option<Union>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::Id.in_subquery(scope::unions(within)));
        query.lock_exclusive().one(self.work.db()).await?.map(decode).transpose()
    }

    /// A union on which something is to hang. Until the transaction ends it is neither moved nor closed.
    pub async fn lean_on(&self, id: UnionId) -> Result<Option<Union>, StoreError> {
        row::Entity::find_by_id(id.raw()).lock_shared().one(self.work.db()).await?.map(decode).transpose()
    }

    /// How many unions stand directly under it beyond that day.
    pub async fn below(&self, id: UnionId, last: Day) -> Result<u64, StoreError> {
        let closed = row::Column::ClosedOn;
        let query = row::Entity::find()
            .filter(row::Column::Parent.eq(id.raw()))
            .filter(Condition::any().add(closed.is_null()).add(closed.gt(last.as_epoch())));
        Ok(query.count(self.work.db()).await?)
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
        if let Some(name) = &filter.name {
            query = query.filter(contains(row::Column::Name, name.as_str()));
        }
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
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

    /// Changes what may change of a union that is as it was read; its kind stays. The tree is held.
    pub async fn change(&self, union: &Union, said: &Change) -> Result<Union, StoreError> {
        let changed = row::Entity::update_many()
            .col_expr(row::Column::Code, said.code.as_str().into())
            .col_expr(row::Column::Name, said.name.as_str().into())
            .col_expr(row::Column::Parent, Expr::value(said.parent.map(UnionId::raw)))
            .col_expr(row::Column::ClosedOn, Expr::value(said.closed_on.map(Day::as_epoch)))
            .col_expr(row::Column::Version, (union.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(union.id.raw()))
            .filter(row::Column::Version.eq(union.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "unions" });
        }
        if said.parent != union.parent {
            self.relink(union.id, said.parent).await?;
        }
        self.find(union.id).await?.ok_or(StoreError::Stale { table: "unions" })
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

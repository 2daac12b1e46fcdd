//! Schools: entries by code, each between two days, of which one without a last day holds.

use std::collections::BTreeMap;

use domain::area::Province;
use domain::name::Title;
use domain::school::{Known, School, SchoolCode, SchoolLevel, SchoolScheme};
use domain::time::{Day, Instant};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::decode::{Row, day, instant};
use crate::like::begins_with;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work};

mod change;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "schools")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) scheme: String,
        pub(super) code: String,
        pub(super) name: String,
        pub(super) province: Option<String>,
        pub(super) level: String,
        pub(super) public: Option<bool>,
        pub(super) military: Option<bool>,
        pub(super) corrected: bool,
        pub(super) valid_from: Option<i64>,
        pub(super) valid_to: Option<i64>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An entry of the list of schools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolEntry {
    /// The id of the entry: one school has several, one after another.
    pub id: Uuid,
    /// What it says.
    pub school: School,
    /// Whether a person has corrected it.
    pub corrected: bool,
    /// Its version.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// What a list of schools is cut down to.
#[derive(Clone, Debug)]
pub struct Filter {
    /// In force on this day.
    pub on: Day,
    /// Of this scheme.
    pub scheme: Option<SchoolScheme>,
    /// With exactly this code.
    pub code: Option<String>,
    /// With a campus in this province.
    pub province: Option<Province>,
    /// With a name that begins so.
    pub name: Option<Title>,
    /// Of this level.
    pub level: Option<SchoolLevel>,
    /// Military, civil, or (`Some(None)`) for a person to decide.
    pub military: Option<Option<bool>>,
}

/// What a person finds of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Where the campus lies.
    pub province: Option<Province>,
    /// Whether it is public.
    pub public: Option<bool>,
    /// Whether it is a military academy.
    pub military: Option<bool>,
}

/// The schools, within one transaction.
pub struct Schools<'w> {
    work: &'w Work,
}

impl Work {
    /// The schools.
    pub const fn schools(&self) -> Schools<'_> {
        Schools { work: self }
    }
}

impl Schools<'_> {
    /// The entry of a school that holds on that day.
    pub async fn find(&self, key: &SchoolCode, on: Day) -> Result<Option<SchoolEntry>, StoreError> {
        let found = of(key).filter(in_force(on)).order_by_desc(row::Column::Id).one(self.work.db()).await?;
        found.map(decode).transpose()
    }

    /// The entry that holds on that day, or else the last one there was.
    pub async fn find_or_last(&self, key: &SchoolCode, on: Day) -> Result<Option<SchoolEntry>, StoreError> {
        let found = self.find(key, on).await?;
        if found.is_some() {
            return Ok(found);
        }
        self.last(key).await
    }

    /// The last entry of a school, whether or not it holds.
    pub async fn last(&self, key: &SchoolCode) -> Result<Option<SchoolEntry>, StoreError> {
        let last = of(key).order_by_desc(row::Column::Id).one(self.work.db()).await?;
        last.map(decode).transpose()
    }

    /// Whether some entry of a school held on a day of that year.
    pub async fn held_in(&self, key: &SchoolCode, year: i32) -> Result<bool, StoreError> {
        let (Ok(first), Ok(last)) = (Day::new(year, 1, 1), Day::new(year, 12, 31)) else { return Ok(false) };
        let (from, to) = (row::Column::ValidFrom, row::Column::ValidTo);
        let held = of(key)
            .filter(Condition::any().add(from.is_null()).add(from.lte(last.as_epoch())))
            .filter(Condition::any().add(to.is_null()).add(to.gte(first.as_epoch())));
        Ok(held.one(self.work.db()).await?.is_some())
    }

    /// The schools that match, oldest entry first.
    pub async fn list(&self, filter: &Filter, paging: Paging) -> Result<Page<SchoolEntry>, StoreError> {
        let mut query = row::Entity::find().filter(in_force(filter.on));
        if let Some(scheme) = filter.scheme {
            query = query.filter(row::Column::Scheme.eq(<&str>::from(scheme)));
        }
        if let Some(code) = &filter.code {
            query = query.filter(row::Column::Code.eq(code.as_str()));
        }
        if let Some(province) = filter.province {
            query = query.filter(row::Column::Province.eq(province.to_string()));
        }
        if let Some(name) = &filter.name {
            query = query.filter(begins_with(row::Column::Name, name.as_str()));
        }
        if let Some(level) = filter.level {
            query = query.filter(row::Column::Level.eq(<&str>::from(level)));
        }
        query = match filter.military {
            None => query,
            Some(None) => query.filter(row::Column::Military.is_null()),
            Some(Some(military)) => query.filter(row::Column::Military.eq(military)),
        };
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
    }

    /// The last entry of every school of a scheme.
    pub async fn known(&self, scheme: SchoolScheme) -> Result<Vec<Known>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Scheme.eq(<&str>::from(scheme)))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        // Of several entries of one code the later in the order stands.
        let last: BTreeMap<String, row::Model> =
            rows.into_iter().map(|row| (row.code.clone(), row)).collect();
        let known = last.into_values().map(|row| {
            let entry = decode(row)?;
            Ok(Known { school: entry.school, corrected: entry.corrected })
        });
        known.collect()
    }
}

fn of(key: &SchoolCode) -> sea_orm::Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Scheme.eq(<&str>::from(key.scheme())))
        .filter(row::Column::Code.eq(key.as_str()))
}

fn in_force(on: Day) -> Condition {
    let (from, to) = (row::Column::ValidFrom, row::Column::ValidTo);
    Condition::all()
        .add(Condition::any().add(from.is_null()).add(from.lte(on.as_epoch())))
        .add(Condition::any().add(to.is_null()).add(to.gte(on.as_epoch())))
}

fn decode(row: row::Model) -> Result<SchoolEntry, StoreError> {
    let at = Row { table: "schools", id: &row.id };
    let scheme = at.text("scheme", &row.scheme)?;
    let school = School {
        key: SchoolCode::new(scheme, &row.code).map_err(|error| at.wrong("code", error))?,
        name: at.string("name", row.name)?,
        province: row.province.map(|province| at.text("province", &province)).transpose()?,
        level: at.text("level", &row.level)?,
        public: row.public,
        military: row.military,
        valid_from: row.valid_from.map(day),
        valid_to: row.valid_to.map(day),
    };
    let updated_at = instant(row.updated_at);
    Ok(SchoolEntry { id: row.id, school, corrected: row.corrected, version: row.version, updated_at })
}

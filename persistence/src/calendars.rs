//! The calendar: announced days, kept and replaced by the year.

use std::collections::BTreeSet;

use domain::calendar::{Calendar, CalendarDay};
use domain::time::Instant;
use domain::year::Year;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::decode::{Row, day, instant};
use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_days")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) day: i64,
        pub(super) year: i32,
        pub(super) kind: String,
        pub(super) title: String,
        pub(super) source: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod year {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "calendar_years")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) year: i32,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The announced days of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearDays {
    /// The year.
    pub year: Year,
    /// Its announced days in order.
    pub days: Vec<CalendarDay>,
    /// Raised by every replacement; 0 while nothing is known of the year.
    pub version: i64,
    /// When they were last replaced; none while nothing is known.
    pub updated_at: Option<Instant>,
}

/// The calendars, within one transaction.
pub struct Calendars<'w> {
    work: &'w Work,
}

impl Work {
    /// The calendars by the year.
    pub const fn calendars(&self) -> Calendars<'_> {
        Calendars { work: self }
    }

    /// Every announced day, to count working days by.
    pub async fn calendar(&self) -> Result<Calendar, StoreError> {
        let rows = row::Entity::find().all(self.db()).await?;
        let days: Vec<CalendarDay> = rows.into_iter().map(decode).collect::<Result<_, _>>()?;
        Ok(Calendar::new(days))
    }
}

impl Calendars<'_> {
    /// The announced days of a year.
    pub async fn find(&self, of: Year) -> Result<YearDays, StoreError> {
        let known = year::Entity::find_by_id(of.number()).one(self.work.db()).await?;
        let rows = row::Entity::find()
            .filter(row::Column::Year.eq(of.number()))
            .order_by_asc(row::Column::Day)
            .all(self.work.db())
            .await?;
        Ok(YearDays {
            year: of,
            days: rows.into_iter().map(decode).collect::<Result<_, _>>()?,
            version: known.as_ref().map_or(0, |known| known.version),
            updated_at: known.map(|known| instant(known.updated_at)),
        })
    }

    /// The years of which something is known.
    pub async fn known(&self) -> Result<BTreeSet<i32>, StoreError> {
        Ok(year::Entity::find().all(self.work.db()).await?.into_iter().map(|row| row.year).collect())
    }

    /// Puts other days in the place of those of the year as it was read.
    pub async fn replace(&self, read: &YearDays, days: &[CalendarDay]) -> Result<YearDays, StoreError> {
        let number = read.year.number();
        self.raise(read).await?;
        row::Entity::delete_many().filter(row::Column::Year.eq(number)).exec(self.work.db()).await?;
        if !days.is_empty() {
            let rows = days.iter().map(|each| encode(each, number));
            row::Entity::insert_many(rows).exec_without_returning(self.work.db()).await?;
        }
        self.find(read.year).await
    }

    async fn raise(&self, read: &YearDays) -> Result<(), StoreError> {
        let now = self.work.now()?;
        let number = read.year.number();
        if read.version == 0 {
            let row = year::ActiveModel {
                year: Set(number),
                version: Set(1),
                created_at: Set(now),
                updated_at: Set(now),
            };
            // Of two who are the first, the second has read what is no longer so.
            return match row.insert(self.work.db()).await.map_err(StoreError::from) {
                Ok(_) => Ok(()),
                Err(StoreError::Duplicate(_)) => Err(StoreError::Stale { table: "calendar_years" }),
                Err(error) => Err(error),
            };
        }
        let raised = year::Entity::update_many()
            .col_expr(year::Column::Version, (read.version + 1).into())
            .col_expr(year::Column::UpdatedAt, now.into())
            .filter(year::Column::Year.eq(number))
            .filter(year::Column::Version.eq(read.version))
            .exec(self.work.db())
            .await?;
        if raised.rows_affected == 0 { Err(StoreError::Stale { table: "calendar_years" }) } else { Ok(()) }
    }
}

fn encode(each: &CalendarDay, year: i32) -> row::ActiveModel {
    row::ActiveModel {
        day: Set(each.day.as_epoch()),
        year: Set(year),
        kind: Set(<&str>::from(each.kind).to_owned()),
        title: Set(each.title.as_str().to_owned()),
        source: Set(<&str>::from(each.source).to_owned()),
    }
}

fn decode(row: row::Model) -> Result<CalendarDay, StoreError> {
    let at = Row { table: "calendar_days", id: &row.day };
    Ok(CalendarDay {
        day: day(row.day),
        kind: at.text("kind", &row.kind)?,
        title: at.string("title", row.title)?,
        source: at.text("source", &row.source)?,
    })
}

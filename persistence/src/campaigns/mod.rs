//! Campaigns: one a year of each city, with their editions and extensions.

mod editions;
mod extensions;

use domain::campaign::Campaign;
use domain::id::{CampaignId, UnionId};
use domain::name::Title;
use domain::year::Year;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::coded;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

pub use editions::Filter as EditionFilter;
pub use extensions::Particulars as ExtensionParticulars;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaigns")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) year: i32,
        pub(super) name: String,
        pub(super) city: Uuid,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a campaign when it is made.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Its year.
    pub year: Year,
    /// Its name.
    pub name: Title,
    /// The city federation.
    pub city: UnionId,
}

/// What a list of campaigns is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this year.
    pub year: Option<Year>,
    /// Of this city.
    pub city: Option<UnionId>,
}

/// The campaigns, within one transaction.
pub struct Campaigns<'w> {
    work: &'w Work,
}

impl Work {
    /// The campaigns with their editions and extensions.
    pub const fn campaigns(&self) -> Campaigns<'_> {
        Campaigns { work: self }
    }
}

impl Campaigns<'_> {
    /// A campaign.
    pub async fn find(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        found.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// The campaign of a year that binds a union: that of the city above it.
    pub async fn of_year(&self, union: UnionId, year: Year) -> Result<Option<Campaign>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Year.eq(year.number()))
            .filter(row::Column::City.in_subquery(scope::above(union)));
        query.one(self.work.db()).await?.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// The campaigns that match, oldest first, without those that were altered at the database.
    pub async fn list(&self, filter: Filter, paging: Paging) -> Result<Page<Campaign>, StoreError> {
        let mut query = row::Entity::find();
        if let Some(year) = filter.year {
            query = query.filter(row::Column::Year.eq(year.number()));
        }
        if let Some(city) = filter.city {
            query = query.filter(row::Column::City.eq(city.raw()));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to those after that one that have none, so many at most; and where to go on.
    pub(crate) async fn take_up(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }

    /// Adds a campaign.
    pub async fn add(&self, said: &Particulars) -> Result<Campaign, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            year: said.year.number(),
            name: said.name.as_str().to_owned(),
            city: said.city.raw(),
            version: 1,
            created_at: now,
            updated_at: now,
            code: Vec::new(),
        };
        decode(self.work.add_own(row).await?)
    }

    /// Corrects year and name of a campaign that is as it was read.
    pub async fn correct(
        &self,
        campaign: &Campaign,
        year: Year,
        name: &Title,
    ) -> Result<Campaign, StoreError> {
        let read = row::Entity::find_by_id(campaign.id.raw()).one(self.work.db()).await?;
        let mut row = self.work.own_row(read.ok_or(StoreError::Stale { table: "campaigns" })?)?;
        (row.year, row.name) = (year.number(), name.as_str().to_owned());
        let columns = [
            (row::Column::Code, self.work.code(&columns(&row)).into()),
            (row::Column::Year, row.year.into()),
            (row::Column::Name, row.name.into()),
        ];
        self.next_version(campaign, &columns).await
    }

    /// Makes the next version of a campaign that is as it was read.
    async fn next_version(
        &self,
        campaign: &Campaign,
        columns: &[(row::Column, Expr)],
    ) -> Result<Campaign, StoreError> {
        let mut update = row::Entity::update_many();
        for (column, value) in columns {
            update = update.col_expr(*column, value.clone());
        }
        let changed = update
            .col_expr(row::Column::Version, (campaign.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(campaign.id.raw()))
            .filter(row::Column::Version.eq(campaign.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "campaigns" });
        }
        self.find(campaign.id).await?.ok_or(StoreError::Stale { table: "campaigns" })
    }

    /// Raises the campaign's version, whatever it is; until the transaction ends, no other changes what belongs to it.
    async fn raise(&self, id: CampaignId) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(id.raw()))
            .exec(self.work.db())
            .await?;
        Ok(())
    }

    /// Holds the campaign as it is: until the transaction ends, no other changes what belongs to it.
    async fn hold(&self, id: CampaignId) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(row::Column::Version, Expr::col(row::Column::Version))
            .filter(row::Column::Id.eq(id.raw()))
            .exec(self.work.db())
            .await?;
        Ok(())
    }
}

coded!("campaigns", row, columns);

/// What nobody but the service may write. The version is raised by whatever belongs to it.
fn columns(row: &row::Model) -> Columns {
    Columns::of("campaigns", &row.id).number(row.year.into()).text(&row.name).id(row.city)
}

fn decode(row: row::Model) -> Result<Campaign, StoreError> {
    let at = Row { table: "campaigns", id: &row.id };
    Ok(Campaign {
        id: CampaignId::new(row.id),
        year: row.year.try_into().map_err(|error| at.wrong("year", error))?,
        name: at.string("name", row.name)?,
        city: UnionId::new(row.city),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

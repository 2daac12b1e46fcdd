//! Editions: drafts that may be changed, one that is in force, and those before it.

use domain::campaign::CampaignEdition;
use domain::edition::{Edition, EditionStatus};
use domain::id::{CampaignId, EditionId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Campaigns;
use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "editions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) campaign: Uuid,
        pub(super) number: i32,
        pub(super) status: String,
        pub(super) content: String,
        pub(super) published_at: Option<i64>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of editions is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// With this status.
    pub status: Option<EditionStatus>,
    /// Whether drafts are shown at all.
    pub drafts: bool,
}

impl Campaigns<'_> {
    /// An edition.
    pub async fn edition(&self, id: EditionId) -> Result<Option<CampaignEdition>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        found.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// All editions that are or were in force, of whatever campaign.
    pub(crate) async fn all_in_force(&self) -> Result<Vec<CampaignEdition>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Status.ne(<&str>::from(EditionStatus::Draft)));
        let rows = query.all(self.work.db()).await?.into_iter();
        rows.map(|row| decode(self.work.own_row(row)?)).collect()
    }

    /// The edition that is in force now.
    pub async fn edition_in_force(&self, of: CampaignId) -> Result<Option<CampaignEdition>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Campaign.eq(of.raw()))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Published)));
        query.one(self.work.db()).await?.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// The editions of a campaign, oldest first, without those that were altered at the database.
    pub async fn editions(
        &self,
        of: CampaignId,
        filter: Filter,
        paging: Paging,
    ) -> Result<Page<CampaignEdition>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::Campaign.eq(of.raw()));
        if let Some(status) = filter.status {
            query = query.filter(row::Column::Status.eq(<&str>::from(status)));
        }
        if !filter.drafts {
            query = query.filter(row::Column::Status.ne(<&str>::from(EditionStatus::Draft)));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// Adds a draft, with the number after the last.
    pub async fn draft(&self, of: CampaignId, content: &Edition) -> Result<CampaignEdition, StoreError> {
        self.hold(of).await?;
        let last = row::Entity::find()
            .filter(row::Column::Campaign.eq(of.raw()))
            .order_by_desc(row::Column::Number)
            .one(self.work.db())
            .await?;
        let id = self.work.new_id()?;
        let now = self.work.now()?;
        let row = row::Model {
            id,
            campaign: of.raw(),
            number: last.map_or(1, |last| last.number.saturating_add(1)),
            status: <&str>::from(EditionStatus::Draft).to_owned(),
            content: encode(id, content)?,
            published_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
            code: Vec::new(),
        };
        decode(self.work.add_own(row).await?)
    }

    /// Changes a draft. What is no longer one is not touched.
    pub async fn redraft(
        &self,
        edition: &CampaignEdition,
        content: &Edition,
    ) -> Result<CampaignEdition, StoreError> {
        self.hold(edition.campaign).await?;
        let mut row = self.draft_as_read(edition).await?;
        row.content = encode(edition.id.raw(), content)?;
        decode(self.work.write_own(row).await?)
    }

    /// Takes a draft away. What is no longer one is not touched.
    pub async fn discard(&self, edition: &CampaignEdition) -> Result<(), StoreError> {
        self.hold(edition.campaign).await?;
        let gone = row::Entity::delete_many()
            .filter(row::Column::Id.eq(edition.id.raw()))
            .filter(row::Column::Version.eq(edition.version))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Draft)))
            .exec(self.work.db())
            .await?;
        if gone.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { table: "editions" }) }
    }

    /// Whether any edition of the campaign was ever in force.
    pub async fn any_published(&self, of: CampaignId) -> Result<bool, StoreError> {
        self.hold(of).await?;
        let query = row::Entity::find()
            .filter(row::Column::Campaign.eq(of.raw()))
            .filter(row::Column::Status.ne(<&str>::from(EditionStatus::Draft)));
        Ok(query.one(self.work.db()).await?.is_some())
    }

    /// Puts a draft in force; the one before it is superseded in the same transaction.
    pub async fn publish(&self, edition: &CampaignEdition) -> Result<CampaignEdition, StoreError> {
        self.raise(edition.campaign).await?;
        let in_force = row::Entity::find()
            .filter(row::Column::Campaign.eq(edition.campaign.raw()))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Published)));
        for before in in_force.all(self.work.db()).await? {
            let mut before = self.work.own_row(before)?;
            <&str>::from(EditionStatus::Superseded).clone_into(&mut before.status);
            self.work.write_own(before).await?;
        }
        let mut row = self.draft_as_read(edition).await?;
        <&str>::from(EditionStatus::Published).clone_into(&mut row.status);
        row.published_at = Some(self.work.now()?);
        decode(self.work.write_own(row).await?)
    }

    /// Editions after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_editions(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to editions after that one that have none, so many at most; and where to go on.
    pub(crate) async fn take_up_editions(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }

    /// The row of a draft that is still as it was read.
    async fn draft_as_read(&self, edition: &CampaignEdition) -> Result<row::Model, StoreError> {
        let row: row::Model = self.work.read_own(edition.id.raw(), edition.version).await?;
        let is_draft = row.status == <&str>::from(EditionStatus::Draft);
        if is_draft { Ok(row) } else { Err(StoreError::Stale { table: "editions" }) }
    }
}

own!("editions", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("editions", &row.id)
        .id(row.campaign)
        .number(row.number.into())
        .text(&row.status)
        .text(&row.content)
        .maybe(row.published_at, Columns::number)
        .number(row.version)
}

fn encode(id: Uuid, content: &Edition) -> Result<String, StoreError> {
    serde_json::to_string(content).map_err(|error| StoreError::corrupt("editions", id, error))
}

fn decode(row: row::Model) -> Result<CampaignEdition, StoreError> {
    let row::Model { id, campaign, number, status, content, published_at, version, updated_at, .. } = row;
    let at = Row { table: "editions", id: &id };
    Ok(CampaignEdition {
        id: EditionId::new(id),
        campaign: CampaignId::new(campaign),
        number,
        status: at.text("status", &status)?,
        content: at.json("content", &content)?,
        published_at: published_at.map(instant),
        version,
        updated_at: instant(updated_at),
    })
}

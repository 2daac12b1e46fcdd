//! Editions: drafts that may be changed, one that is in force, and those before it.

use domain::campaign::CampaignEdition;
use domain::edition::{Edition, EditionStatus};
use domain::id::{CampaignId, EditionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Campaigns;
use crate::decode::{Row, instant};
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
        row::Entity::find_by_id(id.raw()).one(self.work.db()).await?.map(decode).transpose()
    }

    /// The edition that is in force now.
    pub async fn edition_in_force(&self, of: CampaignId) -> Result<Option<CampaignEdition>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Campaign.eq(of.raw()))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Published)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The editions of a campaign, oldest first.
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
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
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
        let row = row::ActiveModel {
            id: Set(id),
            campaign: Set(of.raw()),
            number: Set(last.map_or(1, |last| last.number.saturating_add(1))),
            status: Set(<&str>::from(EditionStatus::Draft).to_owned()),
            content: Set(encode(id, content)?),
            published_at: Set(None),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(self.work.db())
        .await?;
        decode(row)
    }

    /// Changes a draft. What is no longer one is not touched.
    pub async fn redraft(
        &self,
        edition: &CampaignEdition,
        content: &Edition,
    ) -> Result<CampaignEdition, StoreError> {
        self.hold(edition.campaign).await?;
        let text = encode(edition.id.raw(), content)?;
        self.change(edition, &[(row::Column::Content, text.into())]).await
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
        let now = self.work.now()?;
        row::Entity::update_many()
            .col_expr(row::Column::Status, <&str>::from(EditionStatus::Superseded).into())
            .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
            .col_expr(row::Column::UpdatedAt, now.into())
            .filter(row::Column::Campaign.eq(edition.campaign.raw()))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Published)))
            .exec(self.work.db())
            .await?;
        let published = <&str>::from(EditionStatus::Published);
        let columns = [(row::Column::Status, published.into()), (row::Column::PublishedAt, now.into())];
        self.change(edition, &columns).await
    }

    /// Changes columns of a draft that is still as it was read.
    async fn change(
        &self,
        edition: &CampaignEdition,
        columns: &[(row::Column, Expr)],
    ) -> Result<CampaignEdition, StoreError> {
        let mut update = row::Entity::update_many();
        for (column, value) in columns {
            update = update.col_expr(*column, value.clone());
        }
        let changed = update
            .col_expr(row::Column::Version, (edition.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(edition.id.raw()))
            .filter(row::Column::Version.eq(edition.version))
            .filter(row::Column::Status.eq(<&str>::from(EditionStatus::Draft)))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "editions" });
        }
        self.edition(edition.id).await?.ok_or(StoreError::Stale { table: "editions" })
    }
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

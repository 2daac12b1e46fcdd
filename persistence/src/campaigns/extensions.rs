//! Extensions: who was given more time in a campaign, for what, and until when.

use domain::application::deadlines::{Extension, ExtensionOf};
use domain::campaign::{Campaign, GivenExtension};
use domain::id::{CampaignId, ExtensionId, OfficerId, UnionId};
use domain::name::Remark;
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Campaigns;
use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::own::coded;
use crate::page::page;
use crate::{Page, Paging, StoreError};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "extensions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) extension_of: String,
        pub(super) until: i64,
        pub(super) reasons: String,
        pub(super) officer: Option<Uuid>,
        pub(super) created_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of an extension when it is given.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The union.
    pub union: UnionId,
    /// For what.
    pub of: ExtensionOf,
    /// The new last day.
    pub until: Day,
    /// Why.
    pub reasons: Remark,
}

impl Campaigns<'_> {
    /// What any of these unions was given: those of a case's road, to know which days bind it.
    pub async fn extensions(
        &self,
        campaign: CampaignId,
        unions: &[UnionId],
    ) -> Result<Vec<Extension>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .filter(row::Column::UnionId.is_in(unions.iter().map(|id| id.raw())))
            .all(self.work.db())
            .await?;
        // One that was altered at the database gives nobody time.
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        own.map(|row| Ok(decode(row)?.extension)).collect()
    }

    /// The extensions of a campaign, or those of one union, oldest first, without those that were altered at the database.
    pub async fn given(
        &self,
        campaign: CampaignId,
        union: Option<UnionId>,
        paging: Paging,
    ) -> Result<Page<GivenExtension>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::Campaign.eq(campaign.raw()));
        if let Some(union) = union {
            query = query.filter(row::Column::UnionId.eq(union.raw()));
        }
        let found = page!(query, row::Column::Id, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// Gives a union more time in a campaign that is as it was read, and makes its next version.
    pub async fn extend(
        &self,
        campaign: &Campaign,
        said: &Particulars,
    ) -> Result<(Campaign, GivenExtension), StoreError> {
        let next = self.next_version(campaign, &[]).await?;
        let row = row::Model {
            id: self.work.new_id()?,
            campaign: campaign.id.raw(),
            union_id: said.union.raw(),
            extension_of: said.of.word().to_owned(),
            until: said.until.as_epoch(),
            reasons: said.reasons.as_str().to_owned(),
            officer: self.work.stamp()?.officer.map(OfficerId::raw),
            created_at: self.work.now()?,
            code: Vec::new(),
        };
        Ok((next, decode(self.work.add_own(row).await?)?))
    }

    /// Extensions after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_extensions(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to extensions after that one that have none, so many at most; and where to go on.
    pub(crate) async fn take_up_extensions(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }
}

coded!("extensions", row, columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("extensions", &row.id)
        .id(row.campaign)
        .id(row.union_id)
        .text(&row.extension_of)
        .number(row.until)
        .text(&row.reasons)
        .maybe(row.officer, Columns::id)
        .number(row.created_at)
}

fn decode(row: row::Model) -> Result<GivenExtension, StoreError> {
    let at = Row { table: "extensions", id: &row.id };
    Ok(GivenExtension {
        extension: Extension {
            id: ExtensionId::new(row.id),
            union: UnionId::new(row.union_id),
            of: at.text("extension_of", &row.extension_of)?,
            until: day(row.until),
        },
        campaign: CampaignId::new(row.campaign),
        reasons: at.string("reasons", row.reasons)?,
        officer: row.officer.map(OfficerId::new),
        given_at: instant(row.created_at),
    })
}

//! Photographs of a posting where it hangs: what each file is, and who put it there; the bytes lie in sealed files.

use std::collections::BTreeMap;

use domain::id::{AttachmentId, OfficerId, PostingId};
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Posting, Postings};
use crate::StoreError;
use crate::decode::instant;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posting_photographs")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) posting: Uuid,
        pub(super) media_type: String,
        pub(super) octets: i64,
        pub(super) digest: Vec<u8>,
        pub(super) officer: Uuid,
        pub(super) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A photograph of a posting where it hangs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photograph {
    /// Which.
    pub id: AttachmentId,
    /// What it was found to be.
    pub media_type: String,
    /// Its length.
    pub octets: i64,
    /// Its SHA-256.
    pub digest: Vec<u8>,
    /// Who put it there.
    pub officer: OfficerId,
    /// When.
    pub created_at: Instant,
}

impl Postings<'_> {
    /// Keeps a photograph with a posting, which thereby has its next version.
    pub async fn add_photograph(
        &self,
        posting: &Posting,
        media_type: &str,
        octets: &[u8],
        by: OfficerId,
    ) -> Result<Photograph, StoreError> {
        self.raise(posting).await?;
        let id = self.work.new_id()?;
        self.work.write_file(posting.id.raw(), id, octets).await?;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, octets);
        let row = row::ActiveModel {
            id: Set(id),
            posting: Set(posting.id.raw()),
            media_type: Set(media_type.to_owned()),
            octets: Set(i64::try_from(octets.len()).unwrap_or(i64::MAX)),
            digest: Set(digest.as_ref().to_vec()),
            officer: Set(by.raw()),
            created_at: Set(self.work.now()?),
        };
        Ok(decode(row.insert(self.work.db()).await?))
    }

    /// The bytes of a photograph of a posting.
    pub async fn read_photograph(&self, posting: PostingId, id: AttachmentId) -> Result<Vec<u8>, StoreError> {
        self.work.read_file(posting.raw(), id.raw()).await
    }

    /// The files of the photographs of these postings.
    pub(crate) async fn photograph_ids(&self, postings: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let found = self.photographs(postings).await?;
        Ok(found.values().flatten().map(|photograph| photograph.id.raw()).collect())
    }

    /// The photographs of these postings, oldest first.
    pub(super) async fn photographs(
        &self,
        postings: &[Uuid],
    ) -> Result<BTreeMap<Uuid, Vec<Photograph>>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Posting.is_in(postings.iter().copied()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        let mut found: BTreeMap<Uuid, Vec<Photograph>> = BTreeMap::new();
        for row in rows {
            found.entry(row.posting).or_default().push(decode(row));
        }
        Ok(found)
    }
}

fn decode(row: row::Model) -> Photograph {
    Photograph {
        id: AttachmentId::new(row.id),
        media_type: row.media_type,
        octets: row.octets,
        digest: row.digest,
        officer: OfficerId::new(row.officer),
        created_at: instant(row.created_at),
    }
}

//! What hangs on a board? Postings: frozen lists of names, with place, days and photographs.

mod erase;
mod list;
mod photographs;

use std::collections::{BTreeMap, BTreeSet};

use domain::application::evidence::PostingKind;
use domain::as_of::AsOf;
use domain::id::{CampaignId, OfficerId, PostingId, UnionId};
use domain::name::Line;
use domain::posting::PostingLine;
use domain::time::{Day, Instant};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::decode::{Row, day, instant};
use crate::{Place, StoreError, Work, scope};

pub use list::Filter;
pub use photographs::Photograph;

mod road {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posting_roads")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) posting: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) union_id: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "postings")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) kind: String,
        pub(super) first_day: i64,
        pub(super) last_day: i64,
        pub(super) place: String,
        pub(super) lines: Vec<u8>,
        pub(super) digest: Vec<u8>,
        pub(super) posted_by: Uuid,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A posting (公示).
#[derive(Clone, Debug)]
pub struct Posting {
    /// Which.
    pub id: PostingId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// The union that took the cases, on whose board it hangs; who posted may stand in for it.
    pub union: UnionId,
    /// Of which kind.
    pub kind: PostingKind,
    /// The first day.
    pub first_day: Day,
    /// The last day, fixed when it was made.
    pub last_day: Day,
    /// Where it hangs.
    pub place: Line,
    /// Its lines, frozen.
    pub lines: Vec<PostingLine>,
    /// The SHA-256 of its lines.
    pub digest: Vec<u8>,
    /// Photographs of it where it hangs, oldest first.
    pub photographs: Vec<Photograph>,
    /// Who posted it.
    pub posted_by: OfficerId,
    /// The version.
    pub version: i64,
    /// When it was made.
    pub created_at: Instant,
}

/// The postings, within one transaction.
pub struct Postings<'w> {
    work: &'w Work,
}

impl Work {
    /// The postings.
    pub const fn postings(&self) -> Postings<'_> {
        Postings { work: self }
    }
}

impl Postings<'_> {
    /// A posting of cases whose road passes this union.
    pub async fn find(&self, union: UnionId, id: PostingId) -> Result<Option<Posting>, StoreError> {
        let found = row::Entity::find_by_id(id.raw())
            .filter(row::Column::Id.in_subquery(scope::postings(union)))
            .one(self.work.db())
            .await?;
        self.whole(found).await
    }

    /// The same as it hung at the end of a day. Photographs are all that is ever added to one, each with a version.
    pub async fn find_as_of(
        &self,
        union: UnionId,
        id: PostingId,
        as_of: AsOf,
    ) -> Result<Option<Posting>, StoreError> {
        let found = self.find(union, id).await?.filter(|posting| as_of.knows(posting.created_at));
        Ok(found.map(|mut posting| {
            let all = posting.photographs.len();
            posting.photographs.retain(|photograph| as_of.knows(photograph.created_at));
            let since = all.saturating_sub(posting.photographs.len());
            posting.version -= i64::try_from(since).unwrap_or_default();
            posting
        }))
    }

    /// Whether a posting was made at that instant, in microseconds: by its act each of its cases has a line of history.
    pub(crate) async fn were_made_at(&self, at: i64) -> Result<bool, StoreError> {
        let made = row::Entity::find().filter(row::Column::CreatedAt.eq(at)).one(self.work.db());
        Ok(made.await?.is_some())
    }

    /// A posting as anybody sees it who stands before the board: whoever knows its id.
    pub async fn on_board(&self, id: PostingId) -> Result<Option<Posting>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        self.whole(found).await
    }

    async fn whole(&self, found: Option<row::Model>) -> Result<Option<Posting>, StoreError> {
        let Some(row) = found else { return Ok(None) };
        let mut photographs = self.photographs(&[row.id]).await?;
        self.open(row, &mut photographs).await.map(Some)
    }

    /// Keeps a posting, to be read by the unions on the roads of its cases.
    pub async fn add(&self, posting: &Posting, roads: &BTreeSet<UnionId>) -> Result<(), StoreError> {
        let now = self.work.now()?;
        let id = posting.id.raw();
        row::ActiveModel {
            id: Set(id),
            campaign: Set(posting.campaign.raw()),
            union_id: Set(posting.union.raw()),
            kind: Set(posting.kind.word().to_owned()),
            first_day: Set(posting.first_day.as_epoch()),
            last_day: Set(posting.last_day.as_epoch()),
            place: Set(posting.place.as_str().to_owned()),
            lines: Set(self.work.seal(id, sealed_at(id), &posting.lines).await?),
            digest: Set(posting.digest.clone()),
            posted_by: Set(posting.posted_by.raw()),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(self.work.db())
        .await?;
        let roads =
            roads.iter().map(|union| road::ActiveModel { posting: Set(id), union_id: Set(union.raw()) });
        road::Entity::insert_many(roads).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Makes the next version of a posting that was read, for what is added beside its lines.
    async fn raise(&self, posting: &Posting) -> Result<(), StoreError> {
        let raised = row::Entity::update_many()
            .col_expr(row::Column::Version, (posting.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(posting.id.raw()))
            .filter(row::Column::Version.eq(posting.version))
            .exec(self.work.db())
            .await?;
        if raised.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { table: "postings" }) }
    }

    /// The lines; none of a posting of which every case was erased.
    async fn lines(&self, id: Uuid, sealed: &[u8]) -> Result<Vec<PostingLine>, StoreError> {
        match self.work.open(id, sealed_at(id), sealed).await {
            Err(StoreError::Erased(_)) => Ok(Vec::new()),
            outcome => outcome,
        }
    }

    async fn open(
        &self,
        row: row::Model,
        photographs: &mut BTreeMap<Uuid, Vec<Photograph>>,
    ) -> Result<Posting, StoreError> {
        let at = Row { table: "postings", id: &row.id };
        Ok(Posting {
            id: PostingId::new(row.id),
            campaign: CampaignId::new(row.campaign),
            union: UnionId::new(row.union_id),
            kind: at.text("kind", &row.kind)?,
            first_day: day(row.first_day),
            last_day: day(row.last_day),
            place: at.string("place", row.place)?,
            lines: self.lines(row.id, &row.lines).await?,
            digest: row.digest,
            photographs: photographs.remove(&row.id).unwrap_or_default(),
            posted_by: OfficerId::new(row.posted_by),
            version: row.version,
            created_at: instant(row.created_at),
        })
    }
}

const fn sealed_at(row: Uuid) -> Place {
    Place { table: "postings", column: "lines", row }
}

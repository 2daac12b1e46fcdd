//! How much is said of each line of a posting, and when was there no room for more?

use std::collections::BTreeMap;

use domain::application::Concern;
use domain::application::concern::ConcernState;
use domain::id::{ApplicationId, PostingId, UnionId};
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{Concerns, number, row};
use crate::decode::day;
use crate::{StoreError, scope};

mod missed {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "concerns_missed")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) posting: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) line: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) day: i64,
        pub(super) application: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How much is said of a line of a posting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The line, counted from 1.
    pub line: i64,
    /// The case of the line.
    pub application: ApplicationId,
    /// How many concerns nobody has answered.
    pub unread: u64,
    /// The days on which some were not kept, because so many waited.
    pub missed: Vec<Day>,
}

impl Concerns<'_> {
    /// How much waits of each line of a posting, as far as the road of its case passes this union, and what was missed.
    pub async fn said(&self, union: UnionId, posting: PostingId) -> Result<Vec<Said>, StoreError> {
        let unread: Vec<(i64, Uuid, i64)> = unread(posting)
            .filter(row::Column::Application.in_subquery(scope::cases(union)))
            .select_only()
            .columns([row::Column::Line, row::Column::Application])
            .column_as(row::Column::Id.count(), "unread")
            .group_by(row::Column::Line)
            .group_by(row::Column::Application)
            .into_tuple()
            .all(self.work.db())
            .await?;
        let missed = missed::Entity::find()
            .filter(missed::Column::Posting.eq(posting.raw()))
            .filter(missed::Column::Application.in_subquery(scope::cases(union)))
            .order_by_asc(missed::Column::Day)
            .all(self.work.db())
            .await?;
        let mut lines: BTreeMap<(i64, Uuid), (u64, Vec<Day>)> = BTreeMap::new();
        for (line, case, count) in unread {
            lines.entry((line, case)).or_default().0 = u64::try_from(count).unwrap_or(0);
        }
        for row in missed {
            lines.entry((row.line, row.application)).or_default().1.push(day(row.day));
        }
        let said = |((line, case), (unread, missed))| {
            let application = ApplicationId::new(case);
            Said { line, application, unread, missed }
        };
        Ok(lines.into_iter().map(said).collect())
    }

    /// How many of a line nobody has answered.
    pub async fn unread(&self, posting: PostingId, line: usize) -> Result<u64, StoreError> {
        let of_line = unread(posting).filter(row::Column::Line.eq(number(line)));
        Ok(of_line.count(self.work.db()).await?)
    }

    /// Keeps that a concern of a line came on a day and found no room; tells whether it is the first of that day.
    pub async fn miss(&self, concern: &Concern, on: Day) -> Result<bool, StoreError> {
        let row = missed::ActiveModel {
            posting: Set(concern.posting.raw()),
            line: Set(number(concern.line)),
            day: Set(on.as_epoch()),
            application: Set(concern.application.raw()),
        };
        let key = [missed::Column::Posting, missed::Column::Line, missed::Column::Day];
        let once = OnConflict::columns(key).do_nothing().to_owned();
        let kept =
            missed::Entity::insert(row).on_conflict(once).exec_without_returning(self.work.db()).await?;
        Ok(kept > 0)
    }
}

fn unread(posting: PostingId) -> Select<row::Entity> {
    row::Entity::find()
        .filter(row::Column::Posting.eq(posting.raw()))
        .filter(row::Column::State.eq(ConcernState::Unread.word()))
}

//! How did objections stand at the end of a day? What became of one is written over it, and what it was is kept.

use std::collections::BTreeMap;

use domain::application::evidence::Objection;
use domain::as_of::AsOf;
use domain::id::{PostingId, UnionId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use super::super::{InCase, common, open, place};
use super::{Common, Filter, Objections, TABLE, row};
use crate::then::{stands, stood};
use crate::{StoreError, Work, scope};

const VERSIONS: &str = "objection_versions";

mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "objection_versions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) objection: Uuid,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) posting: Uuid,
        pub(super) state: String,
        pub(super) since: i64,
        pub(super) until: i64,
        pub(super) entry: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

common!(version::Model);

/// The objections to a posting that stood so, of cases whose road passes this union.
pub(super) fn wanted(union: UnionId, posting: PostingId, filter: Filter) -> Condition {
    use row::Column as Now;
    use version::Column as Then;
    let now = Condition::all()
        .add(Now::Application.in_subquery(scope::cases(union)))
        .add(Now::Posting.eq(posting.raw()))
        .add_option(filter.state.map(|state| Now::State.eq(state.word())));
    let Some(as_of) = filter.as_of else { return now };
    let then = stood(Then::Since, Then::Until, as_of)
        .add(Then::Application.in_subquery(scope::cases(union)))
        .add(Then::Posting.eq(posting.raw()))
        .add_option(filter.state.map(|state| Then::State.eq(state.word())));
    let kept = Query::select().column(Then::Objection).from(version::Entity).cond_where(then).take();
    Condition::any().add(now.add(stands(Now::Since, as_of))).add(Now::Id.in_subquery(kept))
}

impl Objections<'_> {
    /// Keeps what an objection was, before what has become of it is written over it.
    pub(super) async fn keep_version(&self, objection: Uuid) -> Result<(), StoreError> {
        let found = row::Entity::find_by_id(objection).one(self.work.db()).await?;
        let Some(was) = found else { return Ok(()) };
        let id = self.work.new_id()?;
        let entry: Value = self.work.open(was.application, place(TABLE, was.id), &was.entry).await?;
        let kept = version::ActiveModel {
            id: Set(id),
            objection: Set(was.id),
            application: Set(was.application),
            number: Set(was.number),
            campaign: Set(was.campaign),
            union_id: Set(was.union_id),
            posting: Set(was.posting),
            state: Set(was.state),
            since: Set(was.since),
            until: Set(self.work.now()?),
            entry: Set(self.work.seal(was.application, place(VERSIONS, id), &entry).await?),
        };
        kept.insert(self.work.db()).await?;
        Ok(())
    }

    /// The objections as they stood at the end of a day on which they were there.
    pub(super) async fn as_they_stood(
        &self,
        rows: Vec<row::Model>,
        as_of: AsOf,
    ) -> Result<Vec<InCase<Objection>>, StoreError> {
        let kept = version::Entity::find()
            .filter(version::Column::Objection.is_in(rows.iter().map(|row| row.id)))
            .filter(stood(version::Column::Since, version::Column::Until, as_of))
            .all(self.work.db())
            .await?;
        let mut kept: BTreeMap<Uuid, Common> =
            kept.into_iter().map(|version| (version.objection, version.into())).collect();
        let mut objections = Vec::with_capacity(rows.len());
        for row in rows {
            objections.push(match kept.remove(&row.id) {
                Some(then) => open(self.work, VERSIONS, then).await?,
                None => open(self.work, TABLE, row.into()).await?,
            });
        }
        Ok(objections)
    }
}

/// Forgets what stood of an erased case.
pub(super) async fn erase(work: &Work, case: Uuid) -> Result<(), StoreError> {
    version::Entity::delete_many().filter(version::Column::Application.eq(case)).exec(work.db()).await?;
    Ok(())
}

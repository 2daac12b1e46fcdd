//! What of the log does a reader see? The acts for the unions of their jurisdiction, by their places.

use std::collections::BTreeMap;

use domain::access::{Jurisdiction, Role};
use domain::id::{AccountId, LogEntryId, OfficerId, UnionId};
use domain::log::{Act, Checkpoint, LogEntry, Position};
use domain::time::Instant;
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, SelectTwo,
};
use serde_json::Value;
use uuid::Uuid;

use super::rows::{self, checkpoints, entries, positions};
use crate::accounts::in_role;
use crate::{Page, Place, StoreError, Work, scope};

/// An entry at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Where.
    pub position: Position,
    /// The entry.
    pub entry: LogEntry,
}

/// What of the log exists for somebody.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// The unions for which was acted, or which an act of nobody's concerns.
    pub within: Jurisdiction,
    /// Whether what is no union's exists for them too: keys, failed sign-ins of unknown names, the service itself.
    pub of_nobody: bool,
}

/// What a list of the log is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Acts of this officer.
    pub officer: Option<OfficerId>,
    /// Acts in the post of this account.
    pub account: Option<AccountId>,
    /// Acts for this union.
    pub union: Option<UnionId>,
    /// Of this kind.
    pub act: Option<Act>,
    /// Of one of these kinds; of any, where none is said.
    pub acts: &'static [Act],
    /// Acts in posts of this role.
    pub role: Option<Role>,
    /// Done to this.
    pub subject: Option<Uuid>,
    /// In answer to this request.
    pub request_id: Option<String>,
    /// At or after this instant.
    pub from: Option<Instant>,
    /// Before this instant.
    pub before: Option<Instant>,
}

/// Which page of the log.
#[derive(Clone, Copy, Debug)]
pub struct LogPaging {
    /// The most rows.
    pub limit: u64,
    /// The last position seen.
    pub after: Option<Position>,
    /// Whether the newest come first.
    pub newest_first: bool,
    /// Whether to count all rows that match.
    pub total: bool,
}

impl Work {
    /// A page of the log.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn log_page(
        &self,
        reach: Reach,
        filter: &Filter,
        paging: LogPaging,
    ) -> Result<Page<Placed, Position>, StoreError> {
        let query = joined().filter(exists(reach)).filter(fits(filter));
        let total = if paging.total { Some(query.clone().count(self.db()).await?) } else { None };
        let position = positions::Column::Position;
        let query = match (paging.after.map(rows::position).transpose()?, paging.newest_first) {
            (Some(after), false) => query.filter(position.gt(after)),
            (Some(after), true) => query.filter(position.lt(after)),
            (None, _) => query,
        };
        let query =
            if paging.newest_first { query.order_by_desc(position) } else { query.order_by_asc(position) };
        let found = query.limit(paging.limit.saturating_add(1)).all(self.db()).await?;
        let placed = found.into_iter().filter_map(place).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(placed, paging.limit, total, |placed| placed.position))
    }

    /// An entry of the log, where it exists for the reader.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn log_entry(&self, reach: Reach, position: Position) -> Result<Option<Placed>, StoreError> {
        let query =
            joined().filter(exists(reach)).filter(positions::Column::Position.eq(rows::sought(position)));
        let found = query.one(self.db()).await?;
        found.and_then(place).transpose()
    }

    /// Those of these entries that are there, each with its place, where it has one yet.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn log_places(
        &self,
        ids: &[LogEntryId],
    ) -> Result<BTreeMap<LogEntryId, Option<Position>>, StoreError> {
        let found = entries::Entity::find()
            .select_only()
            .column(entries::Column::Id)
            .column(positions::Column::Position)
            .join_rev(JoinType::LeftJoin, positions::Relation::Entry.def())
            .filter(entries::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .into_tuple::<(Uuid, Option<i64>)>()
            .all(self.db())
            .await?;
        let placed = |(id, position): (Uuid, Option<i64>)| {
            Ok((LogEntryId::new(id), position.map(rows::place).transpose()?))
        };
        found.into_iter().map(placed).collect()
    }

    /// The entry of such an act on a subject that the service itself wrote.
    pub(crate) async fn own_entry(&self, act: Act, subject: Uuid) -> Result<Option<LogEntry>, StoreError> {
        let found = entries::Entity::find()
            .filter(entries::Column::Subject.eq(subject))
            .filter(entries::Column::Act.eq(act.word()))
            .all(self.db())
            .await?;
        let own =
            |(entry, code): (LogEntry, Vec<u8>)| self.keys().wrote(&entry.octets(), &code).then_some(entry);
        Ok(found.into_iter().map(rows::read).find_map(own))
    }

    /// What the detail of an entry says; none where the key of its subject was destroyed.
    ///
    /// # Errors
    /// Those of the store; a detail that does not open was altered.
    pub async fn log_detail(&self, entry: &LogEntry) -> Result<Option<Value>, StoreError> {
        let place = Place { table: "log_entries", column: "detail", row: entry.id.raw() };
        let plain = if let Some(key) = self.find_subject_key(entry.subject.id).await? {
            let broken = |error| StoreError::corrupt("log_entries", entry.id, error);
            key.open(place, &entry.detail.0).map_err(broken)?
        } else {
            let lost = || {
                StoreError::corrupt("subject_keys", entry.subject.id, "it is not there, and no act erased it")
            };
            let erasure = self.erasure_of(entry.subject.id).await?.ok_or_else(lost)?;
            // What was said before it went with the key; what was said since is under the key of the erasure.
            let key = self.held_subject_key(erasure.raw()).await?;
            let Ok(plain) = key.open(place, &entry.detail.0) else { return Ok(None) };
            plain
        };
        let detail = serde_json::from_slice(&plain);
        detail.map(Some).map_err(|error| StoreError::corrupt("log_entries", entry.id, error))
    }

    /// A page of the checkpoints, newest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn checkpoint_page(
        &self,
        limit: u64,
        after: Option<Position>,
    ) -> Result<Page<Checkpoint, Position>, StoreError> {
        let mut query = checkpoints::Entity::find().order_by_desc(checkpoints::Column::Position);
        if let Some(after) = after {
            query = query.filter(checkpoints::Column::Position.lt(rows::sought(after)));
        }
        let found = query.limit(limit.saturating_add(1)).all(self.db()).await?;
        let found = found.into_iter().map(rows::checkpoint).collect::<Result<Vec<_>, _>>()?;
        Ok(Page::cut(found, limit, None, |checkpoint| checkpoint.position))
    }
}

fn joined() -> SelectTwo<positions::Entity, entries::Entity> {
    positions::Entity::find().find_also_related(entries::Entity)
}

fn exists(reach: Reach) -> Condition {
    let union = positions::Column::UnionId;
    let mine = union.in_subquery(scope::unions(reach.within));
    let all = if reach.of_nobody { mine.or(union.is_null()) } else { mine };
    all.into_condition()
}

fn fits(filter: &Filter) -> Condition {
    use entries::Column as C;
    let acts = (!filter.acts.is_empty()).then(|| C::Act.is_in(filter.acts.iter().map(|act| act.word())));
    Condition::all()
        .add_option(filter.officer.map(|officer| C::Officer.eq(officer.raw())))
        .add_option(filter.account.map(|account| C::Account.eq(account.raw())))
        .add_option(filter.union.map(|union| positions::Column::UnionId.eq(union.raw())))
        .add_option(filter.act.map(|act| C::Act.eq(act.word())))
        .add_option(acts)
        .add_option(filter.role.map(|role| C::Account.in_subquery(in_role(role))))
        .add_option(filter.subject.map(|subject| C::Subject.eq(subject)))
        .add_option(filter.request_id.as_deref().map(|request| C::RequestId.eq(request)))
        .add_option(filter.from.map(|from| C::At.gte(from.as_micros())))
        .add_option(filter.before.map(|before| C::At.lt(before.as_micros())))
}

fn place((row, entry): (positions::Model, Option<entries::Model>)) -> Option<Result<Placed, StoreError>> {
    let entry = rows::read(entry?).0;
    Some(rows::place(row.position).map(|position| Placed { position, entry }))
}

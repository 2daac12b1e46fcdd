//! Who did what? One entry for each act, in the transaction of the change, its detail sealed under the
//! key of its subject, so that destroying that key erases the detail and leaves the entry.

use domain::log::Act;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde::Serialize;
use uuid::Uuid;

use crate::{Place, StoreError, Work};

/// About whom or what it was done: the key of the entry's detail belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    kind: &'static str,
    id: Uuid,
}

impl Subject {
    /// The id.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// A subject by kind (the singular of its path) and id.
    pub const fn new(kind: &'static str, id: Uuid) -> Self {
        Self { kind, id }
    }
}

/// An entry to be written with a change.
#[derive(Debug)]
pub struct Entry {
    act: Act,
    subject: Subject,
    detail: serde_json::Value,
    by_time: bool,
}

impl Entry {
    /// An entry without detail.
    pub const fn new(act: Act, subject: Subject) -> Self {
        Self { act, subject, detail: serde_json::Value::Null, by_time: false }
    }

    /// Says that time did it and nobody else, whoever's request came upon it.
    #[must_use]
    pub const fn by_time(mut self) -> Self {
        self.by_time = true;
        self
    }

    /// Adds what stood before and what stands after.
    pub fn change(mut self, before: &impl Serialize, after: &impl Serialize) -> Result<Self, StoreError> {
        self.detail = serde_json::json!({ "before": to_json(before)?, "after": to_json(after)? });
        Ok(self)
    }
}

fn to_json(value: &impl Serialize) -> Result<serde_json::Value, StoreError> {
    serde_json::to_value(value).map_err(|error| StoreError::corrupt("log_entries", "", error))
}

/// What a writing deed returns: its value, and at least one entry. A write without an entry has no type.
#[derive(Debug)]
pub struct Logged<T> {
    value: T,
    first: Entry,
    more: Vec<Entry>,
}

impl<T> Logged<T> {
    /// A value with the entry of the act that made it.
    pub const fn new(value: T, entry: Entry) -> Self {
        Self { value, first: entry, more: Vec::new() }
    }

    /// Adds a further entry.
    #[must_use]
    pub fn and(mut self, entry: Entry) -> Self {
        self.more.push(entry);
        self
    }

    /// The value.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Another value for the same acts.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Logged<U> {
        Logged { value: turn(self.value), first: self.first, more: self.more }
    }

    pub(crate) fn into_parts(self) -> (T, Vec<Entry>) {
        let mut entries = vec![self.first];
        entries.extend(self.more);
        (self.value, entries)
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "log_entries")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) at: i64,
        pub(super) account: Option<Uuid>,
        pub(super) officer: Option<Uuid>,
        pub(super) delegation: Option<Uuid>,
        pub(super) union_id: Option<Uuid>,
        pub(super) act: String,
        pub(super) subject_kind: String,
        pub(super) subject: Uuid,
        pub(super) request_id: String,
        pub(super) detail: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Work {
    pub(crate) async fn log(&self, entry: Entry) -> Result<(), StoreError> {
        let stamp = self.stamp()?;
        let id = self.new_id()?;
        let detail =
            serde_json::to_vec(&entry.detail).map_err(|e| StoreError::corrupt("log_entries", id, e))?;
        let place = Place { table: "log_entries", column: "detail", row: id };
        let sealed = self.subject_key(entry.subject.id).await?.seal(place, &detail);
        let who = Some(stamp).filter(|_| !entry.by_time);
        row::ActiveModel {
            id: Set(id),
            at: Set(stamp.at.as_micros()),
            account: Set(who.and_then(|who| who.account).map(domain::id::AccountId::raw)),
            officer: Set(who.and_then(|who| who.officer).map(domain::id::OfficerId::raw)),
            delegation: Set(who.and_then(|who| who.delegation).map(domain::id::DelegationId::raw)),
            union_id: Set(who.and_then(|who| who.union).map(domain::id::UnionId::raw)),
            act: Set(entry.act.word().to_owned()),
            subject_kind: Set(entry.subject.kind.to_owned()),
            subject: Set(entry.subject.id),
            request_id: Set(stamp.request_id.clone()),
            detail: Set(sealed.map_err(|e| StoreError::corrupt("log_entries", id, e))?),
        }
        .insert(self.db())
        .await?;
        Ok(())
    }
}

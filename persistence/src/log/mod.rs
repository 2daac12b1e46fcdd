//! Who did what? One entry for each act, in the transaction of the change, its detail sealed under the
//! key of its subject, so that destroying that key erases the detail and leaves the entry.

mod about;
mod counted;
pub mod list;
mod rows;
mod seal;
pub mod told;
mod waiting;
mod witnesses;

use domain::id::{LogEntryId, UnionId};
use domain::log::{Act, LogEntry, LogSubject, Octets};
use sea_orm::EntityTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::{Place, StoreError, Work};

pub(crate) use counted::{Said, When};
pub use seal::Sealed;

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
    union: Option<UnionId>,
}

impl Entry {
    /// An entry without detail.
    pub const fn new(act: Act, subject: Subject) -> Self {
        Self { act, subject, detail: serde_json::Value::Null, by_time: false, union: None }
    }

    /// Says that time did it and nobody else, whoever's request came upon it.
    #[must_use]
    pub const fn by_time(mut self) -> Self {
        self.by_time = true;
        self
    }

    /// Says which union it concerns, where nobody acts for one: its readers see it, and those of another city do not.
    #[must_use]
    pub fn concerning(mut self, union: impl Into<Option<UnionId>>) -> Self {
        self.union = union.into();
        self
    }

    /// Adds what stood before and what stands after.
    pub fn change(mut self, before: &impl Serialize, after: &impl Serialize) -> Result<Self, StoreError> {
        self.detail = serde_json::json!({ "before": to_json(before)?, "after": to_json(after)? });
        Ok(self)
    }

    /// Adds the number that a case was entered with.
    #[must_use]
    pub fn numbered(mut self, number: &str) -> Self {
        if let serde_json::Value::Object(said) = &mut self.detail {
            said.insert("number".to_owned(), number.into());
        }
        self
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

impl Work {
    pub(crate) async fn log(&self, entry: Entry) -> Result<(), StoreError> {
        let stamp = self.stamp()?;
        let id = self.entry_id(entry.subject.id)?;
        let broken = |error| StoreError::corrupt("log_entries", id, error);
        let detail =
            serde_json::to_vec(&entry.detail).map_err(|e| StoreError::corrupt("log_entries", id, e))?;
        let place = Place { table: "log_entries", column: "detail", row: id };
        let sealed = self.key_of_entries(entry.subject.id).await?.seal(place, &detail).map_err(broken)?;
        let who = Some(stamp).filter(|_| !entry.by_time);
        let entry = LogEntry {
            id: LogEntryId::new(id),
            at_micros: stamp.at.as_micros(),
            account: who.and_then(|who| who.account),
            officer: who.and_then(|who| who.officer),
            delegation: who.and_then(|who| who.delegation),
            union: who.and_then(|who| who.union).or(entry.union),
            act: entry.act.word().to_owned(),
            subject: LogSubject { kind: entry.subject.kind.to_owned(), id: entry.subject.id },
            request_id: stamp.request_id.clone(),
            detail: Octets(sealed),
        };
        let code = self.keys().log_code(&entry.octets());
        rows::entries::Entity::insert(rows::entry(entry, code)).exec_without_returning(self.db()).await?;
        Ok(())
    }
}

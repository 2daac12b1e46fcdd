//! Who did what? One entry for each act, in the transaction of the change, its detail sealed under the
//! key of its subject, so that destroying that key erases the detail and leaves the entry.

use std::sync::Arc;

use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use uuid::Uuid;

use crate::keys::SealingKey;
use crate::{Keys, Place, StoreError, Work};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the name is the deed")]
pub enum Act {
    CreateSigningKey,
    SignIn,
    SignOut,
    RefreshSession,
    RefreshReused,
    ChangePassword,
    ResetPassword,
    RotateSecret,
    CreateUnion,
    ChangeUnion,
    CreateOfficer,
    ChangeOfficer,
    CreateAccount,
    ChangeAccount,
    CloseAccount,
    Delegate,
    EndDelegation,
    SetClock,
    InstallShipped,
    ImportSchools,
    CorrectSchool,
    ReplaceCalendar,
    CreateCampaign,
    DraftEdition,
    ChangeEdition,
    PublishEdition,
    Extend,
    EnterApplication,
    ChangeApplication,
    ActOnApplication,
    RecordEvidence,
    AttachFile,
    ReadAttachment,
    MakePosting,
    AddPhotograph,
    ReceiveObjection,
    EnterDossier,
    ChangeDossier,
    RenewDossier,
    ConfirmDossier,
    LapseDossier,
    CloseDossier,
    SearchDossiers,
    HouseholdConflict,
}

/// About whom or what it was done: the key of the entry's detail belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    kind: &'static str,
    id: Uuid,
}

impl Subject {
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
}

impl Entry {
    /// An entry without detail.
    pub const fn new(act: Act, subject: Subject) -> Self {
        Self { act, subject, detail: serde_json::Value::Null }
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

mod key_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_keys")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) subject: Uuid,
        pub(super) sealed: Vec<u8>,
        pub(super) created_at: i64,
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
        row::ActiveModel {
            id: Set(id),
            at: Set(stamp.at.as_micros()),
            account: Set(stamp.account.map(domain::id::AccountId::raw)),
            officer: Set(stamp.officer.map(domain::id::OfficerId::raw)),
            delegation: Set(stamp.delegation.map(domain::id::DelegationId::raw)),
            union_id: Set(stamp.union.map(domain::id::UnionId::raw)),
            act: Set(<&str>::from(entry.act).to_owned()),
            subject_kind: Set(entry.subject.kind.to_owned()),
            subject: Set(entry.subject.id),
            request_id: Set(stamp.request_id.clone()),
            detail: Set(sealed.map_err(|e| StoreError::corrupt("log_entries", id, e))?),
        }
        .insert(self.db())
        .await?;
        Ok(())
    }

    /// The key of a subject: opened, or made when there is none yet.
    pub(crate) async fn subject_key(&self, subject: Uuid) -> Result<Arc<SealingKey>, StoreError> {
        if let Some(key) = self.cached_key(subject) {
            return Ok(key);
        }
        let broken = |error| StoreError::corrupt("subject_keys", subject, error);
        let place = Place { table: "subject_keys", column: "sealed", row: subject };
        let root = match key_row::Entity::find_by_id(subject).one(self.db()).await? {
            Some(row) => self.keys().sealing().open(place, &row.sealed).map_err(broken)?,
            None => self.make_subject_key(subject, place).await?,
        };
        let key = Arc::new(SealingKey::new(1, &root).map_err(broken)?);
        self.cache_key(subject, Arc::clone(&key));
        Ok(key)
    }

    async fn make_subject_key(&self, subject: Uuid, place: Place) -> Result<Vec<u8>, StoreError> {
        let broken = |error| StoreError::corrupt("subject_keys", subject, error);
        let root = Keys::new_root().map_err(broken)?;
        let sealed = self.keys().sealing().seal(place, &root).map_err(broken)?;
        let row =
            key_row::ActiveModel { subject: Set(subject), sealed: Set(sealed), created_at: Set(self.now()?) };
        let made = key_row::Entity::insert(row)
            .on_conflict(OnConflict::column(key_row::Column::Subject).do_nothing().to_owned())
            .exec_without_returning(self.db())
            .await?;
        // None was made when another transaction was first: then theirs is the key.
        if made > 0 {
            return Ok(root.to_vec());
        }
        let theirs = key_row::Entity::find_by_id(subject).one(self.db()).await?;
        let theirs =
            theirs.ok_or_else(|| StoreError::Contended("a subject's key is being made".to_owned()))?;
        self.keys().sealing().open(place, &theirs.sealed).map_err(broken)
    }
}

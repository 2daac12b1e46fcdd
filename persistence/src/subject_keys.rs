//! Under which key is sealed what is said of a case, a dossier, or another subject? Under its own, kept sealed itself.

use std::sync::Arc;

use domain::id::ErasureId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::keys::{SealingKey, random};
use crate::{Place, StoreError, Work};

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
    /// The key of a subject: opened, or made when there is none yet.
    ///
    /// # Errors
    /// [`StoreError::Erased`] where it was destroyed: none is made again.
    pub(crate) async fn subject_key(&self, subject: Uuid) -> Result<Arc<SealingKey>, StoreError> {
        if let Some(key) = self.find_subject_key(subject).await? {
            return Ok(key);
        }
        if self.erasure_of(subject).await?.is_some() {
            return Err(StoreError::Erased(subject));
        }
        self.first_subject_key(subject).await
    }

    /// The key of a subject that has just got its id, of which nobody knows yet: made.
    pub(crate) async fn first_subject_key(&self, subject: Uuid) -> Result<Arc<SealingKey>, StoreError> {
        let broken = |error| StoreError::corrupt("subject_keys", subject, error);
        let place = Place { table: "subject_keys", column: "sealed", row: subject };
        let root = self.make_subject_key(subject, place).await?;
        let key = Arc::new(SealingKey::new(1, &root).map_err(broken)?);
        self.cache_key(subject, Arc::clone(&key));
        Ok(key)
    }

    /// The key of a subject of which something is sealed.
    ///
    /// # Errors
    /// [`StoreError::Erased`] where it was destroyed.
    pub(crate) async fn held_subject_key(&self, subject: Uuid) -> Result<Arc<SealingKey>, StoreError> {
        match self.find_subject_key(subject).await? {
            Some(key) => Ok(key),
            None if self.erasure_of(subject).await?.is_some() => Err(StoreError::Erased(subject)),
            None => Err(StoreError::corrupt("subject_keys", subject, "the key is not there")),
        }
    }

    /// The key under which is sealed what is said of a subject: of an erased one that of its erasure.
    pub(crate) async fn key_of_entries(&self, subject: Uuid) -> Result<Arc<SealingKey>, StoreError> {
        if let Some(key) = self.find_subject_key(subject).await? {
            return Ok(key);
        }
        let erasure = self.erasure_of(subject).await?;
        self.subject_key(erasure.map_or(subject, ErasureId::raw)).await
    }

    /// Whether there is a key of a subject in the database, whatever is remembered.
    pub(crate) async fn has_key(&self, subject: Uuid) -> Result<bool, StoreError> {
        Ok(key_row::Entity::find_by_id(subject).one(self.db()).await?.is_some())
    }

    /// The key of a subject that has one.
    pub(crate) async fn find_subject_key(
        &self,
        subject: Uuid,
    ) -> Result<Option<Arc<SealingKey>>, StoreError> {
        if let Some(key) = self.cached_key(subject) {
            return Ok(Some(key));
        }
        self.take_keys(std::iter::once(subject)).await?;
        Ok(self.cached_key(subject))
    }

    /// Takes the keys of many subjects at once, as far as they have one, so that none is asked for alone.
    pub(crate) async fn take_keys(&self, subjects: impl IntoIterator<Item = Uuid>) -> Result<(), StoreError> {
        let wanted: Vec<Uuid> =
            subjects.into_iter().filter(|subject| self.cached_key(*subject).is_none()).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let held =
            key_row::Entity::find().filter(key_row::Column::Subject.is_in(wanted)).all(self.db()).await?;
        for row in held {
            let broken = |error| StoreError::corrupt("subject_keys", row.subject, error);
            let place = Place { table: "subject_keys", column: "sealed", row: row.subject };
            let root = self.keys().sealing().open(place, &row.sealed).map_err(broken)?;
            self.cache_key(row.subject, Arc::new(SealingKey::new(1, &root).map_err(broken)?));
        }
        Ok(())
    }

    async fn make_subject_key(&self, subject: Uuid, place: Place) -> Result<Vec<u8>, StoreError> {
        let broken = |error| StoreError::corrupt("subject_keys", subject, error);
        let root = random().map_err(broken)?;
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

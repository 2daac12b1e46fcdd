//! How is a value kept that only its subject's key opens?

use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::{Place, StoreError, Work};

impl Work {
    /// Seals a value under the key of a subject, for that place.
    pub(crate) async fn seal(
        &self,
        subject: Uuid,
        place: Place,
        value: &impl Serialize,
    ) -> Result<Vec<u8>, StoreError> {
        let plain =
            serde_json::to_vec(value).map_err(|error| StoreError::corrupt(place.table, place.row, error))?;
        let sealed = self.subject_key(subject).await?.seal(place, &plain);
        sealed.map_err(|error| StoreError::corrupt(place.table, place.row, error))
    }

    /// Opens a value that was sealed under the key of a subject.
    pub(crate) async fn open<T: DeserializeOwned>(
        &self,
        subject: Uuid,
        place: Place,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let opened = self.held_subject_key(subject).await?.open(place, sealed);
        let plain = opened.map_err(|error| StoreError::corrupt(place.table, place.row, error))?;
        serde_json::from_slice(&plain).map_err(|error| StoreError::corrupt(place.table, place.row, error))
    }
}

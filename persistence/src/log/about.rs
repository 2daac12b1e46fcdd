//! What was done to some records, whoever did it? The entries of the log on these subjects, without their details.

use domain::log::LogEntry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rows::{self, entries};
use crate::{StoreError, Work};

impl Work {
    /// The entries on these subjects that the service wrote, oldest first, those that wait for their position among them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn log_about(&self, subjects: &[Uuid]) -> Result<Vec<LogEntry>, StoreError> {
        let found = entries::Entity::find()
            .filter(entries::Column::Subject.is_in(subjects.iter().copied()))
            .order_by_asc(entries::Column::Id)
            .all(self.db())
            .await?;
        let own =
            |(entry, code): (LogEntry, Vec<u8>)| self.keys().wrote(&entry.octets(), &code).then_some(entry);
        Ok(found.into_iter().map(rows::read).filter_map(own).collect())
    }
}

//! Where is the file of a job? Sealed beside it, under its own key, until nobody needs it.

use domain::id::JobId;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Jobs, row};
use crate::{Place, StoreError};

mod file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job_files")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) job: Uuid,
        pub(super) sealed: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Jobs<'_> {
    /// Keeps the file of a job that has just got its id.
    pub(super) async fn keep_file(&self, id: Uuid, octets: &[u8]) -> Result<(), StoreError> {
        let sealed = self.work.first_subject_key(id).await?.seal(place(id), octets);
        let sealed = sealed.map_err(|error| StoreError::corrupt("job_files", id, error))?;
        let kept = file::ActiveModel { job: Set(id), sealed: Set(sealed) };
        file::Entity::insert(kept).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    /// Removes it.
    pub(super) async fn drop_file(&self, id: Uuid) -> Result<(), StoreError> {
        file::Entity::delete_by_id(id).exec(self.work.db()).await?;
        Ok(())
    }

    /// The file of a job; none where it is not kept any more.
    pub async fn file(&self, job: JobId) -> Result<Option<Vec<u8>>, StoreError> {
        let id = job.raw();
        let Some(row) = file::Entity::find_by_id(id).one(self.work.db()).await? else { return Ok(None) };
        let opened = self.work.held_subject_key(id).await?.open(place(id), &row.sealed);
        opened.map(Some).map_err(|error| StoreError::corrupt("job_files", id, error))
    }

    /// Removes the files of jobs that ended at or before an instant; tells how many.
    pub async fn forget_files(&self, ended: Instant) -> Result<u64, StoreError> {
        let over = row::Entity::find()
            .filter(row::Column::HasFile.eq(true))
            .filter(row::Column::EndedAt.lte(ended.as_micros()))
            .all(self.work.db())
            .await?;
        let mut forgotten = 0;
        for mut row in over.into_iter().filter(|row| self.work.wrote(row)) {
            self.drop_file(row.id).await?;
            row.has_file = false;
            let _ = self.work.write_own(row).await?;
            forgotten += 1;
        }
        Ok(forgotten)
    }

    /// Whether there are files of jobs that ended at or before an instant.
    pub async fn files_are_over(&self, ended: Instant) -> Result<bool, StoreError> {
        let over = row::Entity::find()
            .filter(row::Column::HasFile.eq(true))
            .filter(row::Column::EndedAt.lte(ended.as_micros()));
        Ok(over.limit(1).one(self.work.db()).await?.is_some())
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: "job_files", column: "sealed", row }
}

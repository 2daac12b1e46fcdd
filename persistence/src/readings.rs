//! Readings: which case or dossier an auditor has opened on which day. One row a day for each, so that the log is not flooded.

use domain::id::OfficerId;
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use uuid::Uuid;

use crate::{StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "readings")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) officer: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) subject: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) day: i64,
        pub(super) at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The readings, within one transaction.
pub struct Readings<'w> {
    work: &'w Work,
}

impl Work {
    /// The readings.
    pub const fn readings(&self) -> Readings<'_> {
        Readings { work: self }
    }
}

impl Readings<'_> {
    /// Whether an officer has opened it on that day.
    pub async fn is_there(&self, officer: OfficerId, subject: Uuid, day: Day) -> Result<bool, StoreError> {
        let key = (officer.raw(), subject, day.as_epoch());
        Ok(row::Entity::find_by_id(key).one(self.work.db()).await?.is_some())
    }

    /// Writes down that an officer opens it; [`StoreError::Duplicate`] when another request of theirs was first.
    pub async fn add(&self, officer: OfficerId, subject: Uuid, day: Day) -> Result<(), StoreError> {
        let at = self.work.now()?;
        let row = row::ActiveModel {
            officer: Set(officer.raw()),
            subject: Set(subject),
            day: Set(day.as_epoch()),
            at: Set(at),
        };
        row.insert(self.work.db()).await?;
        Ok(())
    }
}

//! How does a name stand after sign-ins that failed, and how is it let in at once?

use domain::sign_in::Failures;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{SignIns, Typed, failures, row};
use crate::StoreError;
use crate::decode::instant;

/// How a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameStands {
    /// Its failures, from wherever.
    pub failures: Failures,
    /// When somebody last tried; none when nobody did of late.
    pub tried_at: Option<Instant>,
    /// Until when one of the addresses waits that tried it, if one does.
    pub waits_until: Option<Instant>,
}

impl SignIns<'_> {
    /// How a name stands.
    pub async fn of_name(&self, name: &str, now: Instant) -> Result<NameStands, StoreError> {
        let name = Typed::new(self.work.keys(), name, "").name;
        let own = row::Entity::find_by_id(name.clone()).one(self.work.db()).await?;
        let waits = row::Entity::find()
            .select_only()
            .column_as(row::Column::FreeAt.max(), "free_at")
            .filter(row::Column::Name.eq(name))
            .filter(row::Column::FreeAt.gt(now.as_micros()))
            .into_tuple::<Option<i64>>()
            .one(self.work.db())
            .await?;
        let failures = own.as_ref().map_or(Failures::NONE, failures);
        let tried_at = own.map(|row| instant(row.touched_at));
        Ok(NameStands { failures, tried_at, waits_until: waits.flatten().map(instant) })
    }

    /// Forgets all failures and waits of a name.
    pub async fn lift(&self, name: &str) -> Result<(), StoreError> {
        let name = Typed::new(self.work.keys(), name, "").name;
        row::Entity::delete_by_id(name.clone()).exec(self.work.db()).await?;
        row::Entity::delete_many().filter(row::Column::Name.eq(name)).exec(self.work.db()).await?;
        Ok(())
    }
}

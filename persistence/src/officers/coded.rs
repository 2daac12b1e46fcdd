//! Did the service write this officer? Who they are has a code, so that nobody leaves their family by a number that is taken from their row.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Officers, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::own::own;

own!("officers", columns);

/// What nobody but the service may write: who they are.
pub(super) fn columns(row: &row::Model) -> Columns {
    Columns::of("officers", &row.id)
        .text(&row.name)
        .maybe(row.citizen_id_hash.as_deref(), Columns::octets)
        .maybe(row.citizen_id_hash_next.as_deref(), Columns::octets)
        .octets(&row.sealed)
        .maybe(row.corrected_at, Columns::number)
        .number(row.version)
}

impl Officers<'_> {
    /// The officers after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to each of those after that one, so many at most, that have none; and where to go on.
    pub(crate) async fn take_up(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }

    /// Whether the service wrote the officer as it stands, asked before a rotation writes seal and keyed hashes anew: it makes none good
    /// that was altered at the database.
    pub(crate) async fn is_own(&self, id: Uuid) -> Result<bool, StoreError> {
        let found = row::Entity::find_by_id(id).one(self.work.db()).await?;
        Ok(found.is_some_and(|row| self.work.wrote(&row)))
    }

    /// Writes the code of an officer anew, whose seal and keyed hashes were.
    pub(crate) async fn renew_code(&self, id: Uuid) -> Result<(), StoreError> {
        let Some(row) = row::Entity::find_by_id(id).one(self.work.db()).await? else { return Ok(()) };
        row::Entity::update_many()
            .col_expr(row::Column::Code, self.work.code(&columns(&row)).into())
            .filter(row::Column::Id.eq(id))
            .exec(self.work.db())
            .await?;
        Ok(())
    }
}

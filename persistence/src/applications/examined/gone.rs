//! Is every case there that the log says was entered?

use domain::id::ApplicationId;
use domain::log::Act;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Amiss, Examined};
use crate::StoreError;
use crate::applications::{Applications, row};

impl Applications<'_> {
    /// Cases after that one that the log says were entered, and that are not there; where to go on, none at the end.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn gone(
        &self,
        after: Option<Uuid>,
        most: u64,
    ) -> Result<(Vec<Examined>, Option<Uuid>), StoreError> {
        let entered = self.work.subjects_of(Act::EnterApplication, after, most).await?;
        let there: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::Id.is_in(entered.iter().map(|(_, case)| *case)))
            .into_tuple()
            .all(self.work.db())
            .await?;
        let mut gone = Vec::new();
        for (_, case) in entered.iter().filter(|(_, case)| !there.contains(case)) {
            if self.work.own_entry(Act::EnterApplication, *case).await?.is_some() {
                let case = ApplicationId::new(*case);
                gone.push(Examined { case, version: 1, amiss: vec![Amiss::Gone] });
            }
        }
        Ok((gone, entered.last().map(|(entry, _)| *entry)))
    }
}

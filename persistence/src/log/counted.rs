//! How many acts does the log know of each subject? Each of them raised its version by one.

use std::collections::BTreeMap;

use domain::log::Act;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::rows::entries;
use crate::{StoreError, Work};

impl Work {
    /// How many entries there are of those acts, by subject.
    pub(crate) async fn acts_of(
        &self,
        subjects: &[Uuid],
        acts: &[Act],
    ) -> Result<BTreeMap<Uuid, i64>, StoreError> {
        use entries::Column as C;
        let counted = entries::Entity::find()
            .select_only()
            .column(C::Subject)
            .column_as(C::Id.count(), "acts")
            .filter(C::Subject.is_in(subjects.iter().copied()))
            .filter(C::Act.is_in(acts.iter().map(|act| act.word())))
            .group_by(C::Subject)
            .into_tuple::<(Uuid, i64)>();
        Ok(counted.all(self.db()).await?.into_iter().collect())
    }
}

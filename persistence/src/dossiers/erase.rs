//! What is left of a dossier that is erased? The union that kept it, and that it was closed; no name, no member, no version that
//! opens.

use std::collections::BTreeSet;

use domain::access::Jurisdiction;
use domain::dossier::DossierStatus;
use domain::id::{DossierId, ErasureId, PersonId};
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{DossierRecord, Dossiers, decode, row};
use crate::erasures::{ERASED_NAME, Subjected};
use crate::page::page;
use crate::{Page, Paging, StoreError, scope};

impl Dossiers<'_> {
    /// The dossiers of a jurisdiction that were closed on that day or before and are not erased, oldest first.
    pub async fn closed_by(
        &self,
        within: Jurisdiction,
        day: Day,
        paging: Paging,
    ) -> Result<Page<DossierRecord>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
            .filter(row::Column::Status.eq(<&str>::from(DossierStatus::Closed)))
            .filter(row::Column::StatusSince.lte(day.as_epoch()))
            .filter(row::Column::ErasedAt.is_null());
        page!(query, row::Column::Id, paging, self.work.db()).try_map(decode)
    }

    /// Erases a dossier that is read and locked, of which every case was erased before: its key, and the identifiers of those
    /// of its people whom no other household has.
    pub async fn erase(&self, erasure: ErasureId, record: &DossierRecord) -> Result<(), StoreError> {
        let people = self.people_ever(record.id).await?;
        self.leave(record.id).await?;
        let mut gone: Vec<PersonId> = Vec::new();
        for person in people {
            if self.dossiers_of(person).await?.is_empty() {
                gone.push(person);
            }
        }
        self.work.persons().erase(erasure, &gone).await?;
        self.work.destroy_key(erasure, Subjected::Dossier(record.id)).await?;
        let now = self.work.now()?;
        let changed = row::Entity::update_many()
            .col_expr(row::Column::WorkerName, ERASED_NAME.into())
            .col_expr(row::Column::VisitedOn, Option::<i64>::None.into())
            .col_expr(row::Column::Version, (record.version + 1).into())
            .col_expr(row::Column::UpdatedAt, now.into())
            .col_expr(row::Column::ErasedAt, now.into())
            .filter(row::Column::Id.eq(record.id.raw()))
            .filter(row::Column::Version.eq(record.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale { table: "dossiers" }) }
    }

    /// Whoever was in the household in any of its versions, in one order.
    async fn people_ever(&self, id: DossierId) -> Result<BTreeSet<PersonId>, StoreError> {
        let households = self.all_versions(id).await?;
        Ok(households.iter().flat_map(|household| &household.members).map(|member| member.person).collect())
    }
}

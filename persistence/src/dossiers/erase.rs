//! What is left of a dossier that is erased? The union that kept it, and that it was closed; no name, no member, no version that
//! opens.

use std::collections::BTreeSet;

use domain::access::Jurisdiction;
use domain::dossier::DossierStatus;
use domain::id::{DossierId, ErasureId, PersonId, UnionId};
use domain::retention::Terms;
use domain::time::Day;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait};

use super::{DossierRecord, Dossiers, decode, row};
use crate::applications::{by_terms, dossiers};
use crate::erasures::{ERASED_NAME, Subjected, TermsKept};
use crate::page::page;
use crate::{Page, Paging, StoreError, scope};

impl Dossiers<'_> {
    /// The dossiers of a jurisdiction that are closed, due by that day, not erased, and not altered at the database, oldest first. A dossier is kept by the
    /// longest term of its cases.
    pub async fn due(
        &self,
        within: Jurisdiction,
        kept: &TermsKept,
        (by, union): (Day, Option<UnionId>),
        paging: Paging,
    ) -> Result<Page<DossierRecord>, StoreError> {
        let closed_by = |terms: Terms| row::Column::StatusSince.lte(terms.dossiers_closed_by(by).as_epoch());
        let with_cases = row::Column::Id.in_subquery(dossiers(None));
        let mut due = Condition::all().add(closed_by(Terms::STATED).or(with_cases));
        for (terms, which) in by_terms(kept) {
            let of_others = row::Column::Id.not_in_subquery(dossiers(Some(which)));
            due = due.add(closed_by(terms).or(of_others));
        }
        let wanted = Condition::all()
            .add(row::Column::UnionId.in_subquery(scope::unions(within)))
            .add(row::Column::Status.eq(<&str>::from(DossierStatus::Closed)))
            .add(row::Column::ErasedAt.is_null())
            .add(due)
            .add_option(union.map(|union| row::Column::UnionId.eq(union.raw())));
        let found = page!(row::Entity::find().filter(wanted), row::Column::Id, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// Erases a dossier that is read and locked, of which every case was erased before: its key, and the identifiers of those
    /// of its people of whom no version of another household speaks.
    pub async fn erase(&self, erasure: ErasureId, record: &DossierRecord) -> Result<(), StoreError> {
        self.work.national_records().erase(record.id).await?;
        let people = self.people_ever(record.id).await?;
        self.leave(record.id).await?;
        self.forget_people(record.id).await?;
        let mut gone: Vec<PersonId> = Vec::new();
        for person in people {
            if self.ever_of(person).await?.is_empty() {
                gone.push(person);
            }
        }
        self.work.persons().erase(erasure, &gone).await?;
        self.work.destroy_key(erasure, Subjected::Dossier(record.id)).await?;
        let now = self.work.now()?;
        let mut row: row::Model = self.work.read_own(record.id.raw(), record.version).await?;
        ERASED_NAME.clone_into(&mut row.worker_name);
        row.visited_on = None;
        row.erased_at = Some(now);
        self.work.write_own(row).await?;
        Ok(())
    }

    /// Whoever was in the household in any of its versions, in one order.
    async fn people_ever(&self, id: DossierId) -> Result<BTreeSet<PersonId>, StoreError> {
        let households = self.all_versions(id).await?;
        Ok(households
            .iter()
            .flat_map(|(_, household)| &household.members)
            .map(|member| member.person)
            .collect())
    }
}

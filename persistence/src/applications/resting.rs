//! Which cases are about a person? Those of whom they are the student, or of whose household they are or were.

use domain::access::Jurisdiction;
use domain::application::Stage;
use domain::dossier::Resting;
use domain::id::{DossierId, PersonId, UnionId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::row::{Column, Entity};
use super::{Applications, CaseRecord};
use crate::decode::Row;
use crate::{StoreError, scope};

/// The cases of whom a person is the student, and those of these households.
fn of(person: PersonId, households: &[DossierId]) -> Condition {
    Condition::any()
        .add(Column::Student.eq(person.raw()))
        .add(Column::Dossier.is_in(households.iter().map(|id| id.raw())))
}

impl Applications<'_> {
    /// The cases of a person and of these households whose road passes this union, in the order in which they were entered.
    pub async fn about(
        &self,
        union: UnionId,
        person: PersonId,
        households: &[DossierId],
    ) -> Result<Vec<CaseRecord>, StoreError> {
        let rows = Entity::find()
            .filter(of(person, households))
            .filter(Column::Id.in_subquery(scope::cases(union)))
            .filter(Column::ErasedAt.is_null())
            .order_by_asc(Column::Id)
            .all(self.work.db())
            .await?;
        self.open_all(rows).await
    }

    /// The cases that rest on a person, but those of this household, each with whether its dossier lies in that jurisdiction.
    pub async fn resting_on(
        &self,
        person: PersonId,
        besides: DossierId,
        within: Jurisdiction,
    ) -> Result<Vec<Resting>, StoreError> {
        let households: Vec<DossierId> = self.work.dossiers().dossiers_of(person).await?;
        let found: Vec<(Uuid, String)> = Entity::find()
            .select_only()
            .columns([Column::Dossier, Column::Stage])
            .filter(of(person, &households))
            .filter(Column::Dossier.ne(besides.raw()))
            .filter(Column::ErasedAt.is_null())
            .into_tuple()
            .all(self.work.db())
            .await?;
        let dossiers: Vec<DossierId> = found.iter().map(|(dossier, _)| DossierId::new(*dossier)).collect();
        let near = self.work.dossiers().some_within(within, &dossiers).await?;
        let rests = |(dossier, stage): (Uuid, String)| {
            let stage: Stage = Row { table: "applications", id: &dossier }.text("stage", &stage)?;
            Ok(Resting { stage, within: near.iter().any(|record| record.id.raw() == dossier) })
        };
        found.into_iter().map(rests).collect()
    }
}

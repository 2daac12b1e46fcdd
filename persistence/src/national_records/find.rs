//! Which families are in the national system, which are due, and which were left alone for a year, or never helped? (N17)

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Jurisdiction;
use domain::id::{DossierId, NationalRecordId, UnionId};
use domain::national_record::{NationalNumber, NationalRecord, NationalRecordState};
use domain::time::Day;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{NationalRecords, row};
use crate::applications::dossiers_paid;
use crate::page::page;
use crate::{Page, Paging, StoreError, scope};

/// What a list of records is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kept by this union.
    pub union: Option<UnionId>,
    /// Of this dossier.
    pub dossier: Option<DossierId>,
    /// That stand so.
    pub state: Option<NationalRecordState>,
    /// Of which the national system lacks what the dossier says by now, or lacks nothing.
    pub due: Option<bool>,
    /// Known there by this number.
    pub number: Option<NationalNumber>,
    /// Last entered or changed there before this day, or never (一年未改).
    pub untouched_since: Option<Day>,
    /// Of families of which a payment stands as paid, or none ever did (未帮扶过).
    pub helped: Option<bool>,
}

impl NationalRecords<'_> {
    /// One that is kept in a jurisdiction.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: NationalRecordId,
    ) -> Result<Option<NationalRecord>, StoreError> {
        let kept = row::Column::UnionId.in_subquery(scope::unions(within));
        let Some(row) = row::Entity::find_by_id(id.raw()).filter(kept).one(self.work.db()).await? else {
            return Ok(None);
        };
        self.open(self.work.own_row(row)?).await.map(Some)
    }

    /// That of a dossier, for whoever has found the dossier; none that was altered at the database.
    pub async fn of(&self, dossier: DossierId) -> Result<Option<NationalRecord>, StoreError> {
        let of_dossier = row::Column::Dossier.eq(dossier.raw());
        let found = row::Entity::find().filter(of_dossier).one(self.work.db()).await?;
        match found.filter(|row| self.work.wrote(row)) {
            Some(row) => self.open(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Those kept in a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<NationalRecord>, StoreError> {
        let untouched =
            |day: Day| row::Column::TouchedOn.is_null().or(row::Column::TouchedOn.lt(day.as_epoch()));
        let helped = |is: bool| {
            let paid = dossiers_paid();
            if is {
                row::Column::Dossier.in_subquery(paid)
            } else {
                row::Column::Dossier.not_in_subquery(paid)
            }
        };
        let due = |is: bool| {
            let due = Expr::col((row::Entity, row::Column::Due));
            if is { due } else { due.not() }
        };
        let alike = [
            filter.union.map(|union| row::Column::UnionId.eq(union.raw())),
            filter.dossier.map(|dossier| row::Column::Dossier.eq(dossier.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
            filter.due.map(due),
            filter.number.as_ref().map(|number| row::Column::Number.eq(number.as_str())),
            filter.untouched_since.map(untouched),
            filter.helped.map(helped),
        ];
        let query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let found = found.retain(|row| self.work.wrote(row));
        let (next, total) = (found.next, found.total);
        Ok(Page { items: self.open_all(found.items).await?, next, total })
    }

    /// Those that this union itself keeps with one of these numbers, or of one of these dossiers, without those that were altered at
    /// the database.
    pub async fn kept_by(
        &self,
        union: UnionId,
        numbers: &[NationalNumber],
        dossiers: &[DossierId],
    ) -> Result<Vec<NationalRecord>, StoreError> {
        let of_those = row::Column::Dossier.is_in(dossiers.iter().map(|id| id.raw()));
        let either = row::Column::Number.is_in(numbers.iter().map(NationalNumber::as_str)).or(of_those);
        let kept = row::Column::UnionId.eq(union.raw());
        let rows = row::Entity::find().filter(kept).filter(either).all(self.work.db()).await?;
        self.open_all(rows.into_iter().filter(|row| self.work.wrote(row)).collect()).await
    }

    /// Those that this union itself keeps with a number that is none of these, by id, so many at most.
    pub async fn numbered_otherwise(
        &self,
        union: UnionId,
        numbers: &[NationalNumber],
        most: u64,
    ) -> Result<Vec<NationalRecordId>, StoreError> {
        let others = row::Column::Number.is_not_in(numbers.iter().map(NationalNumber::as_str));
        let kept = row::Column::UnionId.eq(union.raw()).and(row::Column::Number.is_not_null());
        let query = row::Entity::find().filter(kept).filter(others).order_by_asc(row::Column::Id).limit(most);
        let rows = query.all(self.work.db()).await?;
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        Ok(own.map(|row| NationalRecordId::new(row.id)).collect())
    }

    /// Those of these dossiers that the national system has acknowledged; none that was altered at the database.
    pub async fn acknowledged(&self, dossiers: &[DossierId]) -> Result<BTreeSet<DossierId>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Dossier.is_in(dossiers.iter().map(|id| id.raw())))
            .filter(row::Column::State.eq(NationalRecordState::Acknowledged.word()));
        let rows = query.all(self.work.db()).await?;
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        Ok(own.map(|row| DossierId::new(row.dossier)).collect())
    }

    /// The numbers that families of these dossiers have there; none of a record that was altered at the database.
    pub async fn numbers(
        &self,
        dossiers: &[DossierId],
    ) -> Result<BTreeMap<DossierId, NationalNumber>, StoreError> {
        let query =
            row::Entity::find().filter(row::Column::Dossier.is_in(dossiers.iter().map(|id| id.raw())));
        let rows = query.all(self.work.db()).await?;
        let records = self.open_all(rows.into_iter().filter(|row| self.work.wrote(row)).collect()).await?;
        Ok(records.into_iter().filter_map(|record| Some((record.dossier, record.number?))).collect())
    }

    async fn open_all(&self, rows: Vec<row::Model>) -> Result<Vec<NationalRecord>, StoreError> {
        self.work.take_keys(rows.iter().filter(|row| row.said.is_some()).map(|row| row.dossier)).await?;
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            records.push(self.open(row).await?);
        }
        Ok(records)
    }
}

//! What changes of the list of schools? A newer list is taken over, a person corrects, adds or closes an entry.

use std::collections::BTreeMap;

use domain::school::{Known, School, SchoolCode, Update};
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Correction, SchoolEntry, Schools, decode, row};
use crate::StoreError;

/// Rows of one statement: both databases bound how many values one may carry.
const AT_ONCE: usize = 400;

impl Schools<'_> {
    /// Adds entries.
    pub async fn add(&self, schools: &[School]) -> Result<(), StoreError> {
        self.insert(schools, |_| false).await
    }

    /// Adds an entry on a person's word; no list changes what they said.
    pub async fn add_by_hand(&self, school: &School) -> Result<SchoolEntry, StoreError> {
        let row = encode(school, true, self.work.new_id()?, self.work.now()?);
        decode(row.insert(self.work.db()).await?)
    }

    /// Sets the last day of an entry that is as it was read.
    pub async fn close(&self, entry: &SchoolEntry, last: Day) -> Result<SchoolEntry, StoreError> {
        self.change(entry, &[(row::Column::ValidTo, last.as_epoch().into())]).await
    }

    /// Brings the list to what an update says, from the day `on`.
    pub async fn apply(&self, update: &Update, known: &[Known], on: Day) -> Result<(), StoreError> {
        let (same_day, since): (Vec<_>, Vec<_>) =
            update.changed.iter().partition(|(former, _)| former.valid_from == Some(on));
        self.remove(same_day.iter().map(|(former, _)| former)).await?;
        let ended = since.iter().map(|(former, _)| former).chain(&update.gone);
        self.end(ended, on.plus_days(-1)).await?;
        let by_code: BTreeMap<&SchoolCode, bool> =
            known.iter().map(|known| (&known.school.key, known.corrected)).collect();
        let next: Vec<School> = update.changed.iter().map(|(_, next)| next.clone()).collect();
        self.insert(&next, |key| by_code.get(key).copied().unwrap_or(false)).await?;
        self.add(&update.new).await
    }

    /// Writes down what a person found.
    pub async fn correct(
        &self,
        entry: &SchoolEntry,
        correction: Correction,
    ) -> Result<SchoolEntry, StoreError> {
        let province = correction.province.map(|province| province.to_string());
        let columns = [
            (row::Column::Province, Expr::value(province)),
            (row::Column::Public, Expr::value(correction.public)),
            (row::Column::Military, Expr::value(correction.military)),
            (row::Column::Corrected, true.into()),
        ];
        self.change(entry, &columns).await
    }

    /// Changes columns of an entry that is as it was read.
    async fn change(
        &self,
        entry: &SchoolEntry,
        columns: &[(row::Column, Expr)],
    ) -> Result<SchoolEntry, StoreError> {
        let mut update = row::Entity::update_many();
        for (column, value) in columns {
            update = update.col_expr(*column, value.clone());
        }
        let changed = update
            .col_expr(row::Column::Version, (entry.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(entry.id))
            .filter(row::Column::Version.eq(entry.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "schools" });
        }
        let found = row::Entity::find_by_id(entry.id).one(self.work.db()).await?;
        decode(found.ok_or(StoreError::Stale { table: "schools" })?)
    }

    async fn insert(
        &self,
        schools: &[School],
        corrected: impl Fn(&SchoolCode) -> bool,
    ) -> Result<(), StoreError> {
        let now = self.work.now()?;
        for chunk in schools.chunks(AT_ONCE) {
            let rows: Result<Vec<_>, StoreError> = chunk
                .iter()
                .map(|school| Ok(encode(school, corrected(&school.key), self.work.new_id()?, now)))
                .collect();
            row::Entity::insert_many(rows?).exec_without_returning(self.work.db()).await?;
        }
        Ok(())
    }

    /// Sets the last day of entries without one.
    async fn end<'s>(&self, schools: impl Iterator<Item = &'s School>, last: Day) -> Result<(), StoreError> {
        for chunk in codes(schools).chunks(AT_ONCE) {
            row::Entity::update_many()
                .col_expr(row::Column::ValidTo, last.as_epoch().into())
                .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
                .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
                .filter(in_force_among(chunk))
                .exec(self.work.db())
                .await?;
        }
        Ok(())
    }

    /// Takes away entries that began on the day of the list: they held on no day before it.
    async fn remove<'s>(&self, schools: impl Iterator<Item = &'s School>) -> Result<(), StoreError> {
        for chunk in codes(schools).chunks(AT_ONCE) {
            row::Entity::delete_many().filter(in_force_among(chunk)).exec(self.work.db()).await?;
        }
        Ok(())
    }
}

fn codes<'s>(schools: impl Iterator<Item = &'s School>) -> Vec<String> {
    schools.map(|school| school.key.as_str().to_owned()).collect()
}

fn in_force_among(codes: &[String]) -> Condition {
    // Codes of the two schemes have different lengths, so that they cannot be confused.
    Condition::all().add(row::Column::ValidTo.is_null()).add(row::Column::Code.is_in(codes))
}

fn encode(school: &School, corrected: bool, id: Uuid, now: i64) -> row::ActiveModel {
    row::ActiveModel {
        id: Set(id),
        scheme: Set(<&str>::from(school.key.scheme()).to_owned()),
        code: Set(school.key.as_str().to_owned()),
        name: Set(school.name.as_str().to_owned()),
        province: Set(school.province.map(|province| province.to_string())),
        level: Set(<&str>::from(school.level).to_owned()),
        public: Set(school.public),
        military: Set(school.military),
        corrected: Set(corrected),
        valid_from: Set(school.valid_from.map(Day::as_epoch)),
        valid_to: Set(school.valid_to.map(Day::as_epoch)),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

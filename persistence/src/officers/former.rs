//! By which numbers was an officer known before they were corrected? Each counts as theirs until somebody else has confirmed
//! that it never was: a correction alone takes nobody out of their family.

use domain::citizen_id::CitizenId;
use domain::id::OfficerId;
use domain::officer::{Officer, OfficerIdentifiers};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::family::Hashed;
use super::{Officers, row};
use crate::{Place, StoreError};

mod number {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "officer_numbers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) officer: Uuid,
        pub(super) citizen_id_hash: Option<Vec<u8>>,
        pub(super) citizen_id_hash_next: Option<Vec<u8>>,
        pub(super) sealed: Vec<u8>,
        pub(super) corrected_by: Option<Uuid>,
        pub(super) corrected_at: i64,
        pub(super) confirmed_by: Option<Uuid>,
        pub(super) confirmed_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Officers<'_> {
    /// Keeps the number that an officer was known by until this correction.
    pub(super) async fn keep_former(&self, officer: OfficerId, number: &CitizenId) -> Result<(), StoreError> {
        let id = self.work.new_id()?;
        let place = Place { table: "officer_numbers", column: "sealed", row: id };
        let broken = |error: &dyn std::fmt::Display| StoreError::corrupt("officer_numbers", id, error);
        let known = OfficerIdentifiers { citizen_id: Some(number.clone()), ..OfficerIdentifiers::default() };
        let plain = serde_json::to_vec(&known).map_err(|error| broken(&error))?;
        let sealed = self.work.keys().sealing().seal(place, &plain).map_err(|error| broken(&error))?;
        let hashes = self.hashes(&known)?;
        number::ActiveModel {
            id: Set(id),
            officer: Set(officer.raw()),
            citizen_id_hash: Set(hashes.hash),
            citizen_id_hash_next: Set(hashes.hash_next),
            sealed: Set(sealed),
            corrected_by: Set(self.work.stamp()?.officer.map(OfficerId::raw)),
            corrected_at: Set(self.work.now()?),
            confirmed_by: Set(None),
            confirmed_at: Set(None),
        }
        .insert(self.work.db())
        .await?;
        Ok(())
    }

    /// Who made the corrections of an officer's number that nobody has confirmed.
    pub async fn correctors(&self, officer: OfficerId) -> Result<Vec<Option<OfficerId>>, StoreError> {
        let rows = number::Entity::find()
            .filter(number::Column::Officer.eq(officer.raw()))
            .filter(number::Column::ConfirmedAt.is_null())
            .all(self.work.db())
            .await?;
        Ok(rows.into_iter().map(|row| row.corrected_by.map(OfficerId::new)).collect())
    }

    /// Confirms the corrections of an officer's number: the former ones count no more.
    pub async fn confirm(&self, officer: &Officer, by: OfficerId) -> Result<Officer, StoreError> {
        let now = self.work.now()?;
        let mut row: row::Model = self.work.read_own(officer.id.raw(), officer.version).await?;
        row.corrected_at = None;
        let changed = self.work.write_own(row).await?;
        number::Entity::update_many()
            .col_expr(number::Column::ConfirmedBy, by.raw().into())
            .col_expr(number::Column::ConfirmedAt, now.into())
            .filter(number::Column::Officer.eq(officer.id.raw()))
            .filter(number::Column::ConfirmedAt.is_null())
            .exec(self.work.db())
            .await?;
        self.decode(changed)
    }

    /// Whether an officer's number is also one by which another was known until a correction that nobody has confirmed.
    pub async fn is_formerly_anothers(&self, officer: OfficerId) -> Result<bool, StoreError> {
        let hashes = self.hashes(&self.identifiers(officer).await?)?;
        let former = formerly(hashes.hash.into_iter(), hashes.hash_next.into_iter());
        let former: Vec<Hashed> = former.into_tuple().all(self.work.db()).await?;
        Ok(former.iter().any(|(_, _, other)| *other != officer.raw()))
    }
}

/// Whose number, former and not confirmed to be wrong, has one of these hashes in the one column or the other: as an officer is
/// read, and nothing more of them.
pub(super) fn of_former(
    first: impl Iterator<Item = Vec<u8>>,
    next: impl Iterator<Item = Vec<u8>>,
) -> SelectStatement {
    let nothing = || Expr::cust("NULL");
    let former = formerly(first, next);
    let former = former.column_as(nothing(), "name").column_as(nothing(), "sealed");
    former
        .column_as(nothing(), "corrected_at")
        .column_as(nothing(), "version")
        .column_as(nothing(), "code")
        .into_query()
}

fn formerly(
    first: impl Iterator<Item = Vec<u8>>,
    next: impl Iterator<Item = Vec<u8>>,
) -> Select<number::Entity> {
    use number::Column as C;
    let either = Condition::any().add(C::CitizenIdHash.is_in(first)).add(C::CitizenIdHashNext.is_in(next));
    number::Entity::find()
        .select_only()
        .columns([C::CitizenIdHash, C::CitizenIdHashNext, C::Officer])
        .filter(either)
        .filter(C::ConfirmedAt.is_null())
}

//! Dossiers: one household each, its versions and its members in rooms of their own.

mod coded;
mod erase;
mod membership;
mod people;
mod versions;

pub use versions::{DossierVersion, WholeDossier};

use domain::access::Jurisdiction;
use domain::dossier::{DossierStatus, Household, Standing};
use domain::id::{DossierId, PersonId, UnionId};
use domain::name::PersonName;
use domain::time::{Day, Instant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::decode::{Row, day, instant};
use crate::like::begins_with;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossiers")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) union_id: Uuid,
        pub(super) worker_name: String,
        pub(super) status: String,
        pub(super) status_since: i64,
        pub(super) visited_on: Option<i64>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) erased_at: Option<i64>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A dossier without what its household says.
#[derive(Clone, Debug)]
pub struct DossierRecord {
    /// The dossier.
    pub id: DossierId,
    /// The union that keeps it.
    pub union: UnionId,
    /// The worker's name.
    pub worker_name: PersonName,
    /// How it stands.
    pub standing: Standing,
    /// The version.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// What a list of dossiers is cut down to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Kept by this union.
    pub union: Option<UnionId>,
    /// In this state.
    pub status: Option<DossierStatus>,
    /// Of a worker whose name begins so.
    pub worker_name: Option<String>,
    /// With this person in the open household.
    pub person: Option<PersonId>,
}

/// The dossiers, within one transaction.
pub struct Dossiers<'w> {
    work: &'w Work,
}

impl Work {
    /// The dossiers.
    pub const fn dossiers(&self) -> Dossiers<'_> {
        Dossiers { work: self }
    }
}

impl Dossiers<'_> {
    /// A dossier of a jurisdiction.
    ///
    /// # Errors
    /// [`StoreError::Erased`] of one that was erased, [`StoreError::Corrupt`] of one that was altered at the database.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: DossierId,
    ) -> Result<Option<DossierRecord>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let Some(found) = query.one(self.work.db()).await? else { return Ok(None) };
        let found = self.work.own_row(found)?;
        if found.erased_at.is_some() {
            return Err(StoreError::Erased(found.id));
        }
        decode(found).map(Some)
    }

    /// The dossier of a case that is read already: whoever may read the case may read its household.
    pub async fn of_case(&self, id: DossierId) -> Result<DossierRecord, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        let absent = || StoreError::corrupt("dossiers", id, "a case refers to it, and it is not there");
        self.read(found.ok_or_else(absent)?)
    }

    /// Those of these dossiers that lie in a jurisdiction and are not erased, each once.
    pub async fn some_within(
        &self,
        within: Jurisdiction,
        ids: &[DossierId],
    ) -> Result<Vec<DossierRecord>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .filter(row::Column::ErasedAt.is_null())
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        query.all(self.work.db()).await?.into_iter().map(|row| self.read(row)).collect()
    }

    /// These dossiers, each once.
    async fn some(&self, ids: &[DossierId]) -> Result<Vec<DossierRecord>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        query.all(self.work.db()).await?.into_iter().map(|row| self.read(row)).collect()
    }

    /// These dossiers, each once, without those that were erased, or altered at the database.
    async fn sound(&self, ids: &[DossierId]) -> Result<Vec<DossierRecord>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())))
            .filter(row::Column::ErasedAt.is_null());
        let rows = query.all(self.work.db()).await?;
        rows.into_iter().filter(|row| self.work.wrote(row)).map(decode).collect()
    }

    /// The dossiers of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<DossierRecord>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        if let Some(union) = filter.union {
            query = query.filter(row::Column::UnionId.eq(union.raw()));
        }
        if let Some(status) = filter.status {
            query = query.filter(row::Column::Status.eq(<&str>::from(status)));
        }
        if let Some(name) = &filter.worker_name {
            query = query.filter(begins_with(row::Column::WorkerName, name));
        }
        if let Some(person) = filter.person {
            let ids = self.dossiers_of(person).await?;
            query = query.filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// How many dossiers a union keeps that are not closed.
    pub async fn kept_by(&self, union: UnionId) -> Result<u64, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::UnionId.eq(union.raw()))
            .filter(row::Column::Status.ne(<&str>::from(DossierStatus::Closed)));
        Ok(query.count(self.work.db()).await?)
    }

    /// Adds a dossier with its first version.
    pub async fn add(
        &self,
        id: DossierId,
        union: UnionId,
        standing: Standing,
        worker_name: &PersonName,
        household: &Household,
    ) -> Result<DossierRecord, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: id.raw(),
            union_id: union.raw(),
            worker_name: worker_name.as_str().to_owned(),
            status: <&str>::from(standing.status).to_owned(),
            status_since: standing.since.as_epoch(),
            visited_on: standing.visited_on.map(Day::as_epoch),
            version: 1,
            created_at: now,
            updated_at: now,
            erased_at: None,
            code: Vec::new(),
        };
        let record = decode(self.work.add_own(row).await?)?;
        self.write_version(&record, household).await?;
        self.write_members(id, household, true).await?;
        Ok(record)
    }

    /// Writes the next version of a dossier.
    pub async fn change(
        &self,
        record: &DossierRecord,
        standing: Standing,
        worker_name: &PersonName,
        household: &Household,
    ) -> Result<DossierRecord, StoreError> {
        let mut row: row::Model = self.work.read_own(record.id.raw(), record.version).await?;
        worker_name.as_str().clone_into(&mut row.worker_name);
        <&str>::from(standing.status).clone_into(&mut row.status);
        row.status_since = standing.since.as_epoch();
        row.visited_on = standing.visited_on.map(Day::as_epoch);
        let record = decode(self.work.write_own(row).await?)?;
        self.write_version(&record, household).await?;
        self.write_members(record.id, household, standing.status != DossierStatus::Closed).await?;
        self.work.national_records().follow_dossier(record.id).await?;
        Ok(record)
    }

    /// The record, unless it was altered at the database.
    fn read(&self, row: row::Model) -> Result<DossierRecord, StoreError> {
        decode(self.work.own_row(row)?)
    }
}

fn decode(row: row::Model) -> Result<DossierRecord, StoreError> {
    let at = Row { table: "dossiers", id: &row.id };
    let standing = Standing {
        status: at.text("status", &row.status)?,
        since: day(row.status_since),
        visited_on: row.visited_on.map(day),
    };
    Ok(DossierRecord {
        id: DossierId::new(row.id),
        union: UnionId::new(row.union_id),
        worker_name: at.string("worker_name", row.worker_name)?,
        standing,
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

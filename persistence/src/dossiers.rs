//! Dossiers: one household each, every version kept, sealed under the key of the dossier.

use domain::access::Jurisdiction;
use domain::dossier::{DossierStatus, Household, Standing};
use domain::id::{DossierId, PersonId, UnionId};
use domain::name::PersonName;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::decode::{Row, day, instant};
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, scope};

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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod version_row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossier_versions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) dossier: Uuid,
        pub(super) version: i64,
        pub(super) at: i64,
        pub(super) status: String,
        pub(super) household: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod membership {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) dossier: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) person: Uuid,
        pub(super) open: bool,
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

/// One version of a dossier.
#[derive(Clone, Debug)]
pub struct DossierVersion {
    /// The number of the version.
    pub version: i64,
    /// Since when it stood.
    pub at: Instant,
    /// How the dossier stood.
    pub status: DossierStatus,
    /// What the household said.
    pub household: Household,
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
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: DossierId,
    ) -> Result<Option<DossierRecord>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The dossier of a case that is read already: whoever may read the case may read its household.
    pub async fn of_case(&self, id: DossierId) -> Result<DossierRecord, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        decode(
            found.ok_or_else(|| {
                StoreError::corrupt("dossiers", id, "a case refers to it, and it is not there")
            })?,
        )
    }

    /// The dossiers of a jurisdiction that match, oldest first.
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
            query = query.filter(row::Column::WorkerName.starts_with(name));
        }
        if let Some(person) = filter.person {
            let ids = self.dossiers_of(person).await?;
            query = query.filter(row::Column::Id.is_in(ids.iter().map(|id| id.raw())));
        }
        page!(query, row::Column::Id, paging, self.work.db()).try_map(decode)
    }

    /// The union whose open household has this person already, if any.
    pub async fn open_elsewhere(
        &self,
        person: PersonId,
        besides: Option<DossierId>,
    ) -> Result<Option<UnionId>, StoreError> {
        let found = membership::Entity::find()
            .filter(membership::Column::Person.eq(person.raw()))
            .filter(membership::Column::Open.eq(true))
            .one(self.work.db())
            .await?;
        let Some(link) = found.filter(|link| Some(DossierId::new(link.dossier)) != besides) else {
            return Ok(None);
        };
        let dossier = row::Entity::find_by_id(link.dossier).one(self.work.db()).await?;
        Ok(dossier.map(|row| UnionId::new(row.union_id)))
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
        let row = row::ActiveModel {
            id: Set(id.raw()),
            union_id: Set(union.raw()),
            worker_name: Set(worker_name.as_str().to_owned()),
            status: Set(<&str>::from(standing.status).to_owned()),
            status_since: Set(standing.since.as_epoch()),
            visited_on: Set(standing.visited_on.map(domain::time::Day::as_epoch)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
        }
        .insert(self.work.db())
        .await?;
        let record = decode(row)?;
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
        let changed = row::Entity::update_many()
            .col_expr(row::Column::WorkerName, worker_name.as_str().into())
            .col_expr(row::Column::Status, <&str>::from(standing.status).into())
            .col_expr(row::Column::StatusSince, standing.since.as_epoch().into())
            .col_expr(row::Column::VisitedOn, standing.visited_on.map(domain::time::Day::as_epoch).into())
            .col_expr(row::Column::Version, (record.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(record.id.raw()))
            .filter(row::Column::Version.eq(record.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 0 {
            return Err(StoreError::Stale { table: "dossiers" });
        }
        let record = self.of_case(record.id).await?;
        self.write_version(&record, household).await?;
        self.write_members(record.id, household, standing.status != DossierStatus::Closed).await?;
        Ok(record)
    }

    /// What the household says now.
    pub async fn household(&self, record: &DossierRecord) -> Result<Household, StoreError> {
        let found = version_row::Entity::find()
            .filter(version_row::Column::Dossier.eq(record.id.raw()))
            .filter(version_row::Column::Version.eq(record.version))
            .one(self.work.db())
            .await?;
        let found =
            found.ok_or_else(|| StoreError::corrupt("dossiers", record.id, "its version is not there"))?;
        Ok(self.open_version(found).await?.household)
    }

    /// The version that stood at an instant.
    pub async fn as_of(&self, id: DossierId, at: Instant) -> Result<Option<DossierVersion>, StoreError> {
        let found = version_row::Entity::find()
            .filter(version_row::Column::Dossier.eq(id.raw()))
            .filter(version_row::Column::At.lt(at.as_micros()))
            .order_by_desc(version_row::Column::Version)
            .one(self.work.db())
            .await?;
        match found {
            Some(row) => self.open_version(row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn open_version(&self, row: version_row::Model) -> Result<DossierVersion, StoreError> {
        let at = Row { table: "dossier_versions", id: &row.id };
        Ok(DossierVersion {
            version: row.version,
            at: instant(row.at),
            status: at.text("status", &row.status)?,
            household: self.work.open(row.dossier, version_place(row.id), &row.household).await?,
        })
    }

    async fn write_version(&self, record: &DossierRecord, household: &Household) -> Result<(), StoreError> {
        let id = self.work.new_id()?;
        version_row::ActiveModel {
            id: Set(id),
            dossier: Set(record.id.raw()),
            version: Set(record.version),
            at: Set(self.work.now()?),
            status: Set(<&str>::from(record.standing.status).to_owned()),
            household: Set(self.work.seal(record.id.raw(), version_place(id), household).await?),
        }
        .insert(self.work.db())
        .await?;
        Ok(())
    }

    async fn write_members(
        &self,
        id: DossierId,
        household: &Household,
        open: bool,
    ) -> Result<(), StoreError> {
        membership::Entity::delete_many()
            .filter(membership::Column::Dossier.eq(id.raw()))
            .exec(self.work.db())
            .await?;
        let links = household.members.iter().map(|member| membership::ActiveModel {
            dossier: Set(id.raw()),
            person: Set(member.person.raw()),
            open: Set(open),
        });
        membership::Entity::insert_many(links).exec_without_returning(self.work.db()).await?;
        Ok(())
    }

    async fn dossiers_of(&self, person: PersonId) -> Result<Vec<DossierId>, StoreError> {
        let links = membership::Entity::find()
            .filter(membership::Column::Person.eq(person.raw()))
            .all(self.work.db())
            .await?;
        Ok(links.into_iter().map(|link| DossierId::new(link.dossier)).collect())
    }
}

const fn version_place(row: uuid::Uuid) -> Place {
    Place { table: "dossier_versions", column: "household", row }
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

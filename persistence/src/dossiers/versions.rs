//! What did a household say, and when? Every version is kept, sealed under the key of the dossier.

use std::collections::BTreeMap;

use domain::dossier::{Household, Standing};
use domain::id::{DossierId, PersonId};
use domain::person::Identifiers;
use domain::time::{Day, Instant};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::{DossierRecord, Dossiers};
use crate::decode::{Row, day, instant};
use crate::page::page;
use crate::{Page, Paging, Place, StoreError};

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
        pub(super) status_since: i64,
        pub(super) visited_on: Option<i64>,
        pub(super) household: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One version of a dossier.
#[derive(Clone, Debug)]
pub struct DossierVersion {
    /// The number of the version.
    pub version: i64,
    /// Since when it stood.
    pub at: Instant,
    /// How the dossier stood.
    pub standing: Standing,
}

/// A dossier with all that is kept of its household.
#[derive(Clone, Debug)]
pub struct WholeDossier {
    /// The dossier.
    pub record: DossierRecord,
    /// What the household says now.
    pub household: Household,
    /// The identifiers of its members; who is not in it has none.
    pub identifiers: BTreeMap<PersonId, Identifiers>,
}

impl Dossiers<'_> {
    /// All that is kept of the household of a dossier that is read already.
    pub async fn whole(&self, record: DossierRecord) -> Result<WholeDossier, StoreError> {
        let household = self.household(&record).await?;
        let identifiers = self.identifiers(&household).await?;
        Ok(WholeDossier { record, household, identifiers })
    }

    /// The identifiers of the members of a household, as they are known now.
    pub async fn identifiers(
        &self,
        household: &Household,
    ) -> Result<BTreeMap<PersonId, Identifiers>, StoreError> {
        let persons: Vec<PersonId> = household.members.iter().map(|member| member.person).collect();
        self.work.persons().identifiers(&persons).await
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
        Ok(self.open_version(found).await?.1)
    }

    /// The dossiers of cases that are read already, each once, with what its household says now.
    pub async fn of_cases(&self, ids: &[DossierId]) -> Result<Vec<(DossierRecord, Household)>, StoreError> {
        self.households(self.some(ids).await?).await
    }

    /// The dossiers of records of the national system that are read already, each once, with what its household says now; none that
    /// was altered at the database.
    pub async fn of_national_records(
        &self,
        ids: &[DossierId],
    ) -> Result<Vec<(DossierRecord, Household)>, StoreError> {
        self.households(self.sound(ids).await?).await
    }

    /// What the household of each of these dossiers says now.
    async fn households(
        &self,
        records: Vec<DossierRecord>,
    ) -> Result<Vec<(DossierRecord, Household)>, StoreError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        self.work.take_keys(records.iter().map(|record| record.id.raw())).await?;
        let now = |record: &DossierRecord| {
            let (dossier, version) = (version_row::Column::Dossier, version_row::Column::Version);
            dossier.eq(record.id.raw()).and(version.eq(record.version))
        };
        let one_of = records.iter().map(now).fold(Condition::any(), Condition::add);
        let rows = version_row::Entity::find().filter(one_of).all(self.work.db()).await?;
        let mut households = BTreeMap::new();
        for row in rows {
            let dossier = row.dossier;
            households.insert(dossier, self.open_version(row).await?.1);
        }
        let whole = |record: DossierRecord| {
            let absent = || StoreError::corrupt("dossiers", record.id, "its version is not there");
            let household = households.remove(&record.id.raw()).ok_or_else(absent)?;
            Ok((record, household))
        };
        records.into_iter().map(whole).collect()
    }

    /// The version that stood at an instant.
    pub async fn as_of(
        &self,
        id: DossierId,
        at: Instant,
    ) -> Result<Option<(DossierVersion, Household)>, StoreError> {
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

    /// The versions of a dossier, oldest first.
    pub async fn versions(&self, id: DossierId, paging: Paging) -> Result<Page<DossierVersion>, StoreError> {
        let query = version_row::Entity::find().filter(version_row::Column::Dossier.eq(id.raw()));
        page!(query, version_row::Column::Id, paging, self.work.db()).try_map(|row| decode(&row))
    }

    /// All versions of a dossier that is read already, oldest first, each with what the household said.
    pub async fn all_versions(&self, id: DossierId) -> Result<Vec<(DossierVersion, Household)>, StoreError> {
        let rows = version_row::Entity::find()
            .filter(version_row::Column::Dossier.eq(id.raw()))
            .order_by_asc(version_row::Column::Version);
        let mut households = Vec::new();
        for row in rows.all(self.work.db()).await? {
            households.push(self.open_version(row).await?);
        }
        Ok(households)
    }

    async fn open_version(&self, row: version_row::Model) -> Result<(DossierVersion, Household), StoreError> {
        let household = self.work.open(row.dossier, version_place(row.id), &row.household).await?;
        Ok((decode(&row)?, household))
    }

    pub(super) async fn write_version(
        &self,
        record: &DossierRecord,
        household: &Household,
    ) -> Result<(), StoreError> {
        let id = self.work.new_id()?;
        let row = version_row::ActiveModel {
            id: Set(id),
            dossier: Set(record.id.raw()),
            version: Set(record.version),
            at: Set(self.work.now()?),
            status: Set(<&str>::from(record.standing.status).to_owned()),
            status_since: Set(record.standing.since.as_epoch()),
            visited_on: Set(record.standing.visited_on.map(Day::as_epoch)),
            household: Set(self.work.seal(record.id.raw(), version_place(id), household).await?),
        };
        version_row::Entity::insert(row).exec_without_returning(self.work.db()).await?;
        Ok(())
    }
}

const fn version_place(row: uuid::Uuid) -> Place {
    Place { table: "dossier_versions", column: "household", row }
}

fn decode(row: &version_row::Model) -> Result<DossierVersion, StoreError> {
    let at = Row { table: "dossier_versions", id: &row.id };
    let standing = Standing {
        status: at.text("status", &row.status)?,
        since: day(row.status_since),
        visited_on: row.visited_on.map(day),
    };
    Ok(DossierVersion { version: row.version, at: instant(row.at), standing })
}

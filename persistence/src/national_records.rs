//! How families stand in the national system: a record per dossier of which a case was signed as eligible.
//!
//! A record exists for the union that keeps it and those above. What was said of it is sealed under the key of its dossier.

mod find;

pub use find::Filter;

use domain::application::{Action, Application};
use domain::id::{DossierId, NationalRecordId, OfficerId, UnionId};
use domain::name::Remark;
use domain::national_record::{Difference, NationalNumber, NationalRecord, NationalRecordState};
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::own::own;
use crate::{Place, StoreError, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "national_records")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) dossier: Uuid,
        pub(super) union_id: Uuid,
        pub(super) state: String,
        pub(super) due: bool,
        pub(super) number: Option<String>,
        pub(super) taken: Option<i64>,
        pub(super) touched_on: Option<i64>,
        pub(super) entered_by: Option<Uuid>,
        pub(super) said: Option<Vec<u8>>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the national system's side said, as it is sealed.
#[derive(Default, PartialEq, Serialize, Deserialize)]
struct Said {
    failure: Option<Remark>,
    differences: Vec<Difference>,
    compared: Option<i64>,
    settled: Vec<Difference>,
}

/// The records of the national system, within one transaction.
pub struct NationalRecords<'w> {
    work: &'w Work,
}

impl Work {
    /// How families stand in the national system.
    pub const fn national_records(&self) -> NationalRecords<'_> {
        NationalRecords { work: self }
    }
}

impl NationalRecords<'_> {
    /// Makes the record of a family with the first of its cases that is signed as eligible, kept by the union directly under the
    /// city; one that is signed elsewhere later is kept there (N17).
    pub(crate) async fn follow_case(&self, case: &Application, act: Action) -> Result<(), StoreError> {
        if act != Action::Sign {
            return Ok(());
        }
        let union = case.road.branch.union.raw();
        let Some(mut row) = self.of_dossier(case.dossier).await? else {
            return self.make(case.dossier, union).await;
        };
        if row.union_id != union {
            row.union_id = union;
            let _ = self.work.write_own(row).await?;
        }
        Ok(())
    }

    async fn make(&self, dossier: DossierId, union: Uuid) -> Result<(), StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            dossier: dossier.raw(),
            union_id: union,
            state: NationalRecordState::ToEnter.word().to_owned(),
            due: true,
            number: None,
            taken: None,
            touched_on: None,
            entered_by: None,
            said: None,
            version: 1,
            created_at: now,
            updated_at: now,
            code: Vec::new(),
        };
        let _ = self.work.add_own(row).await?;
        Ok(())
    }

    /// Has a record be due with a new version of its dossier, whose lock is held.
    pub(crate) async fn follow_dossier(&self, dossier: DossierId) -> Result<(), StoreError> {
        let Some(row) = self.of_dossier(dossier).await? else { return Ok(()) };
        let record = self.open(row).await?;
        if let Some(now) = record.dossier_changed() {
            let _ = self.keep(&now).await?;
        }
        Ok(())
    }

    /// Keeps a record as it became, over the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where another family has its number.
    pub async fn keep(&self, now: &NationalRecord) -> Result<NationalRecord, StoreError> {
        let mut row: row::Model = self.work.read_own(now.id.raw(), now.version).await?;
        now.state.word().clone_into(&mut row.state);
        row.due = now.due;
        row.number = now.number.as_ref().map(|number| number.as_str().to_owned());
        row.taken = now.taken;
        row.touched_on = now.touched_on.map(Day::as_epoch);
        row.entered_by = now.entered_by.map(OfficerId::raw);
        let said = Said {
            failure: now.failure.clone(),
            differences: now.differences.clone(),
            compared: now.compared,
            settled: now.settled.clone(),
        };
        row.said = if said == Said::default() {
            None
        } else {
            Some(self.work.seal(row.dossier, sealed_at(row.id), &said).await?)
        };
        let row = self.work.write_own(row).await?;
        decode(&row, said)
    }

    /// Takes the record of a dossier away that is erased.
    pub(crate) async fn erase(&self, dossier: DossierId) -> Result<(), StoreError> {
        let of_dossier = row::Column::Dossier.eq(dossier.raw());
        row::Entity::delete_many().filter(of_dossier).exec(self.work.db()).await?;
        Ok(())
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    async fn of_dossier(&self, dossier: DossierId) -> Result<Option<row::Model>, StoreError> {
        let query = row::Entity::find().filter(row::Column::Dossier.eq(dossier.raw()));
        query.one(self.work.db()).await?.map(|row| self.work.own_row(row)).transpose()
    }

    async fn open(&self, row: row::Model) -> Result<NationalRecord, StoreError> {
        let said = match &row.said {
            None => Said::default(),
            Some(sealed) => {
                self.work.take_keys([row.dossier]).await?;
                self.work.open(row.dossier, sealed_at(row.id), sealed).await?
            }
        };
        decode(&row, said)
    }
}

const fn sealed_at(row: Uuid) -> Place {
    Place { table: "national_records", column: "said", row }
}

own!("national_records", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("national_records", &row.id)
        .id(row.dossier)
        .id(row.union_id)
        .text(&row.state)
        .number(row.due.into())
        .maybe(row.number.as_deref(), Columns::text)
        .maybe(row.taken, Columns::number)
        .maybe(row.touched_on, Columns::number)
        .maybe(row.entered_by, Columns::id)
        .maybe(row.said.as_deref(), Columns::octets)
        .number(row.version)
}

fn decode(row: &row::Model, said: Said) -> Result<NationalRecord, StoreError> {
    let at = Row { table: "national_records", id: &row.id };
    let number = row.number.as_deref().map(|number| at.text::<NationalNumber>("number", number));
    Ok(NationalRecord {
        id: NationalRecordId::new(row.id),
        dossier: DossierId::new(row.dossier),
        union: UnionId::new(row.union_id),
        state: at.text("state", &row.state)?,
        due: row.due,
        number: number.transpose()?,
        taken: row.taken,
        touched_on: row.touched_on.map(day),
        entered_by: row.entered_by.map(OfficerId::new),
        failure: said.failure,
        differences: said.differences,
        compared: said.compared,
        settled: said.settled,
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

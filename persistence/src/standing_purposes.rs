//! Standing purposes: what programs may see whole values for. Ended, never deleted.

use domain::access::Jurisdiction;
use domain::disclosure::{DisclosurePurpose, SensitiveField};
use domain::id::{AccountId, OfficerId, StandingPurposeId, UnionId};
use domain::name::Line;
use domain::standing_purpose::StandingPurpose;
use domain::term::Term;
use domain::time::Day;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::disclosures::{fields, words};
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "standing_purposes")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) union_id: Uuid,
        pub(super) purpose: String,
        pub(super) fields: String,
        pub(super) valid_from: i64,
        pub(super) valid_to: i64,
        pub(super) most_a_day: i64,
        pub(super) ground: String,
        pub(super) granted_by: Option<Uuid>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) ended_at: Option<i64>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a standing purpose when it is granted.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The program's account.
    pub account: AccountId,
    /// The union whose families, with those below it, may be asked for.
    pub union: UnionId,
    /// What for.
    pub purpose: DisclosurePurpose,
    /// Which values.
    pub fields: Vec<SensitiveField>,
    /// From when to when.
    pub term: Term,
    /// How many values on a day at most.
    pub most_a_day: u32,
    /// On what ground.
    pub ground: Line,
}

/// What a list of standing purposes is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this program.
    pub account: Option<AccountId>,
    /// In force on this day.
    pub on: Option<Day>,
}

/// The standing purposes, within one transaction.
pub struct StandingPurposes<'w> {
    work: &'w Work,
}

impl Work {
    /// The standing purposes.
    pub const fn standing_purposes(&self) -> StandingPurposes<'_> {
        StandingPurposes { work: self }
    }
}

impl StandingPurposes<'_> {
    /// One for a union of a jurisdiction.
    pub async fn find_within(
        &self,
        within: Jurisdiction,
        id: StandingPurposeId,
    ) -> Result<Option<StandingPurpose>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(|row| decode(self.work.own_row(row)?)).transpose()
    }

    /// Those for unions of a jurisdiction that match, oldest first, without those that were altered at the
    /// database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<StandingPurpose>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        if let Some(account) = filter.account {
            query = query.filter(row::Column::Account.eq(account.raw()));
        }
        if let Some(day) = filter.on {
            query = query
                .filter(row::Column::EndedAt.is_null())
                .filter(row::Column::ValidFrom.lte(day.as_epoch()))
                .filter(row::Column::ValidTo.gte(day.as_epoch()));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(decode)
    }

    /// Those of a program that are in force on that day, oldest first. One that was altered at the database is not there for it.
    pub async fn of_program(&self, account: AccountId, day: Day) -> Result<Vec<StandingPurpose>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ValidFrom.lte(day.as_epoch()))
            .filter(row::Column::ValidTo.gte(day.as_epoch()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        let own = rows.into_iter().filter(|row| self.work.wrote(row));
        own.map(decode).collect()
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Grants one.
    pub async fn add(&self, said: &Particulars) -> Result<StandingPurpose, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            account: said.account.raw(),
            union_id: said.union.raw(),
            purpose: said.purpose.word().to_owned(),
            fields: words(&said.fields),
            valid_from: said.term.first.as_epoch(),
            valid_to: said.term.last.as_epoch(),
            most_a_day: said.most_a_day.into(),
            ground: said.ground.as_str().to_owned(),
            granted_by: self.work.stamp()?.officer.map(OfficerId::raw),
            version: 1,
            created_at: now,
            updated_at: now,
            ended_at: None,
            code: Vec::new(),
        };
        decode(self.work.add_own(row).await?)
    }

    /// Ends one at once, unless somebody else has altered it.
    pub async fn end(&self, purpose: &StandingPurpose) -> Result<StandingPurpose, StoreError> {
        let mut row: row::Model = self.work.read_own(purpose.id.raw(), purpose.version).await?;
        row.ended_at = Some(self.work.now()?);
        decode(self.work.write_own(row).await?)
    }
}

own!("standing_purposes", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("standing_purposes", &row.id)
        .id(row.account)
        .id(row.union_id)
        .text(&row.purpose)
        .text(&row.fields)
        .number(row.valid_from)
        .number(row.valid_to)
        .number(row.most_a_day)
        .text(&row.ground)
        .maybe(row.granted_by, Columns::id)
        .maybe(row.ended_at, Columns::number)
        .number(row.version)
}

fn decode(row: row::Model) -> Result<StandingPurpose, StoreError> {
    let at = Row { table: "standing_purposes", id: &row.id };
    Ok(StandingPurpose {
        id: StandingPurposeId::new(row.id),
        account: AccountId::new(row.account),
        union: UnionId::new(row.union_id),
        purpose: at.text("purpose", &row.purpose)?,
        fields: fields(&at, &row.fields)?,
        valid_from: day(row.valid_from),
        valid_to: day(row.valid_to),
        most_a_day: u32::try_from(row.most_a_day).map_err(|error| at.wrong("most_a_day", error))?,
        ground: at.string("ground", row.ground)?,
        ended_at: row.ended_at.map(instant),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

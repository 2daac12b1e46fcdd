//! Standing purposes: what programs may see whole values for. Ended, never deleted.

use domain::access::Jurisdiction;
use domain::disclosure::{DisclosurePurpose, SensitiveField};
use domain::id::{AccountId, OfficerId, StandingPurposeId, UnionId};
use domain::name::Line;
use domain::standing_purpose::StandingPurpose;
use domain::term::Term;
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::decode::{Row, day, instant};
use crate::disclosures::{fields, words};
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
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// Those for unions of a jurisdiction that match, oldest first.
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
        page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db()).try_map(decode)
    }

    /// Those of a program that are in force on that day, oldest first.
    pub async fn of_program(&self, account: AccountId, day: Day) -> Result<Vec<StandingPurpose>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ValidFrom.lte(day.as_epoch()))
            .filter(row::Column::ValidTo.gte(day.as_epoch()))
            .order_by_asc(row::Column::Id)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(decode).collect()
    }

    /// Grants one.
    pub async fn add(&self, said: &Particulars) -> Result<StandingPurpose, StoreError> {
        let now = self.work.now()?;
        let row = row::ActiveModel {
            id: Set(self.work.new_id()?),
            account: Set(said.account.raw()),
            union_id: Set(said.union.raw()),
            purpose: Set(said.purpose.word().to_owned()),
            fields: Set(words(&said.fields)),
            valid_from: Set(said.term.first.as_epoch()),
            valid_to: Set(said.term.last.as_epoch()),
            most_a_day: Set(said.most_a_day.into()),
            ground: Set(said.ground.as_str().to_owned()),
            granted_by: Set(self.work.stamp()?.officer.map(OfficerId::raw)),
            version: Set(1),
            created_at: Set(now),
            updated_at: Set(now),
            ended_at: Set(None),
        }
        .insert(self.work.db())
        .await?;
        decode(row)
    }

    /// Ends one at once.
    pub async fn end(&self, purpose: &StandingPurpose) -> Result<StandingPurpose, StoreError> {
        let stale = || StoreError::Stale { table: "standing_purposes" };
        let now = self.work.now()?;
        let ended = row::Entity::update_many()
            .col_expr(row::Column::EndedAt, now.into())
            .col_expr(row::Column::UpdatedAt, now.into())
            .col_expr(row::Column::Version, (purpose.version + 1).into())
            .filter(row::Column::Id.eq(purpose.id.raw()))
            .filter(row::Column::Version.eq(purpose.version))
            .exec(self.work.db())
            .await?;
        if ended.rows_affected == 0 {
            return Err(stale());
        }
        let row = row::Entity::find_by_id(purpose.id.raw()).one(self.work.db()).await?;
        decode(row.ok_or_else(stale)?)
    }
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

//! Awards: what approved cases were awarded, and which fund has set the money aside.
//!
//! An award exists for the unions on the road of its case.

mod money;

pub use money::Awaiting;

use domain::application::{Application, Stage};
use domain::award::{Award, AwardState};
use domain::id::{ApplicationId, AwardId, CampaignId, FundId, UnionId};
use domain::money::Money;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::applications::CaseRecord;
use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::filings::cases_filed;
use crate::own::own;
use crate::page::page;
use crate::payments::awards_paid;
use crate::receipts::awards_received;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "awards")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) application: Uuid,
        pub(super) campaign: Uuid,
        pub(super) student: Uuid,
        pub(super) amount_fen: i64,
        pub(super) priority: String,
        pub(super) state: String,
        pub(super) fund: Option<Uuid>,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of awards is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// Of this case.
    pub application: Option<ApplicationId>,
    /// That stand so.
    pub state: Option<AwardState>,
    /// That have money of this fund.
    pub fund: Option<FundId>,
    /// Of cases whose road passes this union too.
    pub union: Option<UnionId>,
    /// Of which a payment stands as paid, or none does.
    pub paid: Option<bool>,
    /// Of which the family said last that it has the money, or did not.
    pub received: Option<bool>,
    /// Of which some union has filed the paper, or none has.
    pub filed: Option<bool>,
}

/// The awards, within one transaction.
pub struct Awards<'w> {
    work: &'w Work,
}

impl Work {
    /// The awards.
    pub const fn awards(&self) -> Awards<'_> {
        Awards { work: self }
    }
}

impl Awards<'_> {
    /// One of a case whose road passes this union.
    pub async fn find(&self, union: UnionId, id: AwardId) -> Result<Option<Award>, StoreError> {
        let query = row::Entity::find_by_id(id.raw())
            .filter(row::Column::Application.in_subquery(scope::cases(union)));
        query.one(self.work.db()).await?.map(|row| decode(&self.work.own_row(row)?)).transpose()
    }

    /// Those of cases whose road passes this union that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        union: UnionId,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Award>, StoreError> {
        let alike = [
            filter.campaign.map(|campaign| row::Column::Campaign.eq(campaign.raw())),
            filter.application.map(|application| row::Column::Application.eq(application.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
            filter.fund.map(|fund| row::Column::Fund.eq(fund.raw())),
            filter.union.map(|union| row::Column::Application.in_subquery(scope::cases(union))),
            filter.paid.map(|is| among(awards_paid(), is)),
            filter.received.map(|is| among(awards_received(), is)),
            filter.filed.map(filed),
        ];
        let query = row::Entity::find().filter(row::Column::Application.in_subquery(scope::cases(union)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(|row| decode(&row))
    }

    /// Keeps the award of a case with the case: made when it is approved, revoked when it is no longer, of the student that
    /// it has.
    pub(crate) async fn keep(
        &self,
        was: &Application,
        now: &CaseRecord,
        amount: Option<Money>,
    ) -> Result<(), StoreError> {
        let case = &now.application;
        match (was.stage(), case.stage()) {
            (Stage::Approved, Stage::Approved) if was.student == case.student => Ok(()),
            (Stage::Approved, Stage::Approved) => self.follow(now).await,
            (_, Stage::Approved) => self.make(now, amount).await,
            (Stage::Approved, _) => self.revoke(case.id).await,
            _ => Ok(()),
        }
    }

    async fn make(&self, of: &CaseRecord, amount: Option<Money>) -> Result<(), StoreError> {
        let (case, now) = (&of.application, self.work.now()?);
        let missing = || StoreError::corrupt("applications", case.id, "it is approved without an amount");
        let row = row::Model {
            id: self.work.new_id()?,
            application: case.id.raw(),
            campaign: case.campaign.raw(),
            student: case.student.raw(),
            amount_fen: amount.ok_or_else(missing)?.as_fen(),
            priority: of.reckoned.priority.clone(),
            state: AwardState::AwaitingFunds.word().to_owned(),
            fund: None,
            version: 1,
            created_at: now,
            updated_at: now,
            code: Vec::new(),
        };
        self.work.add_own(row).await?;
        Ok(())
    }

    async fn follow(&self, of: &CaseRecord) -> Result<(), StoreError> {
        let of_case = row::Column::Application.eq(of.application.id.raw());
        let Some(mut row) = self.held(of_case).await? else { return Ok(()) };
        row.student = of.application.student.raw();
        self.work.write_own(row).await?;
        Ok(())
    }

    async fn revoke(&self, case: ApplicationId) -> Result<(), StoreError> {
        // The payment before the award, as whoever takes down what the bank said holds them.
        let reclaimed = self.work.payments().reclaim(case).await?;
        let Some(row) = self.held(row::Column::Application.eq(case.raw())).await? else { return Ok(()) };
        if reclaimed {
            self.part(row).await
        } else {
            self.give_back(row, AwardState::Revoked, None).await.map(drop)
        }
    }

    /// Revokes one whose money was paid: it is the family that gives it back, to the fund.
    async fn part(&self, mut row: row::Model) -> Result<(), StoreError> {
        row.fund = None;
        AwardState::Revoked.word().clone_into(&mut row.state);
        self.work.write_own(row).await?;
        Ok(())
    }

    /// The row of which that is so, which nobody else changes until the transaction ends.
    async fn held(&self, that: Expr) -> Result<Option<row::Model>, StoreError> {
        let query = row::Entity::find().filter(that).lock_exclusive();
        query.one(self.work.db()).await?.map(|row| self.work.own_row(row)).transpose()
    }

    /// Gives a code to those after that one that have none, so many at most; and where to go on.
    pub(crate) async fn take_up(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

/// Whether the paper of an award's case was filed.
fn filed(is: bool) -> Expr {
    let cases = cases_filed();
    let of = row::Column::Application;
    if is { of.in_subquery(cases) } else { of.not_in_subquery(cases) }
}

/// Whether an award is one of those, or is none of them.
fn among(those: SelectStatement, is: bool) -> Expr {
    if is { row::Column::Id.in_subquery(those) } else { row::Column::Id.not_in_subquery(those) }
}

own!("awards", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("awards", &row.id)
        .id(row.application)
        .id(row.campaign)
        .id(row.student)
        .number(row.amount_fen)
        .text(&row.priority)
        .text(&row.state)
        .maybe(row.fund, Columns::id)
        .number(row.version)
}

fn decode(row: &row::Model) -> Result<Award, StoreError> {
    let at = Row { table: "awards", id: &row.id };
    Ok(Award {
        id: AwardId::new(row.id),
        application: ApplicationId::new(row.application),
        campaign: CampaignId::new(row.campaign),
        amount_fen: row.amount_fen.try_into().map_err(|_| at.wrong("amount_fen", "no sum of money"))?,
        state: at.text("state", &row.state)?,
        fund: row.fund.map(FundId::new),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

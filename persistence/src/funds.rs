//! Funds, with what of each stands where.

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::fund::{Balance, Fund, FundSource, Payee};
use domain::id::{CampaignId, FundId, UnionId};
use domain::name::Title;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::ledger::balance;
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "funds")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) union_id: Uuid,
        pub(super) campaign: Uuid,
        pub(super) source: String,
        pub(super) name: String,
        pub(super) payee: String,
        pub(super) national_record_first: bool,
        pub(super) version: i64,
        pub(super) created_at: i64,
        pub(super) updated_at: i64,
        pub(super) closed_at: Option<i64>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a fund when it is set up.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The union that pays from it.
    pub union: UnionId,
    /// For which campaign.
    pub campaign: CampaignId,
    /// Whose money it is.
    pub source: FundSource,
    /// By what name it is known.
    pub name: Title,
    /// To whom it goes.
    pub payee: Payee,
    /// Whether it pays nobody whose record in the national system is not acknowledged.
    pub national_record_first: bool,
}

/// What a list of funds is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// For this campaign.
    pub campaign: Option<CampaignId>,
    /// Of this source.
    pub source: Option<FundSource>,
    /// Of this union.
    pub union: Option<UnionId>,
}

/// The funds, within one transaction.
pub struct Funds<'w> {
    work: &'w Work,
}

impl Work {
    /// The funds.
    pub const fn funds(&self) -> Funds<'_> {
        Funds { work: self }
    }
}

impl Funds<'_> {
    /// One of a union of a jurisdiction.
    pub async fn find_within(&self, within: Jurisdiction, id: FundId) -> Result<Option<Fund>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let Some(row) = query.one(self.work.db()).await? else { return Ok(None) };
        let row = self.work.own_row(row)?;
        let balances = balance::of(self.work, [row.id]).await?;
        decode(row, &balances).map(Some)
    }

    /// Those of unions of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Fund>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        if let Some(campaign) = filter.campaign {
            query = query.filter(row::Column::Campaign.eq(campaign.raw()));
        }
        if let Some(source) = filter.source {
            query = query.filter(row::Column::Source.eq(source.word()));
        }
        if let Some(union) = filter.union {
            query = query.filter(row::Column::UnionId.eq(union.raw()));
        }
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        let found = found.retain(|row| self.work.wrote(row));
        let balances = balance::of(self.work, found.items.iter().map(|row| row.id)).await?;
        found.try_map(|row| decode(row, &balances))
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Sets one up, with nothing in it.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where the union has one of that name for the campaign.
    pub async fn add(&self, said: &Particulars) -> Result<Fund, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            union_id: said.union.raw(),
            campaign: said.campaign.raw(),
            source: said.source.word().to_owned(),
            name: said.name.as_str().to_owned(),
            payee: said.payee.word().to_owned(),
            national_record_first: said.national_record_first,
            version: 1,
            created_at: now,
            updated_at: now,
            closed_at: None,
            code: Vec::new(),
        };
        let row = self.work.add_own(row).await?;
        balance::begin(self.work, row.id).await?;
        let balances = BTreeMap::from([(row.id, Balance::default())]);
        decode(row, &balances)
    }

    /// Makes the next version of one whose budget moved, over the version that was read.
    pub async fn raise(&self, fund: &Fund) -> Result<Fund, StoreError> {
        let row: row::Model = self.work.read_own(fund.id.raw(), fund.version).await?;
        self.write(row).await
    }

    /// Closes one, over the version that was read.
    pub async fn close(&self, fund: &Fund) -> Result<Fund, StoreError> {
        let mut row: row::Model = self.work.read_own(fund.id.raw(), fund.version).await?;
        row.closed_at = Some(self.work.now()?);
        self.write(row).await
    }

    async fn write(&self, row: row::Model) -> Result<Fund, StoreError> {
        let row = self.work.write_own(row).await?;
        let balances = balance::of(self.work, [row.id]).await?;
        decode(row, &balances)
    }
}

own!("funds", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("funds", &row.id)
        .id(row.union_id)
        .id(row.campaign)
        .text(&row.source)
        .text(&row.name)
        .text(&row.payee)
        .number(row.national_record_first.into())
        .maybe(row.closed_at, Columns::number)
        .number(row.version)
}

fn decode(row: row::Model, balances: &BTreeMap<Uuid, Balance>) -> Result<Fund, StoreError> {
    let at = Row { table: "funds", id: &row.id };
    let balance = balances.get(&row.id).copied().ok_or_else(|| at.wrong("id", "it has no balance"))?;
    Ok(Fund {
        id: FundId::new(row.id),
        union: UnionId::new(row.union_id),
        campaign: CampaignId::new(row.campaign),
        source: at.text("source", &row.source)?,
        name: at.string("name", row.name)?,
        payee: at.text("payee", &row.payee)?,
        national_record_first: row.national_record_first,
        balance,
        closed_at: row.closed_at.map(instant),
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

//! Samples: what auditors drew, and the cases of each as they stood. Written once, never changed.

use domain::access::Jurisdiction;
use domain::id::{AccountId, ApplicationId, CampaignId, OfficerId, SampleId, UnionId};
use domain::money::Money;
use domain::name::Line;
use domain::sample::{Population, Sample, SampleSize, Spread};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::applications::Stood;
use crate::decode::{Row, instant};
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "samples")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) officer: Uuid,
        pub(super) union_id: Uuid,
        pub(super) population: String,
        pub(super) campaign: Option<Uuid>,
        pub(super) as_of: i64,
        pub(super) population_size: i64,
        pub(super) population_sha256: String,
        pub(super) seed: String,
        pub(super) size: i64,
        pub(super) spread: String,
        pub(super) created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod drawn {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sampled")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) sample: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) position: i64,
        pub(super) application: Uuid,
        pub(super) number: String,
        pub(super) entry_union: Uuid,
        pub(super) stage: Option<String>,
        pub(super) amount_fen: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is said of a sample when it is drawn.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The account that draws it.
    pub account: AccountId,
    /// The officer who draws it.
    pub officer: OfficerId,
    /// The union that is audited.
    pub union: UnionId,
    /// What it is drawn from.
    pub population: Population,
    /// How many cases that is.
    pub population_size: u64,
    /// The digest of their numbers.
    pub population_sha256: String,
    /// The seed.
    pub seed: Line,
    /// How many were asked for.
    pub size: SampleSize,
    /// How it is shared out.
    pub spread: Spread,
}

/// What a list of samples is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Drawn by this auditor's account.
    pub account: Option<AccountId>,
    /// Drawn from this campaign alone.
    pub campaign: Option<CampaignId>,
}

/// The samples, within one transaction.
pub struct Samples<'w> {
    work: &'w Work,
}

impl Work {
    /// The samples.
    pub const fn samples(&self) -> Samples<'_> {
        Samples { work: self }
    }
}

impl Samples<'_> {
    /// A sample drawn for a union of a jurisdiction.
    pub async fn find_within(&self, root: Jurisdiction, id: SampleId) -> Result<Option<Sample>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(root)));
        query.one(self.work.db()).await?.map(decode).transpose()
    }

    /// The samples drawn for unions of a jurisdiction that match, oldest first.
    pub async fn list(
        &self,
        root: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Sample>, StoreError> {
        let mut query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(root)));
        if let Some(account) = filter.account {
            query = query.filter(row::Column::Account.eq(account.raw()));
        }
        if let Some(campaign) = filter.campaign {
            query = query.filter(row::Column::Campaign.eq(campaign.raw()));
        }
        page!(query, row::Column::Id, paging, self.work.db()).try_map(decode)
    }

    /// The cases of a sample, in the order in which they were drawn: those whose road passes the reader's union, after that
    /// position.
    pub async fn cases(
        &self,
        reader: UnionId,
        sample: SampleId,
        (after, limit, total): (Option<u64>, u64, bool),
    ) -> Result<Page<(u64, Stood), u64>, StoreError> {
        let all = drawn::Entity::find()
            .filter(drawn::Column::Sample.eq(sample.raw()))
            .filter(drawn::Column::Application.in_subquery(scope::cases(reader)));
        let total = if total { Some(all.clone().count(self.work.db()).await?) } else { None };
        let seen = after.map_or(0, |after| i64::try_from(after).unwrap_or(i64::MAX));
        let rest = all
            .filter(drawn::Column::Position.gt(seen))
            .order_by_asc(drawn::Column::Position)
            .limit(limit.saturating_add(1));
        let mut cases = Vec::new();
        for row in rest.all(self.work.db()).await? {
            cases.push(case(row)?);
        }
        Ok(Page::cut(cases, limit, total, |(position, _)| *position))
    }

    /// Keeps one with its cases, in the order in which they were drawn.
    pub async fn add(&self, said: &Particulars, cases: &[&Stood]) -> Result<Sample, StoreError> {
        let sample = self.work.new_id()?;
        let population = serde_json::to_string(&said.population)
            .map_err(|error| StoreError::corrupt("samples", sample, error))?;
        let row = row::ActiveModel {
            id: Set(sample),
            account: Set(said.account.raw()),
            officer: Set(said.officer.raw()),
            union_id: Set(said.union.raw()),
            population: Set(population),
            campaign: Set(said.population.campaign.map(CampaignId::raw)),
            as_of: Set(said.population.as_of.as_epoch()),
            population_size: Set(i64::try_from(said.population_size).unwrap_or(i64::MAX)),
            population_sha256: Set(said.population_sha256.clone()),
            seed: Set(said.seed.as_str().to_owned()),
            size: Set(said.size.into()),
            spread: Set(said.spread.word().to_owned()),
            created_at: Set(self.work.now()?),
        }
        .insert(self.work.db())
        .await?;
        let rows = (1..).zip(cases).map(|(position, case)| drawn::ActiveModel {
            sample: Set(sample),
            position: Set(position),
            application: Set(case.id.raw()),
            number: Set(case.number.clone()),
            entry_union: Set(case.entry.raw()),
            stage: Set(case.stage.map(|stage| stage.word().to_owned())),
            amount_fen: Set(case.amount.map(Money::as_fen)),
        });
        drawn::Entity::insert_many(rows).exec_without_returning(self.work.db()).await?;
        decode(row)
    }
}

fn decode(row: row::Model) -> Result<Sample, StoreError> {
    let at = Row { table: "samples", id: &row.id };
    Ok(Sample {
        id: SampleId::new(row.id),
        account: AccountId::new(row.account),
        officer: OfficerId::new(row.officer),
        union: UnionId::new(row.union_id),
        population: at.json("population", &row.population)?,
        population_size: u64::try_from(row.population_size)
            .map_err(|error| at.wrong("population_size", error))?,
        population_sha256: row.population_sha256,
        seed: at.string("seed", row.seed)?,
        size: SampleSize::try_from(row.size).map_err(|error| at.wrong("size", error))?,
        spread: at.text("spread", &row.spread)?,
        at: instant(row.created_at),
    })
}

fn case(row: drawn::Model) -> Result<(u64, Stood), StoreError> {
    let at = Row { table: "sampled", id: &row.application };
    let amount = row.amount_fen.map(|fen| Money::fen(fen).map_err(|error| at.wrong("amount_fen", error)));
    let stood = Stood {
        id: ApplicationId::new(row.application),
        number: row.number,
        entry: UnionId::new(row.entry_union),
        stage: row.stage.map(|stage| at.text("stage", &stage)).transpose()?,
        amount: amount.transpose()?,
    };
    Ok((u64::try_from(row.position).map_err(|error| at.wrong("position", error))?, stood))
}

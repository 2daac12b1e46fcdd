//! Whom do unions ask aid for? Their declarations, each with the cases that it names; a union's are its own and those above it.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{Context, SHA256};
use domain::access::Jurisdiction;
use domain::declaration::{Declaration, DeclarationState, DeclaredCase};
use domain::id::{ApplicationId, CampaignId, DeclarationId, OfficerId, UnionId};
use domain::money::Money;
use domain::name::Line;
use domain::time::Day;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, day, instant};
use crate::own::own;
use crate::page::page;
use crate::{Page, Paging, StoreError, Work, scope};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "declarations")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) campaign: Uuid,
        pub(super) union_id: Uuid,
        pub(super) number: i64,
        pub(super) state: String,
        pub(super) cases: i64,
        pub(super) amount_fen: i64,
        pub(super) digest: Vec<u8>,
        pub(super) due: Option<i64>,
        pub(super) declared_by: Uuid,
        pub(super) declared_at: i64,
        pub(super) answered_by: Option<Uuid>,
        pub(super) answered_at: Option<i64>,
        pub(super) reason: Option<String>,
        pub(super) version: i64,
        pub(super) updated_at: i64,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod declared {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "declared_cases")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) declaration: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) application: Uuid,
        pub(super) amount_fen: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a list of declarations is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Of this campaign.
    pub campaign: Option<CampaignId>,
    /// Of this union.
    pub union: Option<UnionId>,
    /// That stand so.
    pub state: Option<DeclarationState>,
}

/// What is said of a declaration when it is made.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// In which campaign.
    pub campaign: CampaignId,
    /// Which union declares.
    pub union: UnionId,
    /// The last day on which it is in time.
    pub due: Option<Day>,
    /// The cases.
    pub cases: Vec<DeclaredCase>,
}

/// The declarations, within one transaction.
pub struct Declarations<'w> {
    work: &'w Work,
}

impl Work {
    /// The declarations of unions.
    pub const fn declarations(&self) -> Declarations<'_> {
        Declarations { work: self }
    }
}

impl Declarations<'_> {
    /// One of a union of a jurisdiction.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: DeclarationId,
    ) -> Result<Option<Declaration>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        query.one(self.work.db()).await?.map(|row| decode(&self.work.own_row(row)?)).transpose()
    }

    /// Those of unions of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: &Filter,
        paging: Paging,
    ) -> Result<Page<Declaration>, StoreError> {
        let alike = [
            filter.campaign.map(|campaign| row::Column::Campaign.eq(campaign.raw())),
            filter.union.map(|union| row::Column::UnionId.eq(union.raw())),
            filter.state.map(|state| row::Column::State.eq(state.word())),
        ];
        let query = row::Entity::find().filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        let query = alike.into_iter().flatten().fold(query, QueryFilter::filter);
        let found = page!(query, row::Column::Id, changed: row::Column::UpdatedAt, paging, self.work.db());
        found.retain(|row| self.work.wrote(row)).try_map(|row| decode(&row))
    }

    /// All that name a case, oldest first: for whoever has found the case on their road.
    pub async fn of_case(&self, case: ApplicationId) -> Result<Vec<Declaration>, StoreError> {
        let naming = Query::select()
            .column(declared::Column::Declaration)
            .from(declared::Entity)
            .and_where(declared::Column::Application.eq(case.raw()))
            .take();
        let query = row::Entity::find().filter(row::Column::Id.in_subquery(naming));
        query.order_by_asc(row::Column::Id).all(self.work.db()).await?.iter().map(decode).collect()
    }

    /// The cases that a declaration names, for whoever has found it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where they are not those that it was made with.
    pub async fn cases(&self, of: &Declaration) -> Result<Vec<DeclaredCase>, StoreError> {
        let id = of.id.raw();
        let rows = declared::Entity::find()
            .filter(declared::Column::Declaration.eq(id))
            .order_by_asc(declared::Column::Application)
            .all(self.work.db())
            .await?;
        let at = Row { table: "declarations", id: &id };
        let case = |row: &declared::Model| {
            let amount_fen = row.amount_fen.map(Money::fen).transpose();
            let amount_fen = amount_fen.map_err(|_| at.wrong("amount_fen", "no sum of money"))?;
            Ok(DeclaredCase { application: ApplicationId::new(row.application), amount_fen })
        };
        let cases: Vec<DeclaredCase> = rows.iter().map(case).collect::<Result<_, StoreError>>()?;
        let kept = row::Entity::find_by_id(id).one(self.work.db()).await?;
        match kept.filter(|row| row.digest == digest(&cases)) {
            Some(_) => Ok(cases),
            None => Err(at.wrong("digest", "its cases are not those that it was made with")),
        }
    }

    /// Which cases stand in a declaration of that union that was not given back.
    pub async fn declared(
        &self,
        campaign: CampaignId,
        union: UnionId,
    ) -> Result<BTreeSet<ApplicationId>, StoreError> {
        let standing = Query::select()
            .column(row::Column::Id)
            .from(row::Entity)
            .and_where(row::Column::Campaign.eq(campaign.raw()))
            .and_where(row::Column::UnionId.eq(union.raw()))
            .and_where(row::Column::State.ne(DeclarationState::Returned.word()))
            .take();
        let query = declared::Entity::find().filter(declared::Column::Declaration.in_subquery(standing));
        let rows = query.all(self.work.db()).await?;
        Ok(rows.into_iter().map(|row| ApplicationId::new(row.application)).collect())
    }

    /// Whether a declaration of that union stands that was not given back.
    pub async fn stands(&self, campaign: CampaignId, union: UnionId) -> Result<bool, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Campaign.eq(campaign.raw()))
            .filter(row::Column::UnionId.eq(union.raw()))
            .filter(row::Column::State.ne(DeclarationState::Returned.word()));
        Ok(query.count(self.work.db()).await? > 0)
    }

    /// Makes one of a union that is held.
    pub async fn add(&self, said: &Particulars) -> Result<Declaration, StoreError> {
        let (now, mut cases) = (self.work.now()?, said.cases.clone());
        cases.sort_by_key(|case| case.application);
        let of_union = row::Entity::find()
            .filter(row::Column::Campaign.eq(said.campaign.raw()))
            .filter(row::Column::UnionId.eq(said.union.raw()));
        let before = of_union.count(self.work.db()).await?;
        let nobody = || StoreError::corrupt("declarations", said.union, "nobody declares");
        let row = row::Model {
            id: self.work.new_id()?,
            campaign: said.campaign.raw(),
            union_id: said.union.raw(),
            number: i64::try_from(before).unwrap_or(i64::MAX).saturating_add(1),
            state: DeclarationState::Declared.word().to_owned(),
            cases: i64::try_from(cases.len()).unwrap_or(i64::MAX),
            amount_fen: Money::total(cases.iter().filter_map(|case| case.amount_fen)),
            digest: digest(&cases),
            due: said.due.map(Day::as_epoch),
            declared_by: self.work.stamp()?.officer.ok_or_else(nobody)?.raw(),
            declared_at: now,
            answered_by: None,
            answered_at: None,
            reason: None,
            version: 1,
            updated_at: now,
            code: Vec::new(),
        };
        let row = self.work.add_own(row).await?;
        let of_case = |case: &DeclaredCase| declared::ActiveModel {
            declaration: Set(row.id),
            application: Set(case.application.raw()),
            amount_fen: Set(case.amount_fen.map(Money::as_fen)),
        };
        if !cases.is_empty() {
            let rows = cases.iter().map(of_case);
            declared::Entity::insert_many(rows).exec_without_returning(self.work.db()).await?;
        }
        decode(&row)
    }

    /// Writes down that one was received, or given back and why, over the version that was read.
    pub async fn answer(&self, of: &Declaration, reason: Option<&Line>) -> Result<Declaration, StoreError> {
        let mut row: row::Model = self.work.read_own(of.id.raw(), of.version).await?;
        let state = if reason.is_some() { DeclarationState::Returned } else { DeclarationState::Received };
        state.word().clone_into(&mut row.state);
        row.answered_by = self.work.stamp()?.officer.map(OfficerId::raw);
        row.answered_at = Some(self.work.now()?);
        row.reason = reason.map(|reason| reason.as_str().to_owned());
        decode(&self.work.write_own(row).await?)
    }

    /// Those after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }
}

/// The digest of cases in the order of their ids, each with its sum.
fn digest(cases: &[DeclaredCase]) -> Vec<u8> {
    let mut digest = Context::new(&SHA256);
    for case in cases {
        digest.update(case.application.raw().as_bytes());
        digest.update(&case.amount_fen.map_or(-1, Money::as_fen).to_be_bytes());
    }
    digest.finish().as_ref().to_vec()
}

own!("declarations", columns);

/// What nobody but the service may write; of its cases their digest.
fn columns(row: &row::Model) -> Columns {
    Columns::of("declarations", &row.id)
        .id(row.campaign)
        .id(row.union_id)
        .number(row.number)
        .text(&row.state)
        .number(row.cases)
        .number(row.amount_fen)
        .octets(&row.digest)
        .maybe(row.due, Columns::number)
        .id(row.declared_by)
        .number(row.declared_at)
        .maybe(row.answered_by, Columns::id)
        .maybe(row.answered_at, Columns::number)
        .maybe(row.reason.as_deref(), Columns::text)
        .number(row.version)
}

fn decode(row: &row::Model) -> Result<Declaration, StoreError> {
    let at = Row { table: "declarations", id: &row.id };
    let (due, declared_at) = (row.due.map(day), instant(row.declared_at));
    Ok(Declaration {
        id: DeclarationId::new(row.id),
        campaign: CampaignId::new(row.campaign),
        union: UnionId::new(row.union_id),
        number: row.number.try_into().map_err(|error| at.wrong("number", error))?,
        state: at.text("state", &row.state)?,
        cases: row.cases.try_into().map_err(|error| at.wrong("cases", error))?,
        amount_fen: row.amount_fen.try_into().map_err(|_| at.wrong("amount_fen", "no sum of money"))?,
        due,
        late: due.is_some_and(|due| declared_at.day() > due),
        declared_by: OfficerId::new(row.declared_by),
        declared_at,
        answered_by: row.answered_by.map(OfficerId::new),
        answered_at: row.answered_at.map(instant),
        reason: row.reason.clone().map(|reason| at.string("reason", reason)).transpose()?,
        version: row.version,
        updated_at: instant(row.updated_at),
    })
}

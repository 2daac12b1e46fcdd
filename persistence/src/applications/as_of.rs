//! How did cases stand at the end of a day? As the last line of history up to then left each.

use domain::application::Stage;
use domain::id::{ApplicationId, UnionId};
use domain::money::Money;
use domain::sample::{Candidate, Population};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, JoinType, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::Applications;
use super::history::row as line;
use super::roads::Roads;
use super::row::{Column, Entity};
use super::seek::on_road;
use crate::decode::Row;
use crate::{Page, StoreError, registers, scope};

/// A case as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// The case.
    pub id: ApplicationId,
    /// Its number.
    pub number: String,
    /// The union that took it.
    pub entry: UnionId,
    /// The stage; unknown where an act was kept before the stage was kept with it.
    pub stage: Option<Stage>,
    /// The amount to which its last act came.
    pub amount: Option<Money>,
}

impl Candidate for Stood {
    fn number(&self) -> &str {
        &self.number
    }

    fn entry(&self) -> UnionId {
        self.entry
    }
}

#[derive(FromQueryResult)]
struct Found {
    id: Uuid,
    number: String,
    entry_union: Uuid,
    line: Option<Uuid>,
    stage: Option<String>,
    amount_fen: Option<i64>,
}

/// A column of the line that left the case as it stood.
fn of_line(column: line::Column) -> SimpleExpr {
    Expr::col((line::Entity, column))
}

/// The version of the last line of a case up to the end of the day.
fn last_version(population: &Population) -> sea_orm::sea_query::SelectStatement {
    let earlier = Alias::new("earlier");
    let of = |column: line::Column| Expr::col((earlier.clone(), column));
    Query::select()
        .expr(of(line::Column::Version).max())
        .from_as(line::Entity, earlier.clone())
        .and_where(of(line::Column::Application).equals((Entity, Column::Id)))
        .and_where(of(line::Column::At).lt(population.as_of.ends().as_micros()))
        .take()
}

/// The cases whose road passes this union, as they stood, that match.
fn stood(union: UnionId, population: &Population) -> Select<Entity> {
    let mut query = Entity::find().select_only().columns([Column::Id, Column::EntryUnion]);
    let own = on_road(Roads::Application).equals((Entity, Column::Id));
    let line = Condition::all()
        .add(of_line(line::Column::Application).equals((Entity, Column::Id)))
        .add(of_line(line::Column::Version).eq(SimpleExpr::from(last_version(population))));
    QueryTrait::query(&mut query)
        .expr_as(on_road(Roads::Number), "number")
        .expr_as(of_line(line::Column::Id), "line")
        .expr_as(of_line(line::Column::Stage), "stage")
        .expr_as(of_line(line::Column::AmountFen), "amount_fen")
        .inner_join(Roads::Table, own)
        .join(JoinType::LeftJoin, line::Entity, line)
        .and_where(on_road(Roads::UnionId).eq(union.raw()))
        .and_where_option(population.campaign.map(|campaign| on_road(Roads::Campaign).eq(campaign.raw())))
        .and_where_option(
            population.amount_from.map(|least| of_line(line::Column::AmountFen).gte(least.as_fen())),
        )
        .and_where_option(
            population.amount_to.map(|most| of_line(line::Column::AmountFen).lte(most.as_fen())),
        )
        .and_where_option(population.stage.map(at_stage));
    let query = query.filter(Column::CreatedAt.lt(population.as_of.ends().as_micros()));
    let query = match population.entry {
        Some(entry) => {
            let below = domain::access::Jurisdiction { root: entry };
            query.filter(Column::EntryUnion.in_subquery(scope::unions(below)))
        }
        None => query,
    };
    match population.with_exceptions {
        Some(with) => {
            let excepted = registers::exceptions::cases_up_to(population.as_of);
            query.filter(if with {
                Column::Id.in_subquery(excepted)
            } else {
                Column::Id.not_in_subquery(excepted)
            })
        }
        None => query,
    }
}

/// At that stage: a case without a line is a draft.
fn at_stage(stage: Stage) -> SimpleExpr {
    let said = of_line(line::Column::Stage).eq(stage.word());
    if stage == Stage::Draft { said.or(of_line(line::Column::Id).is_null()) } else { said }
}

impl Applications<'_> {
    /// The cases whose road passes this union, as they stood at the end of a day, that match: in the order of their numbers,
    /// so many at most.
    pub async fn as_of(
        &self,
        union: UnionId,
        population: &Population,
        after: Option<&str>,
        limit: u64,
    ) -> Result<Page<Stood, String>, StoreError> {
        let mut query = stood(union, population);
        QueryTrait::query(&mut query)
            .and_where_option(after.map(|after| on_road(Roads::Number).gt(after)))
            .order_by_expr(on_road(Roads::Number), sea_orm::sea_query::Order::Asc);
        let found = query.limit(limit.saturating_add(1)).into_model::<Found>().all(self.work.db()).await?;
        Page::cut(found, limit, None, |case| case.number.clone()).try_map(decode)
    }
}

fn decode(found: Found) -> Result<Stood, StoreError> {
    let at = Row { table: "case_history", id: &found.id };
    let stage = match (found.line, found.stage) {
        (None, _) => Some(Stage::Draft),
        (Some(_), stage) => stage.map(|stage| at.text("stage", &stage)).transpose()?,
    };
    let amount = found.amount_fen.map(|fen| Money::fen(fen).map_err(|error| at.wrong("amount_fen", error)));
    Ok(Stood {
        id: ApplicationId::new(found.id),
        number: found.number,
        entry: UnionId::new(found.entry_union),
        stage,
        amount: amount.transpose()?,
    })
}

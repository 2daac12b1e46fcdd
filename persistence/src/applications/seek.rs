//! Where does a page of cases begin? After the last one seen, in the order of the list.
//!
//! What lists are ordered by stands beside each union of a road, so that the last page costs what the first does.

use domain::application::CaseOrder;
use sea_orm::sea_query::{Expr, ExprTrait, Order};
use sea_orm::{QueryTrait, Select};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::line::Line;
use super::roads::Roads;
use super::row::{Column, Entity};

/// The last case seen: what the list is ordered by, and its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seek {
    key: Key,
    id: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    Entered,
    Number(String),
    UpdatedAt(i64),
    Latest(i64),
    Priority(String),
}

impl Seek {
    /// The order that it goes on with.
    pub const fn order(&self) -> CaseOrder {
        match self.key {
            Key::Entered => CaseOrder::Entered,
            Key::Number(_) => CaseOrder::Number,
            Key::UpdatedAt(_) => CaseOrder::UpdatedAt,
            Key::Latest(_) => CaseOrder::Latest,
            Key::Priority(_) => CaseOrder::Priority,
        }
    }

    pub(super) fn of(order: CaseOrder, line: &Line) -> Self {
        let key = match order {
            CaseOrder::Entered => Key::Entered,
            CaseOrder::Number => Key::Number(line.number.clone()),
            CaseOrder::UpdatedAt => Key::UpdatedAt(line.updated_at),
            CaseOrder::Latest => Key::Latest(line.updated_at),
            CaseOrder::Priority => Key::Priority(line.priority.clone()),
        };
        Self { key, id: line.id }
    }
}

/// Where a page begins.
#[derive(Clone, Debug)]
pub enum Begin {
    /// With the first case in that order.
    First(CaseOrder),
    /// After the last case seen.
    After(Seek),
}

impl Begin {
    pub(super) const fn order(&self) -> CaseOrder {
        match self {
            Self::First(order) => *order,
            Self::After(seek) => seek.order(),
        }
    }
}

/// Which page is asked for.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Where it begins.
    pub begin: Begin,
    /// The most cases.
    pub limit: u64,
    /// Whether to count all that match.
    pub total: bool,
}

/// A column that lists are sought by.
pub(super) fn on_road(column: Roads) -> Expr {
    Expr::col((Roads::Table, column))
}

/// The page of those: past the last one seen, in its order.
pub(super) fn page_of(mut query: Select<Entity>, slice: &Slice) -> Select<Entity> {
    let (key, direction) = match slice.begin.order() {
        CaseOrder::Entered => (None, Order::Asc),
        CaseOrder::Number => (Some(Roads::Number), Order::Asc),
        CaseOrder::UpdatedAt => (Some(Roads::UpdatedAt), Order::Asc),
        CaseOrder::Latest => (Some(Roads::UpdatedAt), Order::Desc),
        CaseOrder::Priority => (Some(Roads::Priority), Order::Asc),
    };
    let columns: Vec<Expr> = key.into_iter().chain([Roads::Application]).map(on_road).collect();
    let statement = QueryTrait::query(&mut query);
    if let Begin::After(Seek { key, id }) = &slice.begin {
        let value = match key {
            Key::Entered => None,
            Key::Number(text) | Key::Priority(text) => Some(Expr::val(text.as_str())),
            Key::UpdatedAt(micros) | Key::Latest(micros) => Some(Expr::val(*micros)),
        };
        let (here, last) =
            (Expr::tuple(columns.clone()), Expr::tuple(value.into_iter().chain([Expr::val(*id)])));
        statement.and_where(if direction == Order::Asc { here.gt(last) } else { here.lt(last) });
        if *key == Key::Entered {
            // PostgreSQL carries over from one side of a join to the other what is equal, not what is greater; a list that
            // it finds by its household or desk begins here too.
            statement.and_where(Expr::col((Entity, Column::Id)).gt(*id));
        }
    }
    for column in columns {
        statement.order_by_expr(column, direction.clone());
    }
    statement.limit(slice.limit.saturating_add(1));
    query
}

//! What exists for somebody? The filter from which every query over people's records starts.

use domain::access::Jurisdiction;
use domain::id::UnionId;
use sea_orm::DeriveIden;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

#[derive(DeriveIden)]
enum UnionAncestors {
    Table,
    UnionId,
    Ancestor,
}

/// The unions of a jurisdiction: its root and all below it.
pub(crate) fn unions(jurisdiction: Jurisdiction) -> SelectStatement {
    Query::select()
        .column(UnionAncestors::UnionId)
        .from(UnionAncestors::Table)
        .and_where(Expr::col(UnionAncestors::Ancestor).eq(jurisdiction.root.raw()))
        .take()
}

/// The union and those above it.
pub(crate) fn above(union: UnionId) -> SelectStatement {
    Query::select()
        .column(UnionAncestors::Ancestor)
        .from(UnionAncestors::Table)
        .and_where(Expr::col(UnionAncestors::UnionId).eq(union.raw()))
        .take()
}

#[derive(DeriveIden)]
enum Roads {
    Table,
    Application,
    UnionId,
}

/// The cases whose road passes a union.
pub(crate) fn cases(union: UnionId) -> SelectStatement {
    Query::select()
        .column(Roads::Application)
        .from(Roads::Table)
        .and_where(Expr::col(Roads::UnionId).eq(union.raw()))
        .take()
}

#[derive(DeriveIden)]
enum Funds {
    Table,
    Id,
    UnionId,
}

/// The funds of unions of a jurisdiction.
pub(crate) fn funds(within: Jurisdiction) -> SelectStatement {
    Query::select()
        .column(Funds::Id)
        .from(Funds::Table)
        .and_where(Expr::col(Funds::UnionId).in_subquery(unions(within)))
        .take()
}

#[derive(DeriveIden)]
enum PostingRoads {
    Table,
    Posting,
    UnionId,
}

/// The postings of cases whose road passes a union.
pub(crate) fn postings(union: UnionId) -> SelectStatement {
    Query::select()
        .column(PostingRoads::Posting)
        .from(PostingRoads::Table)
        .and_where(Expr::col(PostingRoads::UnionId).eq(union.raw()))
        .take()
}

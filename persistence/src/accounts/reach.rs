//! Whose accounts lie in a jurisdiction? For what hangs on accounts: officers and delegations.

use domain::access::{Jurisdiction, Role};
use domain::id::UnionId;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::row;
use crate::scope;

/// The accounts at unions of a jurisdiction, for what hangs on them.
pub(crate) fn within(jurisdiction: Jurisdiction) -> SelectStatement {
    let at = row::Column::UnionId.in_subquery(scope::unions(jurisdiction));
    row::Entity::find().select_only().column(row::Column::Id).filter(at).into_query()
}

/// The officers who have an account at a union of a jurisdiction.
pub(crate) fn officers_within(jurisdiction: Jurisdiction) -> SelectStatement {
    let at = row::Column::UnionId.in_subquery(scope::unions(jurisdiction));
    officers().filter(at).into_query()
}

/// The officers who have an account at a union.
pub(crate) fn officers_at(union: UnionId) -> SelectStatement {
    officers().filter(row::Column::UnionId.eq(union.raw())).into_query()
}

/// The accounts in a role.
pub(crate) fn in_role(role: Role) -> SelectStatement {
    let those = row::Column::Role.eq(<&str>::from(role));
    row::Entity::find().select_only().column(row::Column::Id).filter(those).into_query()
}

/// The officers who have an account anywhere.
pub(crate) fn officers_anywhere() -> SelectStatement {
    officers().into_query()
}

fn officers() -> Select<row::Entity> {
    let known = row::Column::Officer.is_not_null();
    row::Entity::find().select_only().column(row::Column::Officer).filter(known)
}

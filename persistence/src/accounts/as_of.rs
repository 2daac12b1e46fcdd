//! Who held which post at the end of a day? Each version of an account is kept when another is written over it.

use std::collections::BTreeMap;

use domain::access::Jurisdiction;
use domain::account::Account;
use domain::as_of::AsOf;
use domain::confirmation::ConfirmationState;
use domain::id::AccountId;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Accounts, Holder, decode, held_by, row};
use crate::codes::Columns;
use crate::own::coded;
use crate::then::{stands, stood};
use crate::{StoreError, Work, scope};

mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_versions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) version: i64,
        pub(super) since: i64,
        pub(super) until: i64,
        pub(super) scopes: String,
        pub(super) valid_from: i64,
        pub(super) valid_to: Option<i64>,
        pub(super) password_given: bool,
        pub(super) confirmation: String,
        pub(super) proposed_by: Option<Uuid>,
        pub(super) proposed_at: i64,
        pub(super) decided_by: Option<Uuid>,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The accounts that were held on the day, as they stood at its end.
pub(super) fn held(as_of: AsOf, state: Option<ConfirmationState>) -> Condition {
    use row::Column as Now;
    use version::Column as Then;
    let now = stands(Now::UpdatedAt, as_of).add(open(
        (Now::ValidFrom, Now::ValidTo, Now::Confirmation),
        as_of,
        state,
    ));
    let then = stood(Then::Since, Then::Until, as_of).add(open(
        (Then::ValidFrom, Then::ValidTo, Then::Confirmation),
        as_of,
        state,
    ));
    Condition::any().add(now).add(Now::Id.in_subquery(accounts(then)))
}

/// The accounts that were there at the end of a day.
fn there(as_of: AsOf) -> Condition {
    let then = stood(version::Column::Since, version::Column::Until, as_of);
    Condition::any()
        .add(stands(row::Column::UpdatedAt, as_of))
        .add(row::Column::Id.in_subquery(accounts(then)))
}

fn accounts(of: Condition) -> SelectStatement {
    Query::select().column(version::Column::Account).from(version::Entity).cond_where(of).take()
}

/// Whether the post was held on the day, and stood so.
fn open<C: ColumnTrait>(
    (first, last, confirmation): (C, C, C),
    as_of: AsOf,
    state: Option<ConfirmationState>,
) -> Condition {
    let day = as_of.day().as_epoch();
    Condition::all()
        .add(first.lte(day))
        .add(Condition::any().add(last.is_null()).add(last.gte(day)))
        .add(confirmation.ne(ConfirmationState::Declined.word()))
        .add_option(state.map(|state| confirmation.eq(state.word())))
}

impl Accounts<'_> {
    /// An account of an officer at a union of a jurisdiction, as it stood at the end of a day.
    pub async fn find_as_of(
        &self,
        within: Jurisdiction,
        id: AccountId,
        as_of: AsOf,
    ) -> Result<Option<Account>, StoreError> {
        let rows = row::Entity::find_by_id(id.raw())
            .filter(row::Column::UnionId.in_subquery(scope::unions(within)))
            .filter(held_by(Holder::Officer))
            .filter(there(as_of))
            .all(self.work.db())
            .await?;
        self.as_they_stood(rows, as_of).await?.pop().map(decode).transpose()
    }

    /// Keeps the version that is about to be written over.
    pub(super) async fn keep_version(&self, was: &row::Model) -> Result<(), StoreError> {
        let kept = version::Model {
            id: self.work.new_id()?,
            account: was.id,
            version: was.version,
            since: was.updated_at,
            until: self.work.now()?,
            scopes: was.scopes.clone(),
            valid_from: was.valid_from,
            valid_to: was.valid_to,
            password_given: was.password_given,
            confirmation: was.confirmation.clone(),
            proposed_by: was.proposed_by,
            proposed_at: was.proposed_at,
            decided_by: was.decided_by,
            code: Vec::new(),
        };
        self.work.add_own(kept).await?;
        Ok(())
    }

    /// The versions after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine_versions(
        &self,
        after: Uuid,
        most: u64,
    ) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<version::Model>(after, most).await
    }

    /// The rows as they stood at the end of a day on which they were there. One that was altered at the database is not
    /// believed.
    pub(super) async fn as_they_stood(
        &self,
        mut rows: Vec<row::Model>,
        as_of: AsOf,
    ) -> Result<Vec<row::Model>, StoreError> {
        let kept = version::Entity::find()
            .filter(version::Column::Account.is_in(rows.iter().map(|row| row.id)))
            .filter(stood(version::Column::Since, version::Column::Until, as_of))
            .all(self.work.db())
            .await?;
        let mut kept: BTreeMap<Uuid, version::Model> =
            kept.into_iter().map(|version| (version.account, version)).collect();
        for row in &mut rows {
            match kept.remove(&row.id) {
                Some(then) => put_back(self.work, row, then)?,
                None => self.work.expect_own(&super::columns(row), &row.code)?,
            }
        }
        Ok(rows)
    }
}

fn put_back(work: &Work, row: &mut row::Model, then: version::Model) -> Result<(), StoreError> {
    work.expect_own(&columns(&then), &then.code)?;
    row.version = then.version;
    row.updated_at = then.since;
    row.scopes = then.scopes;
    row.valid_from = then.valid_from;
    row.valid_to = then.valid_to;
    row.password_given = then.password_given;
    row.confirmation = then.confirmation;
    row.proposed_by = then.proposed_by;
    row.proposed_at = then.proposed_at;
    row.decided_by = then.decided_by;
    Ok(())
}

coded!("account_versions", version, columns);

/// What nobody but the service may write.
fn columns(row: &version::Model) -> Columns {
    Columns::of("account_versions", &row.id)
        .id(row.account)
        .number(row.version)
        .number(row.since)
        .number(row.until)
        .text(&row.scopes)
        .number(row.valid_from)
        .maybe(row.valid_to, Columns::number)
        .number(i64::from(row.password_given))
        .text(&row.confirmation)
        .maybe(row.proposed_by, Columns::id)
        .number(row.proposed_at)
        .maybe(row.decided_by, Columns::id)
}

//! What is written of a delegation? That it is made, and that it is ended: never over one that somebody else has altered.

use domain::delegation::Delegation;
use domain::id::{AccountId, OfficerId};
use domain::name::Line;
use domain::time::Day;

use super::{Delegations, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::own::own;

/// What is said of a delegation when it is made.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// The account whose post is lent.
    pub account: AccountId,
    /// The officer who shall act in it.
    pub officer: OfficerId,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// Why.
    pub reasons: Line,
}

impl Delegations<'_> {
    /// Adds a delegation.
    pub async fn add(&self, said: &Particulars) -> Result<Delegation, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            account: said.account.raw(),
            officer: said.officer.raw(),
            valid_from: said.valid_from.as_epoch(),
            valid_to: said.valid_to.as_epoch(),
            reasons: said.reasons.as_str().to_owned(),
            version: 1,
            created_at: now,
            updated_at: now,
            ended_at: None,
            code: Vec::new(),
        };
        let row = self.work.add_own(row).await?;
        self.decode_all(vec![row]).await?.pop().ok_or(StoreError::Stale { table: "delegations" })
    }

    /// Ends a delegation at once.
    pub async fn end(&self, delegation: &Delegation) -> Result<Delegation, StoreError> {
        let mut row: row::Model = self.work.read_own(delegation.id.raw(), delegation.version).await?;
        row.ended_at = Some(self.work.now()?);
        let row = self.work.write_own(row).await?;
        self.decode_all(vec![row]).await?.pop().ok_or(StoreError::Stale { table: "delegations" })
    }
}

own!("delegations", columns);

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    Columns::of("delegations", &row.id)
        .id(row.account)
        .id(row.officer)
        .number(row.valid_from)
        .number(row.valid_to)
        .text(&row.reasons)
        .number(row.created_at)
        .maybe(row.ended_at, Columns::number)
        .number(row.version)
}

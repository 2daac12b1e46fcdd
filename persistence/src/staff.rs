//! Who may sit where on a day? Officers in their own posts, and delegates in those that were lent to them.

use std::collections::BTreeSet;

use domain::access::Role;
use domain::account::Account;
use domain::id::{AccountId, OfficerId, UnionId};
use domain::time::Day;

use crate::{StoreError, Work};

/// A post that an officer may act in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// The union of the post.
    pub union: UnionId,
    /// The officer: whose post it is, or to whom it is lent.
    pub officer: OfficerId,
    /// The role.
    pub role: Role,
}

impl Work {
    /// The posts at these unions that somebody may act in on that day, to know which seats can be filled. A
    /// delegate counts who has an open account of their own: without one they could not sign in.
    pub async fn staff(&self, unions: &[UnionId], day: Day) -> Result<Vec<HeldPost>, StoreError> {
        let accounts = self.accounts().open_at(unions, day).await?;
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let lent = self.delegations().of_accounts(&ids, day).await?;
        let delegates: Vec<OfficerId> = lent.iter().map(|delegation| delegation.officer).collect();
        let present = if delegates.is_empty() {
            Vec::new()
        } else {
            self.accounts().of_officers(&delegates, day).await?
        };
        let present: BTreeSet<OfficerId> = present.iter().filter_map(|account| account.officer).collect();
        let own = accounts.iter().filter_map(|Account { union, officer, role, .. }| {
            Some(HeldPost { union: *union, officer: (*officer)?, role: *role })
        });
        let lent = lent.iter().filter(|delegation| present.contains(&delegation.officer)).map(|delegation| {
            HeldPost { union: delegation.union, officer: delegation.officer, role: delegation.role }
        });
        Ok(own.chain(lent).collect())
    }
}

//! Is each account as the service wrote it, at the version that the log says, and there at all?

use domain::id::AccountId;
use domain::log::Act;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Accounts, row};
use crate::StoreError;

/// So many are looked at in a transaction.
const AT_ONCE: u64 = 50;
/// So many entries of the log that say that one was made.
const MADE_AT_ONCE: u64 = 200;
/// The acts that write an account: each is an entry of the log about it, and a version of it.
const WRITE_IT: [Act; 8] = [
    Act::CreateAccount,
    Act::ChangeAccount,
    Act::CloseAccount,
    Act::ResetPassword,
    Act::RotateSecret,
    Act::ChangePassword,
    Act::ConfirmAccount,
    Act::DeclineAccount,
];

/// What was found of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A column was written by somebody else.
    Altered,
    /// The whole row was put back, or its entries of the log are not there.
    OutOfStep {
        /// The version of the row.
        row: i64,
        /// The version that the log says.
        log: i64,
    },
}

/// Some accounts that were looked at.
pub struct Examined {
    /// Those that are not as they must be, by user name.
    pub wrong: Vec<(String, Found)>,
    /// Where to go on; none at the end.
    pub next: Option<AccountId>,
}

impl Accounts<'_> {
    /// Accounts that the log says were made, by the entries after that one, and that are not there: an account is closed and
    /// never deleted. And where to go on; none at the end.
    pub async fn gone(&self, after: Option<Uuid>) -> Result<(Vec<AccountId>, Option<Uuid>), StoreError> {
        let made = self.work.subjects_of(Act::CreateAccount, after, MADE_AT_ONCE).await?;
        let there: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Id)
            .filter(row::Column::Id.is_in(made.iter().map(|(_, account)| *account)))
            .into_tuple()
            .all(self.work.db())
            .await?;
        let mut gone = Vec::new();
        for (_, account) in made.iter().filter(|(_, account)| !there.contains(account)) {
            if self.work.own_entry(Act::CreateAccount, *account).await?.is_some() {
                gone.push(AccountId::new(*account));
            }
        }
        Ok((gone, made.last().map(|(entry, _)| *entry)))
    }

    /// Looks at the accounts that come after that one, some at a time.
    pub async fn examine(&self, after: Option<AccountId>) -> Result<Examined, StoreError> {
        let mut query = row::Entity::find().order_by_asc(row::Column::Id).limit(AT_ONCE);
        if let Some(after) = after {
            query = query.filter(row::Column::Id.gt(after.raw()));
        }
        let rows = query.all(self.work.db()).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let acts = self.work.acts_of(&ids, &WRITE_IT).await?;
        let wrong = rows.iter().filter_map(|row| {
            let log = acts.get(&row.id).copied().unwrap_or_default();
            let found = if !self.work.wrote(row) {
                Found::Altered
            } else if row.version == log {
                return None;
            } else {
                Found::OutOfStep { row: row.version, log }
            };
            Some((row.username.clone(), found))
        });
        Ok(Examined { wrong: wrong.collect(), next: ids.last().copied().map(AccountId::new) })
    }
}

//! How does a session end? Alone, with all of an account, or with everybody's.

use domain::id::{AccountId, SessionId};
use domain::time::Instant;
use sea_orm::sea_query::{ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{Sessions, columns, row};
use crate::StoreError;

impl Sessions<'_> {
    /// Ends a session.
    pub async fn end(&self, id: SessionId, now: Instant) -> Result<(), StoreError> {
        self.end_where(row::Column::Id.eq(id.raw()), now).await
    }

    /// Ends all sessions of an account, those in lent posts too.
    pub async fn end_all(&self, account: AccountId, now: Instant) -> Result<(), StoreError> {
        self.end_where(row::Column::Account.eq(account.raw()), now).await
    }

    /// Ends all sessions of an account but that one.
    pub async fn end_others(
        &self,
        account: AccountId,
        but: SessionId,
        now: Instant,
    ) -> Result<(), StoreError> {
        let others = row::Column::Account.eq(account.raw()).and(row::Column::Id.ne(but.raw()));
        self.end_where(others, now).await
    }

    /// Ends all sessions of everybody.
    pub async fn end_of_everybody(&self, now: Instant) -> Result<(), StoreError> {
        self.end_where(row::Column::EndedAt.is_null(), now).await
    }

    /// A session that is over needs no code: it is good for nothing, and its end is in its code for those that were ended
    /// while they were good.
    async fn end_where(&self, which: SimpleExpr, now: Instant) -> Result<(), StoreError> {
        let mut live = row::Entity::find().filter(which).filter(row::Column::EndedAt.is_null());
        if self.work.db().get_database_backend() == DbBackend::Postgres {
            // A token that is changed meanwhile would have another code.
            live = live.order_by_asc(row::Column::Id).lock_exclusive();
        }
        for mut row in live.all(self.work.db()).await? {
            // Whoever altered it gets no code for it by its end.
            let own = self.work.is_own(&columns(&row), &row.code);
            row.ended_at = Some(now.as_micros());
            let code = if own { self.work.code(&columns(&row)) } else { Vec::new() };
            row::Entity::update_many()
                .col_expr(row::Column::EndedAt, now.as_micros().into())
                .col_expr(row::Column::Code, code.into())
                .filter(row::Column::Id.eq(row.id))
                .exec(self.work.db())
                .await?;
        }
        Ok(())
    }
}

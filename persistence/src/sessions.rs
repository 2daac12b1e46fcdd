//! Which sessions are there? Families of refresh tokens, of which the database knows only hashes.

mod end;

use domain::client::ClientKind;
use domain::id::{AccountId, DelegationId, SessionId};
use domain::time::Instant;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::codes::Columns;
use crate::decode::{Row, instant};
use crate::{Place, StoreError, Work};

/// So many sessions of one account are listed at most.
const MOST_LISTED: u64 = 200;

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) account: Uuid,
        pub(super) delegation: Option<Uuid>,
        pub(super) token_hash: Vec<u8>,
        pub(super) former_hash: Option<Vec<u8>>,
        pub(super) rotated_at: i64,
        pub(super) answer: Option<Vec<u8>>,
        pub(super) expires_at: i64,
        pub(super) ended_at: Option<i64>,
        pub(super) created_at: i64,
        pub(super) client: String,
        pub(super) code: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A family of refresh tokens.
#[derive(Clone, Debug)]
pub struct Session {
    /// The family.
    pub id: SessionId,
    /// The account that signed in.
    pub account: AccountId,
    /// The delegation in whose post it stands; none in the account's own.
    pub delegation: Option<DelegationId>,
    /// The hash of the token that is good.
    pub token_hash: Vec<u8>,
    /// The hash of the token before it.
    pub former_hash: Option<Vec<u8>>,
    /// When it was begun (real time).
    pub begun_at: Instant,
    /// From which kind of client it was begun.
    pub client: ClientKind,
    /// When the token was last changed (real time).
    pub rotated_at: Instant,
    /// The last day of the family, to the instant (real time).
    pub expires_at: Instant,
    /// When it ended.
    pub ended_at: Option<Instant>,
    answer: Option<Vec<u8>>,
}

/// What a session begins with.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// The family.
    pub id: SessionId,
    /// The account that signs in.
    pub account: AccountId,
    /// The delegation in whose post it stands; none in the account's own.
    pub delegation: Option<DelegationId>,
    /// The hash of the first token.
    pub token_hash: Vec<u8>,
    /// From which kind of client.
    pub client: ClientKind,
    /// The real instant.
    pub now: Instant,
    /// When the family ends.
    pub expires_at: Instant,
}

/// The sessions, within one transaction.
pub struct Sessions<'w> {
    work: &'w Work,
}

impl Work {
    /// The sessions.
    pub const fn sessions(&self) -> Sessions<'_> {
        Sessions { work: self }
    }
}

impl Sessions<'_> {
    /// A session. One that was altered at the database is not there.
    pub async fn find(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        let found = row::Entity::find_by_id(id.raw()).one(self.work.db()).await?;
        found.filter(|row| self.work.is_own(&columns(row), &row.code)).map(decode).transpose()
    }

    /// The sessions after that one that are not over at that real instant, so many at most, each with whether the service wrote it
    /// as it stands. One that is over lets nobody in, whatever it says.
    pub async fn examine(
        &self,
        after: Option<SessionId>,
        most: u64,
        now: Instant,
    ) -> Result<Vec<(SessionId, bool)>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Id.gt(after.map_or(Uuid::nil(), SessionId::raw)))
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(now.as_micros()))
            .order_by_asc(row::Column::Id)
            .limit(most)
            .all(self.work.db())
            .await?;
        let own = |row: &row::Model| self.work.is_own(&columns(row), &row.code);
        Ok(rows.iter().map(|row| (SessionId::new(row.id), own(row))).collect())
    }

    /// The sessions of an account, in lent posts too, that are not over at that real instant, newest first.
    pub async fn live(&self, account: AccountId, now: Instant) -> Result<Vec<Session>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::Account.eq(account.raw()))
            .filter(row::Column::EndedAt.is_null())
            .filter(row::Column::ExpiresAt.gt(now.as_micros()))
            .order_by_desc(row::Column::Id)
            .limit(MOST_LISTED)
            .all(self.work.db())
            .await?;
        rows.into_iter().map(decode).collect()
    }

    /// Begins a session.
    pub async fn begin(&self, with: Beginning) -> Result<(), StoreError> {
        let mut row = row::Model {
            id: with.id.raw(),
            account: with.account.raw(),
            delegation: with.delegation.map(DelegationId::raw),
            token_hash: with.token_hash,
            former_hash: None,
            rotated_at: with.now.as_micros(),
            answer: None,
            expires_at: with.expires_at.as_micros(),
            ended_at: None,
            created_at: with.now.as_micros(),
            client: with.client.word().to_owned(),
            code: Vec::new(),
        };
        row.code = self.work.code(&columns(&row));
        row.into_active_model().reset_all().insert(self.work.db()).await?;
        Ok(())
    }

    /// Puts a new token in the place of the one that was shown, and keeps the answer sealed for its
    /// repetition. False when the shown one is no longer the good one.
    pub async fn rotate(
        &self,
        session: &Session,
        token_hash: Vec<u8>,
        answer: &[u8],
        now: Instant,
    ) -> Result<bool, StoreError> {
        let sealed = self.work.keys().sealing().seal(answer_place(session.id.raw()), answer);
        let sealed = sealed.map_err(|error| StoreError::corrupt("sessions", session.id, error))?;
        let code = columns_of(
            (session.id.raw(), session.account.raw(), session.delegation.map(DelegationId::raw)),
            (&token_hash, Some(&session.token_hash)),
            (session.expires_at.as_micros(), None),
        );
        let changed = row::Entity::update_many()
            .col_expr(row::Column::Code, self.work.code(&code).into())
            .col_expr(row::Column::FormerHash, session.token_hash.clone().into())
            .col_expr(row::Column::TokenHash, token_hash.into())
            .col_expr(row::Column::Answer, sealed.into())
            .col_expr(row::Column::RotatedAt, now.as_micros().into())
            .filter(row::Column::Id.eq(session.id.raw()))
            .filter(row::Column::TokenHash.eq(session.token_hash.clone()))
            .filter(row::Column::EndedAt.is_null())
            .exec(self.work.db())
            .await?;
        Ok(changed.rows_affected == 1)
    }

    /// The answer that was given when the token was last changed.
    pub fn last_answer(&self, session: &Session) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(sealed) = &session.answer else { return Ok(None) };
        let opened = self.work.keys().sealing().open(answer_place(session.id.raw()), sealed);
        opened.map(Some).map_err(|error| StoreError::corrupt("sessions", session.id, error))
    }
}

/// What nobody but the service may write.
fn columns(row: &row::Model) -> Columns {
    columns_of(
        (row.id, row.account, row.delegation),
        (&row.token_hash, row.former_hash.as_deref()),
        (row.expires_at, row.ended_at),
    )
}

fn columns_of(
    (id, account, delegation): (Uuid, Uuid, Option<Uuid>),
    (token, former): (&[u8], Option<&[u8]>),
    (expires_at, ended_at): (i64, Option<i64>),
) -> Columns {
    Columns::of("sessions", &id)
        .id(account)
        .maybe(delegation, Columns::id)
        .octets(token)
        .maybe(former, Columns::octets)
        .number(expires_at)
        .maybe(ended_at, Columns::number)
}

const fn answer_place(row: Uuid) -> Place {
    Place { table: "sessions", column: "answer", row }
}

fn decode(row: row::Model) -> Result<Session, StoreError> {
    let at = Row { table: "sessions", id: &row.id };
    Ok(Session {
        begun_at: instant(row.created_at),
        client: at.text("client", &row.client)?,
        id: SessionId::new(row.id),
        account: AccountId::new(row.account),
        delegation: row.delegation.map(DelegationId::new),
        token_hash: row.token_hash,
        former_hash: row.former_hash,
        rotated_at: instant(row.rotated_at),
        expires_at: instant(row.expires_at),
        ended_at: row.ended_at.map(instant),
        answer: row.answer,
    })
}

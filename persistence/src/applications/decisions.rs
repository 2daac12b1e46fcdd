//! What of the decisions is kept? All that each was made on, read back without believing any of it.

use domain::application::HistoryRow;
use domain::as_of::AsOf;
use domain::id::{ApplicationId, LogEntryId};
use domain::money::Money;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::history::{place, row as line};
use super::{Applications, Frozen};
use crate::decode::Row;
use crate::{Page, SealError, StoreError};

/// A decision as it is kept.
#[derive(Debug)]
pub struct KeptDecision {
    /// The line of history, by which the next ones are found.
    pub line: Uuid,
    /// The case.
    pub case: ApplicationId,
    /// The version of the case that the act made.
    pub version: i64,
    /// What it was made on.
    pub made: Result<Box<Frozen>, Unread>,
}

/// An act as it is kept.
#[derive(Debug)]
pub struct KeptAct {
    /// Its line of history.
    pub act: HistoryRow,
    /// What it was decided on; none where nothing was assessed.
    pub made: Option<Result<Box<Frozen>, Unread>>,
    /// Its entry of the log; not known of acts from before that was kept.
    pub entry: Option<LogEntryId>,
    /// The amount to which it, or the last act before it that was assessed, came.
    pub amount: Option<Money>,
}

/// Why a decision cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The case was erased, by an act that stands in the log, and it is a line of it.
    Erased,
    /// The case was erased, and no act on it made this line.
    Foreign,
    /// The key of its case is not there, and the log has no act that erased it.
    Keyless,
    /// What is kept is not what was sealed.
    Broken,
}

impl Applications<'_> {
    /// The decisions after that line of history, so many at most.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn decisions(&self, after: Option<Uuid>, most: u64) -> Result<Vec<KeptDecision>, StoreError> {
        let rows = self.lines_after(after, most).await?;
        self.work.take_keys(rows.iter().map(|row| row.application)).await?;
        let keyless: Vec<_> =
            rows.iter().filter(|row| self.work.cached_key(row.application).is_none()).collect();
        let own = self.own_lines(&keyless).await?;
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            let sealed = row.decided.unwrap_or_default();
            let made = match self.work.cached_key(row.application) {
                None if self.work.left_of(ApplicationId::new(row.application)).await?.is_some() => {
                    Err(if own.contains(&row.id) { Unread::Erased } else { Unread::Foreign })
                }
                None => Err(Unread::Keyless),
                Some(key) => opened(&key.open(place("decided", row.id), &sealed)),
            };
            let case = ApplicationId::new(row.application);
            kept.push(KeptDecision { line: row.id, case, version: row.version, made });
        }
        Ok(kept)
    }

    /// The lines that say what was decided on, after that one. Those of which nothing can be made are left out: with the case they
    /// are named as unreadable.
    async fn lines_after(&self, after: Option<Uuid>, most: u64) -> Result<Vec<line::Model>, StoreError> {
        let mut after = after.unwrap_or(Uuid::nil());
        loop {
            let ids: Vec<Uuid> = line::Entity::find()
                .select_only()
                .column(line::Column::Id)
                .filter(line::Column::Id.gt(after))
                .filter(line::Column::Decided.is_not_null())
                .order_by_asc(line::Column::Id)
                .limit(most)
                .into_tuple()
                .all(self.work.db())
                .await?;
            let Some(last) = ids.last() else { return Ok(Vec::new()) };
            let readable = self.readable(&ids).await?;
            if !readable.is_empty() {
                return Ok(readable);
            }
            after = *last;
        }
    }

    async fn readable(&self, ids: &[Uuid]) -> Result<Vec<line::Model>, StoreError> {
        let those = line::Entity::find().filter(line::Column::Id.is_in(ids.iter().copied()));
        match those.order_by_asc(line::Column::Id).all(self.work.db()).await.map_err(StoreError::from) {
            Err(StoreError::Database(_)) => {}
            lines => return lines,
        }
        let mut readable = Vec::with_capacity(ids.len());
        for id in ids {
            match line::Entity::find_by_id(*id).one(self.work.db()).await.map_err(StoreError::from) {
                Err(StoreError::Database(_)) => {}
                line => readable.extend(line?),
            }
        }
        Ok(readable)
    }

    /// A page of the acts on a case that is read already, oldest first, after the version of the last one seen: each with what it
    /// was decided on, where something was assessed.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn acts(
        &self,
        id: ApplicationId,
        after: Option<u64>,
        limit: u64,
    ) -> Result<Page<KeptAct, u64>, StoreError> {
        let seen = after.map_or(0, |after| i64::try_from(after).unwrap_or(i64::MAX));
        let rows = line::Entity::find()
            .filter(line::Column::Application.eq(id.raw()))
            .filter(line::Column::Version.gt(seen))
            .order_by_asc(line::Column::Version)
            .limit(limit.saturating_add(1))
            .all(self.work.db())
            .await?;
        let mut acts = Vec::with_capacity(rows.len());
        for row in rows {
            acts.push(self.open_act(row).await?);
        }
        Ok(Page::cut(acts, limit, None, |kept| kept.act.version))
    }

    /// The last act on a case that is read already, at the end of a day.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn last_act(&self, id: ApplicationId, as_of: AsOf) -> Result<Option<KeptAct>, StoreError> {
        let row = line::Entity::find()
            .filter(line::Column::Application.eq(id.raw()))
            .filter(line::Column::At.lt(as_of.ends().as_micros()))
            .order_by_desc(line::Column::Version)
            .one(self.work.db())
            .await?;
        match row {
            Some(row) => self.open_act(row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn open_act(&self, row: line::Model) -> Result<KeptAct, StoreError> {
        let id = row.application;
        let at = Row { table: "case_history", id: &row.id };
        let amount = row.amount_fen.map(|fen| Money::fen(fen).map_err(|error| at.wrong("amount_fen", error)));
        let act: HistoryRow = self.work.open(id, place("entry", row.id), &row.entry).await?;
        let made = match &row.decided {
            Some(sealed) => {
                let key = self.work.subject_key(id).await?;
                Some(opened(&key.open(place("decided", row.id), sealed)))
            }
            None => None,
        };
        let entry = row.log_entry.map(LogEntryId::new);
        Ok(KeptAct { act, made, entry, amount: amount.transpose()? })
    }
}

fn opened(plain: &Result<Vec<u8>, SealError>) -> Result<Box<Frozen>, Unread> {
    let plain = plain.as_ref().map_err(|_| Unread::Broken)?;
    serde_json::from_slice(plain).map(Box::new).map_err(|_| Unread::Broken)
}

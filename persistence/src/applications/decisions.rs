//! What of the decisions is kept? All that each was made on, read back without believing any of it.

use domain::application::{HistoryRow, Stage};
use domain::id::ApplicationId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use strum::VariantArray;
use uuid::Uuid;

use super::history::{place, row as line};
use super::{Applications, Frozen, Reckoned, row};
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
}

/// Why a decision cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The case was erased, by an act that stands in the log.
    Erased,
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
        let rows = line::Entity::find()
            .filter(line::Column::Id.gt(after.unwrap_or(Uuid::nil())))
            .filter(line::Column::Decided.is_not_null())
            .order_by_asc(line::Column::Id)
            .limit(most)
            .all(self.work.db())
            .await?;
        self.work.take_keys(rows.iter().map(|row| row.application)).await?;
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            let sealed = row.decided.unwrap_or_default();
            let made = match self.work.cached_key(row.application) {
                None if self.work.left_of(ApplicationId::new(row.application)).await?.is_some() => {
                    Err(Unread::Erased)
                }
                None => Err(Unread::Keyless),
                Some(key) => opened(&key.open(place("decided", row.id), &sealed)),
            };
            let case = ApplicationId::new(row.application);
            kept.push(KeptDecision { line: row.id, case, version: row.version, made });
        }
        Ok(kept)
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
            let act: HistoryRow = self.work.open(id.raw(), place("entry", row.id), &row.entry).await?;
            let made = match &row.decided {
                Some(sealed) => {
                    let key = self.work.subject_key(id.raw()).await?;
                    Some(opened(&key.open(place("decided", row.id), sealed)))
                }
                None => None,
            };
            acts.push(KeptAct { act, made });
        }
        Ok(Page::cut(acts, limit, None, |kept| kept.act.version))
    }

    /// The cases after that one that are decided or over, so many at most: the version of each, and whether what lists show
    /// of it is what it was decided on; of an erased one, what the log says is left of it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn decided(
        &self,
        after: Option<Uuid>,
        most: u64,
    ) -> Result<Vec<(ApplicationId, i64, bool)>, StoreError> {
        let over = Stage::VARIANTS.iter().filter(|stage| !stage.open()).map(|stage| stage.word());
        let rows = row::Entity::find()
            .filter(row::Column::Id.gt(after.unwrap_or(Uuid::nil())))
            .filter(row::Column::Stage.is_in(over))
            .order_by_asc(row::Column::Id)
            .limit(most)
            .all(self.work.db())
            .await?;
        self.work.take_keys(rows.iter().map(|row| row.id)).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, version) = (row.id, row.version);
            let agrees = match self.work.cached_key(id) {
                None => {
                    let left = self.work.left_of(ApplicationId::new(id)).await?;
                    left.is_some_and(|left| {
                        left.stage.word() == row.stage && left.amount_fen == row.amount_fen
                    })
                }
                Some(_) => self.agrees(row).await?,
            };
            found.push((ApplicationId::new(id), version, agrees));
        }
        Ok(found)
    }

    async fn agrees(&self, row: row::Model) -> Result<bool, StoreError> {
        match row::open(self.work, row).await {
            Ok(case) => Ok(case
                .frozen
                .is_none_or(|made| Reckoned::of(&made.assessment, made.at).agrees(&case.reckoned))),
            Err(StoreError::Corrupt { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn opened(plain: &Result<Vec<u8>, SealError>) -> Result<Box<Frozen>, Unread> {
    let plain = plain.as_ref().map_err(|_| Unread::Broken)?;
    serde_json::from_slice(plain).map(Box::new).map_err(|_| Unread::Broken)
}

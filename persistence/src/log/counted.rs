//! Which acts does the log know of a subject, how many, when, and what does it say of them? What rows say is held against it.

use std::collections::BTreeMap;

use domain::log::{Act, LogEntry};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::rows::{self, entries};
use crate::{StoreError, Work};

/// That an act was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    /// To what.
    pub(crate) subject: Uuid,
    /// Which act.
    pub(crate) act: Act,
    /// When, in microseconds.
    pub(crate) at: i64,
}

/// What the entry of an act says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    /// Of what.
    pub(crate) subject: Uuid,
    /// Which act.
    pub(crate) act: Act,
    /// Its detail.
    pub(crate) detail: Value,
}

impl Work {
    /// How many entries there are of those acts, by subject.
    pub(crate) async fn acts_of(
        &self,
        subjects: &[Uuid],
        acts: &[Act],
    ) -> Result<BTreeMap<Uuid, i64>, StoreError> {
        use entries::Column as C;
        let counted = entries::Entity::find()
            .select_only()
            .column(C::Subject)
            .column_as(C::Id.count(), "acts")
            .filter(C::Subject.is_in(subjects.iter().copied()))
            .filter(C::Act.is_in(acts.iter().map(|act| act.word())))
            .group_by(C::Subject)
            .into_tuple::<(Uuid, i64)>();
        Ok(counted.all(self.db()).await?.into_iter().collect())
    }

    /// The entries of those acts on these subjects that the service itself wrote, in their order, each with its act.
    async fn own_entries(&self, subjects: &[Uuid], acts: &[Act]) -> Result<Vec<(Act, LogEntry)>, StoreError> {
        use entries::Column as C;
        if subjects.is_empty() {
            return Ok(Vec::new());
        }
        let found = entries::Entity::find()
            .filter(C::Subject.is_in(subjects.iter().copied()))
            .filter(C::Act.is_in(acts.iter().map(|act| act.word())))
            .order_by_asc(C::Id)
            .all(self.db())
            .await?;
        let own = |row| {
            let (entry, code) = rows::read(row);
            let act = acts.iter().copied().find(|act| act.word() == entry.act)?;
            self.keys().wrote(&entry.octets(), &code).then_some((act, entry))
        };
        Ok(found.into_iter().filter_map(own).collect())
    }

    /// When those acts were done to these subjects, by the entries that the service itself wrote.
    pub(crate) async fn acts_when(&self, subjects: &[Uuid], acts: &[Act]) -> Result<Vec<When>, StoreError> {
        let own = self.own_entries(subjects, acts).await?;
        let when =
            |(act, entry): (Act, LogEntry)| When { subject: entry.subject.id, act, at: entry.at_micros };
        Ok(own.into_iter().map(when).collect())
    }

    /// What those entries say; those whose detail does not open are left out.
    pub(crate) async fn acts_said(&self, subjects: &[Uuid], acts: &[Act]) -> Result<Vec<Said>, StoreError> {
        let mut all = Vec::new();
        for (act, entry) in self.own_entries(subjects, acts).await? {
            match self.log_detail(&entry).await {
                Ok(Some(detail)) => all.push(Said { subject: entry.subject.id, act, detail }),
                Ok(None) | Err(StoreError::Corrupt { .. } | StoreError::Erased(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// The entries of an act that come after that one, so many at most, each with its subject; whoever wrote them.
    pub(crate) async fn subjects_of(
        &self,
        act: Act,
        after: Option<Uuid>,
        most: u64,
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        use entries::Column as C;
        let found = entries::Entity::find()
            .select_only()
            .columns([C::Id, C::Subject])
            .filter(C::Id.gt(after.unwrap_or(Uuid::nil())))
            .filter(C::Act.eq(act.word()))
            .order_by_asc(C::Id)
            .limit(most)
            .into_tuple();
        Ok(found.all(self.db()).await?)
    }
}

//! Which entries wait for their place? Those on the list; and whoever was taken off it, or put onto it, is found out.

use domain::log::LogEntry;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::rows::{self, entries, pending, positions};
use crate::{StoreError, Work};

/// What is on the list, the oldest first.
pub(super) struct Waiting {
    /// Entries that the service wrote.
    pub(super) mine: Vec<LogEntry>,
    /// Entries that it did not write.
    pub(super) foreign: Vec<Uuid>,
    /// Entries that are not there.
    pub(super) gone: Vec<Uuid>,
    /// Entries that have a place already: somebody put them onto the list once more.
    pub(super) placed: Vec<Uuid>,
    /// Whether more may be on the list.
    pub(super) more: bool,
}

impl Work {
    /// So many of those on the list at most.
    pub(super) async fn waiting(&self, most: usize) -> Result<Waiting, StoreError> {
        let listed: Vec<Uuid> = pending::Entity::find()
            .select_only()
            .column(pending::Column::Entry)
            .order_by_asc(pending::Column::Entry)
            .limit(u64::try_from(most).ok())
            .into_tuple()
            .all(self.db())
            .await?;
        let more = listed.len() >= most;
        let placed: Vec<Uuid> = positions::Entity::find()
            .select_only()
            .column(positions::Column::Entry)
            .filter(positions::Column::Entry.is_in(listed.iter().copied()))
            .into_tuple()
            .all(self.db())
            .await?;
        let listed: Vec<Uuid> = listed.into_iter().filter(|id| !placed.contains(id)).collect();
        let found = entries::Entity::find()
            .filter(entries::Column::Id.is_in(listed.iter().copied()))
            .order_by_asc(entries::Column::Id)
            .all(self.db())
            .await?;
        let mut gone = listed;
        let (mut mine, mut foreign) = (Vec::with_capacity(found.len()), Vec::new());
        for row in found {
            let (entry, code) = rows::read(row);
            gone.retain(|id| *id != entry.id.raw());
            if self.keys().wrote(&entry.octets(), &code) {
                mine.push(entry);
            } else {
                foreign.push(entry.id.raw());
            }
        }
        Ok(Waiting { mine, foreign, gone, placed, more })
    }

    /// Takes these off the list.
    pub(super) async fn wait_no_more(&self, ids: impl Iterator<Item = Uuid>) -> Result<(), StoreError> {
        let done = pending::Entity::delete_many().filter(pending::Column::Entry.is_in(ids));
        done.exec(self.db()).await?;
        Ok(())
    }

    /// Lets all entries wait that have no position: the list alone says which do, and somebody may have taken some off it.
    pub(super) async fn wait_again(&self) -> Result<(), StoreError> {
        let placed = positions::Entity::find().select_only().column(positions::Column::Entry).into_query();
        let waiting = pending::Entity::find().select_only().column(pending::Column::Entry).into_query();
        let lost = entries::Entity::find()
            .select_only()
            .column(entries::Column::Id)
            .filter(entries::Column::Id.not_in_subquery(placed))
            .filter(entries::Column::Id.not_in_subquery(waiting))
            .into_tuple::<Uuid>()
            .all(self.db())
            .await?;
        for some in lost.chunks(AT_ONCE) {
            let rows = some.iter().map(|entry| pending::ActiveModel { entry: Set(*entry) });
            pending::Entity::insert_many(rows).exec_without_returning(self.db()).await?;
        }
        Ok(())
    }
}

/// The most rows that one statement puts onto the list.
const AT_ONCE: usize = 1000;

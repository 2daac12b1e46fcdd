//! How is the log told to somebody who distrusts the service? As lines, in order, as it lies there.

use domain::id::LogEntryId;
use domain::log::{Checkpoint, Line, Octets, Position};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::rows::{self, checkpoints, entries, positions};
use crate::{StoreError, Work};

/// Where the log ended at one moment, so that what is added while it is told is not taken for what was cut off.
pub struct LogEnd {
    /// The last position; 0 where there is none.
    pub last: Position,
    /// The checkpoints of positions after it: there are none unless the end was cut off.
    pub beyond: Vec<Line>,
}

impl Work {
    /// Where the log ends, of what stands after a position.
    ///
    /// # Errors
    /// Those of the store, and rows that are no positions at all.
    pub async fn log_end(&self, after: Position) -> Result<LogEnd, StoreError> {
        let last = self.last_position().await?;
        let made = self.checkpoints_between(rows::sought(last.max(after)), i64::MAX).await?;
        Ok(LogEnd { last, beyond: made.into_iter().map(Line::Checkpoint).collect() })
    }

    /// The lines of the positions after that one up to the end, so many at most, each checkpoint after its position; and
    /// the last position told, none where there is no more.
    ///
    /// # Errors
    /// Those of the store, and rows that are no positions at all.
    pub async fn log_lines(
        &self,
        after: Position,
        end: &LogEnd,
        most: u64,
    ) -> Result<(Vec<Line>, Option<Position>), StoreError> {
        let first = rows::sought(after);
        let found = positions::Entity::find()
            .filter(positions::Column::Position.gt(first))
            .filter(positions::Column::Position.lte(rows::sought(end.last)))
            .order_by_asc(positions::Column::Position)
            .limit(most)
            .find_also_related(entries::Entity)
            .all(self.db())
            .await?;
        let Some(last) = found.last().map(|(row, _)| row.position) else { return Ok((Vec::new(), None)) };
        let mut made = self.checkpoints_between(first, last).await?.into_iter().peekable();
        let mut lines = Vec::with_capacity(found.len());
        for (row, entry) in found {
            let position = rows::place(row.position)?;
            lines.push(Line::Position {
                position,
                entry: entry.map(|row| rows::read(row).0),
                link: rows::link(row.link, row.position)?,
                signature: Octets(row.signature),
            });
            // One whose position is not there stands before the next that is.
            while let Some(checkpoint) = made.next_if(|made| made.position <= position) {
                lines.push(Line::Checkpoint(checkpoint));
            }
        }
        Ok((lines, Some(rows::place(last)?)))
    }

    async fn checkpoints_between(&self, after: i64, last: i64) -> Result<Vec<Checkpoint>, StoreError> {
        let made = checkpoints::Entity::find()
            .filter(checkpoints::Column::Position.gt(after))
            .filter(checkpoints::Column::Position.lte(last))
            .order_by_asc(checkpoints::Column::Position)
            .all(self.db())
            .await?;
        made.into_iter().map(rows::checkpoint).collect()
    }

    /// The newest checkpoint.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn last_checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let last = checkpoints::Entity::find()
            .order_by_desc(checkpoints::Column::Position)
            .limit(1)
            .one(self.db())
            .await?;
        last.map(rows::checkpoint).transpose()
    }

    /// The entries that have no position, so many at most: which, and whether the service wrote them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn entries_outside(&self, most: u64) -> Result<Vec<Line>, StoreError> {
        let placed = positions::Entity::find().select_only().column(positions::Column::Entry).into_query();
        let found = entries::Entity::find()
            .filter(entries::Column::Id.not_in_subquery(placed))
            .order_by_asc(entries::Column::Id)
            .limit(most)
            .all(self.db())
            .await?;
        let line = |row| {
            let (entry, code) = rows::read(row);
            let waits = self.keys().wrote(&entry.octets(), &code);
            Line::Outside { id: LogEntryId::new(entry.id.raw()), waits }
        };
        Ok(found.into_iter().map(line).collect())
    }
}

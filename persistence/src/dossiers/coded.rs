//! Did the service write how this household stands? It has a code, for a decision takes it for a fact.

use uuid::Uuid;

use super::{Dossiers, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::own::own;

own!("dossiers", columns);

/// What nobody but the service may write: whose it is, and how it stands.
pub(super) fn columns(row: &row::Model) -> Columns {
    Columns::of("dossiers", &row.id)
        .id(row.union_id)
        .text(&row.worker_name)
        .text(&row.status)
        .number(row.status_since)
        .maybe(row.visited_on, Columns::number)
        .maybe(row.erased_at, Columns::number)
        .number(row.version)
}

impl Dossiers<'_> {
    /// The dossiers after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to each of those after that one, so many at most, that have none; and where to go on.
    pub(crate) async fn take_up(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }
}

//! Did the service write what shall be erased, of which version, and who wants it? It has a code, for the second officer goes by it.

use uuid::Uuid;

use super::{ErasureProposals, TABLE, row};
use crate::StoreError;
use crate::codes::Columns;
use crate::own::own;

own!("erasure_proposals", columns, undated);

/// What nobody but the service may write.
pub(super) fn columns(row: &row::Model) -> Columns {
    Columns::of(TABLE, &row.id)
        .text(&row.kind)
        .id(row.subject)
        .number(row.subject_version)
        .id(row.union_id)
        .octets(&row.reasons)
        .text(&row.confirmation)
        .id(row.proposed_by)
        .number(row.proposed_at)
        .maybe(row.decided_by, Columns::id)
        .number(row.version)
}

impl ErasureProposals<'_> {
    /// The proposals after that one, so many at most, each with whether the service wrote it as it stands.
    pub(crate) async fn examine(&self, after: Uuid, most: u64) -> Result<Vec<(Uuid, bool)>, StoreError> {
        self.work.examine_own::<row::Model>(after, most).await
    }

    /// Gives a code to each of those after that one, so many at most, that have none; and where to go on.
    pub(crate) async fn take_up(&self, after: Uuid, most: u64) -> Result<Option<Uuid>, StoreError> {
        self.work.take_up::<row::Model>(after, most).await
    }
}

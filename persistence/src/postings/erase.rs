//! What is left in a posting of a case that is erased? A line without name, relation, place and sum; where no other line is left,
//! nothing.

use domain::id::{ApplicationId, ErasureId, PostingId};
use domain::posting::PostingLine;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Postings, row, sealed_at};
use crate::StoreError;
use crate::erasures::{ERASED_NAME, Subjected, erased_name};

impl Postings<'_> {
    /// Takes a case out of a posting, and destroys the key of the posting with the last one. Its digest stays: it is of what hung.
    pub(crate) async fn erase(
        &self,
        erasure: ErasureId,
        id: PostingId,
        case: ApplicationId,
    ) -> Result<(), StoreError> {
        let Some(found) = row::Entity::find_by_id(id.raw()).one(self.work.db()).await? else { return Ok(()) };
        let mut lines = self.lines(found.id, &found.lines).await?;
        for line in lines.iter_mut().filter(|line| line.application == case) {
            *line = blank(line)?;
        }
        let none_left = lines.iter().all(|line| line.worker_name.as_str() == ERASED_NAME);
        let sealed = if none_left && !lines.is_empty() {
            self.work.destroy_key(erasure, Subjected::Posting(id)).await?;
            Vec::new()
        } else if none_left {
            return Ok(());
        } else {
            self.work.seal(found.id, sealed_at(found.id), &lines).await?
        };
        let changed = row::Entity::update_many()
            .col_expr(row::Column::Lines, sealed.into())
            .col_expr(row::Column::Version, (found.version + 1).into())
            .col_expr(row::Column::UpdatedAt, self.work.now()?.into())
            .filter(row::Column::Id.eq(found.id))
            .filter(row::Column::Version.eq(found.version))
            .exec(self.work.db())
            .await?;
        if changed.rows_affected == 1 {
            Ok(())
        } else {
            Err(StoreError::Contended("another case of the posting is being erased".to_owned()))
        }
    }
}

fn blank(line: &PostingLine) -> Result<PostingLine, StoreError> {
    let (application, union) = (line.application, line.union.clone());
    let (worker_name, relation) = (erased_name()?, "子女".to_owned());
    Ok(PostingLine { application, worker_name, union, relation, place: None, amount: None })
}

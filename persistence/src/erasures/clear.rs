//! When is what was erased gone from the disk too? When its files and the kept answers that speak of it are removed, and SQLite's
//! journal holds no older pages.

use domain::id::ErasureId;
use domain::log::Act;
use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::row;
use crate::{Entry, Logged, Stamp, Store, StoreError, Subject, Work};

/// The most answers that are looked through in one transaction.
const AT_ONCE: u64 = 200;

/// What is still to be removed of an erasure.
struct Uncleared {
    subjects: Vec<Uuid>,
    files: Vec<Uuid>,
}

impl Store {
    /// Removes what is left of erasures that are not cleared, and tells of how many. Done again, it ends what was cut short.
    ///
    /// # Errors
    /// Those of the store, and of the folder of files.
    pub async fn clear_erased(&self, stamp: &Stamp) -> Result<usize, StoreError> {
        let erasures = self.read(async |work| work.uncleared().await).await?;
        for erasure in &erasures {
            let left = self.read(async |work| work.left_to_clear(*erasure).await).await?;
            self.files().remove_all(&left.files).await?;
            let answers = self.answers_about(&left.subjects).await?;
            let subject = Subject::new("erasure", erasure.raw());
            self.write(stamp, async |work| -> Result<_, StoreError> {
                work.drop_answers(&answers).await?;
                let removed = serde_json::json!({ "files": left.files.len(), "answers": answers.len() });
                let entry = Entry::new(Act::ClearErased, subject).by_time().change(&(), &removed)?;
                Ok(Logged::new((), entry))
            })
            .await?;
            self.empty_journal().await?;
            let at = stamp.at;
            self.write_unlogged(stamp, async |work| work.mark_cleared(*erasure, at).await).await?;
        }
        Ok(erasures.len())
    }

    /// The kept answers that name one of these.
    async fn answers_about(&self, subjects: &[Uuid]) -> Result<Vec<Vec<u8>>, StoreError> {
        let named: Vec<String> = subjects.iter().map(Uuid::to_string).collect();
        let (mut after, mut found) = (None, Vec::new());
        loop {
            let last = after.clone();
            let page = self.read(async |work| work.answers(last.as_deref(), AT_ONCE).await).await?;
            let Some((last, _)) = page.last() else { return Ok(found) };
            after = Some(last.clone());
            let speaks = |answer: &str| named.iter().any(|name| answer.contains(name.as_str()));
            found.extend(page.into_iter().filter(|(_, answer)| speaks(answer)).map(|(request, _)| request));
        }
    }
}

impl Work {
    async fn uncleared(&self) -> Result<Vec<ErasureId>, StoreError> {
        let found: Vec<Uuid> = row::Entity::find()
            .select_only()
            .column(row::Column::Erasure)
            .distinct()
            .filter(row::Column::ClearedAt.is_null())
            .order_by_asc(row::Column::Erasure)
            .into_tuple()
            .all(self.db())
            .await?;
        Ok(found.into_iter().map(ErasureId::new).collect())
    }

    async fn left_to_clear(&self, erasure: ErasureId) -> Result<Uncleared, StoreError> {
        let rows = row::Entity::find().filter(row::Column::Erasure.eq(erasure.raw())).all(self.db()).await?;
        let of = |kind: &str| rows.iter().filter(|row| row.kind == kind).map(|row| row.subject).collect();
        let (cases, postings): (Vec<Uuid>, Vec<Uuid>) = (of("application"), of("posting"));
        let mut files = self.attachments().ids_of(&cases).await?;
        files.extend(self.postings().photograph_ids(&postings).await?);
        Ok(Uncleared { subjects: rows.iter().map(|row| row.subject).collect(), files })
    }

    async fn mark_cleared(&self, erasure: ErasureId, at: Instant) -> Result<(), StoreError> {
        row::Entity::update_many()
            .col_expr(row::Column::ClearedAt, at.as_micros().into())
            .filter(row::Column::Erasure.eq(erasure.raw()))
            .exec(self.db())
            .await?;
        Ok(())
    }
}

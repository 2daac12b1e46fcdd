//! How does a version come to be known, and how is it forgotten? Announced, objected to by whoever lacks it, retired.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::log::Act;
use domain::time::Instant;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::columns::{self, COLUMNS};
use super::turner::narrowed;
use super::{EVERYBODY_KNOWS, RotationError, entry, stamp, stand};
use crate::key_states::{objection_row, proof_place, version, version_row};
use crate::keyring::RootKeys;
use crate::{Logged, SealError, Store, StoreError, Used, Work};

impl Store {
    /// Which versions are used, and which are known at all.
    pub async fn key_versions(&self) -> Result<(Used, Vec<u16>), StoreError> {
        self.read(async |work| {
            let used = stand(work).await?.used;
            let rows = version_row::Entity::find().order_by_asc(version_row::Column::Version);
            let rows = rows.all(work.db()).await?;
            let versions = rows.into_iter().map(|row| version(row.version)).collect::<Result<_, _>>()?;
            Ok((used, versions))
        })
        .await
    }

    /// Tells every process of a version that is held here. Until it seals, processes that do not hold it object. One that
    /// was announced before is announced anew, and objections to it are forgotten.
    pub async fn announce_key(&self, newer: u16, at: Instant) -> Result<(), RotationError> {
        let held = self.ring().read_again();
        let derived = held.versions.get(&newer).ok_or(RotationError::NotHeld(newer))?;
        let broken = |error: SealError| StoreError::corrupt("key_versions", newer, error);
        let proof = derived.sealing.seal(proof_place(newer), &[]).map_err(broken)?;
        self.write(&stamp(at), async |work| -> Result<_, RotationError> {
            use version_row::Column as C;
            let stand = stand(work).await?;
            if narrowed(stand.used).is_some() || newer <= stand.used.sealing {
                return Err(RotationError::InUse(stand.used.sealing));
            }
            if !columns::is_free(work, stand.used).await? {
                return Err(RotationError::InUse(stand.used.sealing));
            }
            forget_objections(work, newer).await?;
            let row = version_row::ActiveModel {
                version: Set(newer.into()),
                proof: Set(proof.clone()),
                announced_at: Set(at.as_micros()),
            };
            let again = OnConflict::column(C::Version).update_columns([C::Proof, C::AnnouncedAt]).to_owned();
            let _ = version_row::Entity::insert(row)
                .on_conflict(again)
                .exec_without_returning(work.db())
                .await
                .map_err(StoreError::from)?;
            Ok(Logged::new((), entry(Act::AnnounceKey, newer)))
        })
        .await
    }

    /// Looks at what the database says of the keys, as a running process does again and again, and objects to a version that
    /// it does not hold.
    pub async fn attend_keys(&self, at: Instant) -> Result<(), StoreError> {
        self.ring().forget();
        let process = self.ring().process;
        let missing = self
            .read(async |work| -> Result<_, StoreError> {
                let (stand, mut missing) = (stand(work).await?, Vec::new());
                let newer = i32::from(stand.used.sealing);
                let rows = version_row::Entity::find().filter(version_row::Column::Version.gt(newer));
                for row in rows.all(work.db()).await? {
                    let number = version(row.version)?;
                    let said =
                        objection_row::Entity::find_by_id((row.version, process)).one(work.db()).await?;
                    let keys = RootKeys::new(Arc::clone(self.ring()), number);
                    if said.is_none() && keys.open(proof_place(number), &row.proof).is_err() {
                        missing.push(number);
                    }
                }
                Ok(missing)
            })
            .await?;
        for number in missing {
            self.write(&stamp(at), async |work| -> Result<_, StoreError> {
                let row = objection_row::ActiveModel { version: Set(number.into()), process: Set(process) };
                let _ = objection_row::Entity::insert(row).exec_without_returning(work.db()).await?;
                Ok(Logged::new((), entry(Act::ObjectToKey, number)))
            })
            .await?;
            tracing::error!(version = number, "this process does not hold the key version that is to seal");
        }
        Ok(())
    }

    /// How many rows stand under that version. Goes through everything.
    pub async fn rows_under(
        &self,
        which: impl Fn(u16) -> bool,
    ) -> Result<Vec<(&'static str, u16, usize)>, StoreError> {
        let used = self.key_versions().await?.0;
        let mut found = BTreeMap::new();
        for column in COLUMNS {
            let mut after = None;
            loop {
                let window = self.read(async |work| column.window(work, used, after.as_ref()).await).await?;
                for row in &window.stale {
                    let under = crate::keys::version_of(&row.sealed);
                    let under =
                        under.map_err(|error| StoreError::corrupt(column.table, row.place.row, error))?;
                    if which(under) {
                        *found.entry((column.table, under)).or_insert(0) += 1;
                    }
                }
                let Some(end) = window.end else { break };
                after = Some(end);
            }
        }
        Ok(found.into_iter().map(|((table, under), rows)| (table, under, rows)).collect())
    }

    /// Forgets a version that nothing is under any more, after looking again.
    ///
    /// # Errors
    /// [`RotationError::Unknown`] of a version that neither the database nor this process knows; [`RotationError::InUse`].
    pub async fn retire_key(&self, old: u16, at: Instant) -> Result<(), RotationError> {
        let (_, known) = self.key_versions().await?;
        if !known.contains(&old) && !self.ring().read_again().versions.contains_key(&old) {
            return Err(RotationError::Unknown { version: old, known });
        }
        let stand = self.read(stand).await?;
        let known = Instant::from_micros(stand.state.changed_at);
        let soon = at < known.plus_seconds(EVERYBODY_KNOWS.as_secs().cast_signed());
        let used = stand.used.versions().any(|each| each == old) || old > stand.used.sealing;
        if soon || used || !self.rows_under(|under| under == old).await?.is_empty() {
            return Err(RotationError::InUse(old));
        }
        if !self.read(async |work| columns::is_free(work, stand.used).await).await? {
            return Err(RotationError::InUse(old));
        }
        self.write(&stamp(at), async |work| -> Result<_, RotationError> {
            forget_objections(work, old).await?;
            let gone = version_row::Entity::delete_by_id(i32::from(old)).exec(work.db()).await;
            let _ = gone.map_err(StoreError::from)?;
            Ok(Logged::new((), entry(Act::RetireKey, old)))
        })
        .await
    }
}

async fn forget_objections(work: &Work, version: u16) -> Result<(), StoreError> {
    let those = objection_row::Column::Version.eq(i32::from(version));
    let _ = objection_row::Entity::delete_many().filter(those).exec(work.db()).await?;
    Ok(())
}

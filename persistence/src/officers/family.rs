//! Which officers belong to a household? By the citizen id, the corrected and the former one.

use std::collections::BTreeMap;

use domain::id::{OfficerId, PersonId};
use domain::person::Identifiers;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Officers, row};
use crate::StoreError;

/// The two keyed hashes of an officer.
pub(super) type Hashed = (Option<Vec<u8>>, Option<Vec<u8>>, Uuid);

impl Officers<'_> {
    /// Which of these persons are officers: by the citizen id, so those alone of whom it is known on both sides. One that was
    /// corrected and not confirmed counts beside the corrected one, so that a number may be of two officers.
    pub async fn among(
        &self,
        persons: &BTreeMap<PersonId, Identifiers>,
    ) -> Result<Vec<(PersonId, OfficerId)>, StoreError> {
        use row::Column as C;
        let (mut first, mut next) = (BTreeMap::new(), BTreeMap::new());
        for (person, known) in persons {
            let Some(number) = &known.citizen_id else { continue };
            let hashes = self.work.citizen_id_hashes("officers", Some(number.reveal()))?;
            first.extend(hashes.hash.map(|hash| (hash, *person)));
            next.extend(hashes.hash_next.map(|hash| (hash, *person)));
        }
        if first.is_empty() && next.is_empty() {
            return Ok(Vec::new());
        }
        let either = Condition::any()
            .add(C::CitizenIdHash.is_in(first.keys().cloned()))
            .add(C::CitizenIdHashNext.is_in(next.keys().cloned()));
        let found: Vec<Hashed> = row::Entity::find()
            .select_only()
            .columns([C::CitizenIdHash, C::CitizenIdHashNext, C::Id])
            .filter(either)
            .into_tuple()
            .all(self.work.db())
            .await?;
        let former = self.formerly(first.keys().cloned(), next.keys().cloned()).await?;
        let officer = |(hash, other, id): Hashed| {
            let person = hash.and_then(|hash| first.get(&hash));
            let person = person.or_else(|| other.and_then(|hash| next.get(&hash)));
            Some((*person?, OfficerId::new(id)))
        };
        Ok(found.into_iter().chain(former).filter_map(officer).collect())
    }
}

//! Which officers belong to a household? By the citizen id, the corrected and the former one.

use std::collections::BTreeMap;

use domain::id::{OfficerId, PersonId};
use domain::person::Identifiers;
use sea_orm::sea_query::UnionType;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::coded::columns;
use super::former::of_former;
use super::{Officers, row};
use crate::StoreError;
use crate::codes::Columns;

/// The two keyed hashes of an officer.
pub(super) type Hashed = (Option<Vec<u8>>, Option<Vec<u8>>, Uuid);

/// The same, with what else the code of an officer is over; nothing of a former number.
#[derive(FromQueryResult)]
struct Asked {
    citizen_id_hash: Option<Vec<u8>>,
    citizen_id_hash_next: Option<Vec<u8>>,
    id: Uuid,
    name: Option<String>,
    sealed: Option<Vec<u8>>,
    corrected_at: Option<i64>,
    version: Option<i64>,
    code: Option<Vec<u8>>,
}

impl Officers<'_> {
    /// Which of these persons are officers: by the citizen id, so those alone of whom it is known on both sides. One that was
    /// corrected and not confirmed counts beside the corrected one, so that a number may be of two officers.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one of them, or the officer who does this deed, was altered at the database: nobody leaves their
    /// family by a number that was taken from their row.
    pub async fn among(
        &self,
        persons: &BTreeMap<PersonId, Identifiers>,
    ) -> Result<Vec<(PersonId, OfficerId)>, StoreError> {
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
        let mut found = asked(&first, &next, self.work.doer());
        let former = of_former(first.keys().cloned(), next.keys().cloned());
        QueryTrait::query(&mut found).union(UnionType::All, former);
        let mut officers = Vec::new();
        for asked in found.into_model::<Asked>().all(self.work.db()).await? {
            let person = asked.citizen_id_hash.as_ref().and_then(|hash| first.get(hash));
            let person =
                person.or_else(|| asked.citizen_id_hash_next.as_ref().and_then(|hash| next.get(hash)));
            officers.extend(person.map(|person| (*person, OfficerId::new(asked.id))));
            if let Some((columns, code)) = asked.held() {
                self.work.expect_own(&columns, &code)?;
            }
        }
        Ok(officers)
    }
}

/// Officers with one of these hashes in the one column or the other, and whoever does the deed.
fn asked(
    first: &BTreeMap<Vec<u8>, PersonId>,
    next: &BTreeMap<Vec<u8>, PersonId>,
    doer: Option<OfficerId>,
) -> Select<row::Entity> {
    use row::Column as C;
    let either = Condition::any()
        .add(C::CitizenIdHash.is_in(first.keys().cloned()))
        .add(C::CitizenIdHashNext.is_in(next.keys().cloned()))
        .add_option(doer.map(|doer| C::Id.eq(doer.raw())));
    row::Entity::find()
        .select_only()
        .columns([C::CitizenIdHash, C::CitizenIdHashNext, C::Id, C::Name, C::Sealed, C::CorrectedAt])
        .columns([C::Version, C::Code])
        .filter(either)
}

impl Asked {
    /// What its code is over, and the code; none of a former number.
    fn held(self) -> Option<(Columns, Vec<u8>)> {
        let row = row::Model {
            id: self.id,
            name: self.name?,
            citizen_id_hash: self.citizen_id_hash,
            citizen_id_hash_next: self.citizen_id_hash_next,
            sealed: self.sealed?,
            version: self.version?,
            created_at: 0,
            updated_at: 0,
            corrected_at: self.corrected_at,
            code: Vec::new(),
        };
        Some((columns(&row), self.code?))
    }
}

//! What was erased? The key of each such subject was destroyed, and the database lets none be made for it again.
//!
//! A row of this table is the destruction: a trigger deletes the key with it.

mod clear;
mod proposals;
mod terms;

pub use proposals::{Erasable, ErasureProposal, ErasureProposals, ProposalFilter};
pub use terms::TermsKept;

use domain::application::Stage;
use domain::id::{ApplicationId, DossierId, ErasureId, PersonId, PostingId};
use domain::log::Act;
use domain::name::PersonName;
use domain::retention::Ground;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Entry, StoreError, Subject, Work};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasures")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) subject: Uuid,
        pub(super) kind: String,
        pub(super) erasure: Uuid,
        pub(super) at: i64,
        pub(super) cleared_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What stands where a name was.
pub(crate) const ERASED_NAME: &str = "已依法清除";

/// The name of somebody who was erased.
pub(crate) fn erased_name() -> Result<PersonName, StoreError> {
    ERASED_NAME.parse().map_err(|error| StoreError::corrupt("erasures", "", error))
}

/// What loses its key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subjected {
    /// A case.
    Case(ApplicationId),
    /// A dossier.
    Dossier(DossierId),
    /// A posting of which every line was erased.
    Posting(PostingId),
    /// A person whom no dossier has any more.
    Person(PersonId),
}

impl Subjected {
    const fn kind(self) -> &'static str {
        match self {
            Self::Case(_) => "application",
            Self::Dossier(_) => "dossier",
            Self::Posting(_) => "posting",
            Self::Person(_) => "person",
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Case(id) => id.raw(),
            Self::Dossier(id) => id.raw(),
            Self::Posting(id) => id.raw(),
            Self::Person(id) => id.raw(),
        }
    }
}

/// Why something is erased, in the words of whoever does it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Why {
    /// The erasure.
    pub erasure: ErasureId,
    /// On which ground.
    pub ground: Ground,
    /// Why.
    pub reasons: String,
}

/// What is left of an erased case in plain columns, as its entry of the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its last stage.
    pub stage: Stage,
    /// The sum, where money was approved: accounts need it. In fen.
    pub amount_fen: Option<i64>,
}

/// What the entry of an erasing says.
#[derive(Debug, Serialize, Deserialize)]
struct Said<T> {
    before: Why,
    after: T,
}

/// The entry of the log for a case that was erased.
///
/// # Errors
/// What cannot be written as JSON.
pub fn entry_of_case(id: ApplicationId, why: &Why, left: &Left) -> Result<Entry, StoreError> {
    Entry::new(Act::EraseApplication, Subject::new("application", id.raw())).change(why, left)
}

/// The entry of the log for a dossier that was erased, with so many cases.
///
/// # Errors
/// What cannot be written as JSON.
pub fn entry_of_dossier(id: DossierId, why: &Why, cases: usize) -> Result<Entry, StoreError> {
    Entry::new(Act::EraseDossier, Subject::new("dossier", id.raw())).change(why, &cases)
}

impl Work {
    /// The erasure by which the key of a subject was destroyed, if it was.
    pub(crate) async fn erasure_of(&self, subject: Uuid) -> Result<Option<ErasureId>, StoreError> {
        let found = row::Entity::find_by_id(subject).one(self.db()).await?;
        Ok(found.map(|row| ErasureId::new(row.erasure)))
    }

    /// Destroys the key of a subject, for good.
    ///
    /// # Errors
    /// Those of the store; [`StoreError::Corrupt`] where the trigger that destroys is not there, so that the key is.
    pub(crate) async fn destroy_key(&self, erasure: ErasureId, of: Subjected) -> Result<(), StoreError> {
        self.forget_key(of.id());
        row::ActiveModel {
            subject: Set(of.id()),
            kind: Set(of.kind().to_owned()),
            erasure: Set(erasure.raw()),
            at: Set(self.now()?),
            cleared_at: Set(None),
        }
        .insert(self.db())
        .await?;
        if self.has_key(of.id()).await? {
            let said =
                "the key of what is to be erased stays: a trigger is not there; `jinqiu check` says which";
            return Err(StoreError::corrupt("subject_keys", of.id(), said));
        }
        Ok(())
    }

    /// What the log says is left of a case whose key is not there: none where nobody erased it by an act.
    pub(crate) async fn left_of(&self, case: ApplicationId) -> Result<Option<Left>, StoreError> {
        if self.erasure_of(case.raw()).await?.is_none() {
            return Ok(None);
        }
        let Some(entry) = self.own_entry(Act::EraseApplication, case.raw()).await? else { return Ok(None) };
        let detail = match self.log_detail(&entry).await {
            Ok(detail) => detail,
            // The key of the erasure is not there, or not that of the entry.
            Err(StoreError::Corrupt { .. } | StoreError::Erased(_)) => None,
            Err(error) => return Err(error),
        };
        let said = detail.and_then(|detail| serde_json::from_value::<Said<Left>>(detail).ok());
        Ok(said.map(|said| said.after))
    }
}

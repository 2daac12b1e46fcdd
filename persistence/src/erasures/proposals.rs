//! What shall be erased before its time? One officer proposes it, another confirms it; the database keeps that they are two.

mod coded;

use domain::access::Jurisdiction;
use domain::confirmation::{Confirmation, ConfirmationState};
use domain::id::{ApplicationId, DossierId, ErasureId, OfficerId, UnionId};
use domain::name::Line;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::decode::{Row, instant};
use crate::page::page;
use crate::{Page, Paging, Place, StoreError, Work, scope};

const TABLE: &str = "erasure_proposals";

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasure_proposals")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: Uuid,
        pub(super) kind: String,
        pub(super) subject: Uuid,
        pub(super) union_id: Uuid,
        pub(super) reasons: Vec<u8>,
        pub(super) confirmation: String,
        pub(super) proposed_by: Uuid,
        pub(super) proposed_at: i64,
        pub(super) decided_by: Option<Uuid>,
        pub(super) version: i64,
        pub(super) code: Vec<u8>,
        pub(super) subject_version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What shall be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasable {
    /// A case alone.
    Application(ApplicationId),
    /// A dossier with its cases.
    Dossier(DossierId),
}

/// An erasure that somebody proposed.
#[derive(Clone, Debug)]
pub struct ErasureProposal {
    /// Which.
    pub id: ErasureId,
    /// What shall be erased.
    pub of: Erasable,
    /// At which version of it that was proposed.
    pub of_version: i64,
    /// The union that took the case, or keeps the dossier.
    pub union: UnionId,
    /// Why.
    pub reasons: Line,
    /// Who wants it, and who agreed.
    pub confirmation: Confirmation,
    /// The version.
    pub version: i64,
}

/// What a list of proposals is cut down to.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProposalFilter {
    /// That waits, was done, or was declined.
    pub confirmation: Option<ConfirmationState>,
    /// Of what this union took or keeps.
    pub union: Option<UnionId>,
}

/// The proposals, within one transaction.
pub struct ErasureProposals<'w> {
    work: &'w Work,
}

impl Work {
    /// The erasures that were proposed.
    pub const fn erasure_proposals(&self) -> ErasureProposals<'_> {
        ErasureProposals { work: self }
    }
}

impl ErasureProposals<'_> {
    /// A proposal of a jurisdiction.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] of one that was altered at the database.
    pub async fn find(
        &self,
        within: Jurisdiction,
        id: ErasureId,
    ) -> Result<Option<ErasureProposal>, StoreError> {
        let query =
            row::Entity::find_by_id(id.raw()).filter(row::Column::UnionId.in_subquery(scope::unions(within)));
        match query.one(self.work.db()).await? {
            Some(found) => self.open(self.work.own_row(found)?).await.map(Some),
            None => Ok(None),
        }
    }

    /// The one that waits for that subject. One that was altered at the database makes room for another, and stays as it is for whoever
    /// looks into it.
    pub async fn waiting(&self, of: Erasable) -> Result<Option<ErasureProposal>, StoreError> {
        let query = row::Entity::find()
            .filter(row::Column::Subject.eq(of.raw()))
            .filter(row::Column::Confirmation.eq(ConfirmationState::Proposed.word()));
        match query.one(self.work.db()).await? {
            Some(found) if self.work.wrote(&found) => self.open(found).await.map(Some),
            Some(altered) => {
                row::Entity::update_many()
                    .col_expr(row::Column::Confirmation, ConfirmationState::Declined.word().into())
                    .filter(row::Column::Id.eq(altered.id))
                    .exec(self.work.db())
                    .await?;
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// The proposals of a jurisdiction that match, oldest first, without those that were altered at the database.
    pub async fn list(
        &self,
        within: Jurisdiction,
        filter: ProposalFilter,
        paging: Paging,
    ) -> Result<Page<ErasureProposal>, StoreError> {
        let wanted = Condition::all()
            .add(row::Column::UnionId.in_subquery(scope::unions(within)))
            .add_option(filter.confirmation.map(|state| row::Column::Confirmation.eq(state.word())))
            .add_option(filter.union.map(|union| row::Column::UnionId.eq(union.raw())));
        let found = page!(row::Entity::find().filter(wanted), row::Column::Id, paging, self.work.db());
        let mut items = Vec::with_capacity(found.items.len());
        for row in found.items.into_iter().filter(|row| self.work.wrote(row)) {
            items.push(self.open(row).await?);
        }
        Ok(Page { items, next: found.next, total: found.total })
    }

    /// Keeps one that an officer proposes.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] where one waits for the same already.
    pub async fn add(&self, proposal: &ErasureProposal, by: OfficerId) -> Result<(), StoreError> {
        let id = proposal.id.raw();
        let row = row::Model {
            id,
            kind: proposal.of.kind().to_owned(),
            subject: proposal.of.raw(),
            union_id: proposal.union.raw(),
            reasons: self.work.seal(id, place(id), &proposal.reasons).await?,
            confirmation: proposal.confirmation.state.word().to_owned(),
            proposed_by: by.raw(),
            proposed_at: proposal.confirmation.proposed_at.as_micros(),
            decided_by: None,
            version: proposal.version,
            code: Vec::new(),
            subject_version: proposal.of_version,
        };
        self.work.add_own(row).await?;
        Ok(())
    }

    /// Keeps how one was decided, over the version that was read.
    pub async fn decide(&self, read: &ErasureProposal, decided: Confirmation) -> Result<(), StoreError> {
        let mut row: row::Model = self.work.read_own(read.id.raw(), read.version).await?;
        decided.state.word().clone_into(&mut row.confirmation);
        row.decided_by = decided.decided_by.map(OfficerId::raw);
        self.work.write_own(row).await?;
        Ok(())
    }

    async fn open(&self, row: row::Model) -> Result<ErasureProposal, StoreError> {
        let at = Row { table: TABLE, id: &row.id };
        let of = if row.kind == "dossier" {
            Erasable::Dossier(DossierId::new(row.subject))
        } else {
            Erasable::Application(ApplicationId::new(row.subject))
        };
        Ok(ErasureProposal {
            id: ErasureId::new(row.id),
            of,
            of_version: row.subject_version,
            union: UnionId::new(row.union_id),
            reasons: self.work.open(row.id, place(row.id), &row.reasons).await?,
            confirmation: Confirmation {
                state: at.text("confirmation", &row.confirmation)?,
                proposed_by: Some(OfficerId::new(row.proposed_by)),
                proposed_at: instant(row.proposed_at),
                decided_by: row.decided_by.map(OfficerId::new),
            },
            version: row.version,
        })
    }
}

impl Erasable {
    /// Of which kind it is: the singular of its path.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Application(_) => "application",
            Self::Dossier(_) => "dossier",
        }
    }

    /// Its id.
    pub const fn raw(self) -> Uuid {
        match self {
            Self::Application(id) => id.raw(),
            Self::Dossier(id) => id.raw(),
        }
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: TABLE, column: "reasons", row }
}

//! What is a person told of what others said of them? That it was said, of which posting, and what became of it; not the words,
//! by which it might be known who said it.

use domain::application::concern::ConcernState;
use domain::application::evidence::{Objection, ObjectionState};
use domain::id::{ConcernId, ObjectionId, PostingId};
use domain::time::Instant;
use persistence::concerns::ConcernRecord;
use serde::Serialize;
use utoipa::ToSchema;

/// An objection, without its words.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionHeard {
    /// Which.
    id: ObjectionId,
    /// To which posting.
    posting: PostingId,
    /// How it stands.
    state: ObjectionState,
    /// When it was said.
    at: Instant,
    /// When it was last admitted or decided.
    decided_at: Option<Instant>,
}

impl From<Objection> for ObjectionHeard {
    fn from(of: Objection) -> Self {
        let Objection { id, posting, state, at, decided, .. } = of;
        Self { id, posting, state, at, decided_at: decided.map(|decided| decided.at) }
    }
}

/// What the public said of a posting, without its words.
#[derive(Serialize, ToSchema)]
pub(super) struct ConcernHeard {
    /// Which.
    id: ConcernId,
    /// Of which posting.
    posting: PostingId,
    /// When it came.
    at: Instant,
    /// What became of it.
    state: ConcernState,
}

impl From<ConcernRecord> for ConcernHeard {
    fn from(of: ConcernRecord) -> Self {
        let state = of.concern.state();
        Self { id: of.concern.id, posting: of.concern.posting, at: of.concern.at, state }
    }
}

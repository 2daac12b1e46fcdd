//! What did an act make of a case? The case after it, its line in the history, what an actor may try next.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::matter::Matter;
use super::refusal::Refusal;
use super::road::Position;
use super::seats::SelfRecorded;
use super::workflow::{Action, Stage};
use super::{Actor, Application};
use crate::name::Remark;
use crate::time::Instant;

/// A place on the way: a stage, and in review or on appeal whose desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CasePlace)]
pub struct Place {
    /// The stage.
    pub stage: Stage,
    /// Whose desk.
    pub position: Option<Position>,
}

/// A line of a case's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryRow {
    /// The version that the act made.
    pub version: u64,
    /// What was done.
    pub action: Action,
    /// From where.
    pub from: Place,
    /// To where.
    pub to: Place,
    /// By whom; none when time did it.
    pub by: Option<Actor>,
    /// At which union of the road they acted: for a seat filled from above, the entry.
    pub seat: Option<Position>,
    /// The matter it was done on; none when time did it.
    pub matter: Option<Matter>,
    /// When.
    pub at: Instant,
    /// Reasons, word or grounds.
    pub note: Option<Remark>,
}

/// What an act made of a case; stored whole or not at all. Nobody makes one but the act.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// The case after it.
    pub application: Application,
    /// Its line in the history.
    pub history: HistoryRow,
    /// Exceptions that recorded themselves.
    pub exceptions: Vec<SelfRecorded>,
}

/// An action that an actor may try, and what still hinders it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// The action.
    pub action: Action,
    /// What hinders it; nothing when it may be done now.
    pub refusals: Vec<Refusal>,
}

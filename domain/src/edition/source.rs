//! Where does a parameter come from? A clause of the notice, or practice where it is silent.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clause::Clause;

/// What a parameter rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", untagged)]
pub enum Source {
    /// A clause of the notice.
    Clause(Clause),
    /// The practice of the field, where the notice is silent.
    Practice(Practice),
}

/// The word `practice`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Practice {
    /// The practice of the field.
    Practice,
}

/// A parameter together with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sourced<T> {
    /// The parameter.
    pub value: T,
    /// What it rests on.
    pub source: Source,
}

impl<T> core::ops::Deref for Sourced<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

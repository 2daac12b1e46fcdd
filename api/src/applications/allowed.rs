//! What may the reader do to a case next, and what still hinders it?

use domain::application::workflow::Action;
use domain::application::{Allowed, Refusal};
use domain::clause::Clause;
use domain::text::Language;
use serde::Serialize;
use utoipa::ToSchema;

/// An action that the reader may try.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AllowedAction {
    /// The action.
    action: Action,
    /// What still hinders it; nothing when it may be done now.
    hindrances: Vec<Hindrance>,
}

/// A condition that is not met yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Hindrance {
    /// The condition.
    #[schema(example = "visit_missing")]
    rule: String,
    /// The clause it comes from.
    clause: Option<Clause>,
    /// What to do about it.
    text: String,
}

impl AllowedAction {
    /// An action that may be tried, in the reader's language.
    pub(super) fn new(allowed: &Allowed, language: Language) -> Self {
        let hindrances = allowed.refusals.iter().map(|refusal| Hindrance::new(refusal, language));
        Self { action: allowed.action, hindrances: hindrances.collect() }
    }
}

impl Hindrance {
    /// A refusal that would come, in the reader's language.
    pub(super) fn new(refusal: &Refusal, language: Language) -> Self {
        Self { rule: refusal.code().to_owned(), clause: refusal.clause(), text: refusal.text(language) }
    }
}

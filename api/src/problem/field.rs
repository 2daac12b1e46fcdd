//! Which field is wrong, and why? Kept in both languages until it is told in one.

use domain::text::{Language, Tell, Told};
use serde::Serialize;
use utoipa::ToSchema;

/// A field that is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where it stands in the body, as a JSON pointer.
    #[schema(example = "/worker/citizen_id")]
    pub pointer: String,
    /// What is wrong with it, and what to do.
    pub detail: String,
}

/// A field that is not valid, before it is known who reads of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where it stands in the body, as a JSON pointer.
    pub pointer: String,
    /// What is wrong with it, and what to do.
    pub told: Told,
}

impl Wrong {
    /// That it is wrong in this manner.
    pub fn new(pointer: impl Into<String>, said: impl Tell) -> Self {
        Self { pointer: pointer.into(), told: said.tell() }
    }

    /// The same, of a field below that name or number.
    #[must_use]
    pub fn below(self, name: impl core::fmt::Display) -> Self {
        Self { pointer: format!("/{name}{}", self.pointer), told: self.told }
    }

    /// What a person is told.
    pub fn view(&self, language: Language) -> FieldError {
        FieldError { pointer: self.pointer.clone(), detail: self.told.text(language).to_owned() }
    }
}

//! How is a failure told? As problem+json (RFC 9457), in the caller's language.

mod code;
pub mod example;
mod field;
mod taken;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};
use domain::clause::Clause;
use domain::text::{Language, Tell, Told};
use persistence::{Failure, Hindrance, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

pub use code::Code;
pub use field::{FieldError, Wrong};

/// A failure on its way to the caller.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code:?}: {more:?}")]
pub struct Problem {
    /// What went wrong.
    pub code: Code,
    more: Option<Box<More>>,
}

/// What is said beside the code. Most problems travel without it, so it lies apart.
#[derive(Clone, Debug, Default)]
struct More {
    detail: Option<Told>,
    clause: Option<Clause>,
    rule: Option<&'static str>,
    errors: Vec<Wrong>,
    retry_after_s: Option<u32>,
    allow: Option<String>,
    hindrance: Option<Hindrance>,
}

/// A problem as the caller reads it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemView {
    /// Always `about:blank`: the code says what it is.
    #[schema(example = "about:blank")]
    pub r#type: &'static str,
    /// What went wrong, for a person.
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What went wrong, for a program.
    pub code: Code,
    /// What to do about it, with the figures.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub detail: Option<String>,
    /// The condition that refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rule: Option<&'static str>,
    /// The clause of the notice that speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub clause: Option<Clause>,
    /// Every field that is not valid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The id under which the log knows this request.
    pub request_id: String,
}

impl Problem {
    /// A problem that its code says whole.
    pub const fn new(code: Code) -> Self {
        Self { code, more: None }
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Fields that are not valid.
    pub fn invalid(errors: Vec<Wrong>) -> Self {
        Self { code: Code::Invalid, more: Some(Box::new(More { errors, ..More::default() })) }
    }

    /// One field that is not valid: where it stands in the body, and what is wrong with it.
    pub fn field(pointer: impl Into<String>, said: impl Tell) -> Self {
        Self::invalid(vec![Wrong::new(pointer, said)])
    }

    /// Adds what to do.
    #[must_use]
    pub fn telling(mut self, said: impl Tell) -> Self {
        self.more().detail = Some(said.tell());
        self
    }

    /// Adds what to do, in Chinese and English.
    #[must_use]
    pub fn detail(self, chinese: impl Into<String>, english: impl Into<String>) -> Self {
        self.telling(Told::new(chinese.into(), english.into()))
    }

    /// Says of which of many cases a refusal speaks, before what it says.
    #[must_use]
    pub fn of_case(mut self, number: &str) -> Self {
        if let Some(told) = self.more.as_deref_mut().and_then(|more| more.detail.as_mut()) {
            let [chinese, english] =
                [Language::Chinese, Language::English].map(|language| told.text(language));
            *told = Told::new(format!("申请{number}:{chinese}"), format!("case {number}: {english}"));
        }
        self
    }

    /// Adds which condition refused, by which clause.
    #[must_use]
    pub fn by(mut self, rule: &'static str, clause: Option<Clause>) -> Self {
        let more = self.more();
        more.rule = Some(rule);
        more.clause = clause;
        self
    }

    /// Adds when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.more().retry_after_s = Some(seconds);
        self
    }

    /// Adds which methods the path knows.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.more().allow = Some(methods);
        self
    }

    /// The problem as a handler's failure.
    pub const fn reject(self) -> Result<HttpResponse, Self> {
        Err(self)
    }

    /// Every field that is not valid.
    pub(crate) fn wrongs(&self) -> &[Wrong] {
        self.more.as_deref().map_or(&[], |more| &more.errors)
    }

    /// What to do, or else what went wrong.
    pub(crate) fn said(&self) -> Told {
        let detail = self.more.as_deref().and_then(|more| more.detail.clone());
        let title = |language| self.code.title(language);
        detail.unwrap_or_else(|| Told::new(title(Language::Chinese), title(Language::English)))
    }

    /// What is told, in a person's language.
    pub fn view(&self, language: Language, request_id: &str) -> ProblemView {
        let more = self.more.as_deref().cloned().unwrap_or_default();
        ProblemView {
            r#type: "about:blank",
            title: self.code.title(language),
            status: self.code.status(),
            code: self.code,
            detail: more.detail.map(|told| told.text(language).to_owned()),
            rule: more.rule,
            clause: more.clause,
            errors: more.errors.iter().map(|wrong| wrong.view(language)).collect(),
            request_id: request_id.to_owned(),
        }
    }

    /// The answer in a person's language.
    pub fn answer(&self, language: Language, request_id: &str) -> HttpResponse {
        let (retry_after_s, allow) =
            self.more.as_deref().map_or((None, None), |more| (more.retry_after_s, more.allow.as_deref()));
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = retry_after_s {
            answer.insert_header((RETRY_AFTER, HeaderValue::from(seconds)));
        }
        if let Some(methods) = allow.filter(|methods| !methods.is_empty()) {
            answer.insert_header((ALLOW, methods));
        }
        if self.code.status() == 401 {
            answer.insert_header(("WWW-Authenticate", "Bearer"));
        }
        if matches!(self.code, Code::TooSlow | Code::TooLarge) {
            // What is still to come of the body is not waited for.
            answer.force_close();
        }
        let mut answer = answer.json(self.view(language, request_id));
        answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        answer
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        // The edge writes it again with the caller's language and the id of the request.
        self.answer(Language::Chinese, "")
    }
}

impl Failure for Problem {
    fn hindrance(&self) -> Option<Hindrance> {
        self.more.as_ref().and_then(|more| more.hindrance)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let hindrance = error.hindrance();
        let mut problem = Self::of_store(error);
        if hindrance.is_some() {
            problem.more().hindrance = hindrance;
        }
        problem
    }
}

impl Problem {
    fn of_store(error: StoreError) -> Self {
        match error {
            StoreError::Duplicate(what) => taken::taken(&what),
            StoreError::Erased(_) => Self::new(Code::Erased),
            StoreError::Stale { .. } => Self::new(Code::Stale),
            StoreError::Full => Self::new(Code::Full),
            StoreError::Contended(_) => Self::new(Code::Unavailable).retry_after(1),
            StoreError::Unavailable(_)
            | StoreError::NoFile(_)
            | StoreError::NotOwner(_)
            | StoreError::NotMigrated => {
                tracing::warn!(%error, "the store is not available");
                Self::new(Code::Unavailable).retry_after(1)
            }
            StoreError::Keys(_) => {
                tracing::error!(%error, "the keys do not serve this database");
                Self::new(Code::Unavailable).retry_after(1)
            }
            StoreError::Dangling(_)
            | StoreError::Corrupt { .. }
            | StoreError::Damaged(_)
            | StoreError::Database(_) => {
                tracing::error!(%error, "the store failed");
                Self::new(Code::Internal)
            }
        }
    }
}

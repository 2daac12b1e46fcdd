//! How does JSON come in? Parsed once, checked whole: every field that is wrong is named.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::problem::{Code, FieldError, Problem};

/// The most octets of a JSON body.
pub const MOST_OCTETS: usize = 1024 * 1024;

/// A checked JSON body.
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// Its octets, for the digest that tells a repetition from another request.
    pub octets: Bytes,
}

/// A value that was sent: legal, or not with the reason. It lets one answer name every wrong field.
#[derive(Clone, Debug)]
pub enum Field<T> {
    /// A legal value.
    Legal(T),
    /// Why it is not legal.
    Illegal {
        /// Where within the value, without a leading slash; empty for the value itself.
        at: String,
        /// What is wrong there.
        reason: String,
    },
}

/// A value of the domain, legal by its own types: parsing has checked it.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Legal<T>(pub T);

impl<T> Validate for Legal<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

impl<T: Clone> Field<T> {
    /// The legal value. After [`Body`] has checked, there is always one.
    pub fn legal(&self) -> Result<T, Problem> {
        match self {
            Self::Legal(value) => Ok(value.clone()),
            Self::Illegal { reason, .. } => Err(Problem::invalid_field("", reason)),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        Ok(match serde_path_to_error::deserialize(value) {
            Ok(legal) => Self::Legal(legal),
            Err(error) => Self::Illegal {
                at: pointer(&error.path().to_string()).trim_start_matches('/').to_owned(),
                reason: without_value(&error.inner().to_string()).to_owned(),
            },
        })
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Legal(value) => value.serialize(to),
            Self::Illegal { .. } => to.serialize_none(),
        }
    }
}

impl<T> Validate for Field<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Legal(_) => Ok(()),
            Self::Illegal { at, reason } => {
                let said = ValidationError::new("illegal").with_message(reason.clone().into());
                let mut errors = ValidationErrors::new();
                errors.errors_mut().insert(at.clone().into(), ValidationErrorsKind::Field(vec![said]));
                Err(errors)
            }
        }
    }
}

impl<T: ComposeSchema> ComposeSchema for Field<T> {
    fn compose(inner: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        inner.into_iter().next().unwrap_or_else(|| T::compose(Vec::new()))
    }
}

impl<T: ComposeSchema + ToSchema> ToSchema for Field<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: DeserializeOwned + Validate> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json = is_json(request);
        let octets = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !json {
                return Err(Problem::new(Code::UnsupportedMediaType));
            }
            let octets = octets.await.map_err(|_| Problem::new(Code::TooLarge))?;
            let value: T = parse(&octets)?;
            value.validate().map_err(|errors| Problem::invalid(pointers(&errors)))?;
            Ok(Self { value, octets })
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let named = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn parse<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(octets);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // What breaks off later is not JSON, whatever was wrong before.
        if error.inner().is_data() && serde_json::from_slice::<IgnoredAny>(octets).is_ok() {
            let pointer = pointer(&error.path().to_string());
            Problem::invalid_field(&pointer, without_value(&error.inner().to_string()))
        } else {
            Problem::new(Code::NotJson)
        }
    })?;
    reader.end().map_err(|_| Problem::new(Code::NotJson))?;
    Ok(value)
}

/// Turns `members[0].name` into `/members/0/name`.
fn pointer(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    let mut pointer = String::from("/");
    for c in path.chars() {
        match c {
            '.' | '[' => pointer.push('/'),
            ']' => {}
            c => pointer.push(c),
        }
    }
    pointer
}

/// What was expected: what was sent instead is not repeated, and its place in the text says less than the pointer.
fn without_value(said: &str) -> &str {
    let said = said.split(" at line ").next().unwrap_or(said);
    said.find("expected ").map_or(said, |at| said.get(at..).unwrap_or(said))
}

/// Every error with its pointer, in the order of the pointers.
fn pointers(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut found = Vec::new();
    collect("", errors, &mut found);
    found.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    found
}

fn collect(above: &str, errors: &ValidationErrors, found: &mut Vec<FieldError>) {
    for (name, kind) in errors.errors() {
        let here = if name.is_empty() { above.to_owned() } else { format!("{above}/{name}") };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(&here, inner, found),
            ValidationErrorsKind::List(rows) => {
                for (index, inner) in rows {
                    collect(&format!("{here}/{index}"), inner, found);
                }
            }
            ValidationErrorsKind::Field(said) => found.extend(said.iter().map(|error| FieldError {
                pointer: here.clone(),
                detail: error.message.as_ref().map_or_else(|| error.code.to_string(), ToString::to_string),
            })),
        }
    }
}

/// The octets of a file, as the document has them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "its schema is all there is of it")]
pub(crate) struct File(Vec<u8>);

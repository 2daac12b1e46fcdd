//! How does JSON come in? Parsed once, checked whole: every field that is wrong is named.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};
use validator::{Validate, ValidationErrors};

use crate::problem::{Code, Problem, Wrong};
use crate::sent::Sent;
use crate::valid;

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
    /// Why it is not legal; the pointer begins at the value.
    Illegal(Wrong),
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
            Self::Illegal(wrong) => Err(Problem::invalid(vec![wrong.clone()])),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(from)?;
        Ok(T::deserialize(Sent(value)).map_or_else(Self::Illegal, Self::Legal))
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Legal(value) => value.serialize(to),
            Self::Illegal(_) => to.serialize_none(),
        }
    }
}

impl<T> Validate for Field<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Legal(_) => Ok(()),
            Self::Illegal(wrong) => Err(valid::errors(wrong)),
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
                return Err(Problem::new(Code::UnsupportedMediaType)
                    .telling(["请发送application/json", "send application/json"]));
            }
            let octets = octets.await.map_err(|_| too_large())?;
            let value: T = parse(&octets)?;
            value.validate().map_err(|errors| Problem::invalid(valid::wrongs(&errors)))?;
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

fn too_large() -> Problem {
    Problem::new(Code::TooLarge)
        .telling(["JSON不能超过1MiB,请分次发送", "JSON has at most 1 MiB; send it in parts"])
}

fn parse<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    let sent = serde_json::from_slice(octets).map_err(|_| Problem::new(Code::NotJson))?;
    T::deserialize(Sent(sent)).map_err(|wrong| Problem::invalid(vec![wrong]))
}

/// The octets of a file, as the document has them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "its schema is all there is of it")]
pub(crate) struct File(Vec<u8>);

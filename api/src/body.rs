//! How does JSON come in? Parsed once, checked whole: every field that is wrong is named.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::fault::{self, place};
use crate::gate::SignedIn;
use crate::once;
use crate::pace::{self, NotRead};
use crate::problem::{Code, Problem};
use crate::sent::Sent;

/// The most octets of a JSON body.
pub const MOST_OCTETS: usize = 1024 * 1024;

/// The most octets of a JSON body of somebody who is not signed in.
pub const MOST_OCTETS_OF_A_STRANGER: usize = 64 * 1024;

/// A checked JSON body.
pub struct Body<T> {
    /// What it says.
    pub value: T,
    /// Its octets, for the digest that tells a repetition from another request.
    pub octets: Bytes,
}

/// By this name a reading knows a [`Stated`].
pub(crate) const STATED: &str = "Stated";

/// A value that must be stated, null included: what is not sent is missing, and not null.
#[derive(Clone, Debug, Deserialize)]
pub struct Stated<T>(pub T);

impl<T: ComposeSchema> ComposeSchema for Stated<T> {
    fn compose(inner: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        inner.into_iter().next().unwrap_or_else(|| T::compose(Vec::new()))
    }
}

impl<T: ComposeSchema + ToSchema> ToSchema for Stated<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

impl<T: DeserializeOwned> FromRequest for Body<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (json, packed) =
            (is_of(request, "application/json"), request.headers().contains_key(CONTENT_ENCODING));
        let known = request.extensions().contains::<SignedIn>();
        let most = if known { MOST_OCTETS } else { MOST_OCTETS_OF_A_STRANGER };
        let body = payload.take();
        Box::pin(async move {
            if !json {
                return Err(Problem::new(Code::UnsupportedMediaType)
                    .telling(["请发送application/json", "send application/json"]));
            }
            if packed {
                return Err(Problem::new(Code::UnsupportedMediaType).telling([
                    "请不要压缩,直接发送JSON",
                    "send the JSON as it is, without Content-Encoding",
                ]));
            }
            let octets = pace::read(body, most).await.map_err(|why| not_read(why, most))?;
            Ok(Self { value: parse(&octets)?, octets })
        })
    }
}

/// Whether a request says that its body is of that type.
pub(crate) fn is_of(request: &HttpRequest, media_type: &str) -> bool {
    let named = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(media_type))
}

fn not_read(why: NotRead, most: usize) -> Problem {
    let (most, unit) = if most < MOST_OCTETS { (most / 1024, "KiB") } else { (most / 1024 / 1024, "MiB") };
    match why {
        NotRead::TooLarge => Problem::new(Code::TooLarge).detail(
            format!("此处JSON不能超过{most}{unit},请分次发送"),
            format!("JSON has at most {most} {unit} here; send it in parts"),
        ),
        NotRead::TooSlow => Problem::new(Code::TooSlow),
        NotRead::Broken => Problem::new(Code::NotJson),
    }
}

/// The value, or everything that is wrong with what was sent.
pub(crate) fn parse<T: DeserializeOwned>(octets: &[u8]) -> Result<T, Problem> {
    let (sent, twice) = once::parse(octets).map_err(|_| Problem::new(Code::NotJson))?;
    let size = (octets.len(), place(&sent));
    fault::read(size, twice, |known| T::deserialize(Sent(&sent, known))).map_err(Problem::invalid)
}

/// The octets of a file, as the document has them.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "its schema is all there is of it")]
pub(crate) struct File(Vec<u8>);

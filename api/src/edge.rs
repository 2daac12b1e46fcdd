//! What does every answer carry? A request id, the caller's language, and one line in the log.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::ConnectionType;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use domain::text::Language;

use crate::State;
use crate::problem::{Code, Problem};
use crate::route::PREFIX;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What an answer that is no page may do where a browser shows it all the same: nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
/// What the pages of the document may do: run their own programs and ask this service. They make styles as they run.
const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                    font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The id by which a request is found in the logs.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The id of a request.
    pub fn of(request: &HttpRequest) -> String {
        request.extensions().get::<Self>().map_or_else(String::new, |id| id.0.clone())
    }
}

/// In which language the caller reads, for handlers whose answers hold texts for a person.
#[derive(Clone, Copy, Debug)]
pub struct Reads(pub Language);

impl FromRequest for Reads {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(language(request))))
    }
}

/// The language that a caller prefers.
pub(crate) fn language(request: &HttpRequest) -> Language {
    let asked = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let first = asked.split([',', ';']).next().unwrap_or("").trim();
    if first.len() >= 2 && first.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en")) {
        Language::English
    } else {
        Language::Chinese
    }
}

/// The language of the texts in an answer that is no problem.
pub struct Reader(pub Language);

impl FromRequest for Reader {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        std::future::ready(Ok(Self(language(request))))
    }
}

/// Gives the request its id, tells problems in the caller's language, and logs one line.
pub async fn edge<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let id = new_id();
    request.extensions_mut().insert(RequestId(id.clone()));
    // The router needs the request for itself, so what is wanted of it later is taken now.
    let language = language(request.request());
    let begun = std::time::Instant::now();
    let answer = next.call(request).await.map_err(|error| {
        let told = as_problem(&error).answer(language, &id);
        InternalError::from_response(error, told)
    })?;
    let mut answer = with_problem(answer, language, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(X_REQUEST_ID, value);
    }
    guard(&mut answer);
    if answer.request().app_data::<Data<State>>().is_some_and(|state| state.stopping.is_asked()) {
        // Whoever asks again asks another process.
        answer.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    record(answer.request(), answer.status().as_u16(), begun.elapsed(), &id);
    Ok(answer)
}

/// What keeps an answer from being kept, or taken for something else, on its way. Only the document and its pages may be
/// kept, for nothing in them is anybody's.
fn guard<B>(answer: &mut ServiceResponse<B>) {
    let path = answer.request().path();
    let (routed, page) = (path.starts_with(PREFIX), path.starts_with("/docs/"));
    let headers = answer.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(if page { PAGE } else { NO_PAGE }));
    if routed && !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn with_problem<B: MessageBody + 'static>(
    answer: ServiceResponse<B>,
    language: Language,
    id: &str,
) -> ServiceResponse<EitherBody<B>> {
    match answer.response().error().map(as_problem) {
        None => answer.map_into_left_body(),
        Some(problem) => answer.into_response(problem.answer(language, id)).map_into_right_body(),
    }
}

/// Our own problem, or the nearest code for what the HTTP server says.
fn as_problem(error: &actix_web::Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let code = match error.as_response_error().status_code().as_u16() {
        400 => Code::BadQuery,
        404 => Code::NotFound,
        405 => Code::MethodNotAllowed,
        413 => Code::TooLarge,
        415 => Code::UnsupportedMediaType,
        _ => Code::Internal,
    };
    Problem::new(code)
}

fn record(request: &HttpRequest, status: u16, took: std::time::Duration, id: &str) {
    let route = request.match_pattern().unwrap_or_else(|| "unknown".to_owned());
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    tracing::info!(
        request_id = id,
        method = %request.method(),
        %route,
        status,
        took_us,
        "answered"
    );
    let labels = [("route", route), ("status", status.to_string())];
    metrics::counter!("jinqiu_requests_total", &labels).increment(1);
    metrics::histogram!("jinqiu_request_seconds").record(took.as_secs_f64());
}

/// A request's id is random: it says nothing of when or who.
fn new_id() -> String {
    let mut octets = [0_u8; 12];
    match aws_lc_rs::rand::fill(&mut octets) {
        Ok(()) => hex(&octets),
        Err(_) => "0".to_owned(),
    }
}

/// Octets as two hexadecimal digits each.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().fold(String::with_capacity(2 * octets.len()), |mut text, octet| {
        let [high, low] = [octet >> 4, octet & 15].map(|digit| char::from_digit(digit.into(), 16));
        text.extend(high.into_iter().chain(low));
        text
    })
}

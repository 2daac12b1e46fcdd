//! How are octets from outside read of each kind: a text, a word, a body, parameters, a header?

use std::str::FromStr;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use domain::text::Language;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::list::ListQuery;
use crate::{body, parameters};

/// Of a text by itself.
pub(super) fn text<T: FromStr>(octets: &[u8]) -> bool {
    std::str::from_utf8(octets).is_ok_and(|text| text.parse::<T>().is_ok())
}

/// Of a text in JSON.
pub(super) fn word<T: DeserializeOwned>(octets: &[u8]) -> bool {
    let text = Value::String(String::from_utf8_lossy(octets).into_owned());
    serde_json::from_value::<T>(text).is_ok()
}

/// Of a body of JSON.
pub(super) fn json<T: DeserializeOwned>(octets: &[u8]) -> bool {
    told(body::parse::<T>(octets))
}

/// Whether it was read; what is wrong is written out in both languages.
pub(super) fn told<T>(read: Result<T, crate::problem::Problem>) -> bool {
    let Err(problem) = read else { return true };
    for language in [Language::Chinese, Language::English] {
        assert!(serde_json::to_string(&problem.view(language, "")).is_ok());
    }
    false
}

/// Of the parameters of a list.
pub(super) fn query(octets: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(octets) else { return false };
    let Ok(list) = parameters::read::<ListQuery>(text) else { return false };
    let _ = list.after::<Value>();
    list.paging().is_ok()
}

/// Of a header of a request.
pub(super) fn header(name: &'static str, octets: &[u8], takes: impl Fn(&HttpRequest) -> bool) -> bool {
    HeaderValue::from_bytes(octets)
        .is_ok_and(|value| takes(&TestRequest::post().insert_header((name, value)).to_http_request()))
}

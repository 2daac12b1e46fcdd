//! What need a front end ask only once? Shipped lists, answered with a digest and how long they are good for.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, Responder};
use aws_lc_rs::digest::{SHA256, digest};
use serde::Serialize;

use crate::problem::{Code, Problem};

/// A list is asked for again after an hour, and then mostly answered with 304.
const GOOD_FOR: &str = "private, max-age=3600";

/// Something that changes rarely, with the digest of its content as the `ETag`.
pub(crate) struct Catalogue<T>(pub(crate) T);

impl<T: Serialize> Responder for Catalogue<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let Ok(octets) = serde_json::to_vec(&self.0) else {
            return HttpResponse::from_error(Problem::new(Code::Internal));
        };
        let digest = digest(&SHA256, &octets);
        let short = digest.as_ref().iter().take(12).map(|octet| format!("{octet:02x}"));
        let tag = format!("\"{}\"", short.collect::<String>());
        let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let same = known.is_some_and(|known| known.split(',').any(|each| each.trim() == tag));
        let status = if same { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        let mut answer = HttpResponse::build(status);
        answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, GOOD_FOR));
        if same { answer.finish() } else { answer.content_type("application/json").body(octets) }
    }
}

//! What is answered to a change? A record with its version, kept with the change so that it can be given again.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, ETAG, HeaderValue, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};

/// What is answered: kept, and given again when the request is repeated.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    body: Option<serde_json::Value>,
    version: Option<i64>,
    location: Option<String>,
}

impl Answer {
    /// 200 with a record of that version.
    pub fn ok(version: i64, view: &impl Serialize) -> Result<Self, Problem> {
        Self::of(200, view).map(|answer| Self { version: Some(version), ..answer })
    }

    /// 201 with a record of that version at that path below the prefix.
    pub fn created(path: &str, version: i64, view: &impl Serialize) -> Result<Self, Problem> {
        let location = Some(format!("{}{path}", crate::route::PREFIX));
        Self::of(201, view).map(|answer| Self { version: Some(version), location, ..answer })
    }

    /// 200 with something that has no version.
    pub fn plain(view: &impl Serialize) -> Result<Self, Problem> {
        Self::of(200, view)
    }

    /// 204.
    pub const fn empty() -> Self {
        Self { status: 204, body: None, version: None, location: None }
    }

    fn of(status: u16, view: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_value(view).map_err(|error| {
            tracing::error!(%error, "a view cannot be written as JSON");
            Problem::new(Code::Internal)
        })?;
        Ok(Self { status, body: Some(body), version: None, location: None })
    }
}

impl Responder for Answer {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = HttpResponse::build(status);
        if let Some(version) = self.version {
            answer.insert_header((ETAG, format!("\"{version}\"")));
        }
        if let Some(location) = self.location {
            answer.insert_header((LOCATION, location));
        }
        match self.body {
            Some(body) => {
                answer.insert_header((CONTENT_TYPE, HeaderValue::from_static("application/json")));
                answer.body(body.to_string())
            }
            None => answer.finish(),
        }
    }
}

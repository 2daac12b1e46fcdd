//! How does a test speak to the service? As any client would: HTTP and JSON, and nothing else.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Where routes live, unless a path names it itself.
const PREFIX: &str = "/api/v1";

/// Somebody who sends requests, signed in or not.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    root: String,
    token: Option<String>,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, root: String, token: Option<String>) -> Self {
        Self { http, root, token }
    }

    /// The same place, with another access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// The access token.
    pub fn token(&self) -> &str {
        self.token.as_deref().expect("signed in")
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).send().await
    }

    /// Creates or acts, under an idempotency key of its own.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::POST, path).json(body).send().await
    }

    /// Acts on what was read at that version, under an idempotency key of its own.
    pub async fn post_at(&self, path: &str, version: i64, body: &Value) -> Answer {
        self.request(Method::POST, path).if_match(version).json(body).send().await
    }

    /// Replaces, without saying which version was read.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.request(Method::PUT, path).json(body).send().await
    }

    /// Replaces what was read at that version.
    pub async fn put_at(&self, path: &str, version: i64, body: &Value) -> Answer {
        self.request(Method::PUT, path).if_match(version).json(body).send().await
    }

    /// Removes what was read at that version.
    pub async fn delete_at(&self, path: &str, version: i64) -> Answer {
        self.request(Method::DELETE, path).if_match(version).send().await
    }

    /// A request in pieces. A path is below `/api/v1`, unless it says so itself or is a whole address
    /// ([`crate::Service::url`]). A POST has an idempotency key of its own.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let url = if path.starts_with("http://") {
            path.to_owned()
        } else if path.starts_with(PREFIX) {
            format!("{}{path}", self.root)
        } else {
            format!("{}{PREFIX}{path}", self.root)
        };
        let key = (method == Method::POST).then(new_key);
        let mut request = self.http.request(method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Request { request, key }
    }
}

fn new_key() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("key-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// A request in the making.
pub struct Request {
    request: RequestBuilder,
    key: Option<String>,
}

impl Request {
    /// A JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// A body of that media type.
    #[must_use]
    pub fn octets(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { request: self.request.header("Content-Type", kind).body(body.into()), ..self }
    }

    /// The version that was read.
    #[must_use]
    pub fn if_match(self, version: i64) -> Self {
        self.header("If-Match", &format!("\"{version}\""))
    }

    /// Another header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header's name");
        let value: HeaderValue = value.parse().expect("a header's value");
        Self { request: self.request.header(name, value), ..self }
    }

    /// That idempotency key.
    #[must_use]
    pub fn key(self, key: &str) -> Self {
        Self { key: Some(key.to_owned()), ..self }
    }

    /// No idempotency key.
    #[must_use]
    pub fn without_key(self) -> Self {
        Self { key: None, ..self }
    }

    /// Sends it.
    pub async fn send(self) -> Answer {
        let request = match self.key {
            Some(key) => self.request.header("Idempotency-Key", key),
            None => self.request,
        };
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.expect("a whole answer");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status, headers, body, text }
    }
}

/// What the service answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body; null when it is not JSON.
    pub body: Value,
    /// The body as it came.
    pub text: String,
}

impl Answer {
    /// The same, when the status is that; else the test fails and shows what came.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// The same, when it is that problem.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["request_id"], self.header("x-request-id"));
        self
    }

    /// A header; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The version in the `ETag`.
    #[track_caller]
    pub fn version(&self) -> i64 {
        let tag = self.header("etag").trim_matches('"');
        tag.parse().unwrap_or_else(|_| panic!("no version in the ETag {tag:?}: {}", self.text))
    }

    /// The id of the record.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id: {}", self.text)).to_owned()
    }

    /// The code of a problem; empty when it is none.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// Where a body was wrong, in order.
    pub fn pointers(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
    }
}

//! How does a test speak to the service? As any client would: HTTP and JSON, and nothing else.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::{canary, document};

/// Where routes live, unless a path names it itself.
const PREFIX: &str = "/api/v1";
/// How often a request is sent at most, when it is told to come again: of many that race on a busy machine, one is often last.
const TRIES: u32 = 30;

/// Connections to a service. It leaves one after five seconds without a request, and what is sent at that moment is not read: so
/// they are left before.
pub fn connections() -> reqwest::Client {
    let connections = reqwest::Client::builder().no_proxy().pool_idle_timeout(Duration::from_secs(1));
    connections.build().expect("a client")
}

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

    /// Acts on what was read at that version, with nothing more to say, under an idempotency key of its own.
    pub async fn act_at(&self, path: &str, version: i64) -> Answer {
        self.request(Method::POST, path).if_match(version).send().await
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
        let path = match path.strip_prefix(self.root.as_str()) {
            Some(below) => below.to_owned(),
            None if path.starts_with(PREFIX) => path.to_owned(),
            None => format!("{PREFIX}{path}"),
        };
        let key = (method == Method::POST).then(new_key);
        let mut request = self.http.request(method.clone(), format!("{}{path}", self.root));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        Request { built: request, method, path, key, tries: TRIES }
    }

    /// The same place, signed in to that account.
    pub async fn sign_in(&self, username: &str, password: &str) -> Self {
        let credentials = json!({ "username": username, "password": password });
        let mut answer = self.post("/sessions", &credentials).await;
        // Attempts that are being looked at count until they are found right: many at once may be told to wait a moment.
        for _ in 0..5 {
            let Some(pause) = answer.told_to_wait() else { break };
            tokio::time::sleep(pause).await;
            answer = self.post("/sessions", &credentials).await;
        }
        let tokens = answer.expect(200).body;
        self.with_token(tokens["access_token"].as_str().expect("a token"))
    }
}

fn new_key() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("key-{}-{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// A request in the making.
pub struct Request {
    built: RequestBuilder,
    method: Method,
    path: String,
    key: Option<String>,
    tries: u32,
}

impl Request {
    /// A JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self { built: self.built.json(body), ..self }
    }

    /// A body of that media type.
    #[must_use]
    pub fn octets(self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { built: self.built.header("Content-Type", kind).body(body.into()), ..self }
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
        Self { built: self.built.header(name, value), ..self }
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

    /// Sent once, whatever the answer.
    #[must_use]
    pub fn once(self) -> Self {
        Self { tries: 1, ..self }
    }

    /// Sends it once: the answer, or nothing when the connection ends before the whole of it has come.
    pub async fn try_send(self) -> Option<Answer> {
        let request = match self.key {
            Some(key) => self.built.header("Idempotency-Key", key),
            None => self.built,
        };
        Answer::try_receive(request).await.ok()
    }

    /// Sends it. One that may be repeated (reading, replacing, or under a key) is sent again when it is told to come again,
    /// after the time that it is told: what counts is the final answer.
    pub async fn send(self) -> Answer {
        let repeats = self.key.is_some() || self.method != Method::POST;
        let mut tries = if repeats { self.tries } else { 1 };
        let request = match self.key {
            Some(key) => self.built.header("Idempotency-Key", key),
            None => self.built,
        };
        loop {
            let answer = Answer::receive(request.try_clone().expect("a body in memory")).await;
            document::lists(&self.method, &self.path, answer.status, &answer.text);
            // What is disclosed, a copy for whom it is about, what a bank or the national system is told, and rows that come
            // back to whoever gave them are the answers that may hold them.
            let telling = [
                "/disclosures",
                "/personal-copies",
                "/bank-file",
                "/national-records/due",
                "/approval-forms",
                "/refused-rows",
            ];
            let whole = self.method == Method::POST && telling.iter().any(|path| self.path.ends_with(path));
            if !self.path.ends_with("/openapi.json") && !whole {
                let told = format!("{}{:?}", answer.text, answer.headers);
                assert_eq!(canary::find(told.as_bytes()), None, "{} {}: {told}", self.method, self.path);
            }
            tries -= 1;
            match answer.come_again() {
                Some(pause) if tries > 0 => tokio::time::sleep(pause).await,
                _ => return answer,
            }
        }
    }
}

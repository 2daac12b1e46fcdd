//! What did the service answer? Status, headers and body, with what a test asks of them.

use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

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
    pub octets: Vec<u8>,
    /// The same as UTF-8.
    pub text: String,
}

impl Answer {
    pub(crate) async fn receive(request: RequestBuilder) -> Self {
        Self::try_receive(request).await.expect("a whole answer")
    }

    /// The same; an error when the connection ends before the whole of it has come.
    pub(crate) async fn try_receive(request: RequestBuilder) -> Result<Self, reqwest::Error> {
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let octets = answer.bytes().await?.to_vec();
        let text = String::from_utf8_lossy(&octets).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Ok(Self { status, headers, body, octets, text })
    }

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

    /// After which time to send the same again, when it says so.
    pub(crate) fn come_again(&self) -> Option<Duration> {
        if self.status == 503 || self.code() == "in_flight" { self.retry_after() } else { None }
    }

    /// How long a sign-in has to wait, when it came too soon after others or the service is busy.
    pub(crate) fn told_to_wait(&self) -> Option<Duration> {
        if matches!(self.status, 429 | 503) { self.retry_after() } else { None }
    }

    fn retry_after(&self) -> Option<Duration> {
        self.header("retry-after").parse().ok().map(Duration::from_secs)
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

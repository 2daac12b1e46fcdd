//! How is a list asked for and answered? Pages by cursor, the same cost on the last as on the first.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, Responder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use persistence::{Page, Paging};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

pub use crate::parameters::{Path, Query, Within};
use crate::problem::{Code, Problem};

/// How many rows a page may have.
pub type PageSize = Within<1, 200>;

/// The rows of a page where no number is given.
const USUAL: u64 = 50;

/// Which page of a list.
#[derive(Clone, Debug, serde::Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    pub limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Whether to count all rows that match.
    pub total: Option<bool>,
}

impl ListQuery {
    /// The page in the store's terms, of a list in the order of entry.
    pub fn paging(&self) -> Result<Paging, Problem> {
        let after = self.octets()?.map(|octets| Uuid::from_slice(&octets).map_err(|_| not_ours()));
        let after = after.transpose()?;
        Ok(Paging { after, total: self.total.unwrap_or(false), ..Paging::first(self.limit()) })
    }

    /// The most rows.
    pub fn limit(&self) -> u64 {
        self.limit.map_or(USUAL, |rows| rows.get().into())
    }

    /// The last row seen, of a list in another order.
    pub fn after<N: DeserializeOwned>(&self) -> Result<Option<N>, Problem> {
        let seek = |octets: Vec<u8>| serde_json::from_slice(&octets).map_err(|_| not_ours());
        self.octets()?.map(seek).transpose()
    }

    fn octets(&self) -> Result<Option<Vec<u8>>, Problem> {
        let decode = |cursor: &String| URL_SAFE_NO_PAD.decode(cursor).map_err(|_| not_ours());
        self.cursor.as_ref().map(decode).transpose()
    }
}

/// A cursor that no list in this order gave.
pub fn not_ours() -> Problem {
    let chinese = "cursor须取自同一排序的next_cursor";
    Problem::new(Code::BadQuery).detail(chinese, "cursor is taken from next_cursor of the same order")
}

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct List<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last.
    pub next_cursor: Option<String>,
    /// How many match, when `total=true` was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub total: Option<u64>,
}

impl<T> List<T> {
    /// All rows on one page.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None, total: None }
    }

    /// A page that goes on after more than an id.
    pub fn sought<N: Serialize>(page: Page<T, N>) -> Self {
        // What tells an order is texts and numbers, which JSON has.
        let next = page.next.and_then(|seek| serde_json::to_vec(&seek).ok());
        let next_cursor = next.map(|octets| URL_SAFE_NO_PAD.encode(octets));
        Self { items: page.items, next_cursor, total: page.total }
    }
}

impl<T> From<Page<T>> for List<T> {
    fn from(page: Page<T>) -> Self {
        let next_cursor = page.next.map(|id| URL_SAFE_NO_PAD.encode(id.as_bytes()));
        Self { items: page.items, next_cursor, total: page.total }
    }
}

impl<T> List<T> {
    /// An answer that names the next page in `Link`.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponseBuilder {
        let mut answer = HttpResponse::Ok();
        if let Some(cursor) = &self.next_cursor {
            let others = request
                .query_string()
                .split('&')
                .filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
            let cursor = format!("cursor={cursor}");
            let query: Vec<&str> = others.chain([cursor.as_str()]).collect();
            answer.insert_header((LINK, format!("<{}?{}>; rel=\"next\"", request.path(), query.join("&"))));
        }
        answer
    }
}

impl<T: Serialize> Responder for List<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.answer(request).json(self)
    }
}

/// One record with its version as the `ETag`.
pub struct Found<T> {
    /// The version.
    pub version: i64,
    /// The record.
    pub view: T,
}

impl<T: Serialize> Responder for Found<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header(("ETag", format!("\"{}\"", self.version))).json(self.view)
    }
}

//! How does a whole list go out? As lines, page after page, while it is read: in little memory, however long it is.

use std::borrow::Cow;
use std::collections::BTreeSet;

use actix_web::dev::Payload;
use actix_web::http::header::{Accept, CONTENT_DISPOSITION, Header, HeaderValue, Quality, VARY};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use futures_util::stream::{once, try_unfold};
use futures_util::{StreamExt, TryStreamExt};
use persistence::{Page, Paging};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use crate::cells::guarded;
use crate::list::List;
use crate::problem::{Code, Problem};

/// So many rows are read at once.
pub(crate) const AT_ONCE: u64 = 200;

/// In which form a list is wanted, as `Accept` says: a page as JSON, or the whole of it as lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A page.
    Page,
    /// All rows, with commas between, below the names of their fields.
    Csv,
    /// All rows, each as JSON on a line of its own.
    Ndjson,
}

/// The media type of lines of JSON.
pub(crate) const NDJSON: &str = "application/x-ndjson";

impl FromRequest for Wanted {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let said = Accept::parse(request).unwrap_or_else(|_| Accept(Vec::new()));
        let mut kinds = said.0;
        kinds.retain(|kind| kind.quality > Quality::ZERO);
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.quality));
        let wanted = kinds.iter().find_map(|kind| match kind.item.essence_str() {
            "text/csv" => Some(Self::Csv),
            NDJSON => Some(Self::Ndjson),
            "application/json" | "*/*" | "application/*" => Some(Self::Page),
            _ => None,
        });
        std::future::ready(Ok(wanted.unwrap_or(Self::Page)))
    }
}

/// A list as it was wanted.
pub(crate) enum Listed<T> {
    /// A page.
    Page(List<T>),
    /// All of it.
    Whole(HttpResponse),
}

impl<T: Serialize> Responder for Listed<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut answer = match self {
            Self::Page(page) => page.respond_to(request),
            Self::Whole(answer) => answer,
        };
        answer.headers_mut().append(VARY, HeaderValue::from_static("Accept"));
        answer
    }
}

impl Wanted {
    /// A list in the order of entry: a page of it, or all that follows where the page begins.
    pub(crate) async fn list<T: Serialize + ToSchema + 'static>(
        self,
        paging: Paging,
        read: impl AsyncFn(Paging) -> Result<Page<T>, Problem> + 'static,
    ) -> Result<Listed<T>, Problem> {
        if self == Self::Page {
            return Ok(Listed::Page(read(paging).await?.into()));
        }
        let begin = Paging { limit: AT_ONCE, total: false, ..paging };
        let rows = async move |at: Paging| {
            let page = read(at).await?;
            Ok((page.items, page.next.map(|next| Paging { after: Some(next), ..at })))
        };
        self.whole(begin, rows).await
    }

    /// All rows from some beginning on; `read` gives some, and where the next ones begin. What goes wrong with the first of them is told;
    /// what goes wrong later cuts the answer off, which whoever reads it sees.
    pub(crate) async fn whole<T: Serialize + ToSchema + 'static, B: 'static>(
        self,
        begin: B,
        read: impl AsyncFn(B) -> Result<(Vec<T>, Option<B>), Problem> + 'static,
    ) -> Result<Listed<T>, Problem> {
        let (first, next) = read(begin).await?;
        let fields = fields::<T>();
        let head = if self == Self::Csv { Self::heading(&fields)? } else { Vec::new() };
        let first = self.lines(&fields, first)?;
        let rest = try_unfold((read, next, fields), move |(read, next, fields)| async move {
            let Some(at) = next else { return Ok(None) };
            let (rows, next) = read(at).await?;
            let lines = self.lines(&fields, rows)?;
            Ok::<_, Problem>(Some((lines, (read, next, fields))))
        });
        let opening = once(std::future::ready(Ok([head, first].concat())));
        let body = opening.chain(rest).map_ok(Bytes::from).inspect_err(|problem| {
            tracing::warn!(%problem, "a list that is being told is cut off");
        });
        let (media_type, name) = match self {
            Self::Ndjson => (NDJSON, "list.ndjson"),
            Self::Csv | Self::Page => ("text/csv; charset=utf-8", "list.csv"),
        };
        let mut answer = HttpResponse::Ok()
            .content_type(media_type)
            .insert_header(("X-Content-Type-Options", "nosniff"))
            .insert_header(("Cache-Control", "no-store"))
            .streaming(body);
        if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
            let _ = answer.headers_mut().insert(CONTENT_DISPOSITION, name);
        }
        Ok(Listed::Whole(answer))
    }

    fn heading(fields: &[String]) -> Result<Vec<u8>, Problem> {
        let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        out.write_record(fields).map_err(broken)?;
        out.into_inner().map_err(broken)
    }

    fn lines<T: Serialize>(self, fields: &[String], rows: Vec<T>) -> Result<Vec<u8>, Problem> {
        if self == Self::Ndjson {
            let mut out = Vec::new();
            for row in rows {
                serde_json::to_writer(&mut out, &row).map_err(broken)?;
                out.push(b'\n');
            }
            return Ok(out);
        }
        let mut out = csv::Writer::from_writer(Vec::new());
        for row in rows {
            let row = serde_json::to_value(row).map_err(broken)?;
            let nothing = Map::new();
            let row = row.as_object().unwrap_or(&nothing);
            out.write_record(fields.iter().map(|field| cell(row.get(field)).into_owned())).map_err(broken)?;
        }
        out.into_inner().map_err(broken)
    }
}

/// A value in a cell: a text as it is, unless a program would reckon it, and what is no text as JSON writes it.
fn cell(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(Value::String(text)) => guarded(text),
        Some(value) => Cow::Owned(value.to_string()),
    }
}

/// The fields of a row, as the document has them.
fn fields<T: ToSchema>() -> Vec<String> {
    let mut all = Vec::new();
    gather(&T::schema(), &mut all);
    let mut seen = BTreeSet::new();
    all.retain(|field| seen.insert(field.clone()));
    all
}

fn gather(schema: &RefOr<Schema>, into: &mut Vec<String>) {
    match schema {
        RefOr::T(Schema::Object(object)) => into.extend(object.properties.keys().cloned()),
        RefOr::T(Schema::AllOf(all)) => all.items.iter().for_each(|one| gather(one, into)),
        _ => {}
    }
}

fn broken(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "lines cannot be written");
    Problem::new(Code::Internal)
}

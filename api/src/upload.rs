//! How does a file come in and go out? Read as a stream up to a length, known by what is in it, never shown in place.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, HeaderValue};
use actix_web::web::Payload;

use crate::pace::{self, NotRead};
use crate::problem::{Code, Problem};

/// The most octets of a file.
pub(crate) const MOST_OCTETS: usize = 10 * 1024 * 1024;
/// What a paper may be: a document or a picture.
const PAPERS: &[&str] = &["application/pdf", "image/jpeg", "image/png", "image/webp", "image/heif"];
/// What a photograph may be.
const PICTURES: &[&str] = &["image/jpeg", "image/png", "image/webp", "image/heif"];

/// Which files are taken.
#[derive(Clone, Copy)]
pub(crate) enum Accepts {
    /// Documents and pictures.
    Papers,
    /// Pictures.
    Pictures,
}

/// A file that came in.
pub(crate) struct Upload {
    /// What it was found to be.
    pub(crate) media_type: &'static str,
    /// What is in it.
    pub(crate) octets: Vec<u8>,
}

impl Upload {
    /// Reads it to its end, and finds out what it is.
    pub(crate) async fn read(payload: Payload, accepts: Accepts) -> Result<Self, Problem> {
        let octets = pace::read(payload, MOST_OCTETS).await.map_err(not_read)?;
        let (types, chinese, english) = match accepts {
            Accepts::Papers => (
                PAPERS,
                "只接受PDF、JPEG、PNG、WebP、HEIF文件,请转换后再传",
                "a file is PDF, JPEG, PNG, WebP or HEIF; convert it",
            ),
            Accepts::Pictures => (
                PICTURES,
                "只接受JPEG、PNG、WebP、HEIF照片,请转换后再传",
                "a photograph is JPEG, PNG, WebP or HEIF; convert it",
            ),
        };
        if octets.is_empty() {
            let problem = Problem::new(Code::UnsupportedMediaType);
            return Err(problem.detail("文件是空的,请重新选择", "the file is empty; choose it again"));
        }
        let unknown = || Problem::new(Code::UnsupportedMediaType).detail(chinese, english);
        let media_type = found(&octets).filter(|found| types.contains(found)).ok_or_else(unknown)?;
        Ok(Self { media_type, octets: octets.into() })
    }
}

fn not_read(why: NotRead) -> Problem {
    match why {
        NotRead::TooLarge => Problem::new(Code::TooLarge).detail(
            "文件不能超过10MiB,请压缩或降低分辨率后再传",
            "a file has at most 10 MiB; compress it, or scan it more coarsely",
        ),
        NotRead::TooSlow | NotRead::Broken => why.into(),
    }
}

/// What a file is by its first octets. A document that begins later lies in something else, as a form of many parts.
pub(crate) fn found(octets: &[u8]) -> Option<&'static str> {
    let found = infer::get(octets)?.mime_type();
    (found != "application/pdf" || octets.starts_with(b"%PDF-")).then_some(found)
}

/// A file that goes out: to be kept, not to be shown in place of a page.
pub(crate) fn download(media_type: String, octets: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(("Content-Disposition", "attachment"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .insert_header(("Cache-Control", "no-store"))
        .body(octets)
}

/// The same, under a name of ASCII letters, digits, hyphens and points.
pub(crate) fn named(media_type: &str, name: &str, octets: Vec<u8>) -> HttpResponse {
    let mut answer = download(media_type.to_owned(), octets);
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        let _ = answer.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    answer
}

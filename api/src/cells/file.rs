//! How does a list come in? As the body of a request: a spreadsheet or CSV, and what its content type says.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};

use crate::body::{MOST_OCTETS, is_of};
use crate::pace;
use crate::problem::{Code, Problem};

/// The media types that are read.
const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const TEXT: &str = "text/csv";

/// A file of a list.
pub(crate) struct ListFile(pub(crate) Bytes);

impl FromRequest for ListFile {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (is_sheet, is_text) = (is_of(request, SHEET), is_of(request, TEXT));
        let body = payload.take();
        Box::pin(async move {
            if !is_sheet && !is_text {
                return Err(Problem::new(Code::UnsupportedMediaType)
                    .detail(format!("请以{SHEET}或{TEXT}类型发送"), format!("send {SHEET} or {TEXT}")));
            }
            let octets = pace::read(body, MOST_OCTETS).await?;
            if octets.starts_with(b"PK\x03\x04") != is_sheet {
                return Err(Problem::field(
                    "",
                    [
                        "文件与所声明的类型不符,请按实际类型发送",
                        "the file is not what its content type says; send it as what it is",
                    ],
                ));
            }
            Ok(Self(octets))
        })
    }
}

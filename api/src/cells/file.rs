//! How does a list come in? As the body of a request: a spreadsheet or CSV, and what its content type says.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};

use super::book::SPREADSHEET;
use super::is_sheet;
use crate::body::is_of;
use crate::pace::{self, NotRead};
use crate::problem::{Code, Problem};

/// The media type that is read besides that of a spreadsheet.
const TEXT: &str = "text/csv";

/// What a spreadsheet begins with that is of the older form, or is locked by a password.
const LOCKED: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// A file of a list, of so many MiB at most.
pub(crate) struct ListFile<const MIB: usize = 1>(pub(crate) Bytes);

impl<const MIB: usize> FromRequest for ListFile<MIB> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (says_sheet, is_text) = (is_of(request, SPREADSHEET), is_of(request, TEXT));
        let body = payload.take();
        Box::pin(async move {
            if !says_sheet && !is_text {
                return Err(Problem::new(Code::UnsupportedMediaType).detail(
                    format!("请以{SPREADSHEET}或{TEXT}类型发送"),
                    format!("send {SPREADSHEET} or {TEXT}"),
                ));
            }
            let octets = pace::read(body, MIB * 1024 * 1024).await.map_err(not_read::<MIB>)?;
            if octets.starts_with(LOCKED) {
                let told = [
                    "文件加了密码,或是旧版XLS格式,请去掉密码并另存为XLSX后再发",
                    "the file is locked by a password, or of the older form XLS; save it as XLSX without one",
                ];
                return Err(Problem::field("", told));
            }
            if is_sheet(&octets) != says_sheet {
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

fn not_read<const MIB: usize>(why: NotRead) -> Problem {
    match why {
        NotRead::TooLarge => Problem::new(Code::TooLarge).detail(
            format!("文件不能超过{MIB}MiB,请拆成几个文件"),
            format!("a file has at most {MIB} MiB; split it into several"),
        ),
        NotRead::TooSlow | NotRead::Broken => why.into(),
    }
}

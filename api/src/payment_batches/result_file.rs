//! What does the bank's own file say? Each bank has its headings and words; what it comes to is what finance or its last line says
//! (N22).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, post};
use domain::money::Money;
use domain::name::Line;
use domain::payment::{BankResult, NoResult, ResultForm, SumUnit};
use domain::payment_batch::{PaymentBatch, Tally};
use domain::reasons;
use serde::Deserialize;
use utoipa::IntoParams;

use super::PaymentBatchPath;
use super::answer::{Said, take_down};
use crate::body::is_of;
use crate::cells::{self, NoLines};
use crate::list::{Path, Query};
use crate::pace;
use crate::problem::{Code, Problem, Wrong};
use crate::upload;
use crate::write::{Answer, Write};

/// The most lines of a file: those of the largest batch, and titles.
const MOST_LINES: u32 = 5_100;

/// How the bank writes its file, and what it should come to.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ResultQuery {
    /// How many lines finance counts; needed, with `amount_fen`, where the file has no line of totals.
    #[param(minimum = 1, maximum = 5000, example = 37)]
    payments: Option<u32>,
    /// What finance adds them up to.
    #[param(value_type = Option<i64>, minimum = 1, example = 14_800_000)]
    amount_fen: Option<Money>,
    /// The heading of the reference that the bank was told; 业务参考号 unless said.
    #[param(value_type = Option<String>, example = "业务参考号")]
    reference: Option<Line>,
    /// The heading of the sum; 金额(元) unless said.
    #[param(value_type = Option<String>, example = "金额(元)")]
    amount: Option<Line>,
    /// In what sums are; yuan unless said.
    #[param(inline)]
    unit: Option<SumUnit>,
    /// The heading of what the bank did; 处理结果 unless said.
    #[param(value_type = Option<String>, example = "处理结果")]
    outcome: Option<Line>,
    /// The heading of why it did not pay; 失败原因 unless said.
    #[param(value_type = Option<String>, example = "失败原因")]
    reason: Option<Line>,
    /// The heading of the bank's own number; 银行流水号 unless said.
    #[param(value_type = Option<String>, example = "银行流水号")]
    serial: Option<Line>,
    /// How the bank writes that it paid; 成功 unless said.
    #[param(value_type = Option<String>, example = "成功")]
    paid: Option<Line>,
    /// How it writes that it did not; 失败 unless said.
    #[param(value_type = Option<String>, example = "失败")]
    failed: Option<Line>,
    /// How it writes that the money came back; 退汇 unless said.
    #[param(value_type = Option<String>, example = "退汇")]
    returned: Option<Line>,
}

impl ResultQuery {
    fn form(&self) -> ResultForm<'_> {
        let usual = ResultForm::default();
        ResultForm {
            reference: self.reference.as_ref().map_or(usual.reference, Line::as_str),
            amount: self.amount.as_ref().map_or(usual.amount, Line::as_str),
            unit: self.unit.unwrap_or(usual.unit),
            outcome: self.outcome.as_ref().map_or(usual.outcome, Line::as_str),
            reason: self.reason.as_ref().map_or(usual.reason, Line::as_str),
            serial: self.serial.as_ref().map_or(usual.serial, Line::as_str),
            paid: self.paid.as_ref().map_or(usual.paid, Line::as_str),
            failed: self.failed.as_ref().map_or(usual.failed, Line::as_str),
            returned: self.returned.as_ref().map_or(usual.returned, Line::as_str),
        }
    }

    /// What finance says that the file comes to.
    fn declared(&self) -> Result<Option<Tally>, Problem> {
        match (self.payments, self.amount_fen) {
            (Some(payments), Some(fen)) => Ok(Some(Tally { payments, fen: fen.as_fen() })),
            (None, None) => Ok(None),
            _ => Err(Problem::new(Code::BadQuery).telling([
                "payments与amount_fen应一并填写,请补上",
                "payments and amount_fen are said together; add the other",
            ])),
        }
    }
}

/// The file, as it is sent.
struct ResultFile(Bytes);

impl FromRequest for ResultFile {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let csv = is_of(request, "text/csv");
        let body = payload.take();
        Box::pin(async move {
            if !csv {
                return Err(Problem::new(Code::UnsupportedMediaType)
                    .telling(["请以text/csv类型发送", "send text/csv"]));
            }
            Ok(Self(pace::read(body, upload::MOST_OCTETS).await?))
        })
    }
}

/// Why a file is not taken down as a whole.
#[derive(Debug)]
enum NotTaken {
    Lines(NoLines),
    Headings([String; 3]),
    NoTotals,
}

reasons! {
    NotTaken {
        Self::Lines(NoLines::Form | NoLines::Sheet | NoLines::Macros | NoLines::TooLarge) => "文件不是UTF-8、GBK或GB18030编码的CSV,请另存后再发", "the file is no CSV in UTF-8, GBK or GB 18030; save it as one";
        Self::Lines(NoLines::TooMany { most }) => "文件超过{most}行,请按批次分开", "the file has more than {most} lines; split it by batches";
        Self::Headings([reference, amount, outcome]) => "文件前部没有“{reference}”“{amount}”“{outcome}”的表头,请在请求中写明银行的栏目名称",
            "no line has the headings {reference}, {amount} and {outcome}; say in the request how the bank calls its columns";
        Self::NoTotals => "文件没有合计行,请填写payments与amount_fen以便核对", "the file has no line of totals; say payments and amount_fen, so that it can be added up";
    }
}

/// What a file says.
fn read(octets: &[u8], form: &ResultForm<'_>) -> Result<BankResult, Problem> {
    let whole = |why: NotTaken| Problem::field("", why);
    let rows = cells::of_octets(octets, MOST_LINES).map_err(|why| whole(NotTaken::Lines(why)))?;
    form.read(&rows).map_err(|why| match why {
        NoResult::Headings { wanted } => whole(NotTaken::Headings(wanted)),
        NoResult::Rows(flaws) => {
            Problem::invalid(flaws.into_iter().map(|(row, flaw)| Wrong::new(place(row), flaw)).collect())
        }
    })
}

fn place(row: u64) -> String {
    format!("/rows/{row}")
}

/// Take down the bank's file.
///
/// CSV in UTF-8, GBK or GB 18030, with the bank's own headings and words, which the request says where they are not the usual ones.
/// It must come to what its last line says (合计), or what finance declares, or both; then it is taken down as the lines of
/// `/payment-batches/{id}/answers` are: whole or not at all, and the same file twice once. Rows that do not fit are named by their
/// numbers in the file.
#[utoipa::path(
    params(PaymentBatchPath, ResultQuery),
    request_body(content = String, content_type = "text/csv", description = "The file"),
    responses((status = 200, description = "Taken down", body = PaymentBatch))
)]
#[post("/payment-batches/{id}/result-file")]
pub(super) async fn take_result_file(
    write: Write,
    path: Path<PaymentBatchPath>,
    query: Query<ResultQuery>,
    file: ResultFile,
) -> Result<Answer, Problem> {
    let declared = query.0.declared()?;
    take_down(&write, path.0.id, &file.0, || {
        let BankResult { lines, totals } = read(&file.0, &query.0.form())?;
        let comes_to: Vec<Tally> = totals.into_iter().chain(declared).collect();
        if comes_to.is_empty() {
            return Err(Problem::field("", NotTaken::NoTotals));
        }
        let (rows, lines) = lines.into_iter().unzip::<u64, _, Vec<_>, Vec<_>>();
        let places = rows.into_iter().map(place).collect();
        Ok(Said { lines, places, comes_to })
    })
    .await
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file that can be taken down.
    pub(crate) const SAMPLE: &str = "业务参考号,金额(元),处理结果,失败原因,银行流水号\n\
        0197b2a0-0000-7000-8000-000000000001,4000.00,成功,,BK1\n0197b2a0-0000-7000-8000-000000000002,4000.00,失败,户名不符,\n\
        合计,8000.00,2笔,,\n";

    /// Whether a file can be taken down.
    pub(crate) fn is_result(octets: &[u8]) -> bool {
        read(octets, &ResultForm::default()).is_ok()
    }
}

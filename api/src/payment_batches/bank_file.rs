//! What does the bank get? A file with whole numbers of cards and accounts, the same each time, and each reading on record: as an act,
//! and in the register of disclosures (N26).

use actix_web::{HttpResponse, post};
use aws_lc_rs::digest::{SHA256, digest};
use domain::disclosure::{DisclosurePurpose, SensitiveField, SubjectKind};
use domain::fund::Payee;
use domain::id::{DisclosedId, DisclosureId};
use domain::log::Act;
use domain::payment::{BankFileForm, Payment, Recipient, TextEncoding};
use persistence::disclosures::{Disclosed, Particulars};
use persistence::payments::PaymentRecord;
use persistence::{Logged, Work};

use super::{PaymentBatchPath, entry, expect_of_own_union, refused};
use crate::edge::hex;
use crate::funds;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::upload::named;
use crate::write::Write;

/// Read the file for the bank.
///
/// Of a batch that was handed to the bank: CSV in the form that was said then, with whole numbers of cards and accounts. It is the
/// same whenever it is read, and whose numbers it showed to whom is at `/disclosures`. The bank repeats the reference of each payment in its answer.
#[utoipa::path(params(PaymentBatchPath), responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
#[post("/payment-batches/{id}/bank-file")]
pub(super) async fn read_bank_file(
    write: Write,
    path: Path<PaymentBatchPath>,
) -> Result<HttpResponse, Problem> {
    let (encoding, octets) = write
        .aside(async |work| {
            let batch = expect_of_own_union(work, &write, path.0.id).await?;
            batch.with_the_bank().map_err(refused)?;
            let form = work.payment_batches().form(batch.id).await?.ok_or_else(no_file)?;
            let records = work.payments().of_batch(batch.id).await?;
            let octets = written(&form, &lines(&records)?)?;
            let fund = funds::expect_own(work, &write, batch.fund).await?;
            let disclosure = disclose(work, &write, fund.payee, &records).await?;
            let told = hex(digest(&SHA256, &octets).as_ref());
            let entry = entry(Act::ReadBankFile, &batch).change(&(), &(told, disclosure))?;
            Ok(Logged::new((form.encoding(), octets), entry))
        })
        .await?;
    let charset = encoding_of(encoding).name().to_ascii_lowercase();
    Ok(named(&format!("text/csv; charset={charset}"), "payments.csv", octets))
}

/// Writes down whose whole numbers are shown, to an officer in a file or to a bank directly. They are not on the day's account of the officer: two others have said who is paid.
pub(super) async fn disclose(
    work: &Work,
    write: &Write,
    payee: Payee,
    records: &[PaymentRecord],
) -> Result<DisclosureId, Problem> {
    let takers = work.applications().takers(records.iter().map(|record| record.payment.application)).await?;
    let kind = match payee {
        Payee::WorkerCard => SubjectKind::Worker,
        Payee::StudentAccount => SubjectKind::Student,
    };
    let subjects = records.iter().filter_map(|PaymentRecord { payment, .. }| {
        let union = *takers.get(&payment.application)?;
        Some(Disclosed { kind, id: DisclosedId::new(payment.application.raw()), member: None, union })
    });
    let on_cards =
        |record: &PaymentRecord| record.recipient.as_ref().is_some_and(|recipient| recipient.card.is_some());
    let cards = records.iter().filter(|record| on_cards(record)).count();
    let of = [(SensitiveField::Card, cards), (SensitiveField::Account, records.len() - cards)];
    let said = Particulars {
        role: write.actor.role,
        purpose: DisclosurePurpose::Payment,
        standing: None,
        fields: of.into_iter().filter(|(_, count)| *count > 0).map(|(field, _)| field).collect(),
        reasons: None,
        shown: records.len().try_into().unwrap_or(u32::MAX),
        subjects: subjects.collect(),
    };
    Ok(work.disclosures().add(&said).await?)
}

fn no_file() -> Problem {
    Problem::new(Code::Refused).by("told_directly", None).detail(
        "本批次由系统直接提交银行,没有银行文件;各笔结果见 GET /api/v1/payments?batch=",
        "the bank is told of this batch directly, so there is no file; how each payment stands is at GET /api/v1/payments?batch=",
    )
}

fn lines(records: &[PaymentRecord]) -> Result<Vec<(&Payment, &Recipient)>, Problem> {
    let line = records.iter().map(|record| Some((&record.payment, record.recipient.as_ref()?)));
    line.collect::<Option<_>>().ok_or_else(|| {
        Problem::new(Code::Refused).by("erased", None).detail(
            "本批次有已清除的申请,不能再生成银行文件",
            "a case of this batch was erased, so its file is not made any more",
        )
    })
}

/// The octets of the file.
fn written(form: &BankFileForm, lines: &[(&Payment, &Recipient)]) -> Result<Vec<u8>, Problem> {
    let failed = |error: csv::Error| {
        tracing::error!(%error, "a file for the bank cannot be written");
        Problem::new(Code::Internal)
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for cells in form.cells(lines.iter().copied()) {
        writer.write_record(cells).map_err(failed)?;
    }
    let octets = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    let text = String::from_utf8(octets).map_err(|_| Problem::new(Code::Internal))?;
    encoded(form.encoding(), &text)
}

fn encoded(encoding: TextEncoding, text: &str) -> Result<Vec<u8>, Problem> {
    let (octets, _, lacking) = encoding_of(encoding).encode(text);
    if !lacking {
        return Ok(octets.into_owned());
    }
    let lacks = |c: &char| encoding_of(encoding).encode(c.encode_utf8(&mut [0; 4])).2;
    let missing: String = text.chars().filter(lacks).collect();
    Err(Problem::new(Code::Refused).by("not_in_encoding", None).detail(
        format!("文件中的“{missing}”不在GBK字符集内,请与银行商定改用GB18030或UTF-8"),
        format!("GBK lacks {missing}: agree with the bank on GB18030 or UTF-8"),
    ))
}

const fn encoding_of(encoding: TextEncoding) -> &'static encoding_rs::Encoding {
    match encoding {
        TextEncoding::Utf8 => encoding_rs::UTF_8,
        TextEncoding::Gbk => encoding_rs::GBK,
        TextEncoding::Gb18030 => encoding_rs::GB18030,
    }
}

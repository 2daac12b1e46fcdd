//! When does a batch go to the bank? Once, after another officer approved it, in the form that the bank asks for (N26).

use actix_web::post;
use actix_web::web::Data;
use domain::log::Act;
use domain::payment::BankFileForm;
use domain::payment_batch::PaymentBatch;
use persistence::Logged;
use serde::Deserialize;
use utoipa::ToSchema;

use super::bank_file::disclose;
use super::prepare::still_payable;
use super::{PaymentBatchPath, entry, expect_own, refused};
use crate::State;
use crate::bank::DirectBank;
use crate::body::Body;
use crate::funds;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// How a batch is handed to the bank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sending {
    /// The way to the bank; a file unless said.
    #[schema(inline)]
    by: Option<BankWay>,
    /// The form of its file; absent for UTF-8 with headings, all of the usual columns and a line of totals.
    form: Option<BankFileForm>,
}

/// The way to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BankWay {
    /// A file that an officer brings to it.
    File,
    /// The service tells it, and asks it, as `bank_url` says.
    Direct,
}

impl Sending {
    /// The form of the file, and none where the bank is told directly.
    fn form(&self, bank: Option<&DirectBank>) -> Result<Option<BankFileForm>, Problem> {
        match (self.by, &self.form) {
            (Some(BankWay::Direct), Some(_)) => Err(Problem::field(
                "/form",
                ["直连发放没有文件格式,请删去", "a bank that is told directly gets no file; leave it out"],
            )),
            (Some(BankWay::Direct), None) if bank.is_none() => {
                Err(Problem::new(Code::Refused).by("no_bank", None).detail(
                    "本系统未配置银行直连(JINQIU_BANK_URL);请由管理员配置,或以文件方式提交",
                    "no bank is connected: have JINQIU_BANK_URL set, or hand a file over",
                ))
            }
            (Some(BankWay::Direct), None) => Ok(None),
            (_, form) => Ok(Some(form.clone().unwrap_or_default())),
        }
    }
}

/// Hand a batch of payments to the bank.
///
/// From then on it is not given up, and nothing else is paid for its awards until the bank has said what became of each payment.
/// What stood in the way of a payment is looked for once more. By a file, which is at `/payment-batches/{id}/bank-file`; or directly,
/// and the service tells the bank of one payment after the other, and asks it until it has said of each what became of it: one whose
/// answer was lost stands as `unknown` until then.
#[utoipa::path(params(PaymentBatchPath), request_body = Sending, responses((status = 200, description = "Handed over", body = PaymentBatch)))]
#[post("/payment-batches/{id}/send")]
pub(super) async fn send_payment_batch(
    state: Data<State>,
    write: Write,
    path: Path<PaymentBatchPath>,
    body: Body<Sending>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let form = body.value.form(state.bank.as_ref());
    write
        .once_for(PaymentBatch::MOST.into(), &body.octets, async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            was.sendable().map_err(refused)?;
            let form = form.as_ref().map_err(Clone::clone)?.as_ref();
            let fund = funds::expect_own(work, &write, was.fund).await?;
            let records = still_payable(work, &fund, &was, write.at().day()).await?;
            let batch = work.payment_batches().send(&was, form, by).await?;
            if form.is_none() {
                let _ = disclose(work, &write, fund.payee, &records).await?;
            }
            let entry = entry(Act::SendPayments, &batch).change(&was, &(&batch, form))?;
            Ok(Logged::new(Answer::ok(batch.version, &batch)?, entry))
        })
        .await
}

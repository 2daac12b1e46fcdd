//! When does a batch go to the bank? Once, after another officer approved it, in the form that the bank asks for (N26).

use actix_web::post;
use domain::log::Act;
use domain::payment::BankFileForm;
use domain::payment_batch::PaymentBatch;
use persistence::Logged;
use serde::Deserialize;
use utoipa::ToSchema;

use super::prepare::still_payable;
use super::{PaymentBatchPath, entry, expect_own, refused};
use crate::body::Body;
use crate::funds;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// How a batch is handed to the bank.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sending {
    /// The form of its file; absent for UTF-8 with headings, all of the usual columns and a line of totals.
    form: Option<BankFileForm>,
}

/// Hand a batch of payments to the bank.
///
/// From then on it is not given up, and nothing else is paid for its awards until the bank has said what became of each payment.
/// What stood in the way of a payment is looked for once more. The file itself is at `/payment-batches/{id}/bank-file`.
#[utoipa::path(params(PaymentBatchPath), request_body = Sending, responses((status = 200, description = "Handed over", body = PaymentBatch)))]
#[post("/payment-batches/{id}/send")]
pub(super) async fn send_payment_batch(
    write: Write,
    path: Path<PaymentBatchPath>,
    body: Body<Sending>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let form = body.value.form.clone().unwrap_or_default();
    write
        .once_for(PaymentBatch::MOST.into(), &body.octets, async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            was.sendable().map_err(refused)?;
            let fund = funds::expect_own(work, &write, was.fund).await?;
            still_payable(work, &fund, &was, write.at().day()).await?;
            let batch = work.payment_batches().send(&was, &form, by).await?;
            let entry = entry(Act::SendPayments, &batch).change(&was, &(&batch, &form))?;
            Ok(Logged::new(Answer::ok(batch.version, &batch)?, entry))
        })
        .await
}

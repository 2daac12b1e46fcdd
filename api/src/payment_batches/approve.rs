//! May a batch go to the bank? When an officer who did not prepare it has looked at it, and nothing came up since (N26).

use actix_web::post;
use domain::log::Act;
use domain::payment_batch::PaymentBatch;
use persistence::Logged;

use super::prepare::still_payable;
use super::{PaymentBatchPath, entry, expect_own, refused};
use crate::funds;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Approve a batch of payments.
///
/// By an officer who did not prepare it, nor approved it before, nor took down that money which it pays anew did not come, or came back. What stood in the way
/// of a payment when the batch was prepared is looked for once more: an objection entered since, for one, or another card. Where the
/// edition has a batch of that sum approved by several officers (`approvers`), it stays `prepared` until the last of them.
#[utoipa::path(params(PaymentBatchPath), responses((status = 200, description = "Approved, or waiting for others", body = PaymentBatch)))]
#[post("/payment-batches/{id}/approve")]
pub(super) async fn approve_payment_batch(
    write: Write,
    path: Path<PaymentBatchPath>,
) -> Result<Answer, Problem> {
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    write
        .once_for(PaymentBatch::MOST.into(), &[], async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            let undone_by = work.payments().undone_by(was.id).await?;
            was.approvable(by, &undone_by).map_err(refused)?;
            let fund = funds::expect_own(work, &write, was.fund).await?;
            let _ = still_payable(work, &fund, &was, write.at().day()).await?;
            let batch = work.payment_batches().approve(&was, by).await?;
            let entry = entry(Act::ApprovePayments, &batch).change(&was, &batch)?;
            Ok(Logged::new(Answer::ok(batch.version, &batch)?, entry))
        })
        .await
}

//! What if a batch shall not be paid after all? It is given up before the bank is told, on a ground, and its awards keep their money.

use actix_web::post;
use domain::log::Act;
use domain::name::Line;
use domain::payment_batch::{NotDone, PaymentBatch};
use persistence::Logged;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PaymentBatchPath, entry, expect_own, refused};
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// Why a batch is given up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Dissolved {
    /// Why.
    #[schema(example = "名单有误,重新编制")]
    ground: Line,
}

/// Give a batch of payments up.
///
/// Before it is sent. Its payments are dropped; their awards keep the money of the fund, and can be paid in another batch. Of a batch of
/// which the bank is told directly, those that it was never told of are dropped, in whose way something has come, and the others go on.
#[utoipa::path(params(PaymentBatchPath), request_body = Dissolved, responses((status = 200, description = "Given up", body = PaymentBatch)))]
#[post("/payment-batches/{id}/dissolve")]
pub(super) async fn dissolve_payment_batch(
    write: Write,
    path: Path<PaymentBatchPath>,
    body: Body<Dissolved>,
) -> Result<Answer, Problem> {
    write
        .once_for(PaymentBatch::MOST.into(), &body.octets, async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            let direct = work.payment_batches().is_direct(was.id).await?;
            was.dissolvable(direct).map_err(refused)?;
            let batch = work.payment_batches().dissolve(&was, &body.value.ground).await?;
            let batch = batch.ok_or_else(|| refused(NotDone::Stands { state: was.state }))?;
            let entry = entry(Act::DissolvePayments, &batch).change(&was, &batch)?;
            Ok(Logged::new(Answer::ok(batch.version, &batch)?, entry))
        })
        .await
}

//! Payments over HTTP: what of each batch goes to whom, and what stands between an award and its payment.

mod payables;
mod prospects;
mod recoveries;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Deed, Jurisdiction};
use domain::id::{ApplicationId, AwardId, FundId, PaymentBatchId, PaymentId};
use domain::payment::{Payment, PaymentAnswer, PaymentState, Recipient, RecipientView};
use domain::time::Instant;
use persistence::payments::{Filter, PaymentRecord};
use persistence::{Paging, Work};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub(crate) use self::prospects::{Prospected, prospects};
use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::streamed::{Listed, Wanted};

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("payments")
        .allow(Allow::Can(Deed::ReadPayments), || list_payments)
        .allow(Allow::Can(Deed::ReadPayments), || find_payment)
        .allow_versioned(Allow::Can(Deed::SendPayments), || recoveries::create_recovery)
        .allow(Allow::Can(Deed::ReadPayments), || payables::list_payables)
}

/// A payment as an officer is shown it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentView {
    #[serde(flatten)]
    payment: Payment,
    /// To whom it goes; null where the case was erased.
    recipient: Option<RecipientView>,
    /// What the bank said of it; null before it did, and where the case was erased.
    answer: Option<PaymentAnswer>,
    /// What the bank said when the money came back; null where it did not, and where the case was erased.
    returned: Option<PaymentAnswer>,
    /// How much of it, once it was reclaimed, the family has paid back.
    #[schema(minimum = 0, example = 0)]
    recovered_fen: i64,
}

impl From<PaymentRecord> for PaymentView {
    fn from(PaymentRecord { payment, recipient, answer, returned, recovered_fen }: PaymentRecord) -> Self {
        Self { payment, recipient: recipient.as_ref().map(Recipient::view), answer, returned, recovered_fen }
    }
}

/// Which payment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PaymentPath {
    /// The payment.
    id: PaymentId,
}

/// Which payments.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PaymentQuery {
    /// Of this batch.
    batch: Option<PaymentBatchId>,
    /// From this fund.
    fund: Option<FundId>,
    /// Of this award.
    award: Option<AwardId>,
    /// Of this case.
    application: Option<ApplicationId>,
    /// That stand so.
    state: Option<PaymentState>,
    /// Changed at or after this instant.
    updated_since: Option<Instant>,
    /// The most rows, 1 to 200; 50 unless said.
    #[param(value_type = Option<u64>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<PageSize>,
    /// Where the page begins: `next_cursor` of the page before.
    cursor: Option<String>,
    /// Whether to count all rows that match.
    total: Option<bool>,
}

/// List payments.
///
/// Those from funds of unions of one's own part of the tree, dropped ones too, in the order of their batches and lines. With
/// `Accept: text/csv` or `application/x-ndjson` all of them go out as a stream, from `cursor` on.
#[utoipa::path(params(PaymentQuery), responses((status = 200, description = "A page of payments", content((List<PaymentView> = "application/json"), (String = "text/csv"), (String = "application/x-ndjson")))))]
#[get("/payments")]
async fn list_payments(
    state: Data<State>,
    signed_in: SignedIn,
    wanted: Wanted,
    query: Query<PaymentQuery>,
) -> Result<Listed<PaymentView>, Problem> {
    let PaymentQuery { batch, fund, award, application, state: stands, updated_since, limit, cursor, total } =
        query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = Filter { batch, fund, award, application, state: stands };
    let within = signed_in.actor.jurisdiction();
    let read = async move |paging: Paging| {
        let page = state.store.read(async |work| work.payments().list(within, &filter, paging).await).await?;
        Ok(page.map(PaymentView::from))
    };
    wanted.list(paging, read).await
}

/// Read a payment.
#[utoipa::path(params(PaymentPath), responses((status = 200, description = "The payment", body = PaymentView)))]
#[get("/payments/{id}")]
async fn find_payment(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PaymentPath>,
) -> Result<Found<PaymentView>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let record = state.store.read(async |work| expect(work, within, path.0.id).await).await?;
    Ok(Found { version: record.payment.version, view: record.into() })
}

/// The payment, if it is there for somebody.
async fn expect(work: &Work, within: Jurisdiction, id: PaymentId) -> Result<PaymentRecord, Problem> {
    work.payments().find(within, id).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

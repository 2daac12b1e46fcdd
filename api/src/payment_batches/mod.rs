//! Batches of payments over HTTP: prepared by one officer, approved by another, handed to the bank and answered; or given up.

mod answer;
mod approve;
mod bank_file;
mod dissolve;
mod prepare;
mod result_file;
mod send;

pub(crate) use answer::take;
pub(crate) use prepare::look_again;
#[cfg(test)]
pub(crate) use result_file::tests as result_files;

use actix_web::get;
use actix_web::web::Data;
use domain::access::{Deed, Jurisdiction};
use domain::id::{CampaignId, FundId, PaymentBatchId, UnionId};
use domain::log::Act;
use domain::payment_batch::{NotDone, PaymentBatch, PaymentBatchState};
use domain::time::Instant;
use persistence::payment_batches::Filter;
use persistence::{Entry, Subject, Work};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::State;
use crate::gate::SignedIn;
use crate::list::{Found, List, ListQuery, PageSize, Path, Query};
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::Write;

/// The routes of this folder.
pub(crate) fn routes() -> Routes {
    Routes::tagged("payments")
        .allow(Allow::Can(Deed::ReadPayments), || list_payment_batches)
        .allow(Allow::Can(Deed::PreparePayments), || prepare::prepare_payment_batch)
        .allow(Allow::Can(Deed::ReadPayments), || find_payment_batch)
        .allow_versioned(Allow::Can(Deed::ApprovePayments), || approve::approve_payment_batch)
        .allow_versioned(Allow::Can(Deed::PreparePayments), || dissolve::dissolve_payment_batch)
        .allow_versioned(Allow::Can(Deed::SendPayments), || send::send_payment_batch)
        .allow(Allow::Can(Deed::SendPayments), || bank_file::read_bank_file)
        .allow_versioned(Allow::Can(Deed::SendPayments), || answer::answer_payment_batch)
        .allow_versioned(Allow::Can(Deed::SendPayments), || result_file::take_result_file)
}

/// Which batch.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct PaymentBatchPath {
    /// The batch.
    id: PaymentBatchId,
}

/// Which batches.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PaymentBatchQuery {
    /// In this campaign.
    campaign: Option<CampaignId>,
    /// From this fund.
    fund: Option<FundId>,
    /// Of this union.
    union: Option<UnionId>,
    /// That stand so.
    state: Option<PaymentBatchState>,
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

/// List batches of payments.
///
/// Those of unions of one's own part of the tree, dissolved ones too. What stands in one is at `/payments?batch=`.
#[utoipa::path(params(PaymentBatchQuery), responses((status = 200, description = "A page of batches", body = List<PaymentBatch>)))]
#[get("/payment-batches")]
async fn list_payment_batches(
    state: Data<State>,
    signed_in: SignedIn,
    query: Query<PaymentBatchQuery>,
) -> Result<List<PaymentBatch>, Problem> {
    let PaymentBatchQuery { campaign, fund, union, state: stands, updated_since, limit, cursor, total } =
        query.0;
    let paging = ListQuery { limit, cursor, total }.paging()?.since(updated_since);
    let filter = Filter { campaign, fund, union, state: stands };
    let within = signed_in.actor.jurisdiction();
    let read = async |work: &Work| work.payment_batches().list(within, &filter, paging).await;
    Ok(state.store.read(read).await?.into())
}

/// Read a batch of payments.
#[utoipa::path(params(PaymentBatchPath), responses((status = 200, description = "The batch", body = PaymentBatch)))]
#[get("/payment-batches/{id}")]
async fn find_payment_batch(
    state: Data<State>,
    signed_in: SignedIn,
    path: Path<PaymentBatchPath>,
) -> Result<Found<PaymentBatch>, Problem> {
    let within = signed_in.actor.jurisdiction();
    let batch = state.store.read(async |work| expect(work, within, path.0.id).await).await?;
    Ok(Found { version: batch.version, view: batch })
}

/// The batch, if it is there for somebody.
async fn expect(work: &Work, within: Jurisdiction, id: PaymentBatchId) -> Result<PaymentBatch, Problem> {
    work.payment_batches().find(within, id).await?.ok_or_else(|| Problem::new(Code::NotFound))
}

/// The batch, if it is of the actor's own union, at the version that was read.
async fn expect_own(work: &Work, write: &Write, id: PaymentBatchId) -> Result<PaymentBatch, Problem> {
    let batch = expect_of_own_union(work, write, id).await?;
    write.expect(batch.version)?;
    Ok(batch)
}

/// The batch, if it is of the actor's own union, at whatever version.
async fn expect_of_own_union(
    work: &Work,
    write: &Write,
    id: PaymentBatchId,
) -> Result<PaymentBatch, Problem> {
    let batch = expect(work, write.actor.jurisdiction(), id).await?;
    if batch.union == write.actor.union {
        return Ok(batch);
    }
    Err(Problem::new(Code::Refused).by("batch_of_another", None).detail(
        "该批次属于下级工会,由其人员办理;上级可以查阅",
        "this batch is of a union below yours, whose officers handle it; you may read it",
    ))
}

fn refused(why: NotDone) -> Problem {
    let rule = match why {
        NotDone::Differs { .. } => "batch_differs",
        NotDone::Empty => "nobody_payable",
        NotDone::Stands { .. } => "batch_stands",
        NotDone::OwnBatch => "own_batch",
        NotDone::OwnApproval => "own_approval",
        NotDone::OwnReturn => "own_return",
    };
    Problem::new(Code::Refused).by(rule, None).telling(why)
}

fn entry(act: Act, batch: &PaymentBatch) -> Entry {
    Entry::new(act, Subject::new("payment_batch", batch.id.raw()))
}

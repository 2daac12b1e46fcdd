//! Who is paid in a batch? Those who can be, when what finance declares is what their lines come to (N26).

use actix_web::post;
use domain::award::Award;
use domain::fund::Fund;
use domain::id::{AwardId, FundId};
use domain::log::Act;
use domain::money::Money;
use domain::payment::PaymentObstacle;
use domain::payment_batch::{NotDone, PaymentBatch, Tally};
use domain::text::{Language, Tell};
use domain::time::Day;
use persistence::payments::{PaymentRecord, Plan};
use persistence::{Logged, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{entry, refused};
use crate::body::Body;
use crate::funds;
use crate::payments::{Prospected, prospects};
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// A batch to be prepared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPaymentBatch {
    /// The fund that pays.
    fund: FundId,
    /// Which awards; absent for all of the fund that can be paid today, 5000 at most, in the order of priority.
    #[schema(min_items = 1, max_items = 5000)]
    awards: Option<Vec<AwardId>>,
    /// How many payments finance counts.
    #[schema(minimum = 1, maximum = 5000, example = 37)]
    payments: u32,
    /// What finance adds them up to.
    #[schema(minimum = 1, example = 14_800_000)]
    amount_fen: Money,
}

/// Prepare a batch of payments.
///
/// From a fund of the union for which one acts. Count and sum are declared and compared with the lines. Of awards that are named,
/// each must be payable; who is and who is not stands at `/funds/{id}/payables`. Another officer approves it.
#[utoipa::path(request_body = NewPaymentBatch, responses((status = 201, description = "Prepared", body = PaymentBatch)))]
#[post("/payment-batches")]
pub(super) async fn prepare_payment_batch(
    write: Write,
    body: Body<NewPaymentBatch>,
) -> Result<Answer, Problem> {
    let NewPaymentBatch { fund, awards, payments, amount_fen } = &body.value;
    let declared = Tally { payments: *payments, fen: amount_fen.as_fen() };
    let named = awards.as_deref().map(named).transpose()?;
    let by = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    write
        .once_for(PaymentBatch::MOST.into(), &body.octets, async |work| {
            let fund = funds::expect_own(work, &write, *fund).await?;
            let held = hold(work, &fund, named).await?;
            if let Some(named) = named {
                expect_all(&held, named)?;
            }
            let mut looked_at = prospects(work, &fund, held, write.at().day()).await?;
            if named.is_some() {
                expect_clear(&looked_at)?;
            }
            looked_at.retain(|prospected| prospected.obstacles.is_empty());
            let plans: Vec<Plan> = looked_at.into_iter().filter_map(plan).collect();
            let tally = Tally::of(plans.iter().map(|plan| plan.award.amount_fen));
            tally.declared(declared).map_err(refused)?;
            let approvers = approvers(work, &fund, tally).await?;
            let batch = work.payment_batches().prepare(&fund, (by, approvers), &plans).await?;
            let entry = entry(Act::PreparePayments, &batch).change(&(), &batch)?;
            let path = format!("/payment-batches/{}", batch.id);
            Ok(Logged::new(Answer::created(&path, batch.version, &batch)?, entry))
        })
        .await
}

/// The awards of the fund that are named, or all, of which no payment is under way; they and the fund are held.
async fn hold(work: &Work, fund: &Fund, named: Option<&[AwardId]>) -> Result<Vec<Award>, Problem> {
    let mut held = work.awards().hold_payable(fund.id, named, PaymentBatch::MOST.into()).await?;
    work.ledger().hold(fund.id).await?;
    // Whoever held the fund before may have planned some of them since they were looked for.
    let taken = work.payments().taken(held.iter().map(|award| award.id)).await?;
    held.retain(|award| !taken.contains(&award.id));
    Ok(held)
}

/// How many officers approve a batch of the fund that comes to so much, by the edition in force.
async fn approvers(work: &Work, fund: &Fund, tally: Tally) -> Result<u8, Problem> {
    let in_force = work.campaigns().edition_in_force(fund.campaign).await?;
    let officers = in_force.map(|edition| edition.content.procedure.approvers(tally.fen));
    Ok(officers.unwrap_or(PaymentBatch::LEAST_APPROVERS))
}

fn named(awards: &[AwardId]) -> Result<&[AwardId], Problem> {
    if (1..=PaymentBatch::MOST.into()).contains(&awards.len()) {
        return Ok(awards);
    }
    Err(Problem::field("/awards", ["应为1至5000笔,请更正", "1 to 5000; correct it"]))
}

/// Each award that is named must have money of this fund, and no payment under way.
fn expect_all(held: &[Award], named: &[AwardId]) -> Result<(), Problem> {
    let missing = named.iter().position(|id| !held.iter().any(|award| award.id == *id));
    let Some(at) = missing else { return Ok(()) };
    let told = [
        "该资金下没有这笔待发放的救助(未安排本资金、已在批次中或已撤销),请核对",
        "no award of this fund waits to be paid by that id: it has other money or none, is in a batch already, or is revoked; look it up at GET /api/v1/funds/{id}/payables",
    ];
    Err(Problem::field(format!("/awards/{at}"), told))
}

/// Nothing may stand in the way of any of them.
fn expect_clear(found: &[Prospected]) -> Result<(), Problem> {
    let hindered = found.iter().find(|prospected| !prospected.obstacles.is_empty());
    hindered.map_or(Ok(()), |prospected| Err(hindering(prospected)))
}

/// Tells of the first that cannot be paid.
fn hindering(prospected: &Prospected) -> Problem {
    let number = &prospected.case.number;
    let all = |language: Language, between: &str| {
        let each: Vec<String> = prospected.obstacles.iter().map(|each| each.text(language)).collect();
        each.join(between)
    };
    Problem::new(Code::Refused).by("not_payable", None).detail(
        format!("申请{number}暂不能发放:{};请先处理,或不列入本批次;批次已编制的,请撤销后重新编制", all(Language::Chinese, "、")),
        format!(
            "case {number} cannot be paid: {}; see to that first, or leave it out; where the batch is prepared already, dissolve it and prepare another",
            all(Language::English, ", ")
        ),
    )
}

fn plan(of: Prospected) -> Option<Plan> {
    Some(Plan { award: of.award, recipient: of.recipient?, grounds: of.grounds })
}

/// The payments of a batch that is not sent, which are held then, if nothing stands in their way as their records stand today.
pub(super) async fn still_payable(
    work: &Work,
    fund: &Fund,
    batch: &PaymentBatch,
    today: Day,
) -> Result<Vec<PaymentRecord>, Problem> {
    let planned = work.payments().hold_records(batch.id).await?;
    let looked_at = look_again(work, fund, &planned, today).await?;
    if looked_at.len() != planned.len() {
        return Err(refused(NotDone::Empty));
    }
    expect_clear(&looked_at)?;
    Ok(planned)
}

/// The awards of payments that are planned, and held, as their records stand today; that of a case which was erased is not there.
pub(crate) async fn look_again(
    work: &Work,
    fund: &Fund,
    planned: &[PaymentRecord],
    today: Day,
) -> Result<Vec<Prospected>, Problem> {
    let awards: Vec<AwardId> = planned.iter().map(|record| record.payment.award).collect();
    let awards = work.awards().hold(&awards).await?;
    let mut looked_at = prospects(work, fund, awards, today).await?;
    for of in &mut looked_at {
        let then = planned.iter().find(|record| record.payment.award == of.award.id);
        if then.is_none_or(|record| record.recipient != of.recipient) {
            of.obstacles.push(PaymentObstacle::CardChanged);
        }
    }
    Ok(looked_at)
}

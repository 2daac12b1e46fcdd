//! What did the bank say? Its lines are taken down when all of them fit, and none of them when one does not (N22).

use actix_web::post;
use domain::id::PaymentBatchId;
use domain::log::Act;
use domain::money::Money;
use domain::payment::{BankLine, LineFlaw, NewWord, answered, beyond_an_officer};
use domain::payment_batch::{PaymentBatch, Tally};
use persistence::{Entry, Logged, Work};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PaymentBatchPath, entry, expect_own, refused};
use crate::body::Body;
use crate::limits::Rows;
use crate::list::Path;
use crate::problem::{Problem, Wrong};
use crate::write::{Answer, Write};

/// What the bank said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BankAnswer {
    /// How many lines the bank counts.
    #[schema(minimum = 1, maximum = 5000, example = 37)]
    payments: u32,
    /// What the bank adds them up to, whether it paid them or not.
    #[schema(minimum = 1, example = 14_800_000)]
    amount_fen: Money,
    /// Its lines.
    #[schema(value_type = Vec<BankLine>, min_items = 1, max_items = 5000)]
    lines: Rows<BankLine, 1, 5000>,
}

/// Take down what the bank said of a batch.
///
/// Of all its payments at once, or of some. Count and sum are compared with the lines, each line with the payment of its reference;
/// where one does not fit nothing is taken down, and each is named. A line that says what is known changes nothing. A payment that
/// failed, or was paid and came back, leaves its award its money: it can be paid in another batch once what hindered it is mended.
/// Whoever took down that money came back does not approve that batch.
#[utoipa::path(params(PaymentBatchPath), request_body = BankAnswer, responses((status = 200, description = "Taken down", body = PaymentBatch)))]
#[post("/payment-batches/{id}/answers")]
pub(super) async fn answer_payment_batch(
    write: Write,
    path: Path<PaymentBatchPath>,
    body: Body<BankAnswer>,
) -> Result<Answer, Problem> {
    let BankAnswer { payments, amount_fen, lines } = &body.value;
    let declared = Tally { payments: *payments, fen: amount_fen.as_fen() };
    take_down(&write, path.0.id, &body.octets, || {
        let places = (0..lines.len()).map(|at| format!("/lines/{at}")).collect();
        Ok(Said { lines: lines.to_vec(), places, comes_to: vec![declared] })
    })
    .await
}

/// What the bank said.
pub(super) struct Said {
    /// Its lines.
    pub(super) lines: Vec<BankLine>,
    /// Where each of them stands, as a pointer.
    pub(super) places: Vec<String>,
    /// What they must come to.
    pub(super) comes_to: Vec<Tally>,
}

/// Takes down what the bank said of a batch, which is looked for before it is read.
pub(super) async fn take_down(
    write: &Write,
    id: PaymentBatchId,
    octets: &[u8],
    said: impl Fn() -> Result<Said, Problem>,
) -> Result<Answer, Problem> {
    write
        .once_for(PaymentBatch::MOST.into(), octets, async |work| {
            let payments = work.payments().hold(expect_own(work, write, id).await?.id).await?;
            // Whoever held them before may have answered it since it was read.
            let was = expect_own(work, write, id).await?;
            was.with_the_bank().map_err(refused)?;
            let Said { lines, places, comes_to } = said()?;
            let tally = Tally::of(lines.iter().map(|line| line.amount_fen));
            comes_to.iter().try_for_each(|declared| tally.declared(*declared)).map_err(refused)?;
            if work.payment_batches().is_direct(was.id).await? {
                let beyond = beyond_an_officer(&payments, &lines);
                if !beyond.is_empty() {
                    return Err(misfits(beyond, &places));
                }
            }
            let new = answered(&payments, &lines).map_err(|flaws| misfits(flaws, &places))?;
            if new.is_empty() {
                let known = entry(Act::AnswerPayments, &was).change(&(), &"nothing new")?;
                return Ok(Logged::new(Answer::ok(was.version, &was)?, known));
            }
            let (batch, entry) = take(work, &was, &new).await?;
            Ok(Logged::new(Answer::ok(batch.version, &batch)?, entry))
        })
        .await
}

/// Takes down what is new of payments of a batch, which are held; it is answered once the bank has said it of each.
pub(crate) async fn take(
    work: &Work,
    was: &PaymentBatch,
    new: &[NewWord<'_>],
) -> Result<(PaymentBatch, Entry), Problem> {
    let open = work.payments().open_of(was.id).await?;
    let closed = new.iter().filter(|(payment, _)| payment.state.open()).count();
    let whole = u64::try_from(closed).is_ok_and(|closed| closed == open);
    let batch = work.payment_batches().answer(was, new, whole).await?;
    let detail: Vec<_> = new.iter().map(|(payment, line)| (payment.id, line.outcome)).collect();
    let entry = entry(Act::AnswerPayments, &batch).change(was, &(&batch, detail))?;
    Ok((batch, entry))
}

/// Tells of every line that does not fit, and where it stands.
fn misfits(flaws: Vec<(usize, LineFlaw)>, places: &[String]) -> Problem {
    let wrong = |(at, flaw)| Wrong::new(places.get(at).cloned().unwrap_or_default(), flaw);
    Problem::invalid(flaws.into_iter().map(wrong).collect())
}

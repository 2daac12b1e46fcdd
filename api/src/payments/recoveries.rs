//! What did a family pay back? Finance takes it down once the fund has it, and the fund can give it to others (N26).

use actix_web::post;
use domain::log::Act;
use domain::money::Money;
use domain::name::Line;
use domain::payment::NotRecovered;
use persistence::payments::PaymentRecord;
use persistence::{Entry, Logged, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{PaymentPath, PaymentView, expect};
use crate::body::Body;
use crate::funds;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// A sum that a family has paid back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecovery {
    /// How much: all that is left, or a part of it.
    #[schema(minimum = 1, example = 400_000)]
    amount_fen: Money,
    /// By which paper the fund has it.
    #[schema(example = "银行收款回单 2018-0917")]
    ground: Line,
}

/// Take down what a family paid back.
///
/// Of a payment that was reclaimed with its approval, at once or in parts, to a closed fund too; it stands as `recovered` when nothing is left, and the
/// fund can give the money to others. What came when stands at `/ledger?kind=recovery&award=`.
#[utoipa::path(params(PaymentPath), request_body = NewRecovery, responses((status = 201, description = "Taken down", body = PaymentView)))]
#[post("/payments/{id}/recoveries")]
pub(super) async fn create_recovery(
    write: Write,
    path: Path<PaymentPath>,
    body: Body<NewRecovery>,
) -> Result<Answer, Problem> {
    let NewRecovery { amount_fen, ground } = &body.value;
    write
        .once(&body.octets, async |work| {
            let within = write.actor.jurisdiction();
            let PaymentRecord { payment: was, recovered_fen, .. } = expect(work, within, path.0.id).await?;
            let fund = funds::expect_of_own_union(work, &write, was.fund).await?;
            write.expect(was.version)?;
            let stands = was.paid_back(*amount_fen, recovered_fen).map_err(refused)?;
            let now = work.payments().recover(&was, (*amount_fen, ground), stands).await?;
            let entry = Entry::new(Act::RecoverPayment, Subject::new("application", now.application.raw()));
            let entry = entry.change(&was, &(&now, amount_fen, ground))?;
            let view = PaymentView::from(expect(work, within, now.id).await?);
            let path = format!("/ledger?kind=recovery&fund={}&award={}", fund.id, now.award);
            Ok(Logged::new(Answer::created(&path, now.version, &view)?, entry))
        })
        .await
}

fn refused(why: NotRecovered) -> Problem {
    match why {
        NotRecovered::Stands { .. } => Problem::new(Code::Refused).by("payment_stands", None).telling(why),
        NotRecovered::Nothing | NotRecovered::TooMuch { .. } => Problem::field("/amount_fen", why),
    }
}

//! When is a fund over? When nothing of it is left, nor set aside for anybody.

use actix_web::post;
use domain::fund::{Balance, Fund};
use domain::log::Act;
use persistence::Logged;

use super::{FundPath, entry, expect_own};
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Close a fund.
///
/// Nothing more is given out of it. What is left is taken out of its budget first, and what is set aside is released or paid. It
/// stays readable with its ledger, and keeps its name.
#[utoipa::path(params(FundPath), responses((status = 200, description = "Closed", body = Fund)))]
#[post("/funds/{id}/close")]
pub(super) async fn close_fund(write: Write, path: Path<FundPath>) -> Result<Answer, Problem> {
    write
        .once(&[], async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            write.expect(was.version)?;
            let balance = work.ledger().hold(was.id).await?;
            if !matches!(balance, Balance { available_fen: 0, committed_fen: 0, payable_fen: 0, .. }) {
                return Err(left(balance));
            }
            let fund = work.funds().close(&was).await?;
            let entry = entry(Act::CloseFund, &fund).change(&was, &fund)?;
            Ok(Logged::new(Answer::ok(fund.version, &fund)?, entry))
        })
        .await
}

fn left(Balance { available_fen, committed_fen, payable_fen, .. }: Balance) -> Problem {
    Problem::new(Code::Refused).by("fund_not_empty", None).detail(
        format!("尚有可用{available_fen}分、已安排{committed_fen}分、应付{payable_fen}分,不能关闭;请先核减预算、退回或发放"),
        format!(
            "{available_fen} fen are available, {committed_fen} are set aside and {payable_fen} are in batches; cut the budget, and release or pay what is set aside, first"
        ),
    )
}

//! How does money come into a fund, and out of it again? Its budget moves, on a ground that somebody names.

use actix_web::post;
use domain::fund::Fund;
use domain::ledger::LedgerEntryKind;
use domain::log::Act;
use domain::money::Money;
use domain::name::Line;
use persistence::Logged;
use persistence::ledger::Moved;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{FundPath, entry, expect_of_own_union, expect_own};
use crate::body::Body;
use crate::list::Path;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// Whether a budget grows.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BudgetChange {
    /// It gets more.
    Increase,
    /// A part is taken back that is set aside for nobody.
    Cut,
}

/// How a budget moves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BudgetMove {
    /// Whether it grows.
    change: BudgetChange,
    /// By how much.
    #[schema(minimum = 1, example = 50_000_000)]
    amount_fen: Money,
    /// On what ground: the document that gives it.
    #[schema(example = "宁财(社)发〔2018〕112号")]
    ground: Line,
}

/// Move the budget of a fund.
///
/// More of it, or a part taken back that is set aside for nobody; of a closed fund, what came back to it. Each is an entry of the
/// ledger, with its ground.
#[utoipa::path(params(FundPath), request_body = BudgetMove, responses((status = 200, description = "Moved", body = Fund)))]
#[post("/funds/{id}/budget")]
pub(super) async fn move_fund_budget(
    write: Write,
    path: Path<FundPath>,
    body: Body<BudgetMove>,
) -> Result<Answer, Problem> {
    let BudgetMove { change, amount_fen: amount, ground } = &body.value;
    if *amount == Money::ZERO {
        return Err(Problem::field("/amount_fen", ["金额应大于0,请更正", "a sum above 0; correct it"]));
    }
    let kind = match change {
        BudgetChange::Increase => LedgerEntryKind::Budget,
        BudgetChange::Cut => LedgerEntryKind::BudgetCut,
    };
    write
        .once(&body.octets, async |work| {
            let was = match change {
                BudgetChange::Increase => expect_own(work, &write, path.0.id).await?,
                BudgetChange::Cut => expect_of_own_union(work, &write, path.0.id).await?,
            };
            write.expect(was.version)?;
            let balance = work.ledger().hold(was.id).await?;
            if !balance.after(kind, amount.as_fen()).holds() {
                return Err(short(balance.available_fen));
            }
            let moved = [Moved { award: None, amount: *amount }];
            work.ledger().enter(was.id, kind, &moved, Some(ground)).await?;
            let fund = work.funds().raise(&was).await?;
            let entry = entry(Act::MoveBudget, &fund).change(&was, &fund)?;
            Ok(Logged::new(Answer::ok(fund.version, &fund)?, entry))
        })
        .await
}

fn short(available_fen: i64) -> Problem {
    Problem::new(Code::Refused).by("fund_short", None).detail(
        format!("可用余额只有{available_fen}分,已安排给救助对象的不能核减;请减少金额,或先退回部分救助资金"),
        format!(
            "{available_fen} fen are available, and what is set aside for awards cannot be taken back; take less, or release awards first"
        ),
    )
}

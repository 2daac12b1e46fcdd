//! Who gets the money of a fund? Those who wait, in the order of priority, as far as it reaches (N05).

use actix_web::post;
use domain::award::{Award, covered};
use domain::fund::Fund;
use domain::log::Act;
use persistence::Logged;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{FundPath, entry, expect_own};
use crate::body::Body;
use crate::list::Path;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// The most awards that are funded by one call: what is left is told, and funded by the next.
const MOST: u16 = 1_000;

/// How many awards shall get money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AwardsToFund {
    /// The most awards, 1 to 1000; 1000 unless said.
    #[schema(minimum = 1, maximum = 1000, example = 200)]
    limit: Option<u16>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
struct FundedAwards {
    /// The awards that have money now, in the order of entry.
    funded: Vec<Award>,
    /// The fund as it stands now.
    fund: Fund,
    /// How many awards of the campaign still wait for money.
    awaiting: u64,
    /// How much they wait for, in fen.
    awaiting_fen: i64,
    /// How much this fund lacks for all of them, in fen; 0 where it has enough.
    missing_fen: i64,
}

/// Give awards the money of a fund.
///
/// To those of its campaign that wait, on whose road its union lies, in the order of priority; nobody is passed over for one
/// who comes later and costs less. The answer says how much is missing for those who still wait.
#[utoipa::path(params(FundPath), request_body = AwardsToFund, responses((status = 200, description = "What came of it", body = FundedAwards)))]
#[post("/funds/{id}/awards")]
pub(super) async fn fund_awards(
    write: Write,
    path: Path<FundPath>,
    body: Body<AwardsToFund>,
) -> Result<Answer, Problem> {
    let limit = body.value.limit.unwrap_or(MOST);
    if !(1..=MOST).contains(&limit) {
        let told = ["应为1至1000,请更正", "1 to 1000; correct it"];
        return Err(Problem::field("/limit", told));
    }
    write
        .once_for(limit.into(), &body.octets, async |work| {
            let was = expect_own(work, &write, path.0.id).await?;
            let (campaign, union) = (was.campaign, was.union);
            let balance = work.ledger().hold(was.id).await?;
            let waiting = work.awards().first_awaiting((campaign, union), limit.into()).await?;
            let count = covered(balance.available_fen, waiting.iter().map(|award| award.amount_fen));
            let first = waiting.get(..count).unwrap_or_default();
            let funded =
                if first.is_empty() { Vec::new() } else { work.awards().commit(was.id, first).await? };
            let left = work.awards().awaiting(campaign, union).await?;
            let fund = super::expect(work, write.actor.jurisdiction(), was.id).await?;
            let missing_fen = (left.fen - fund.balance.available_fen).max(0);
            let ids: Vec<_> = funded.iter().map(|award| award.id).collect();
            let entry = entry(Act::FundAwards, &fund).change(&was.balance, &(fund.balance, &ids))?;
            let shared =
                FundedAwards { funded, fund, awaiting: left.awards, awaiting_fen: left.fen, missing_fen };
            Ok(Logged::new(Answer::plain(&shared)?, entry))
        })
        .await
}

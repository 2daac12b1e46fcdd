//! What was an approved case awarded, and is there money for it? One award of a student in a campaign, funded in the order of
//! priority (N05).

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{ApplicationId, AwardId, CampaignId, FundId};
use crate::money::Money;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// Where an award stands (救助状态).
    AwardState {
        /// Approved, and no fund has set money aside yet.
        AwaitingFunds "待落实资金"
        /// A fund has set the money aside.
        Committed "已安排"
        /// The approval was revoked.
        Revoked "已撤销"
    }
}

/// An award: the sum that a case was approved for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Award {
    /// Which.
    pub id: AwardId,
    /// The case that was approved.
    pub application: ApplicationId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// How much, as decided (N18, N19).
    pub amount_fen: Money,
    /// Where it stands.
    pub state: AwardState,
    /// The fund that has set the money aside.
    pub fund: Option<FundId>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// How many of these awards, in their order, so much money covers: nobody is given money before who comes before them.
pub fn covered(available_fen: i64, in_order: impl IntoIterator<Item = Money>) -> usize {
    let mut left = available_fen;
    in_order
        .into_iter()
        .take_while(|amount| {
            left -= amount.as_fen();
            left >= 0
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(sums: &[i64]) -> Vec<Money> {
        sums.iter().filter_map(|sum| Money::fen(sum * 100).ok()).collect()
    }

    #[test]
    fn money_goes_to_the_first_and_passes_nobody_over() {
        let in_order = yuan(&[4_000, 5_000, 3_000]);
        for (available, count) in
            [(0, 0), (3_999, 0), (4_000, 1), (8_999, 1), (9_000, 2), (11_999, 2), (12_000, 3)]
        {
            assert_eq!(covered(available * 100, in_order.clone()), count, "{available}");
        }
    }

    #[test]
    fn what_is_too_dear_is_not_jumped_by_what_is_not() {
        assert_eq!(covered(300_000, yuan(&[4_000, 3_000])), 0);
    }
}

//! What does the workplace say, or without one the street? (N14)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Exceptable;
use crate::application::circumstances::Look;
use crate::application::matter::Matter;
use crate::application::refusal::Refusal;
use crate::id::{OfficerId, OpinionId};
use crate::time::{Day, Instant};
use crate::words::spoken;

spoken! {
    /// Whose opinion it is.
    OpinionBy {
        Workplace "所在单位"
        /// 街道, where there is no workplace.
        Street "街道"
    }
}

/// The opinion of the workplace or street (单位意见).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opinion {
    /// Which.
    pub id: OpinionId,
    /// Whose.
    pub from: OpinionBy,
    /// The day on the paper.
    pub day: Day,
    /// Whether it speaks for the family.
    pub in_favour: bool,
    /// The matter that it was given on.
    pub matter: Matter,
    /// Who recorded it.
    pub by: OfficerId,
    /// When it was recorded.
    pub at: Instant,
}

impl Opinion {
    /// Whether the latest opinion, by its day, of the one who must give it holds; the street's stands in for a workplace
    /// whose silence was excepted on the day of it.
    pub(crate) fn holds(look: &Look<'_>) -> Result<(), Refusal> {
        let from = look.circumstances.opinion_from;
        let stands_in = |opinion: &Self| look.excepted(Exceptable::SilentWorkplace, opinion.day);
        let counted = look.case.opinions.iter().filter(|opinion| opinion.from == from || stands_in(opinion));
        let latest = counted.max_by_key(|opinion| opinion.day);
        let opinion = latest.ok_or(Refusal::OpinionMissing { from })?;
        if opinion.matter != look.circumstances.matter {
            return Err(Refusal::OpinionOutdated { from: opinion.from });
        }
        if opinion.in_favour { Ok(()) } else { Err(Refusal::OpinionAgainst { from: opinion.from }) }
    }
}

//! Which cases does an auditor look at, if not at all? A sample: what it is drawn from, by which seed, how many.

mod draw;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::Stage;
use crate::id::{AccountId, CampaignId, OfficerId, SampleId, UnionId};
use crate::money::Money;
use crate::name::Line;
use crate::text::reasons;
use crate::time::{Day, Instant};
use crate::words::spoken;

pub use draw::{Candidate, digest, draw};

spoken! {
    /// How a sample is shared out.
    Spread {
        /// Drawn from all cases together.
        Together "统一抽取"
        /// Of the cases that each union took, as many as its share of all.
        ByUnion "按受理工会分层抽取"
    }
}

/// What a sample is drawn from (抽样总体): the cases that stood like this at the end of a day. A day that is over does not
/// change, so the same cases are found whenever they are looked for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// The day, a Beijing day that is over: the cases are taken as they stood at its end.
    pub as_of: Day,
    /// Of this campaign; of any, where none is said.
    pub campaign: Option<CampaignId>,
    /// Taken by this union or one below it.
    pub entry: Option<UnionId>,
    /// At this stage.
    pub stage: Option<Stage>,
    /// Whose last act came to this amount or more, in fen.
    pub amount_from: Option<Money>,
    /// Whose last act came to this amount or less, in fen.
    pub amount_to: Option<Money>,
    /// Whether something out of the ordinary stood in the register of exceptions.
    pub with_exceptions: Option<bool>,
}

/// How many cases are drawn: 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "i64", into = "i64")]
#[schema(value_type = i64, minimum = 1, maximum = 1000, example = 30)]
pub struct SampleSize(u16);

/// A number that is no size of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSize;

reasons! {
    NotSize {
        Self => "样本量应为1至1000,请更正", "a sample has 1 to 1000 cases; correct it";
    }
}

impl SampleSize {
    /// The most cases that one sample may have.
    pub const MOST: u16 = 1000;

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<i64> for SampleSize {
    type Error = NotSize;

    fn try_from(size: i64) -> Result<Self, NotSize> {
        let size = u16::try_from(size).map_err(|_| NotSize)?;
        if (1..=Self::MOST).contains(&size) { Ok(Self(size)) } else { Err(NotSize) }
    }
}

impl From<SampleSize> for i64 {
    fn from(size: SampleSize) -> Self {
        size.0.into()
    }
}

/// A sample that was drawn (审计样本). It stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sample {
    /// Which.
    pub id: SampleId,
    /// The account that drew it.
    pub account: AccountId,
    /// The officer who drew it.
    pub officer: OfficerId,
    /// The union that was audited: it is drawn from the cases whose road passes it.
    pub union: UnionId,
    /// What it was drawn from.
    pub population: Population,
    /// How many cases that was.
    #[schema(example = 412)]
    pub population_size: u64,
    /// SHA-256, in hexadecimal digits, over their numbers in ascending order, each with a line feed behind it.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub population_sha256: String,
    /// The seed, as it was said.
    pub seed: Line,
    /// How many were asked for; where there are fewer, all are drawn.
    pub size: SampleSize,
    /// How it was shared out.
    pub spread: Spread,
    /// When it was drawn.
    pub at: Instant,
}

/// Why nothing can be drawn from such cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPopulation {
    /// The day is not over.
    Unfinished {
        /// The last day that is.
        yesterday: Day,
    },
    /// No amount is as large as the one and as small as the other.
    NoAmount {
        /// The smaller one, in fen.
        least_fen: i64,
    },
}

reasons! {
    NotPopulation {
        Self::Unfinished { yesterday } => "抽样总体须截至已结束的日期,最晚为{yesterday},请更正",
            "cases are taken as of a day that is over, {yesterday} or earlier; correct it";
        Self::NoAmount { least_fen } => "金额上限不得小于下限({least_fen}分),请更正",
            "the most is not less than the least ({least_fen} fen); correct it";
    }
}

impl NotPopulation {
    /// Which field of the population it is about, as a JSON pointer.
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::Unfinished { .. } => "/as_of",
            Self::NoAmount { .. } => "/amount_to",
        }
    }
}

impl Population {
    /// All that stands against drawing from it on a day.
    pub fn flaws(&self, today: Day) -> Vec<NotPopulation> {
        let unfinished = NotPopulation::Unfinished { yesterday: today.plus_days(-1) };
        let least = self.amount_from.filter(|least| self.amount_to.is_some_and(|most| most < *least));
        let none = least.map(|least| NotPopulation::NoAmount { least_fen: least.as_fen() });
        let flaws = [(self.as_of >= today).then_some(unfinished), none];
        flaws.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_drawn_from_a_day_that_is_over_and_from_amounts_that_exist() {
        let fen = |fen| Some(Money::fen(fen).unwrap());
        let of = |as_of: &str, amount_from, amount_to| Population {
            as_of: as_of.parse().unwrap(),
            campaign: None,
            entry: None,
            stage: None,
            amount_from,
            amount_to,
            with_exceptions: None,
        };
        let today = "2018-08-01".parse().unwrap();
        assert_eq!(of("2018-07-31", fen(100), fen(100)).flaws(today), []);
        assert_eq!(of("2018-07-31", fen(100), None).flaws(today), []);
        let yesterday = "2018-07-31".parse().unwrap();
        let both = [NotPopulation::Unfinished { yesterday }, NotPopulation::NoAmount { least_fen: 101 }];
        assert_eq!(of("2018-08-01", fen(101), fen(100)).flaws(today), both);
    }

    #[test]
    fn it_has_one_to_a_thousand_cases() {
        let sizes = [0, 1, 1000, 1001, -1, 65_537].map(|size| SampleSize::try_from(size).is_ok());
        assert_eq!(sizes, [false, true, true, false, false, false]);
    }
}

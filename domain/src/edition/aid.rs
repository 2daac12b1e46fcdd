//! Who is aided, with how much? The part of an edition that assessments read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Sourced;
use super::readings::{
    ApplicationReadings, BatchReadings, DossierReadings, EnrolledReadings, LevelReadings, MilitaryReadings,
    OtherAidReadings, Relations, UnifiedReadings,
};
use crate::eligibility::figures::Province;
use crate::eligibility::priority::PriorityKey;
use crate::eligibility::tier::{Cohort, Place, Tier};
use crate::money::Money;
use crate::month::Month;
use crate::text::reasons;
use crate::words::named;

named! {
    /// How the income of a head and month is held against the line.
    Comparator {
        /// 低于: the line itself is not met.
        Below
        /// 不高于: the line itself is met.
        AtMost
    }

    /// Which union student aid is added to the income before it is held against the line.
    Addend {
        /// The amounts of this campaign for the household's students.
        Awarded
        /// What was received in the months of the income.
        Received
        /// None.
        None
    }
}

/// The months of the income, both ends counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Span", into = "Span")]
#[schema(as = IncomeMonths)]
pub struct Months {
    from: Month,
    to: Month,
}

/// The months as they are written.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Month,
    to: Month,
}

/// A period that ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotMonths {
    from: Month,
    to: Month,
}

reasons! {
    NotMonths {
        Self { from, to } => "起止月份颠倒({from}至{to}),请更正",
            "the months run from {from} to {to}: the last is before the first; correct it";
    }
}

impl Months {
    /// The months from one to another.
    ///
    /// # Errors
    /// [`NotMonths`] when the last is before the first.
    pub fn new(from: Month, to: Month) -> Result<Self, NotMonths> {
        if from <= to { Ok(Self { from, to }) } else { Err(NotMonths { from, to }) }
    }

    /// The first month.
    pub const fn from(self) -> Month {
        self.from
    }

    /// The last month.
    pub const fn to(self) -> Month {
        self.to
    }

    /// How many they are; at most 3,600.
    pub fn count(self) -> i64 {
        self.from.months_to(self.to)
    }
}

impl TryFrom<Span> for Months {
    type Error = NotMonths;

    fn try_from(span: Span) -> Result<Self, NotMonths> {
        Self::new(span.from, span.to)
    }
}

impl From<Months> for Span {
    fn from(months: Months) -> Self {
        Self { from: months.from, to: months.to }
    }
}

/// The amounts of one cohort, in fen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    /// For a campus inside the region.
    #[serde(rename = "inside_fen")]
    pub inside: Money,
    /// For a campus outside it.
    #[serde(rename = "outside_fen")]
    pub outside: Money,
}

/// What assessments read of an edition: every figure and every reading of a rule is data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Aid {
    /// The income line: fen a head and month.
    pub line_fen: Sourced<Money>,
    /// Whether the line itself is met.
    pub comparator: Sourced<Comparator>,
    /// Which union aid counts as income; the other readings are kept beside it.
    pub addend: Sourced<Addend>,
    /// The months whose income counts.
    pub months: Sourced<Months>,
    /// The year in whose autumn the school year of the tuition begins.
    pub school_year: Sourced<i32>,
    /// The campaign's own region: a campus in it is inside.
    pub region: Sourced<Province>,
    /// Amounts for those admitted in the campaign's year.
    pub amounts_new: Sourced<Amounts>,
    /// Amounts for those admitted earlier.
    pub amounts_earlier: Sourced<Amounts>,
    /// How each standing of a dossier is read.
    pub on_file: Sourced<DossierReadings>,
    /// Which relations make a child.
    pub child: Sourced<Relations>,
    /// How enrolment outside the national unified one is read.
    pub unified_enrolment: Sourced<UnifiedReadings>,
    /// How each batch is read.
    pub batch: Sourced<BatchReadings>,
    /// How military academies and the grey ones are read.
    pub military: Sourced<MilitaryReadings>,
    /// How the years since admission are read.
    pub enrolled: Sourced<EnrolledReadings>,
    /// How the levels of those admitted in the campaign's year are read.
    pub level_new: Sourced<LevelReadings>,
    /// How the levels of those admitted earlier are read.
    pub level_earlier: Sourced<LevelReadings>,
    /// How another live application is read.
    pub single_application: Sourced<ApplicationReadings>,
    /// How aid from elsewhere is read.
    pub other_aid: Sourced<OtherAidReadings>,
    /// In which order families come where money or time is short.
    pub priority: Sourced<Vec<PriorityKey>>,
}

impl Aid {
    /// The amount of a tier (N18, N19): derived, never typed.
    pub fn amount(&self, tier: Tier) -> Money {
        let amounts = match tier.cohort {
            Cohort::New => &self.amounts_new,
            Cohort::Earlier => &self.amounts_earlier,
        };
        match tier.place {
            Place::Inside => amounts.inside,
            Place::Outside => amounts.outside,
        }
    }
}

/// The shipped edition of 2018, as data.
pub const AID_2018: &str = include_str!("../../data/editions/2018.aid.json");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edition_of_2018_is_read_and_written_alike() {
        let aid: Aid = serde_json::from_str(AID_2018).unwrap();
        let written: serde_json::Value = serde_json::to_value(&aid).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(AID_2018).unwrap());
        assert_eq!(aid.months.count(), 12);
    }

    #[test]
    fn a_parameter_nobody_knows_is_refused() {
        let wrong = AID_2018.replacen("\"line_fen\"", "\"line_yuan\"", 1);
        assert!(serde_json::from_str::<Aid>(&wrong).is_err());
        let backwards = AID_2018.replacen("2018-06", "2017-06", 1);
        assert!(serde_json::from_str::<Aid>(&backwards).is_err());
    }
}

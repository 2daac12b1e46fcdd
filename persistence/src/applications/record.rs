//! What is kept of a case, of the assessment of its last act, and of what it came to last?

use domain::application::Application;
use domain::application::enrolment::Enrolment;
use domain::eligibility::Assessment;
use domain::eligibility::facts::Facts;
use domain::eligibility::outcome::Outcome;
use domain::eligibility::ruling::Ruling;
use domain::id::EditionId;
use domain::money::Money;
use domain::name::PersonName;
use domain::time::Instant;
use serde::{Deserialize, Serialize};

/// A case as it is kept.
#[derive(Clone, Debug)]
pub struct CaseRecord {
    /// Its number, for people.
    pub number: String,
    /// The case itself.
    pub application: Application,
    /// What it says of the student's enrolment.
    pub enrolment: Enrolment,
    /// The student's name.
    pub student_name: PersonName,
    /// The worker's name.
    pub worker_name: PersonName,
    /// The assessment of its last act, with what it was made on.
    pub frozen: Option<Frozen>,
    /// What the assessment of its household's facts came to last.
    pub reckoned: Reckoned,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// An assessment with all that it was made on (invariant 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The edition.
    pub edition: EditionId,
    /// The campaign's year.
    pub year: i32,
    /// The facts.
    pub facts: Facts,
    /// The rulings.
    pub rulings: Vec<Ruling>,
    /// What was found.
    pub assessment: Assessment,
    /// When.
    pub at: Instant,
}

/// What the assessment of a case came to when it was last made: what lists show, up to date with the household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether readings of the income line disagree.
    pub disputed: bool,
    /// The amount, in fen.
    pub amount_fen: Option<i64>,
    /// By what it is ordered where money or time is short: the smaller text comes first.
    pub priority: String,
    /// When it was made.
    pub at: Instant,
}

/// Sorts after every priority, which has hexadecimal digits alone.
pub(super) const NO_PRIORITY: &str = "g";

impl Reckoned {
    /// Nothing yet.
    pub fn nothing(at: Instant) -> Self {
        let (outcome, priority) = (Outcome::Incomplete, NO_PRIORITY.to_owned());
        Self { outcome, disputed: false, amount_fen: None, priority, at }
    }

    /// What an assessment came to.
    pub fn of(made: &Assessment, at: Instant) -> Self {
        Self {
            outcome: made.outcome,
            disputed: made.disputed,
            amount_fen: made.amount.map(Money::as_fen),
            priority: made.priority.sort_key(),
            at,
        }
    }

    /// Whether it comes to the same, whenever it was made.
    pub fn agrees(&self, other: &Self) -> bool {
        Self { at: other.at, ..self.clone() } == *other
    }
}

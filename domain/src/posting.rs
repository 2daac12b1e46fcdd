//! What does a public notice show? Only what may hang on a board: no id, phone, address, school or income.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::eligibility::tier::Place;
use crate::id::ApplicationId;
use crate::money::Money;
use crate::name::{PersonName, Title};
use crate::relation::RelationCode;
use crate::sex::Sex;

/// Who a board says a case is of: when it says otherwise than the case does today, the posting no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The worker's name.
    pub worker_name: PersonName,
    /// Whether the student is a son or a daughter (子, 女).
    #[schema(example = "女")]
    pub relation: String,
}

impl Shown {
    /// What is shown of a household's worker, and of its student by their relation to the worker.
    pub fn of(worker_name: PersonName, student: Option<RelationCode>) -> Self {
        let relation = match student.and_then(RelationCode::sex) {
            Some(Sex::Male) => "子",
            Some(Sex::Female) => "女",
            None => "子女",
        };
        Self { worker_name, relation: relation.to_owned() }
    }
}

/// A line of a posting (公示), frozen when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostingLine {
    /// The case.
    pub application: ApplicationId,
    /// The worker's name.
    pub worker_name: PersonName,
    /// The union that took the case.
    pub union: Title,
    /// Whether the student is a son or a daughter (子, 女).
    #[schema(example = "女")]
    pub relation: String,
    /// Whether the campus lies in the campaign's region.
    pub place: Option<Place>,
    /// The amount.
    #[serde(rename = "amount_fen")]
    pub amount: Option<Money>,
}

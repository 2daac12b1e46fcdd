//! What does a public notice show? Only what may hang on a board: no id, phone, address, school or income.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::eligibility::tier::Place;
use crate::id::ApplicationId;
use crate::money::Money;
use crate::name::{PersonName, Title};

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

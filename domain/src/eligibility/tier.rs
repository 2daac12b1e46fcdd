//! Which of the four amounts? By when a student was admitted, and where the campus lies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::Student;
use super::figures::AdmissionYear;
use crate::edition::Aid;
use crate::words::spoken;

spoken! {
    /// When a student was admitted (N18, N19).
    Cohort {
        /// In the campaign's year.
        New "今年考入"
        /// In another year; a later one counts as earlier, and is not met elsewhere.
        Earlier "往年考入"
    }

    /// Where a campus lies (N18, N19).
    Place {
        /// In the campaign's region.
        Inside "区内"
        /// Elsewhere.
        Outside "区外"
    }
}

/// What an amount is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// When the student was admitted.
    pub cohort: Cohort,
    /// Where the campus lies.
    pub place: Place,
}

impl Cohort {
    /// The cohort of an admission year in a campaign.
    pub const fn of(admission: AdmissionYear, campaign_year: i32) -> Self {
        if admission.get() == campaign_year { Self::New } else { Self::Earlier }
    }
}

impl Tier {
    /// The tier of a student; `None` without admission year or province of the campus.
    pub fn of(student: &Student, aid: &Aid, campaign_year: i32) -> Option<Self> {
        let cohort = Cohort::of(student.admission_year?, campaign_year);
        let inside = student.school?.province? == *aid.region;
        Some(Self { cohort, place: if inside { Place::Inside } else { Place::Outside } })
    }
}

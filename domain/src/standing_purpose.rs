//! For what may a program see whole values? For a standing purpose that somebody granted it: named, limited, and ended early.

use serde::Serialize;
use utoipa::ToSchema;

use crate::access::Role;
use crate::disclosure::{DisclosurePurpose, NotShown, Of, SensitiveField, shows};
use crate::id::{AccountId, StandingPurposeId, UnionId};
use crate::name::Line;
use crate::time::{Day, Instant};
use crate::union::Level;

/// What an administrator of security has granted to a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingPurpose {
    /// Which.
    pub id: StandingPurposeId,
    /// The program's account.
    pub account: AccountId,
    /// The union whose families, with those of the unions below it, may be asked for.
    pub union: UnionId,
    /// What for.
    pub purpose: DisclosurePurpose,
    /// Which values.
    pub fields: Vec<SensitiveField>,
    /// The first day.
    pub valid_from: Day,
    /// The last day.
    pub valid_to: Day,
    /// How many values it is shown on a day at most.
    pub most_a_day: u32,
    /// On what ground.
    pub ground: Line,
    /// When it was ended before its last day was over; none if it was not.
    pub ended_at: Option<Instant>,
    /// The version of this record.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

impl StandingPurpose {
    /// Whether it holds on that day.
    pub fn in_force(&self, day: Day) -> bool {
        self.ended_at.is_none() && self.valid_from <= day && day <= self.valid_to
    }

    /// Whether it has been ended, or its last day is over.
    pub fn is_over(&self, day: Day) -> bool {
        self.ended_at.is_some() || self.valid_to < day
    }

    /// Whether those values may be asked for under it.
    pub fn covers(&self, purpose: DisclosurePurpose, fields: &[SensitiveField]) -> bool {
        self.purpose == purpose && fields.iter().all(|field| self.fields.contains(field))
    }
}

/// Whether a program may be granted it at all.
///
/// # Errors
/// [`NotShown`] says what no program sees for that purpose.
pub fn may_stand(purpose: DisclosurePurpose, fields: &[SensitiveField]) -> Result<(), NotShown> {
    shows((Role::Service, Level::City), purpose, Of::Families, fields).map(|_| ())
}

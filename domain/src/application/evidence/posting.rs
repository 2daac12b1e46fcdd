//! Was the case made public, long enough, as it stands today? (N14, N22)

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::Application;
use crate::application::circumstances::{Circumstances, Look};
use crate::application::matter::Matter;
use crate::application::refusal::Refusal;
use crate::id::{OfficerId, PostingId};
use crate::posting::Shown;
use crate::time::{Day, Instant};
use crate::words::named;

named! {
    /// Which of the two postings.
    PostingKind {
        /// At the workplace or street, before the case goes up.
        First
        /// Of the decided list, before payment.
        Final
    }
}

/// A case's line in a posting (公示).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PostingMark {
    /// Which posting.
    pub posting: PostingId,
    /// Of which kind.
    pub kind: PostingKind,
    /// The day it was put up.
    pub first_day: Day,
    /// Its last working day, fixed when it was made; to the end of that day.
    pub last_day: Day,
    /// The matter that was posted.
    pub matter: Matter,
    /// Of whom the board says that the case is.
    pub shown: Shown,
    /// Whether an objection upheld has lifted it.
    pub lifted: bool,
    /// Who made it.
    pub by: OfficerId,
    /// When it was made.
    pub at: Instant,
}

impl Application {
    /// The line of the case in the posting of the decided list: of several the latest counts (N22).
    pub fn final_posting(&self) -> Option<&PostingMark> {
        self.postings.iter().rev().find(|mark| mark.kind == PostingKind::Final && !mark.lifted)
    }
}

impl PostingMark {
    /// A line that hangs for these days, of what the case is today.
    pub(crate) fn hung(
        (posting, kind): (PostingId, PostingKind),
        (first_day, last_day): (Day, Day),
        circumstances: &Circumstances<'_>,
        by: OfficerId,
        at: Instant,
    ) -> Self {
        let (matter, shown) = (circumstances.matter, circumstances.shown.clone());
        Self { posting, kind, first_day, last_day, matter, shown, lifted: false, by, at }
    }

    /// Whether a posting may hang for these days, of which so many must be working days: it starts today or later.
    pub(crate) fn days_suit((first_day, last_day): (Day, Day), days: u8, today: Day) -> Result<(), Refusal> {
        let soonest = first_day.plus_days(i64::from(days.saturating_sub(1)));
        if first_day < today {
            return Err(Refusal::PostingBackdated { today });
        }
        if last_day < soonest { Err(Refusal::PostingTooShort { days }) } else { Ok(()) }
    }

    /// Whether the latest first posting holds: same matter, of the people it
    /// names, not lifted, run and ended.
    pub(crate) fn holds(look: &Look<'_>) -> Result<(), Refusal> {
        let mut first = look.case.postings.iter().rev().filter(|mark| mark.kind == PostingKind::First);
        let posting = first.next().ok_or(Refusal::PostingMissing)?;
        if posting.lifted {
            return Err(Refusal::PostingLifted);
        }
        if posting.matter != look.circumstances.matter {
            return Err(Refusal::PostingOutdated);
        }
        if posting.shown != look.circumstances.shown {
            return Err(Refusal::PostingNamesOther { shown: posting.shown.worker_name.clone() });
        }
        if look.at.day() > posting.last_day {
            Ok(())
        } else {
            Err(Refusal::PostingRunning { last_day: posting.last_day })
        }
    }
}

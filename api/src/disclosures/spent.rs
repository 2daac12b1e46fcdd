//! Was somebody shown as much today as may be shown on a day? A search by citizen id is one value, for its answer says that
//! the number is somebody's, or nobody's.

use domain::access::Actor;
use domain::id::OfficerId;
use domain::text::{Tell, Told};
use domain::time::Instant;
use persistence::Work;
use uuid::Uuid;

use crate::problem::{Code, Problem};
use crate::write::Write;

/// That so many values would be too many for one day.
struct Spent {
    most: u32,
    asked: u32,
}

impl Tell for Spent {
    fn tell(&self) -> Told {
        let Self { most, asked } = self;
        Told::new(
            format!(
                "本次{asked}项将超过今日查阅上限{most}项;请减少对象或项目,明日再查,确需更多时请运维人员调高设置disclosures_a_day"
            ),
            format!(
                "these {asked} values would be more than the {most} of a day; ask for fewer, or tomorrow, or have the operator raise the setting disclosures_a_day"
            ),
        )
    }
}

/// Seconds until the day is over.
fn until_tomorrow(at: Instant) -> u32 {
    let micros = at.day().ends().as_micros() - at.as_micros();
    u32::try_from(micros / 1_000_000 + 1).unwrap_or(u32::MAX)
}

/// Counts so many values that somebody is shown at an instant.
///
/// # Errors
/// 429 where they would be more than may be shown on a day; nothing is counted then.
pub(crate) async fn spend(
    work: &Work,
    (holder, at): (Uuid, Instant),
    asked: u32,
    most: u32,
) -> Result<(), Problem> {
    if work.disclosures().count(holder, at.day(), asked, most).await? {
        return Ok(());
    }
    Err(Problem::new(Code::TooManyRequests).telling(Spent { most, asked }).retry_after(until_tomorrow(at)))
}

/// Whose day's account an officer's values are on: theirs, in whatever post, and a program's that of its account.
pub(super) fn holder(actor: &Actor) -> Uuid {
    actor.officer.map_or(actor.account.raw(), OfficerId::raw)
}

/// Counts so many values on the account of whoever asks: what they are shown beside disclosures, and each question that tells
/// whether a value is somebody's.
///
/// # Errors
/// 429, as of what is disclosed.
pub(crate) async fn spend_own(work: &Work, write: &Write, asked: u32) -> Result<(), Problem> {
    spend_as(work, (&write.actor, write.at()), asked, write.state().disclosures_a_day).await
}

/// The same, by whoever acts at that instant, where so many are shown on a day.
///
/// # Errors
/// 429, as of what is disclosed.
pub(crate) async fn spend_as(
    work: &Work,
    (actor, at): (&Actor, Instant),
    asked: u32,
    most: u32,
) -> Result<(), Problem> {
    spend(work, (holder(actor), at), asked, most).await
}

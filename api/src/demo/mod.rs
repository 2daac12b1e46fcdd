//! What exists only in the demonstration: a business clock that can be set forward.

mod campaign;
mod families;
mod load;
mod story;
mod town;

pub use load::{load, load_families};
pub use story::{Story, story};

use actix_web::put;
use domain::access::Deed;
use domain::log::Act;
use domain::text::Told;
use domain::time::Instant;
use persistence::{Entry, Logged, Subject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::body::Body;
use crate::problem::{Code, Problem};
use crate::route::{Allow, Routes};
use crate::write::{Answer, Write};

/// The routes of this file.
pub fn routes() -> Routes {
    Routes::tagged("demo").allow(Allow::Can(Deed::SetClock), || set_clock)
}

/// The last day to which the clock can be set.
const LAST_DAY: &str = "2099-12-31";

/// The business instant.
#[derive(Serialize, Deserialize, ToSchema)]
struct BusinessClock {
    /// The business instant.
    now: Instant,
}

/// The business instant that shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewClock {
    /// The business instant that shall be; not before the present one.
    now: Instant,
}

/// Set the clock forward.
///
/// Only in the demonstration, for days to pass; elsewhere this path is not there.
#[utoipa::path(request_body = NewClock, responses((status = 200, description = "Set", body = BusinessClock)))]
#[put("/demo/clock")]
async fn set_clock(write: Write, body: Body<NewClock>) -> Result<Answer, Problem> {
    let state = write.state();
    let now = body.value.now;
    if now < write.at() {
        return Err(Problem::field(
            "/now",
            Told::new(
                format!("时钟只能向前调,现为{},请填更晚的时间", write.at()),
                format!("the clock goes forward only; it is {}: give a later instant", write.at()),
            ),
        ));
    }
    // From there it runs on, and instants are written up to 2199.
    if now.day() > LAST_DAY.parse().map_err(|_| Problem::new(Code::Internal))? {
        let told = Told::new(
            format!("时钟最多调到{LAST_DAY}"),
            format!("the clock goes to {LAST_DAY} at the latest"),
        );
        return Err(Problem::field("/now", told));
    }
    let offset = now.as_micros() - state.clock.real().as_micros();
    let answer = write
        .once(&body.octets, async |work| {
            work.set_clock_offset(offset).await?;
            let entry = Entry::new(Act::SetClock, Subject::new("clock", Uuid::nil()));
            Ok(Logged::new(Answer::plain(&BusinessClock { now })?, entry))
        })
        .await?;
    state.clock.take_offset(offset);
    Ok(answer)
}

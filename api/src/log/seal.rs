//! When do entries get their places in the log? Within a second, for as long as the service runs.

use std::time::Duration;

use actix_web::web::Data;
use persistence::StoreError;
use persistence::log::Sealed;
use uuid::Uuid;

use crate::State;

/// Between two turns.
const EVERY: Duration = Duration::from_secs(1);

/// Seals for as long as the runtime lives.
pub(crate) async fn seal_on(state: Data<State>) {
    let Ok(holder) = name_of_this_process() else {
        tracing::error!("the system gives no randomness: this process does not seal the log");
        return;
    };
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = turn(&state, holder).await {
            tracing::warn!(%error, "the log was not sealed; it is tried again in a second");
        }
    }
}

/// Places what waits until nothing does.
async fn turn(state: &State, holder: Uuid) -> Result<(), StoreError> {
    loop {
        let Sealed { placed, foreign, gone, more } = state.store.seal_log(holder, state.clock.real()).await?;
        metrics::counter!("jinqiu_log_placed_total").increment(count(placed));
        metrics::counter!("jinqiu_log_foreign_total").increment(count(foreign));
        metrics::counter!("jinqiu_log_gone_total").increment(count(gone));
        if !more {
            return Ok(());
        }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// A name that no other process has.
pub(crate) fn name_of_this_process() -> Result<Uuid, aws_lc_rs::error::Unspecified> {
    let mut octets = [0; 16];
    aws_lc_rs::rand::fill(&mut octets)?;
    Ok(uuid::Builder::from_random_bytes(octets).into_uuid())
}

//! Does a running process know which keys are used? It asks every second, and objects to a version that it does not hold.

use std::time::Duration;

use actix_web::web::Data;

use crate::State;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// Looks for as long as the runtime lives.
pub(crate) async fn attend_on(state: Data<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = state.store.attend_keys(state.clock.real()).await {
            // Whoever asks for something is told by the same failure.
            tracing::debug!(%error, "which keys are used is not known");
        }
    }
}

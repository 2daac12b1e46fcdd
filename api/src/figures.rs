//! How busy is the service? What is counted in this process, in the form that Prometheus reads.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Between two tidyings; without them, times that nobody asks for would pile up.
const TIDY: Duration = Duration::from_secs(5);

/// Bounds of the time that a request takes, in seconds.
const SECONDS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// A process has one recorder, however many services it runs.
static RECORDER: Mutex<Option<PrometheusHandle>> = Mutex::new(None);

/// The recorder of this process: installed by whoever asks first.
pub(crate) fn recorder() -> Result<PrometheusHandle, BuildError> {
    let mut installed = RECORDER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*installed {
        return Ok(handle.clone());
    }
    let seconds = Matcher::Full("jinqiu_request_seconds".to_owned());
    let handle = PrometheusBuilder::new().set_buckets_for_metric(seconds, &SECONDS)?.install_recorder()?;
    *installed = Some(handle.clone());
    Ok(handle)
}

/// Tidies for as long as the runtime lives.
pub(crate) async fn tidy(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(TIDY).await;
        handle.run_upkeep();
    }
}

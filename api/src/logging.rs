//! How much goes into the log? As much as the operator asks for, but nothing of what callers send.

use tracing_subscriber::EnvFilter;

/// What is said unless `RUST_LOG` asks for something else.
const USUAL: &str = "warn,api=info,persistence=info";
/// The HTTP server repeats paths and malformed requests when it is asked to be talkative: callers may have put
/// anything into them.
const QUIET: [&str; 3] = ["actix_web=info", "actix_http=off", "actix_server=info"];

/// The filter for these wishes, as `RUST_LOG` has them.
pub fn filter(wishes: Option<&str>) -> EnvFilter {
    let filter = EnvFilter::try_new(wishes.unwrap_or(USUAL)).unwrap_or_else(|_| EnvFilter::new(USUAL));
    let quiet = QUIET.iter().filter_map(|directive| directive.parse().ok());
    quiet.fold(filter, EnvFilter::add_directive)
}

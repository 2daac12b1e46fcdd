//! Which PostgreSQL do the tests use? The one they are told of, else one started for this process.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;

use sqlx::postgres::PgConnectOptions;

/// Starts a cluster that ends when its standard input does.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster");

/// A PostgreSQL where databases may be made.
pub(crate) struct Cluster {
    /// The superuser's address.
    pub(crate) admin: PgConnectOptions,
    /// Its standard input is closed when this process ends, however it ends: then the cluster stops.
    _running: Option<Child>,
}

/// The cluster of this process, or why there is none.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
    match CLUSTER.get_or_init(find) {
        Ok(cluster) => cluster,
        Err(missing) => panic!("no PostgreSQL to test with: {missing}"),
    }
}

#[expect(clippy::disallowed_methods, reason = "tests/run names its cluster here; the service never reads it")]
fn find() -> Result<Cluster, String> {
    match std::env::var("JINQIU_TEST_POSTGRES") {
        Ok(url) => Ok(Cluster { admin: address(&url)?, _running: None }),
        Err(_) => start(),
    }
}

fn start() -> Result<Cluster, String> {
    let mut script = Command::new("bash");
    script.arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = script.spawn().map_err(|error| format!("{SCRIPT}: {error}"))?;
    let mut url = String::new();
    if let Some(said) = running.stdout.as_mut() {
        BufReader::new(said).read_line(&mut url).map_err(|error| error.to_string())?;
    }
    if url.is_empty() {
        let mut said = String::new();
        if let Some(mut errors) = running.stderr.take() {
            errors.read_to_string(&mut said).map_err(|error| error.to_string())?;
        }
        return Err(said.trim().to_owned());
    }
    Ok(Cluster { admin: address(url.trim())?, _running: Some(running) })
}

fn address(url: &str) -> Result<PgConnectOptions, String> {
    PgConnectOptions::from_str(url).map_err(|error| error.to_string())
}

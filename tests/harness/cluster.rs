//! Which PostgreSQL do the tests use? The one they are told of, else one started for this process.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;

use sqlx::postgres::PgConnectOptions;

use crate::disk::Disk;

/// Starts a cluster that ends when its standard input does.
pub const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster");

/// A PostgreSQL where databases may be made.
pub(crate) struct Cluster {
    /// The superuser's address.
    pub(crate) admin: PgConnectOptions,
    /// Its standard input is told what to do, and closed when this process ends, however it ends: then the cluster stops.
    running: Option<Child>,
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
        Ok(url) => Ok(Cluster { admin: address(&url)?, running: None }),
        Err(_) => start(&[]),
    }
}

/// A PostgreSQL of one test, which it may kill.
pub struct Breakable(Cluster);

impl Breakable {
    /// Starts one.
    pub fn start() -> Self {
        Self(start(&[]).expect("a PostgreSQL"))
    }

    /// Starts one that waits for the disk, as a server in earnest does.
    pub fn durable() -> Self {
        Self(start(&["--durable"]).expect("a PostgreSQL"))
    }

    /// The superuser's address of its first database.
    pub fn url(&self) -> String {
        let admin = &self.0.admin;
        format!("postgres://{}@{}:{}/postgres", admin.get_username(), admin.get_host(), admin.get_port())
    }

    /// Starts one that waits for the disk, whose tables lie on one below that folder, where everybody may write.
    pub fn on(folder: &Path, disk: &Disk) -> Self {
        let mut script = script(&["--durable"]);
        let _ = script.env("TMPDIR", folder).envs(disk.environment());
        Self(started(script).expect("a PostgreSQL"))
    }

    /// Kills its processes, as a machine that loses power does.
    pub fn kill(&mut self) {
        self.tell("kill");
    }

    /// Starts it again on the same data and port; back when it answers.
    pub fn revive(&mut self) {
        self.tell("start");
    }

    fn tell(&mut self, word: &str) {
        let running = self.0.running.as_mut().expect("a cluster of our own");
        let (ears, mouth) = (running.stdin.as_mut(), running.stdout.as_mut());
        let (Some(ears), Some(mouth)) = (ears, mouth) else { panic!("the cluster's script cannot be told") };
        writeln!(ears, "{word}").expect("it listens");
        let mut said = String::new();
        let _ = BufReader::new(mouth).read_line(&mut said).expect("it answers");
        assert_eq!(said.trim(), word, "the cluster's script");
    }
}

fn start(arguments: &[&str]) -> Result<Cluster, String> {
    started(script(arguments))
}

fn script(arguments: &[&str]) -> Command {
    let mut script = Command::new("bash");
    script.arg(SCRIPT).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    script
}

fn started(mut script: Command) -> Result<Cluster, String> {
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
    Ok(Cluster { admin: address(url.trim())?, running: Some(running) })
}

fn address(url: &str) -> Result<PgConnectOptions, String> {
    PgConnectOptions::from_str(url).map_err(|error| error.to_string())
}

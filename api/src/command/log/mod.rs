//! How does the log leave the service, and how is it checked elsewhere?

mod export;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::log::Position;

use super::CommandError;
use crate::config::Config;

pub(super) use verify::verify;

/// What can be asked of the log.
#[derive(Debug, Subcommand)]
pub(super) enum Log {
    /// Write the log as lines of JSON, for whoever checks it: entries, positions, checkpoints. Details stay sealed.
    ///
    /// First all that waits gets its position, and a checkpoint is made.
    Export {
        /// Only what stands after this position; from the beginning unless said.
        #[arg(long, value_name = "POSITION", default_value_t = 0)]
        since: Position,
        /// The file to write; standard output unless said.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Check an exported log, away from the service: no settings, no database, no secret key.
    Verify(Verify),
    /// Print the public keys that sign the log: give them to whoever shall check it, in person.
    Keys,
    /// Print a checkpoint of all that is there: keep it where nobody of the service can change it.
    Checkpoint,
}

/// What is checked, against what.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The exported log.
    file: PathBuf,
    /// The public keys: the file that `jinqiu log keys` wrote.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A checkpoint that you kept: the file that `jinqiu log checkpoint` wrote. A cut or a rewrite is found by it alone.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
}

/// Does what was asked, on the service's side.
pub(super) async fn run(config: &Config, what: Log) -> Result<(), CommandError> {
    match what {
        Log::Export { since, output } => export::export(config, since, output.as_deref()).await,
        Log::Keys => export::keys(config).await,
        Log::Checkpoint => export::checkpoint(config).await,
        Log::Verify(of) => verify(&of),
    }
}

//! What does the operator hand to an auditor? The log, its public keys, a checkpoint.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use domain::log::Position;
use persistence::Store;
use persistence::signing_keys::Purpose;

use crate::clock::Clock;
use crate::command::{CommandError, run};
use crate::config::Config;
use crate::log::LogKeys;

/// Writes the log after a position.
pub(super) async fn export(
    config: &Config,
    after: Position,
    file: Option<&Path>,
) -> Result<(), CommandError> {
    let store = sealed(config).await?;
    let written = match file {
        None => match crate::log::export(&store, after, &mut BufWriter::new(io::stdout())).await? {
            // Whoever reads may have enough before the end.
            Err(cause) if cause.kind() == ErrorKind::BrokenPipe => return Ok(()),
            written => written,
        },
        Some(path) => {
            let what = || format!("make the file {}; choose another name, or remove it", path.display());
            let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
            let file = opened.map_err(|cause| CommandError::io(what(), cause))?;
            crate::log::export(&store, after, &mut BufWriter::new(file)).await?
        }
    };
    written.map_err(|cause| CommandError::io("write the log; what is written is not whole", cause))
}

/// Prints the newest checkpoint.
pub(super) async fn checkpoint(config: &Config) -> Result<(), CommandError> {
    let store = sealed(config).await?;
    let last = store.read(async |work| work.last_checkpoint().await).await?;
    let last =
        last.ok_or_else(|| CommandError::Input("the log is empty: there is nothing to keep".to_owned()))?;
    let line = serde_json::to_string(&last).map_err(|cause| CommandError::Input(cause.to_string()))?;
    say!("{line}");
    Ok(())
}

/// Prints the public keys.
pub(super) async fn keys(config: &Config) -> Result<(), CommandError> {
    let store = sealed(config).await?;
    let keys = store.read(async |work| work.signing_keys(Purpose::Log).await).await?;
    drop(write!(io::stdout(), "{}", LogKeys::of(keys)));
    Ok(())
}

/// The store, with everything in its place.
async fn sealed(config: &Config) -> Result<Store, CommandError> {
    let store = run::open(config, None).await?;
    store.ready().await?;
    run::fits(&store).await?;
    store.seal_all(Clock::system().real()).await?;
    Ok(store)
}

//! Does an exported log hold? What is proved is said exactly, and what cannot be.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use domain::log::{Checkpoint, Finding, Line, Report, Verifier};

use super::Verify;
use crate::command::CommandError;
use crate::log::LogKeys;

/// Checks a file and prints what was proved.
pub(in crate::command) fn verify(of: &Verify) -> Result<(), CommandError> {
    let keys = keys(&of.key)?;
    let witnessed = of.since.as_deref().map(witness).transpose()?;
    let report = read(&of.file, &keys, witnessed.clone())?;
    if report.told > 0 && report.proved == 0 && report.checkpoints == 0 {
        let what = "these are not the keys of this log, or it is none of theirs; compare them with those that you took in person";
        return Err(CommandError::Input(format!(
            "of {} positions in {} none is signed by the keys in {}: {what}",
            report.told,
            of.file.display(),
            of.key.display()
        )));
    }
    for finding in &report.findings {
        say!("FOUND  {finding}");
    }
    let untold = report.all - u64::try_from(report.findings.len()).unwrap_or(u64::MAX);
    if untold > 0 {
        say!("FOUND  {untold} more");
    }
    say(&report, witnessed.as_ref());
    if report.holds() { Ok(()) } else { Err(CommandError::Altered(report.all)) }
}

fn keys(path: &Path) -> Result<LogKeys, CommandError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| CommandError::io(format!("read the keys in {}", path.display()), cause))?;
    text.parse().map_err(|error| CommandError::Input(format!("{}: {error}", path.display())))
}

fn witness(path: &Path) -> Result<Checkpoint, CommandError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| CommandError::io(format!("read the checkpoint in {}", path.display()), cause))?;
    Checkpoint::read(&text).map_err(|error| CommandError::Input(format!("{}: {error}", path.display())))
}

fn read(path: &Path, keys: &LogKeys, witnessed: Option<Checkpoint>) -> Result<Report, CommandError> {
    let failed = |cause| CommandError::io(format!("read the log in {}", path.display()), cause);
    let mut verifier = Verifier::new(keys, witnessed);
    for (number, line) in BufReader::new(File::open(path).map_err(failed)?).lines().enumerate() {
        let line = line.map_err(failed)?;
        match serde_json::from_str::<Line>(&line) {
            Ok(line) => verifier.take(&line),
            Err(error) => {
                let what = format!("{}: line {}: {error}", path.display(), number + 1);
                return Err(CommandError::Input(format!("{what}; {}", Finding::Torn)));
            }
        }
    }
    Ok(verifier.finish())
}

/// What was proved, and what cannot be.
fn say(report: &Report, witnessed: Option<&Checkpoint>) {
    let Report { after, last, told, proved, checkpoints, waiting, .. } = report;
    say!("read     {told} positions, {} to {last}; {checkpoints} checkpoints", after + 1);
    say!("proved   {proved} entries: each is the one that the service signed at its position");
    if report.holds() {
        say!("proved   none of them is missing, none was added, and their order is that of the log");
    }
    match witnessed.map(|known| known.position) {
        Some(known) if report.witnessed => {
            say!("proved   up to position {known} it is the same log as when your checkpoint was made");
        }
        Some(known) => say!("NOT      that it is the log of your checkpoint of position {known}"),
        None => say!(
            "NOT      that its end was not cut off, nor that whoever holds the service's keys did not write it anew: \
             give a checkpoint that was kept elsewhere (--since)"
        ),
    }
    for at in &report.restored {
        say!(
            "RESTORED at position {at} the service says that it went on from a backup: what was done after that backup, and \
             before this position, is not in this log. A checkpoint from between is rightly told as cut off or of another \
             log: ask who restored it, and why"
        );
    }
    if *after > 0 && !report.witnessed {
        say!("NOT      what stands before position {}", after + 1);
    }
    say!(
        "NOT      what was done after position {last}: {waiting} entries of the file wait for their position"
    );
    say!(
        "NOT      that what was entered is true, that the clock was right, or what the details say: they stay sealed, \
         and an erased one is proved as well as another"
    );
}

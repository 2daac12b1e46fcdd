//! What is an operator told whose backup does not succeed? What is wrong with which file, and what to do next.

use std::io::{Error, ErrorKind};
use std::path::Path;

use persistence::backup::{BackupError, StreamFault};

use crate::command::CommandError;

/// A backup that cannot be read.
pub(super) fn unread(file: &Path, cause: &Error) -> CommandError {
    let next = match (StreamFault::behind(cause), cause.kind()) {
        (Some(StreamFault::Foreign), _) => "name a file that `jinqiu backup` wrote",
        (Some(StreamFault::OtherForm), _) => "use the version of jinqiu that wrote it",
        (Some(StreamFault::NotHeld(_) | StreamFault::AnotherKey(_)), _) => {
            "put the copy of the key file that was in use when the backup was made in the place that JINQIU_KEY_FILE names"
        }
        (Some(StreamFault::Broken(_)), _) | (None, ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => {
            "nothing of it was put anywhere; take another copy of it, or an earlier backup"
        }
        (None, ErrorKind::NotFound) => "name the file of a backup",
        (None, _) => "see that the disk that it lies on can be read",
    };
    let said = StreamFault::behind(cause).map_or_else(|| cause.to_string(), |fault| fault.to_string());
    CommandError::Backup(format!("{}: {said}; {next}", file.display()))
}

/// A backup that cannot be written.
pub(super) fn unwritten(file: &Path, cause: &Error) -> CommandError {
    let next = match cause.kind() {
        ErrorKind::StorageFull => "make room on that disk, or name another one",
        ErrorKind::NotFound => "make the folder first",
        _ => "see that the disk is there and may be written to, or name another place",
    };
    CommandError::Backup(format!("{} was not written ({cause}); {next}", file.display()))
}

/// A database that was not taken out or put back.
pub(super) fn of_backup(error: BackupError) -> CommandError {
    let next = match &error {
        BackupError::Store(_) => return into_store(error),
        BackupError::NoTool(_) => {
            "it comes with the client programs of PostgreSQL: on Debian and Ubuntu the package postgresql-client, elsewhere \
             postgresql; it must not be older than the server"
        }
        BackupError::Tool { said, .. }
            if said.contains("version mismatch") || said.contains("unsupported version") =>
        {
            "install the client programs of the server's version, or of a later one"
        }
        BackupError::Tool { .. } => "nothing was kept; mend what it says, and run this again",
        BackupError::Io(cause) if cause.kind() == ErrorKind::StorageFull => {
            "the data folder needs as much room again as the database has; make room, and run this again"
        }
        BackupError::Io(_) => "see that the data folder is there and may be written to",
        BackupError::Address => "write it as postgres://user:password@host:port/database",
    };
    CommandError::Backup(format!("{error}; {next}"))
}

fn into_store(error: BackupError) -> CommandError {
    match error {
        BackupError::Store(error) => error.into(),
        other => CommandError::Backup(other.to_string()),
    }
}

//! Is there nothing yet where a backup is put, and does nobody else put one there?

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use persistence::backup;
use persistence::survey::file_of;

use crate::command::CommandError;

/// Holds the data folder, and that of the database where it is another one, until it is dropped: of two restorations to one place
/// each would find it empty, and the last one would put its own over what the other had.
pub(super) fn alone(data: &Path, place: &Path) -> Result<Vec<File>, CommandError> {
    let whole = |folder: &Path| {
        let found = fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
        found.map_err(|cause| CommandError::io(format!("find the folder {}", folder.display()), cause))
    };
    let mut folders = vec![whole(data)?];
    let beside = place.parent().map(whole).transpose()?;
    folders.extend(beside.filter(|beside| !folders.contains(beside)));
    let hold = |folder: PathBuf| {
        let held = File::open(&folder);
        let held =
            held.map_err(|cause| CommandError::io(format!("open the folder {}", folder.display()), cause))?;
        match held.try_lock() {
            Ok(()) => Ok(held),
            Err(TryLockError::WouldBlock) => Err(CommandError::Backup(format!(
                "another `jinqiu restore` puts a backup in {}; let it come to its end, and look by `jinqiu check`",
                folder.display()
            ))),
            Err(TryLockError::Error(cause)) => {
                Err(CommandError::io(format!("hold the folder {}", folder.display()), cause))
            }
        }
    };
    folders.into_iter().map(hold).collect()
}

/// Refuses to put anything where something is.
pub(super) async fn emptiness(url: &str, folder: &Path) -> Result<(), CommandError> {
    if !backup::is_free(url).await? {
        let what = match file_of(url) {
            Some(path) => format!("{} is there already; move it away, with {0}-wal and {0}-shm", path.display()),
            None => "the database has tables already; make an empty one (CREATE DATABASE) and name it by JINQIU_DATABASE_URL, \
                     before `jinqiu migrate` or `jinqiu serve` see it"
                .to_owned(),
        };
        return Err(CommandError::Backup(format!(
            "{what}: a backup is restored into an empty database alone"
        )));
    }
    let entries = fs::read_dir(folder).map_or(0, Iterator::count);
    if entries > 0 {
        let what =
            format!("{} holds {entries} files; move it away, or name another data folder", folder.display());
        return Err(CommandError::Backup(format!("{what}: a backup is restored beside an empty one alone")));
    }
    Ok(())
}

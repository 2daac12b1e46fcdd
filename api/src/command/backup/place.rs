//! How does a file come to be whole or not at all? Written beside its place, on disk, then put there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use persistence::backup;

use crate::command::CommandError;

/// A file or folder that goes with whoever made it, unless it was put in its place.
pub(in crate::command) struct Partial(PathBuf);

impl Partial {
    /// What will lie there, beside its place.
    pub(in crate::command) fn beside(place: &Path) -> Self {
        let mut name = place.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        Self(place.with_file_name(name))
    }

    /// Where it lies for the time being.
    pub(in crate::command) fn path(&self) -> &Path {
        &self.0
    }

    /// The file itself, for its owner alone, and held for as long as it is open.
    pub(in crate::command) fn make(&self) -> io::Result<File> {
        loop {
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.0)?;
            file.lock()?;
            // Who removes what nobody holds may have come before the lock.
            if fs::metadata(&self.0)
                .is_ok_and(|there| file.metadata().is_ok_and(|own| own.ino() == there.ino()))
            {
                return Ok(file);
            }
        }
    }

    /// Removes what was left beside that place by whoever was killed there: files as these are called, which nobody holds.
    pub(super) fn remove_left(place: &Path) -> io::Result<Vec<PathBuf>> {
        let mut removed = Vec::new();
        for entry in fs::read_dir(folder_of(place))? {
            let entry = entry?;
            if !is_of(place, &entry.file_name().to_string_lossy()) || !entry.file_type()?.is_file() {
                continue;
            }
            // One that goes meanwhile is somebody's, who removes it.
            let Ok(file) = OpenOptions::new().write(true).open(entry.path()) else { continue };
            if file.try_lock().is_ok() {
                drop(Self(entry.path()));
                removed.push(entry.path());
            }
        }
        Ok(removed)
    }

    /// Puts it in its place, to stay.
    pub(in crate::command) fn put(&self, place: &Path) -> io::Result<()> {
        fs::rename(&self.0, place)?;
        File::open(folder_of(place))?.sync_all()
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // What was put in its place is not here any more.
        let gone = if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
        drop(gone);
        for beside in ["-wal", "-shm"] {
            let mut name = self.0.clone().into_os_string();
            name.push(beside);
            drop(fs::remove_file(name));
        }
    }
}

/// The folder of a place.
fn folder_of(place: &Path) -> &Path {
    place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether a name is that of a part of what will lie at a place, made by any process.
fn is_of(place: &Path, name: &str) -> bool {
    let own = place.file_name().unwrap_or_default().to_string_lossy();
    let process = name.strip_prefix(&*own).and_then(|rest| rest.strip_prefix('.'));
    let process = process.and_then(|rest| rest.strip_suffix(".partial"));
    process.is_some_and(|process| !process.is_empty() && process.bytes().all(|octet| octet.is_ascii_digit()))
}

/// Whether a backup may be written there: at a new name, or with --force over an older backup outside the data folder.
pub(super) fn is_free(place: &Path, force: bool, data: &Path) -> Result<(), CommandError> {
    let refused = |what: &str| Err(CommandError::Input(format!("{} {what}", place.display())));
    if place.as_os_str() == "-" {
        return refused(
            "would be a file of that name, for a backup is no stream; name a file, and copy it when it is whole",
        );
    }
    let Ok(seen) = fs::symlink_metadata(place) else { return Ok(()) };
    if seen.is_dir() {
        return refused("is a folder; name a file in it");
    }
    if !seen.is_file() {
        return refused("is no regular file; name another place");
    }
    if !force {
        return refused(
            "is there already; choose another name, or say --force to put the new backup in its place",
        );
    }
    let inside = match (fs::canonicalize(folder_of(place)), fs::canonicalize(data)) {
        (Ok(folder), Ok(data)) => folder.starts_with(data),
        _ => false,
    };
    if inside {
        return refused("lies in the data folder, where nothing is replaced; keep backups at another place");
    }
    match File::open(place).and_then(backup::looks_like_one) {
        Ok(true) => Ok(()),
        Ok(false) => refused("is no backup of jinqiu, and only a backup is replaced; choose another name"),
        Err(cause) => {
            Err(CommandError::io(format!("read {}, which is to be replaced", place.display()), cause))
        }
    }
}

//! How does a file come to be whole or not at all? Written beside its place, on disk, then put there.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

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

    /// The file itself, for its owner alone.
    pub(in crate::command) fn make(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&self.0)
    }

    /// Puts it in its place, to stay.
    pub(in crate::command) fn put(&self, place: &Path) -> io::Result<()> {
        fs::rename(&self.0, place)?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
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

/// Whether a backup may be written there.
pub(super) fn is_free(place: &Path, force: bool) -> Result<(), CommandError> {
    if place.is_dir() {
        return Err(CommandError::Input(format!("{} is a folder; name a file in it", place.display())));
    }
    if place.exists() && !force {
        return Err(CommandError::Input(format!(
            "{} is there already; choose another name, or say --force to put the new backup in its place",
            place.display()
        )));
    }
    Ok(())
}

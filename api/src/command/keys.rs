//! Where is the root of all keys? In a file that only its owner may read.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use persistence::Keys;

use super::CommandError;

/// Reads the root and derives the keys.
pub(super) fn read(path: &Path) -> Result<Keys, CommandError> {
    let text = fs::read_to_string(path).map_err(|cause| {
        let what =
            format!("read the key file {}; `jinqiu migrate` makes one, or put back its copy", path.display());
        CommandError::io(what, cause)
    })?;
    let mode = fs::metadata(path)
        .map_err(|cause| CommandError::io(format!("look at {}", path.display()), cause))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(CommandError::Key(format!("{} may be read by others; chmod 600 it", path.display())));
    }
    let root = parse(text.trim()).ok_or_else(|| {
        let what = "is damaged, for 64 hexadecimal digits are expected; put back its copy";
        CommandError::Key(format!("{} {what}", path.display()))
    })?;
    Keys::derive(&root).map_err(|error| CommandError::Key(error.to_string()))
}

/// Makes the file with a new root, where there is none.
pub(super) fn make(path: &Path) -> Result<(), CommandError> {
    if path.exists() {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let what = || format!("make the folder {}; another one is set by JINQIU_DATA_DIR", folder.display());
        made.map_err(|cause| CommandError::io(what(), cause))?;
    }
    let root = Keys::new_root().map_err(|error| CommandError::Key(error.to_string()))?;
    let text = crate::edge::hex(&root);
    // Whole or not there: another process may read it, or make it, at the same moment.
    let whole = path.with_extension(format!("{}.partial", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&whole);
    let made = made.and_then(|mut file| writeln!(file, "{text}")).and_then(|()| fs::hard_link(&whole, path));
    drop(fs::remove_file(&whole));
    match made {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(()),
        made => made.map_err(|cause| CommandError::io(format!("write {}", path.display()), cause)),
    }
}

fn parse(text: &str) -> Option<[u8; Keys::ROOT_LEN]> {
    if text.len() != 2 * Keys::ROOT_LEN || !text.is_ascii() {
        return None;
    }
    let octets: Result<Vec<u8>, _> = (0..Keys::ROOT_LEN)
        .map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2).unwrap_or(""), 16))
        .collect();
    octets.ok()?.try_into().ok()
}

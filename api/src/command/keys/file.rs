//! Is the key file as it must be? A regular file that belongs to who runs the program, closed to everybody else.
//!
//! A link is followed, and what it leads to is looked at once it is open: whoever could lay a link could as well lay a file.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use persistence::Roots;

use super::{CommandError, named, text};

/// No key is longer, in octets.
const LONGEST: u64 = 64 * 1024;

/// Reads the roots of a file.
pub(super) fn read(path: &Path) -> Result<Roots, CommandError> {
    let unread = |cause| {
        let what = format!(
            "read the key file {}; put back its copy, or where there is no database yet, `jinqiu migrate` makes one",
            path.display()
        );
        CommandError::io(what, cause)
    };
    // Looked at before it is opened, too: opening a pipe would wait for ever.
    regular(path, &fs::metadata(path).map_err(unread)?)?;
    let file = File::open(path).map_err(unread)?;
    let seen = file.metadata().map_err(unread)?;
    regular(path, &seen)?;
    closed(path, &seen)?;
    let mut octets = Vec::new();
    let _ = file.take(LONGEST).read_to_end(&mut octets).map_err(unread)?;
    let said = String::from_utf8(octets).unwrap_or_else(|_| "no text".to_owned());
    named(text::read(&said), &path.display().to_string())
}

fn regular(path: &Path, seen: &Metadata) -> Result<(), CommandError> {
    if seen.is_file() {
        return Ok(());
    }
    let what = "is no regular file; name the key file by JINQIU_KEY_FILE";
    Err(CommandError::Key(format!("{} {what}", path.display())))
}

/// Whether nobody else reads or changes it.
fn closed(path: &Path, seen: &Metadata) -> Result<(), CommandError> {
    let refused = |what: &str| Err(CommandError::Key(format!("{} {what}", path.display())));
    let mode = seen.permissions().mode();
    if mode & 0o022 != 0 {
        return refused(
            "may be changed by others, so that it may be anybody's; put back its copy and chmod 600 it",
        );
    }
    if mode & 0o077 != 0 {
        return refused(
            "may be read by others; chmod 600 it, and rotate the keys if somebody may have read it",
        );
    }
    // Where the system does not tell who runs the program, the mode tells enough: it was opened.
    let runs = fs::metadata("/proc/self").map_or(seen.uid(), |process| process.uid());
    if seen.uid() != runs {
        return refused("belongs to another user, who may change it; chown it to the one who runs jinqiu");
    }
    Ok(())
}

/// Makes the file, where there is none.
pub(super) fn make(path: &Path, roots: &Roots) -> Result<(), CommandError> {
    if let Some(folder) = path.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        let what = || format!("make the folder {}; another one is set by JINQIU_DATA_DIR", folder.display());
        made.map_err(|cause| CommandError::io(what(), cause))?;
    }
    written(path, roots, |whole| match fs::hard_link(whole, path) {
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    })
}

/// Puts other roots in its place.
pub(super) fn replace(path: &Path, roots: &Roots) -> Result<(), CommandError> {
    // A link stays, and leads to the new file.
    let path = fs::canonicalize(path)
        .map_err(|cause| CommandError::io(format!("find {}", path.display()), cause))?;
    written(&path, roots, |whole| fs::rename(whole, &path))
}

/// Whole or not there: another process may read it, or make it, at the same moment.
fn written(
    path: &Path,
    roots: &Roots,
    place: impl FnOnce(&Path) -> std::io::Result<()>,
) -> Result<(), CommandError> {
    let whole = path.with_extension(format!("{}.partial", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&whole);
    let made = made.and_then(|mut file| {
        file.write_all(text::write(roots).as_bytes())?;
        file.sync_all()
    });
    let made = made.and_then(|()| place(&whole));
    drop(fs::remove_file(&whole));
    made.map_err(|cause| CommandError::io(format!("write {}", path.display()), cause))?;
    // What was sealed with a key whose name is lost with the power would be lost, too.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let kept = File::open(folder).and_then(|folder| folder.sync_all());
    kept.map_err(|cause| CommandError::io(format!("keep {}", path.display()), cause))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use persistence::Root;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("jinqiu-key-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn told(path: &Path) -> String {
        read(path).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn a_file_that_is_open_to_others_is_refused() {
        let folder = folder("modes");
        let path = folder.join("jinqiu.key");
        make(&path, &Roots::one(Root::random().unwrap())).unwrap();
        assert_eq!(told(&path), "");
        for mode in 0o600..=0o677 {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(told(&path).contains("chmod 600"), mode != 0o600, "{mode:o}");
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_is_no_regular_file_is_refused_and_a_link_leads_to_what_is_looked_at() {
        let folder = folder("links");
        let (path, link) = (folder.join("jinqiu.key"), folder.join("link"));
        assert!(told(&folder).contains("no regular file"));
        assert!(told(Path::new("/dev/null")).contains("no regular file"));
        assert!(told(&path).contains("jinqiu migrate"));
        let roots = Roots::one(Root::random().unwrap());
        make(&path, &roots).unwrap();
        symlink(&path, &link).unwrap();
        assert_eq!(read(&link).unwrap(), roots);
        let others = Roots::one(Root::random().unwrap());
        replace(&link, &others).unwrap();
        assert_eq!(
            (read(&path).unwrap(), fs::symlink_metadata(&link).unwrap().is_symlink()),
            (others.clone(), true)
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(told(&link).contains("chmod 600"));
        make(&path, &roots).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read(&path).unwrap(), others, "one that is there stays");
        fs::remove_dir_all(folder).unwrap();
    }
}

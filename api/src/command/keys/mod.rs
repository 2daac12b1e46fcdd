//! Where do the roots of all keys come from? From a file that only its owner may read, or from the environment.

mod file;
mod rotate;
mod text;
mod versions;
mod weak;

use std::path::PathBuf;

use persistence::{Root, Roots, Source, survey};

use super::CommandError;
use crate::config::Config;

pub(super) use rotate::{retire, rotate, rotate_signing};
pub(super) use versions::Versions;

/// For what a key serves. A demonstration's serves nothing else, because there whoever signs in may set the clock, and every
/// password is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A service with real people in it.
    Earnest,
    /// A demonstration.
    Demonstration,
}

/// Where the text of the key is.
enum Kept<'c> {
    /// In a file.
    File(PathBuf),
    /// In `JINQIU_KEY`.
    Environment(&'c str),
}

/// Where the settings say that the key is.
fn kept(config: &Config) -> Result<Kept<'_>, CommandError> {
    match (&config.key, &config.key_file) {
        (Some(_), Some(_)) => Err(CommandError::Key(
            "JINQIU_KEY and JINQIU_KEY_FILE (key_file in the file) are both set; take one of them away"
                .to_owned(),
        )),
        (Some(_), None) if config.key_path().exists() => Err(CommandError::Key(format!(
            "JINQIU_KEY is set, and there is a key file {} too; take one of them away",
            config.key_path().display()
        ))),
        (Some(key), None) => Ok(Kept::Environment(key.reveal())),
        (None, _) => Ok(Kept::File(config.key_path())),
    }
}

/// Reads the roots, and refuses those that are weak, damaged, open to others, or of another kind.
pub(super) fn read(config: &Config, kind: Option<Kind>) -> Result<Roots, CommandError> {
    let (roots, place) = match kept(config)? {
        Kept::File(path) => (file::read(&path)?, path.display().to_string()),
        Kept::Environment(key) => (named(text::read(key), "JINQIU_KEY")?, "JINQIU_KEY".to_owned()),
    };
    match (kind, roots.demonstration) {
        (Some(Kind::Earnest), true) => Err(CommandError::Key(format!(
            "{place} holds the key of a demonstration, which serves `jinqiu demo` alone; set JINQIU_DATA_DIR or \
             JINQIU_KEY_FILE to another place, where `jinqiu migrate` makes a key"
        ))),
        (Some(Kind::Demonstration), false) => Err(CommandError::Key(format!(
            "{place} holds a key in earnest, and everybody may sign in to a demonstration; set JINQIU_DATA_DIR to another \
             folder, where `jinqiu demo` makes a key of its own"
        ))),
        _ => Ok(roots),
    }
}

/// The roots for a store, which reads them again when it misses one.
pub(super) fn source(config: &Config, kind: Option<Kind>) -> Result<Source, CommandError> {
    drop(read(config, kind)?);
    let config = config.clone();
    Ok(Box::new(move || read(&config, kind).map_err(|error| error.to_string())))
}

/// Makes the file with a new root where there is none, unless the key is in the environment. Where a database holds already what
/// another key sealed, none is made: that one is to be put back. The path of what was made.
pub(super) async fn make(config: &Config, kind: Kind) -> Result<Option<PathBuf>, CommandError> {
    let Kept::File(path) = kept(config)? else { return Ok(None) };
    if path.exists() {
        return Ok(None);
    }
    if survey::is_keyed(&config.owner_url()).await? {
        let what = "and the database was made with one; put back its copy: no other key opens what is there";
        return Err(CommandError::Key(format!("there is no key file {}, {what}", path.display())));
    }
    let mut roots = Roots::one(new_root()?);
    roots.demonstration = kind == Kind::Demonstration;
    file::make(&path, &roots)?;
    Ok(Some(path))
}

/// A new root.
fn new_root() -> Result<Root, CommandError> {
    Root::random().map_err(|error| CommandError::Key(error.to_string()))
}

/// The same, with the name of the place where the text stands.
fn named<T>(read: Result<T, text::Damage>, place: &str) -> Result<T, CommandError> {
    read.map_err(|damage| CommandError::Key(format!("{place}: {damage}")))
}

/// Whether a text is a key's.
#[cfg(test)]
pub(crate) fn is_key(text: &str) -> bool {
    text::read(text).is_ok()
}

//! In which order do the parts of a backup lie in it? As a tar archive: manifest, database, papers, and what they come to.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use persistence::backup::{Opener, Sealer};
use uuid::Uuid;

use super::manifest::{FORM, Manifest, Sums};

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database";
const PAPERS: &str = "attachments/";
const SUMS: &str = "sums.json";
/// No manifest is longer, in octets.
const LONGEST: u64 = 1 << 20;

/// Counts and digests what passes through it.
pub(super) struct Digesting<T> {
    inner: T,
    digest: Context,
    pub(super) octets: u64,
}

impl<T> Digesting<T> {
    pub(super) fn new(inner: T) -> Self {
        Self { inner, digest: Context::new(&SHA256), octets: 0 }
    }

    /// What it passed on to, and the SHA-256 of what passed.
    pub(super) fn ended(self) -> (T, String) {
        (self.inner, hex::encode(self.digest.finish()))
    }

    fn passed(&mut self, octets: &[u8]) {
        self.digest.update(octets);
        self.octets += u64::try_from(octets.len()).unwrap_or(0);
    }
}

impl<R: Read> Read for Digesting<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(to)?;
        self.passed(to.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(octets)?;
        self.passed(octets.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// What the papers come to, one after another.
struct Adding {
    sums: Sums,
    digest: Context,
}

impl Adding {
    fn new() -> Self {
        Self { sums: Sums::default(), digest: Context::new(&SHA256) }
    }

    fn add(&mut self, id: Uuid, octets: u64, sha256: &str) {
        self.sums.papers += 1;
        self.sums.octets += octets;
        self.digest.update(format!("{id} {octets} {sha256}\n").as_bytes());
    }

    fn ended(self) -> Sums {
        Sums { sha256: hex::encode(self.digest.finish()), ..self.sums }
    }
}

/// A backup that is being written.
pub(super) struct Writer<W: Write> {
    tar: tar::Builder<Sealer<W>>,
    adding: Adding,
}

impl<W: Write> Writer<W> {
    /// Writes manifest and database.
    pub(super) fn begin(to: Sealer<W>, manifest: &Manifest, database: &Path) -> io::Result<Self> {
        let mut writer = Self { tar: tar::Builder::new(to), adding: Adding::new() };
        let text = serde_json::to_vec_pretty(manifest)?;
        writer.part(MANIFEST, u64::try_from(text.len()).unwrap_or(0), text.as_slice())?;
        writer.part(DATABASE, manifest.octets, File::open(database)?)?;
        Ok(writer)
    }

    /// Writes a paper; false where it is not there.
    pub(super) fn paper(&mut self, id: Uuid, path: &Path) -> io::Result<bool> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        let octets = file.metadata()?.len();
        let mut file = Digesting::new(file.take(octets));
        self.part(&format!("{PAPERS}{id}"), octets, &mut file)?;
        if file.octets != octets {
            return Err(io::Error::other(format!("{} became shorter while it was read", path.display())));
        }
        self.adding.add(id, octets, &file.ended().1);
        Ok(true)
    }

    /// Writes what the papers come to, and seals the end.
    pub(super) fn finish(mut self, erased: u64, lost: u64) -> io::Result<(W, Sums)> {
        let sums = Sums { erased, lost, ..std::mem::replace(&mut self.adding, Adding::new()).ended() };
        let text = serde_json::to_vec_pretty(&sums)?;
        self.part(SUMS, u64::try_from(text.len()).unwrap_or(0), text.as_slice())?;
        Ok((self.tar.into_inner()?.finish()?, sums))
    }

    fn part(&mut self, name: &str, octets: u64, from: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(octets);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, name, from)
    }
}

/// What is done with the parts of a backup as they are read.
pub(super) trait Keeper {
    /// Why a part is not taken.
    type Refusal: From<io::Error>;

    /// Whether what the manifest says is wanted.
    fn begin(&mut self, manifest: &Manifest) -> Result<(), Self::Refusal>;

    /// The file for the database; none where it is read for its digest alone.
    fn database(&mut self) -> Result<Option<File>, Self::Refusal>;

    /// The file for a paper; none where it is read for its digest alone.
    fn paper(&mut self, id: Uuid) -> Result<Option<File>, Self::Refusal>;
}

/// Reads a backup to its end, and holds everything against what it says of itself.
pub(super) fn read<R: Read, K: Keeper>(
    from: Opener<R>,
    keeper: &mut K,
) -> Result<(Manifest, Sums), K::Refusal> {
    let mut tar = tar::Archive::new(from);
    let (mut adding, mut database) = (Adding::new(), false);
    let (mut manifest, mut sums) = (None::<Manifest>, None::<Sums>);
    for part in tar.entries()? {
        let mut part = part?;
        let name = part.path()?.to_string_lossy().into_owned();
        match (name.as_str(), &manifest, &sums) {
            (MANIFEST, None, None) => {
                let said: Manifest = said(&mut part)?;
                if said.form != FORM {
                    return Err(unlike("its form is another one").into());
                }
                keeper.begin(&said)?;
                manifest = Some(said);
            }
            (DATABASE, Some(said), None) if !database => {
                let (octets, sha256) = keep(&mut part, keeper.database()?)?;
                if (octets, &sha256) != (said.octets, &said.sha256) {
                    return Err(unlike("the database").into());
                }
                database = true;
            }
            (SUMS, Some(_), None) if database => sums = Some(said(&mut part)?),
            (paper, Some(_), None) if database => {
                let id = paper.strip_prefix(PAPERS).and_then(|id| id.parse().ok());
                let id: Uuid = id.ok_or_else(|| unlike("the name of a part"))?;
                let (octets, sha256) = keep(&mut part, keeper.paper(id)?)?;
                adding.add(id, octets, &sha256);
            }
            _ => return Err(unlike("the order of its parts").into()),
        }
    }
    let mut rest = tar.into_inner();
    let _ = io::copy(&mut rest, &mut io::sink())?;
    let (Some(manifest), Some(sums), true) = (manifest, sums, rest.is_ended()) else {
        return Err(unlike("a part is missing").into());
    };
    let found = Sums { erased: sums.erased, lost: sums.lost, ..adding.ended() };
    if found == sums { Ok((manifest, sums)) } else { Err(unlike("the papers").into()) }
}

fn said<T: serde::de::DeserializeOwned>(part: &mut impl Read) -> io::Result<T> {
    Ok(serde_json::from_reader(part.take(LONGEST))?)
}

/// Reads a part to its end, into a file where there is one, which is on disk then: its length and SHA-256.
fn keep(part: &mut impl Read, to: Option<File>) -> io::Result<(u64, String)> {
    let mut part = Digesting::new(part);
    match to {
        None => {
            let _ = io::copy(&mut part, &mut io::sink())?;
        }
        Some(mut file) => {
            let _ = io::copy(&mut part, &mut file)?;
            file.sync_all()?;
        }
    }
    let octets = part.octets;
    Ok((octets, part.ended().1))
}

fn unlike(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("it is not what it says of itself: {what}"))
}

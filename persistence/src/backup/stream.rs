//! How is a stream sealed that may be longer than memory? In chunks, each bound to its place and to whether it is the last.
//!
//! ```text
//! "jinqiu backup 1\n"   version of the root, 2 octets   salt, 32   name of the key, 16     the head
//! 65536 octets of plain, sealed, and 16 of seal                                            chunk 0, 1, 2 and on
//! what is left, sealed                                                                     the last one
//! ```
//!
//! The key is derived from the root with the salt, so it seals one stream alone, and the nonce is the number of the chunk with
//! a mark on the last. The head is bound into every chunk. So what is altered, cut, lengthened or put in another order does not open.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::io::{self, Read, Write};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;

use crate::keys::expand;
use crate::{Root, Roots, SealError};

/// How a sealed stream begins; the number is that of its form.
const MAGIC: &[u8; 16] = b"jinqiu backup 1\n";
/// The part of it that is the same in every form.
const SAME: usize = 14;
const SALT: usize = 32;
const NAME: usize = 16;
const HEAD: usize = MAGIC.len() + 2 + SALT + NAME;
/// The plain octets of a chunk.
const PLAIN: usize = 64 * 1024;
const TAG: usize = 16;

/// Why a sealed stream does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreamFault {
    /// It does not begin as one.
    #[error("it is no backup of jinqiu")]
    Foreign,
    /// It has another form.
    #[error("it has a form that this program does not know")]
    OtherForm,
    /// The root of that version is not held.
    #[error("it is sealed under key version {0}, which is not held")]
    NotHeld(u16),
    /// The root of that version is another one.
    #[error(
        "it is sealed under another key of version {0} than the one that is held, or its head was altered"
    )]
    AnotherKey(u16),
    /// A chunk does not open.
    #[error("it was altered, cut off or put in another order, at or after octet {0}")]
    Broken(u64),
}

impl StreamFault {
    /// The fault behind a failure to read, where it is one.
    pub fn behind(error: &io::Error) -> Option<Self> {
        let mut cause: &(dyn Error + 'static) = error.get_ref()?;
        loop {
            if let Some(fault) = cause.downcast_ref::<Self>() {
                return Some(*fault);
            }
            if let Some(error) = cause.downcast_ref::<io::Error>() {
                return Self::behind(error);
            }
            cause = cause.source()?;
        }
    }
}

impl From<StreamFault> for io::Error {
    fn from(fault: StreamFault) -> Self {
        Self::new(io::ErrorKind::InvalidData, fault)
    }
}

/// The key of one stream, and its head.
struct Chunks {
    key: LessSafeKey,
    head: [u8; HEAD],
    next: u64,
}

impl Chunks {
    fn derive(version: u16, root: &Root, salt: &[u8]) -> Result<Self, SealError> {
        let of = |label: &[u8]| expand(root.octets(), &[label, salt].concat());
        let key = UnboundKey::new(&AES_256_GCM, &of(b"jinqiu backup key 1")?);
        let name = of(b"jinqiu backup name 1")?;
        let (mut head, version) = ([0; HEAD], version.to_be_bytes());
        let parts = MAGIC.iter().chain(&version).chain(salt).chain(name.iter().take(NAME)).copied();
        head.iter_mut().zip(parts).for_each(|(place, octet)| *place = octet);
        Ok(Self { key: LessSafeKey::new(key.map_err(|_| SealError::CannotSeal)?), head, next: 0 })
    }

    /// The nonce of the next chunk: no key ever sees one twice.
    fn nonce(&mut self, last: bool) -> Nonce {
        let mut octets = [0; NONCE_LEN];
        let [place @ .., mark] = &mut octets;
        place.iter_mut().rev().zip(self.next.to_be_bytes().iter().rev()).for_each(|(to, from)| *to = *from);
        *mark = u8::from(last);
        self.next += 1;
        Nonce::assume_unique_for_key(octets)
    }
}

/// Seals what is written to it. Without [`finish`](Self::finish) it does not open.
pub struct Sealer<W> {
    to: W,
    chunks: Chunks,
    plain: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    /// Begins a stream under the root of that version.
    pub fn begin(mut to: W, version: u16, root: &Root) -> io::Result<Self> {
        let mut salt = [0; SALT];
        rand::fill(&mut salt).map_err(|_| io::Error::other(SealError::CannotSeal))?;
        let chunks = Chunks::derive(version, root, &salt).map_err(io::Error::other)?;
        to.write_all(&chunks.head)?;
        Ok(Self { to, chunks, plain: Vec::with_capacity(PLAIN + TAG) })
    }

    /// Seals what is left as the last chunk.
    pub fn finish(mut self) -> io::Result<W> {
        self.chunk(true)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn chunk(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.chunks.nonce(last);
        let head = Aad::from(self.chunks.head);
        let sealed = self.chunks.key.seal_in_place_append_tag(nonce, head, &mut self.plain);
        sealed.map_err(|_| io::Error::other(SealError::CannotSeal))?;
        self.to.write_all(&self.plain)?;
        self.plain.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        if self.plain.len() == PLAIN {
            self.chunk(false)?;
        }
        let taken = octets.iter().take(PLAIN - self.plain.len());
        let before = self.plain.len();
        self.plain.extend(taken);
        Ok(self.plain.len() - before)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens a sealed stream as it is read. Nothing is given out that was not proved.
pub struct Opener<R> {
    from: R,
    chunks: Chunks,
    version: u16,
    /// What was read and not opened yet.
    sealed: Vec<u8>,
    plain: io::Cursor<Vec<u8>>,
    ended: bool,
}

/// Whether something begins as a backup does, of whatever form.
///
/// # Errors
/// Those of reading it.
pub fn looks_like_one(from: impl Read) -> io::Result<bool> {
    let mut head = Vec::with_capacity(SAME);
    let _ = from.take(u64::try_from(SAME).unwrap_or(0)).read_to_end(&mut head)?;
    Ok(Some(head.as_slice()) == MAGIC.get(..SAME))
}

impl<R: Read> Opener<R> {
    /// Begins to open a stream with one of those roots.
    pub fn begin(mut from: R, roots: &Roots) -> io::Result<Self> {
        let mut head = Vec::with_capacity(HEAD);
        let _ = from.by_ref().take(u64::try_from(HEAD).unwrap_or(0)).read_to_end(&mut head)?;
        if head.get(..SAME) != MAGIC.get(..SAME) {
            return Err(StreamFault::Foreign.into());
        }
        let Some(([magic @ .., high, low], rest)) = head.split_first_chunk::<{ MAGIC.len() + 2 }>() else {
            return Err(StreamFault::Broken(0).into());
        };
        if magic != MAGIC {
            return Err(StreamFault::OtherForm.into());
        }
        let version = u16::from_be_bytes([*high, *low]);
        let salt = rest.get(..SALT).ok_or(StreamFault::Broken(0))?;
        let root = roots.versions.get(&version).ok_or(StreamFault::NotHeld(version))?;
        let chunks = Chunks::derive(version, root, salt).map_err(io::Error::other)?;
        if chunks.head.as_slice() != head {
            return Err(StreamFault::AnotherKey(version).into());
        }
        Ok(Self { from, chunks, version, sealed: Vec::new(), plain: io::Cursor::default(), ended: false })
    }

    /// The version of the root that opens it.
    pub const fn version(&self) -> u16 {
        self.version
    }

    /// Whether the stream was opened to its end.
    pub const fn is_ended(&self) -> bool {
        self.ended
    }

    fn chunk(&mut self) -> io::Result<()> {
        const SEALED: usize = PLAIN + TAG;
        // An octet beyond the chunk says that it is not the last.
        let wanted = u64::try_from(SEALED + 1 - self.sealed.len()).unwrap_or(0);
        let _ = self.from.by_ref().take(wanted).read_to_end(&mut self.sealed)?;
        let last = self.sealed.len() <= SEALED;
        let rest = if last { Vec::new() } else { self.sealed.split_off(SEALED) };
        let at = u64::try_from(HEAD).unwrap_or(0) + self.chunks.next * u64::try_from(SEALED).unwrap_or(0);
        let nonce = self.chunks.nonce(last);
        let mut octets = std::mem::replace(&mut self.sealed, rest);
        let opened = self.chunks.key.open_in_place(nonce, Aad::from(self.chunks.head), &mut octets);
        let length = opened.map_err(|_| StreamFault::Broken(at))?.len();
        octets.truncate(length);
        self.plain = io::Cursor::new(octets);
        self.ended = last;
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.plain.read(to)?;
            if read > 0 || self.ended || to.is_empty() {
                return Ok(read);
            }
            self.chunk()?;
        }
    }
}

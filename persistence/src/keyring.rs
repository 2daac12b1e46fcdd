//! With which keys does a process seal, open and find? With those whose roots it holds, as the database says which is used.
//!
//! What the database says is remembered for [`REMEMBERED`]; a transaction that begins later looks again. So whoever changes
//! it knows after a while that nobody goes by what it said before.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use uuid::Uuid;

use crate::keys::{hash, random_id, version_of};
use crate::roots::{Held, Source};
use crate::{Place, SealError, StoreError};

/// How long a process goes by what the database said.
pub(crate) const REMEMBERED: Duration = Duration::from_secs(2);
/// How long nothing is read again after it was read in vain.
const PAUSE: Duration = Duration::from_millis(500);

/// Which versions are used for what, as the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Used {
    /// Under which version is sealed.
    pub sealing: u16,
    /// Under which version the columns `citizen_id_hash` and `mark` are written; in none, where they are empty.
    pub hash: Option<u16>,
    /// Under which version the columns `citizen_id_hash_next` and `mark_next` are written; in none, where they are empty.
    pub hash_next: Option<u16>,
}

impl Used {
    /// One version for everything.
    pub(crate) const fn only(version: u16) -> Self {
        Self { sealing: version, hash: Some(version), hash_next: None }
    }

    /// The versions, each at least once.
    pub fn versions(self) -> impl Iterator<Item = u16> {
        [Some(self.sealing), self.hash, self.hash_next].into_iter().flatten()
    }
}

/// The roots of a process, and what it knows of their use.
pub(crate) struct Keyring {
    source: Source,
    /// By what the process is known where it objects.
    pub(crate) process: Uuid,
    held: RwLock<(Arc<Held>, Option<Instant>)>,
    known: RwLock<Option<(Arc<Keys>, Instant)>>,
}

impl Keyring {
    /// Reads the roots for the first time.
    pub(crate) fn open(source: Source) -> Result<Arc<Self>, StoreError> {
        let unreadable = StoreError::Unavailable;
        let held =
            Held::derive(source().map_err(unreadable)?).map_err(|error| unreadable(error.to_string()))?;
        let process = random_id().map_err(|error| unreadable(error.to_string()))?;
        let (held, known) = (RwLock::new((Arc::new(held), None)), RwLock::default());
        Ok(Arc::new(Self { source, process, held, known }))
    }

    /// What is held.
    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    /// What is held, read again where that version is missing. Whoever keeps the roots may just have added it.
    pub(crate) fn held_with(&self, version: u16) -> Arc<Held> {
        let held = self.held();
        if held.versions.contains_key(&version) {
            return held;
        }
        let tried = self.held.read().unwrap_or_else(PoisonError::into_inner).1;
        if tried.is_some_and(|at| at.elapsed() < PAUSE) { held } else { self.read_again() }
    }

    /// What is held, read again.
    pub(crate) fn read_again(&self) -> Arc<Held> {
        let held = self.held();
        let read = (self.source)().and_then(|roots| {
            let same = held.is_of(&roots);
            if same { Ok(None) } else { Held::derive(roots).map(Some).map_err(|error| error.to_string()) }
        });
        let mut place = self.held.write().unwrap_or_else(PoisonError::into_inner);
        match read {
            Ok(Some(fresh)) => *place = (Arc::new(fresh), None),
            Ok(None) => place.1 = Some(Instant::now()),
            Err(error) => {
                tracing::error!(%error, "the roots of the keys cannot be read again");
                place.1 = Some(Instant::now());
            }
        }
        Arc::clone(&place.0)
    }

    /// The keys, where what the database said is remembered.
    pub(crate) fn remembered(&self) -> Option<Arc<Keys>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(_, at)| at.elapsed() < REMEMBERED).map(|(keys, _)| Arc::clone(keys))
    }

    /// Remembers what the database said at that moment.
    pub(crate) fn remember(&self, keys: &Arc<Keys>, at: Instant) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some((Arc::clone(keys), at));
    }

    /// Forgets it: the next transaction looks.
    pub(crate) fn forget(&self) {
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The keys of one transaction.
pub struct Keys {
    sealing: RootKeys,
    used: Used,
    lasting: hmac::Key,
}

/// The keys that seal and open values under the root itself: identifiers, and the keys of single subjects.
pub struct RootKeys {
    ring: Arc<Keyring>,
    seals: u16,
}

impl RootKeys {
    /// Keys of that ring, of which that version seals.
    pub(crate) const fn new(ring: Arc<Keyring>, seals: u16) -> Self {
        Self { ring, seals }
    }

    /// The ring that they are of.
    pub(crate) const fn ring(&self) -> &Arc<Keyring> {
        &self.ring
    }

    /// Seals a value for its place.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let held = self.ring.held_with(self.seals);
        let derived = held.versions.get(&self.seals).ok_or(SealError::UnknownKey(self.seals))?;
        derived.sealing.seal(place, plain)
    }

    /// Opens what was sealed for this place, under any version that is held.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let version = version_of(sealed)?;
        let held = self.ring.held_with(version);
        let derived = held.versions.get(&version).ok_or(SealError::UnknownKey(version))?;
        derived.sealing.open(place, sealed)
    }
}

/// The two keyed hashes of an identifier, a column each; none where the column is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hashes {
    pub(crate) hash: Option<Vec<u8>>,
    pub(crate) hash_next: Option<Vec<u8>>,
}

impl Keys {
    /// Keys of that ring, used as the database says, with the key that lasts.
    pub(crate) const fn new(ring: Arc<Keyring>, used: Used, lasting: hmac::Key) -> Self {
        Self { sealing: RootKeys::new(ring, used.sealing), used, lasting }
    }

    /// The key that seals identifiers and the keys of single subjects.
    pub const fn sealing(&self) -> &RootKeys {
        &self.sealing
    }

    /// Which versions are used for what.
    pub const fn used(&self) -> Used {
        self.used
    }

    /// The keyed hash of octets, under the key that lasts: no rotation changes it.
    pub fn index_octets(&self, kind: &'static str, value: &[u8]) -> Vec<u8> {
        hash(&self.lasting, kind, value)
    }

    /// The code by which the service knows an entry of the log that it wrote itself. It lasts, because an entry may wait for
    /// its position over a rotation.
    pub(crate) fn log_code(&self, entry: &[u8]) -> Vec<u8> {
        hash(&self.lasting, "log", entry)
    }

    /// The code by which the service knows a row that it wrote itself.
    pub(crate) fn row_code(&self, table: &'static str, columns: &[u8]) -> Vec<u8> {
        hash(&self.lasting, &format!("row {table}"), columns)
    }

    /// Whether an entry of the log is one that the service wrote.
    pub(crate) fn wrote(&self, entry: &[u8], code: &[u8]) -> bool {
        verify_slices_are_equal(&self.log_code(entry), code).is_ok()
    }

    /// The keyed hashes by which an identifier of that kind is found, each under its own version.
    pub(crate) fn found_by(&self, kind: &'static str, value: &str) -> Result<Hashes, SealError> {
        let hashed = |version: Option<u16>| {
            let Some(version) = version else { return Ok(None) };
            let held = self.sealing.ring.held_with(version);
            let derived = held.versions.get(&version).ok_or(SealError::UnknownKey(version))?;
            Ok(Some(hash(&derived.index, kind, value.as_bytes())))
        };
        Ok(Hashes { hash: hashed(self.used.hash)?, hash_next: hashed(self.used.hash_next)? })
    }
}

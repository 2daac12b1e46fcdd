//! Is this the password? Argon2id, off the async threads, as many at once as there are cores.

use std::sync::Arc;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use domain::reasons;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

use super::strength::{Owner, judge};
use crate::problem::{Code, Problem};

/// A password as it is chosen: 12 to 128 characters. There are no rules about kinds of characters.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Password, min_length = 12, max_length = 128, example = "correct horse battery")]
pub struct NewPassword(String);

/// A password that is too short or too long.
#[derive(Clone, Copy, Debug)]
pub struct NotPassword;

reasons! {
    NotPassword {
        Self => "密码应为12至128个字符,请另设", "a password has 12 to 128 characters; choose another one";
    }
}

impl NewPassword {
    /// The password.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NewPassword {
    type Error = NotPassword;

    fn try_from(text: String) -> Result<Self, NotPassword> {
        if (12..=128).contains(&text.chars().count()) { Ok(Self(text)) } else { Err(NotPassword) }
    }
}

impl From<NewPassword> for String {
    fn from(password: NewPassword) -> Self {
        password.0
    }
}

/// What is verified for an unknown name, so that it takes the same steps; no password is known to give it.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// How much is reserved for one hash, in KiB: more than the 32 MiB up to which glibc may keep what is freed.
/// A larger block is mapped by itself and given back at once, and of it only what is used takes memory.
const RESERVED_KIB: usize = 33 * 1024;
const SALT_OCTETS: usize = 16;
const HASH_OCTETS: usize = 32;

/// How many wait for a place at most: somewhat over a second's work of one place.
const MOST_WAITING: usize = 64;

/// Hashes passwords, a bounded number at a time: each takes 19 MiB and some 20 ms of a core. Whoever finds too many waiting
/// is told so at once.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    at_once: usize,
    /// Places and those who wait for one.
    taken: Arc<Semaphore>,
}

impl Passwords {
    /// As many at once as that.
    pub fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        let taken = Arc::new(Semaphore::new(at_once + MOST_WAITING));
        Self { places: Arc::new(Semaphore::new(at_once)), at_once, taken }
    }

    /// All places, for as long as that is held: nothing is hashed meanwhile. For tests.
    pub async fn occupy(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let all = u32::try_from(self.at_once).unwrap_or(u32::MAX);
        self.places.clone().acquire_many_owned(all).await.map_err(|_| Problem::new(Code::Internal))
    }

    /// All places and all of the line before them, for as long as that is held: whoever comes is told that too many wait. For tests.
    pub async fn occupy_line(&self) -> Result<OwnedSemaphorePermit, Problem> {
        let all = u32::try_from(self.at_once + MOST_WAITING).unwrap_or(u32::MAX);
        self.taken.clone().acquire_many_owned(all).await.map_err(|_| Problem::new(Code::Internal))
    }

    /// The hash of a password.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await
    }

    /// The hash of a password that somebody chose for that owner, unless others guess it soon; `pointer` names its field.
    pub(crate) async fn choose(
        &self,
        pointer: &str,
        password: &NewPassword,
        owner: Owner,
    ) -> Result<String, Problem> {
        let password = password.0.clone();
        let chosen = self.run(move || match judge(&password, &owner) {
            Ok(()) => hash(&password).map(Ok),
            Err(guessable) => Ok(Err(guessable)),
        });
        chosen.await?.map_err(|guessable| Problem::field(pointer, guessable))
    }

    /// Whether the hash is that of the password; without a hash, no, after the same work.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, Problem> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
        let password = password.to_owned();
        let same = self.run(move || verify(&password, &hash)).await?;
        Ok(same && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, Problem> {
        let failed = |what: String| {
            tracing::error!(what, "a password can be neither hashed nor verified");
            Problem::new(Code::Internal)
        };
        let Ok(taken) = self.taken.clone().try_acquire_owned() else {
            return Err(Problem::new(Code::Unavailable).retry_after(1));
        };
        let place = self.places.clone().acquire_owned().await.map_err(|error| failed(error.to_string()))?;
        // Whoever goes away leaves the work behind, and with it the place: as many are at work as there are places.
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((place, taken));
            done
        });
        metrics::counter!("jinqiu_password_hashes_total").increment(1);
        done.await.map_err(|error| failed(error.to_string()))?.map_err(failed)
    }
}

/// The PHC string of a password under a new salt.
fn hash(password: &str) -> Result<String, String> {
    let mut salt = [0; SALT_OCTETS];
    aws_lc_rs::rand::fill(&mut salt).map_err(|_| "the system gives no randomness".to_owned())?;
    let params = Params::default();
    let made = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|error| error.to_string())?,
        salt: Some(Salt::new(&salt).map_err(|error| error.to_string())?),
        hash: Some(output(password, &salt, params)?),
    };
    Ok(made.to_string())
}

fn verify(password: &str, kept: &str) -> Result<bool, String> {
    let kept = PasswordHash::new(kept).map_err(|error| error.to_string())?;
    let (Some(salt), Some(expected)) = (&kept.salt, &kept.hash) else {
        return Err("a kept hash lacks its salt or its output".to_owned());
    };
    let params = Params::try_from(&kept).map_err(|error| error.to_string())?;
    // Outputs compare in constant time.
    Ok(output(password, salt, params)? == *expected)
}

fn output(password: &str, salt: &[u8], params: Params) -> Result<Output, String> {
    let mut memory: Vec<Block> = Vec::new();
    let blocks = params.block_count();
    memory.try_reserve_exact(blocks.max(RESERVED_KIB)).map_err(|error| error.to_string())?;
    memory.resize(blocks, Block::new());
    let mut octets = [0; HASH_OCTETS];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut octets, &mut memory)
        .map_err(|error| error.to_string())?;
    Output::new(&octets).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::PasswordVerifier;
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn a_hash_is_of_its_password_alone_and_other_programs_read_it() {
        let made = hash("correct horse battery").unwrap();
        assert!(verify("correct horse battery", &made).unwrap());
        assert!(!verify("correct horse batterx", &made).unwrap());
        assert!(Argon2::default().verify_password(b"correct horse battery", made.as_str()).is_ok());
        assert_ne!(made, hash("correct horse battery").unwrap());
    }

    #[tokio::test]
    async fn whoever_finds_too_many_waiting_is_told_so_at_once() {
        let passwords = Passwords::new(1);
        let busy = passwords.places.clone().acquire_owned().await.unwrap();
        let mut waiting: Vec<_> = (0..=MOST_WAITING).map(|_| Box::pin(passwords.hash("x"))).collect();
        for hash in &mut waiting {
            assert!(hash.as_mut().now_or_never().is_none());
        }
        let refused = passwords.hash("x").await.unwrap_err();
        assert_eq!(refused.code, Code::Unavailable);
        drop(busy);
        for hash in waiting {
            let _ = hash.await.unwrap();
        }
        let _ = passwords.hash("x").await.unwrap();
    }

    #[test]
    fn an_unknown_name_takes_the_steps_of_a_known_one() {
        let (decoy, made) =
            (PasswordHash::new(DECOY).unwrap(), PasswordHash::new(&hash("x").unwrap()).unwrap());
        assert_eq!(
            (&decoy.algorithm, &decoy.version, &decoy.params),
            (&made.algorithm, &made.version, &made.params)
        );
        assert_eq!(decoy.hash.unwrap().len(), made.hash.unwrap().len());
    }
}

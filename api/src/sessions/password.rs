//! Is this the password? Argon2id, off the async threads, as many at once as there are cores.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// A password as it is chosen: 12 to 128 characters. There are no rules about kinds of characters.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, format = Password, min_length = 12, max_length = 128, example = "correct horse battery")]
pub struct NewPassword(String);

/// A password that is too short or too long.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a password has 12 to 128 characters")]
pub struct NotPassword;

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

/// Hashes passwords, a bounded number at a time: each takes 19 MiB and some 20 ms of a core.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    /// What is verified for an unknown name, so that it takes the same steps.
    decoy: Arc<str>,
}

impl Passwords {
    /// As many at once as that.
    pub fn new(at_once: usize) -> Result<Self, Problem> {
        let decoy = hash("no account has this password")?;
        Ok(Self { places: Arc::new(Semaphore::new(at_once.max(1))), decoy: decoy.into() })
    }

    /// The hash of a password.
    pub async fn hash(&self, password: &str) -> Result<String, Problem> {
        let password = password.to_owned();
        self.run(move || hash(&password)).await
    }

    /// Whether the hash is that of the password; without a hash, no, after the same work.
    pub async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool, Problem> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let password = password.to_owned();
        let same = self
            .run(move || {
                let verified: Result<(), _> =
                    Argon2::default().verify_password(password.as_bytes(), hash.as_str());
                Ok(verified.is_ok())
            })
            .await?;
        Ok(same && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let place = self.places.acquire().await.map_err(|_| Problem::new(Code::Unavailable))?;
        let done = tokio::task::spawn_blocking(work).await.map_err(|_| Problem::new(Code::Internal))?;
        drop(place);
        done
    }
}

fn hash(password: &str) -> Result<String, Problem> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| {
        tracing::error!(%error, "a password cannot be hashed");
        Problem::new(Code::Internal)
    })
}

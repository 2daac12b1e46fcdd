//! What does an access token say, and who signed it? Ed25519, minutes long, checked by anybody.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{AccountId, OfficerId, SessionId};
use domain::time::Instant;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use persistence::signing_keys::TokenKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// Who issues the tokens, and for whom they are.
const ISSUER: &str = "jinqiu";
const AUDIENCE: &str = "jinqiu-api";
/// The kind of token, so that no other kind passes for it.
const KIND: &str = "at+jwt";
/// How long an access token is good, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// How long a key is published before it signs, in seconds.
const PUBLISHED_SECONDS: i64 = 600;
/// How far the clocks of two processes may lie apart, in seconds.
const SKEW_SECONDS: i64 = 60;
/// How long a process goes by the keys that it took over, in seconds.
const KNOWN_SECONDS: i64 = 5;

/// What an access token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Always `jinqiu`.
    pub iss: String,
    /// Always `jinqiu-api`.
    pub aud: String,
    /// The account.
    pub sub: AccountId,
    /// The session.
    pub sid: SessionId,
    /// The officer who acts, when it is a delegate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub act: Option<OfficerId>,
    /// When it was issued, in seconds of real time.
    pub iat: i64,
    /// When it ends, in seconds of real time.
    pub exp: i64,
}

impl Claims {
    /// What a token for that account says.
    pub fn new(account: AccountId, session: SessionId, act: Option<OfficerId>, now: Instant) -> Self {
        let iat = now.as_micros().div_euclid(1_000_000);
        let (iss, aud) = (ISSUER.to_owned(), AUDIENCE.to_owned());
        Self { iss, aud, sub: account, sid: session, act, iat, exp: iat + ACCESS_SECONDS }
    }
}

/// The public keys, as `/.well-known/jwks.json` shows them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonWebKeys {
    /// The keys that sign now or did so lately.
    pub keys: Vec<JsonWebKey>,
}

/// A public key for Ed25519 (RFC 8037).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JsonWebKey {
    /// Always `OKP`.
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// Always `Ed25519`.
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// Always `EdDSA`.
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
    /// Always `sig`.
    #[schema(example = "sig")]
    pub r#use: &'static str,
    /// The name of the key.
    pub kid: String,
    /// The public key, in base64url.
    pub x: String,
}

/// The keys that sign and check, shared by all processes through the database.
#[derive(Clone, Default)]
pub struct Tokens {
    keys: Arc<RwLock<Ring>>,
}

#[derive(Default)]
struct Ring {
    /// By when each signs, newest first.
    signing: Vec<(Instant, String, EncodingKey)>,
    checking: BTreeMap<String, Checking>,
    read_at: Option<Instant>,
}

struct Checking {
    key: DecodingKey,
    public: Vec<u8>,
    until: Option<Instant>,
}

impl Checking {
    fn is_good(&self, now: Instant) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// When a new pair signs, and until when the ones before it check, where it is made at that real instant. Whoever outside
/// keeps the public keys for some minutes knows it by then; and the last token of the old one is over, on the slowest clock.
pub fn following(now: Instant) -> (Instant, Instant) {
    let signs_from = now.plus_seconds(PUBLISHED_SECONDS);
    (signs_from, signs_from.plus_seconds(ACCESS_SECONDS + 2 * SKEW_SECONDS))
}

impl Tokens {
    /// Takes over the keys that the database held at that real instant, newest first.
    pub fn take(&self, keys: &[TokenKey], now: Instant) {
        let mut ring = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let signing = |each: &TokenKey| {
            (each.signs_from, each.key.kid.clone(), EncodingKey::from_ed_der(&each.key.pkcs8))
        };
        let checking = |TokenKey { key, checks_until, .. }: &TokenKey| {
            let (public, until) = (key.public.clone(), *checks_until);
            (key.kid.clone(), Checking { key: DecodingKey::from_ed_der(&public), public, until })
        };
        ring.signing = keys.iter().map(signing).collect();
        ring.checking = keys.iter().map(checking).collect();
        ring.read_at = Some(now);
    }

    /// Whether the keys were taken over so lately that none that signs is missing.
    pub fn are_known(&self, now: Instant) -> bool {
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let young = |at: Instant| (at..at.plus_seconds(KNOWN_SECONDS)).contains(&now);
        !ring.signing.is_empty() && ring.read_at.is_some_and(young)
    }

    /// Signs what a token says.
    pub fn sign(&self, claims: &Claims) -> Result<String, Problem> {
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::from_micros(claims.iat.saturating_mul(1_000_000));
        let signs = ring.signing.iter().find(|(from, ..)| *from <= now);
        let (_, kid, key) = signs.ok_or_else(|| Problem::new(Code::Unavailable).retry_after(1))?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(kid.clone());
        header.typ = Some(KIND.to_owned());
        encode(&header, claims, key).map_err(|error| {
            tracing::error!(%error, "a token cannot be signed");
            Problem::new(Code::Internal)
        })
    }

    /// The name of the key that a token says it was signed with, when it is not held here.
    pub fn unknown_key(&self, token: &str) -> bool {
        let kid = decode_header(token).ok().and_then(|header| header.kid);
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        kid.is_some_and(|kid| !ring.checking.contains_key(&kid))
    }

    /// What a good token says; nothing of any other.
    pub fn check(&self, token: &str, now: Instant) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(KIND) {
            return None;
        }
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let Checking { key, .. } =
            ring.checking.get(&header.kid?).filter(|checking| checking.is_good(now))?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        // The instant is an argument, so it is compared here.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
        let seconds = now.as_micros().div_euclid(1_000_000);
        (claims.iat <= seconds + SKEW_SECONDS && seconds < claims.exp).then_some(claims)
    }

    /// The public keys at that real instant.
    pub fn public(&self, now: Instant) -> JsonWebKeys {
        let ring = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = |(kid, Checking { public, .. }): (&String, &Checking)| JsonWebKey {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            r#use: "sig",
            kid: kid.clone(),
            x: URL_SAFE_NO_PAD.encode(public),
        };
        let good = ring.checking.iter().filter(|(_, checking)| checking.is_good(now));
        JsonWebKeys { keys: good.map(key).collect() }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use persistence::signing_keys::SigningKey;
    use uuid::Uuid;

    use super::*;

    pub(crate) fn tokens() -> Tokens {
        let tokens = Tokens::default();
        let (signs_from, checks_until) = (Instant::from_micros(0), None);
        let key = SigningKey::generate(Uuid::max()).unwrap();
        tokens.take(&[TokenKey { key, signs_from, checks_until }], signs_from);
        tokens
    }

    pub(crate) fn claims() -> Claims {
        let now = Instant::from_micros(1_000_000_000);
        Claims::new(AccountId::new(Uuid::nil()), SessionId::new(Uuid::nil()), None, now)
    }

    #[test]
    fn a_token_is_good_until_its_last_second() {
        let tokens = tokens();
        let token = tokens.sign(&claims()).unwrap();
        let end = Instant::from_micros(1_000_000_000).plus_seconds(ACCESS_SECONDS);
        assert_eq!(tokens.check(&token, end.plus_micros(-1)), Some(claims()));
        assert_eq!(tokens.check(&token, end), None);
    }

    #[test]
    fn a_token_of_another_key_is_not_good() {
        let token = tokens().sign(&claims()).unwrap();
        assert_eq!(tokens().check(&token, Instant::from_micros(1_000_000_000)), None);
    }
}

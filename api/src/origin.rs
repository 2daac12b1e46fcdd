//! Which pages may a browser let call this service? Those of the configured origins, and no others.

use std::fmt;
use std::str::FromStr;

use actix_cors::Cors;
use actix_web::http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, ETAG, IF_MATCH, LINK, LOCATION, RETRY_AFTER,
};
use serde::{Deserialize, Deserializer, Serialize};

/// How long a browser may remember what it was told, in seconds.
const REMEMBERED_S: usize = 3600;

/// Where a page comes from: scheme, host, and port where it is not the scheme's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Origin(String);

/// What is no origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no origin: write scheme and host, and no path, as https://desk.example or http://127.0.0.1:3000"
)]
pub struct NotOrigin(String);

impl FromStr for Origin {
    type Err = NotOrigin;

    fn from_str(text: &str) -> Result<Self, NotOrigin> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let whole = |host: &str| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ', ',']);
        if host.is_some_and(whole) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(NotOrigin(text.to_owned()))
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads origins.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Origin>, D::Error> {
    texts(from)?.iter().map(|text| text.parse().map_err(serde::de::Error::custom)).collect()
}

/// Reads a list of texts, or one text with commas between them, as the environment has it.
pub(crate) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        List(Vec<String>),
        Text(String),
    }
    Ok(match Written::deserialize(from)? {
        Written::List(texts) => texts,
        Written::Text(text) => {
            text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
        }
    })
}

/// What a browser is told: which origins may call, how, and which headers their pages may read.
pub(crate) fn cors(origins: &[Origin]) -> Cors {
    let ours = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "DELETE"])
        .allowed_headers([ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, IF_MATCH])
        .allowed_header("Idempotency-Key")
        .expose_headers([ETAG, LINK, LOCATION, RETRY_AFTER])
        .expose_headers(["X-Request-Id"])
        .max_age(REMEMBERED_S);
    origins.iter().fold(ours, |ours, origin| ours.allowed_origin(&origin.0))
}

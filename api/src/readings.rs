//! What has an auditor opened? Each case, each dossier, and each list or record of persons with what it was cut down to is on record
//! once a day, before the answer leaves: without the entry it is not read.

mod list;

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::web::Data;
use aws_lc_rs::digest::{SHA256, digest};
use domain::access::Role;
use domain::id::OfficerId;
use domain::log::Act;
use domain::time::Day;
use persistence::{Entry, Logged, StoreError, Subject, Work};
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

pub(crate) use self::list::routes;
use crate::State;
use crate::edge::RequestId;
use crate::gate::SignedIn;
use crate::problem::{Code, Problem};
use crate::route::PREFIX;
use crate::sessions::standing::stamp;

/// What lies below these is of one case, or of one dossier.
const OPENED: [(&str, &str, Act); 2] = [
    ("/applications/{id}", "application", Act::OpenApplication),
    ("/dossiers/{id}", "dossier", Act::OpenDossier),
];

/// What an auditor reads without its being put on record: nothing of people, or what has an entry of its own already. Whatever is
/// not here is on record, so that no route is forgotten.
pub const NOT_ON_RECORD: [(&str, &str); 21] = [
    ("/areas", "a table that everybody has"),
    ("/calendars/{year}", "a table that everybody has"),
    ("/campaigns", "the policy"),
    ("/campaigns/{id}", "the policy"),
    ("/campaigns/{id}/editions", "the policy"),
    ("/campaigns/{id}/editions/{edition}", "the policy"),
    ("/campaigns/{id}/extensions", "the policy"),
    ("/code-lists", "a table that everybody has"),
    ("/code-lists/{key}", "a table that everybody has"),
    ("/schools", "a table that everybody has"),
    ("/schools/{scheme}/{code}", "a table that everybody has"),
    ("/unions", "the tree of unions"),
    ("/unions/{id}", "the tree of unions"),
    ("/log/checkpoints", "digests and signatures"),
    ("/log/checkpoints/{position}/witnesses", "digests and signatures"),
    ("/log/keys", "public keys"),
    ("/log/{position}", "its detail has an entry of its own, each time"),
    ("/me", "their own"),
    ("/me/second-factor", "their own"),
    ("/me/sessions", "their own"),
    ("/readings", "their own"),
];

/// Which page is asked for says nothing of what is looked for.
const PAGING: [&str; 3] = ["cursor", "limit", "total"];

/// A list, or a record of persons, that was read.
#[derive(Serialize, Deserialize)]
struct Listed {
    /// Its path.
    path: String,
    /// What it was cut down to.
    filter: BTreeMap<String, String>,
}

/// Something that was read.
struct Reading {
    subject: Subject,
    act: Act,
    listed: Option<Listed>,
}

/// Writes down what an auditor has opened, where the request was such a one and was answered.
pub(crate) async fn on_record(request: &HttpRequest, signed_in: &SignedIn) -> Result<(), Problem> {
    if signed_in.actor.role != Role::Auditor || !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Ok(());
    }
    let Some(reading) = opened(request).or_else(|| listed(request)) else { return Ok(()) };
    let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal))?;
    let officer = signed_in.actor.officer.ok_or_else(|| Problem::new(Code::Internal))?;
    let stamp = stamp(&signed_in.actor, state.clock.business(), RequestId::of(request));
    let (id, day) = (reading.subject.id(), stamp.at.day());
    if state.store.read(async |work| work.readings().is_there(officer, id, day).await).await? {
        return Ok(());
    }
    let written = state.store.write(&stamp, async |work| open(work, officer, &reading, day).await).await;
    match written {
        // Another request of theirs was first: it is on record.
        Err(StoreError::Duplicate(_)) => Ok(()),
        written => Ok(written?),
    }
}

async fn open(
    work: &Work,
    officer: OfficerId,
    reading: &Reading,
    day: Day,
) -> Result<Logged<()>, StoreError> {
    let Reading { subject, act, listed } = reading;
    work.readings().add(officer, subject.id(), day).await?;
    let entry = Entry::new(*act, *subject);
    let entry = match listed {
        Some(listed) => entry.change(&(), listed)?,
        None => entry,
    };
    Ok(Logged::new((), entry))
}

/// Which case or dossier a request is about.
fn opened(request: &HttpRequest) -> Option<Reading> {
    let pattern = request.match_pattern()?;
    let path = pattern.strip_prefix(PREFIX)?;
    let below =
        |top: &str| path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let (_, kind, act) = OPENED.iter().find(|(top, ..)| below(top))?;
    let id: Uuid = request.match_info().get("id")?.parse().ok()?;
    Some(Reading { subject: Subject::new(kind, id), act: *act, listed: None })
}

/// Which list, or record of persons, a request is for. The same cut down to the same is known by a digest of both.
fn listed(request: &HttpRequest) -> Option<Reading> {
    let pattern = request.match_pattern()?;
    let pattern = pattern.strip_prefix(PREFIX)?;
    if NOT_ON_RECORD.iter().any(|(path, _)| *path == pattern) {
        return None;
    }
    let asked = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string()).ok()?;
    let filter = asked.into_inner().into_iter().filter(|(name, _)| !PAGING.contains(&name.as_str()));
    let listed = Listed { path: request.path().strip_prefix(PREFIX)?.to_owned(), filter: filter.collect() };
    let octets = digest(&SHA256, &serde_json::to_vec(&listed).ok()?);
    let id = Builder::from_random_bytes(*octets.as_ref().first_chunk()?).into_uuid();
    Some(Reading { subject: Subject::new("list", id), act: Act::ReadList, listed: Some(listed) })
}

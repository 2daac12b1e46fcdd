//! What has an auditor opened? Each case and each dossier is on record once a day, before the answer leaves: without the entry
//! it is not read.

use actix_web::HttpRequest;
use actix_web::web::Data;
use domain::access::Role;
use domain::id::OfficerId;
use domain::log::Act;
use domain::time::Day;
use persistence::{Entry, Logged, StoreError, Subject, Work};
use uuid::Uuid;

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

/// Writes down what an auditor has opened, where the request was such a one and was answered.
pub(crate) async fn on_record(request: &HttpRequest, signed_in: &SignedIn) -> Result<(), Problem> {
    if signed_in.actor.role != Role::Auditor || !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Ok(());
    }
    let Some((subject, act)) = opened(request) else { return Ok(()) };
    let state = request.app_data::<Data<State>>().ok_or_else(|| Problem::new(Code::Internal))?;
    let officer = signed_in.actor.officer.ok_or_else(|| Problem::new(Code::Internal))?;
    let stamp = stamp(&signed_in.actor, state.clock.business(), RequestId::of(request));
    let (id, day) = (subject.id(), stamp.at.day());
    if state.store.read(async |work| work.readings().is_there(officer, id, day).await).await? {
        return Ok(());
    }
    let written =
        state.store.write(&stamp, async |work| open(work, officer, (subject, act), day).await).await;
    match written {
        // Another request of theirs was first: it is on record.
        Err(StoreError::Duplicate(_)) => Ok(()),
        written => Ok(written?),
    }
}

async fn open(
    work: &Work,
    officer: OfficerId,
    (subject, act): (Subject, Act),
    day: Day,
) -> Result<Logged<()>, StoreError> {
    work.readings().add(officer, subject.id(), day).await?;
    Ok(Logged::new((), Entry::new(act, subject)))
}

/// Which case or dossier a request is about.
fn opened(request: &HttpRequest) -> Option<(Subject, Act)> {
    let pattern = request.match_pattern()?;
    let path = pattern.strip_prefix(PREFIX)?;
    let below =
        |top: &str| path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let (_, kind, act) = OPENED.iter().find(|(top, ..)| below(top))?;
    let id: Uuid = request.match_info().get("id")?.parse().ok()?;
    Some((Subject::new(kind, id), *act))
}

//! What follows from a change of a case? It is judged anew, listed so, logged, and answered.

use domain::application::circumstances::Missing;
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::{Entry, Logged, Subject, Work};

use super::desk::{Desk, officer};
use super::view::ApplicationView;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// The case as it stands now, logged and answered.
pub(super) async fn answer(
    work: &Work,
    write: &Write,
    record: CaseRecord,
    act: Act,
) -> Result<Logged<Answer>, Problem> {
    let fresh = record.application.version() == 1;
    let (desk, entry) = settled(work, record, act, write.at()).await?;
    let by = officer(&write.actor).ok();
    let unread = work.concerns().unread_of(desk.record.application.id).await?;
    let view = ApplicationView::new(&desk, unread, by.as_ref(), write.at(), write.language());
    let id = desk.record.application.id;
    let version = desk.version();
    let path = format!("/applications/{id}");
    let answer = if fresh { Answer::created(&path, version, &view)? } else { Answer::ok(version, &view)? };
    Ok(Logged::new(answer, entry))
}

/// The case as it stands now, listed so, and the entry of the log for what was done to it.
pub(crate) async fn settled(
    work: &Work,
    record: CaseRecord,
    act: Act,
    at: Instant,
) -> Result<(Desk, Entry), Problem> {
    let desk = Desk::around(work, record.clone(), at).await?;
    desk.relist(work, &record).await?;
    let entry = done(act, &desk.record, &desk.circumstances().missing)?;
    Ok((desk, entry))
}

/// The entry of the log for what was done to a case that lacks so much.
pub(crate) fn done(act: Act, record: &CaseRecord, missing: &[Missing]) -> Result<Entry, Problem> {
    let entry = Entry::new(act, Subject::new("application", record.application.id.raw()));
    Ok(entry.change(&missing.len(), record.application.state())?)
}

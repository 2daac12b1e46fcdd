//! What follows from a change of a case? It is judged anew, listed so, logged, and answered.

use domain::application::circumstances::Missing;
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::{Entry, Logged, Subject, Work};

use super::desk::{Desk, Known, officer};
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
    answer_knowing(work, &Known::default(), write, record, act).await
}

/// The same, of a case that was acted on, which changed nothing of what is known.
pub(super) async fn answer_knowing(
    work: &Work,
    known: &Known,
    write: &Write,
    record: CaseRecord,
    act: Act,
) -> Result<Logged<Answer>, Problem> {
    let fresh = Box::pin(settled_knowing(work, known, record, act, write.at())).await?;
    tell(work, write, fresh).await
}

/// The answer with the case on that desk.
pub(super) async fn tell(
    work: &Work,
    write: &Write,
    (desk, entry): (Desk, Entry),
) -> Result<Logged<Answer>, Problem> {
    let by = officer(&write.actor).ok();
    let unread = work.concerns().unread_of(&desk.record.application).await?;
    let view = ApplicationView::new(&desk, unread, by.as_ref(), write.at(), write.language());
    let id = desk.record.application.id;
    let version = desk.version();
    let path = format!("/applications/{id}");
    let answer =
        if version == 1 { Answer::created(&path, version, &view)? } else { Answer::ok(version, &view)? };
    Ok(Logged::new(answer, entry))
}

/// The case as it stands now, listed so, and the entry of the log for what was done to it.
pub(crate) async fn settled(
    work: &Work,
    record: CaseRecord,
    act: Act,
    at: Instant,
) -> Result<(Desk, Entry), Problem> {
    settled_knowing(work, &Known::default(), record, act, at).await
}

async fn settled_knowing(
    work: &Work,
    known: &Known,
    record: CaseRecord,
    act: Act,
    at: Instant,
) -> Result<(Desk, Entry), Problem> {
    let desk = Desk::knowing(work, known, record.clone(), at).await?;
    desk.relist(work, &record).await?;
    let entry = done(act, &desk.record, desk.missing())?;
    Ok((desk, entry))
}

/// The entry of the log for what was done to a case that lacks so much.
pub(crate) fn done(act: Act, record: &CaseRecord, missing: &[Missing]) -> Result<Entry, Problem> {
    let entry = Entry::new(act, Subject::new("application", record.application.id.raw()));
    let entry = entry.change(&missing.len(), record.application.state())?;
    Ok(if act == Act::EnterApplication { entry.numbered(&record.number) } else { entry })
}

//! How is something written into a case without moving it? Locked, judged, kept, logged and answered, in one way for all.

use domain::application::attachment::AttachmentKind;
use domain::application::{self as case, Deed};
use domain::id::{ApplicationId, AttachmentId};
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::{Act, Work};
use uuid::Uuid;

use super::desk::{Desk, officer, refused};
use super::enter::answer;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// Records a deed in a case, and answers with the case.
pub(super) async fn record(
    write: &Write,
    id: ApplicationId,
    octets: &[u8],
    versioned: bool,
    deed: impl AsyncFn(&Work, &Desk, Uuid) -> Result<Deed, Problem>,
) -> Result<Answer, Problem> {
    write
        .once(octets, async |work| {
            let record = written(work, write, id, versioned, &deed).await?;
            answer(work, write, record, Act::RecordEvidence).await
        })
        .await
}

/// Records a deed in a case on the caller's road, within a transaction.
pub(crate) async fn written(
    work: &Work,
    write: &Write,
    id: ApplicationId,
    versioned: bool,
    deed: impl AsyncFn(&Work, &Desk, Uuid) -> Result<Deed, Problem>,
) -> Result<CaseRecord, Problem> {
    let by = officer(&write.actor)?;
    let desk = Desk::lock(work, write.actor.union, id, write.at()).await?;
    if versioned {
        write.expect(desk.version())?;
    }
    let deed = deed(work, &desk, work.new_id()?).await?;
    let before = desk.record.clone();
    enter(work, desk, &before, deed, &by, write.at()).await
}

/// Writes a deed into a case that lies on the desk, perhaps with facts other than `before`. What it is judged on
/// is frozen until it is decided; then the decision's stays.
pub(super) async fn enter(
    work: &Work,
    desk: Desk,
    before: &CaseRecord,
    deed: Deed,
    by: &case::Actor,
    at: Instant,
) -> Result<CaseRecord, Problem> {
    let application = desk.record.application.clone();
    let decided = !application.stage().open();
    let recorded = application.record(deed, by, &desk.circumstances(), at);
    let recorded = recorded.map_err(|refusal| refused(&refusal))?;
    let frozen = if decided { desk.record.frozen } else { Some(desk.frozen) };
    let record = CaseRecord { application: recorded.application, frozen, ..desk.record };
    work.applications().save(before, &record, &recorded.exceptions).await?;
    if let Some(line) = &recorded.history {
        work.applications().add_history(record.application.id, line).await?;
    }
    Ok(record)
}

/// The kind of a file of this case.
pub(super) async fn piece(
    work: &Work,
    desk: &Desk,
    id: AttachmentId,
    pointer: &str,
) -> Result<AttachmentKind, Problem> {
    let files = work.attachments().of_case(desk.record.application.id).await?;
    let file = files.into_iter().find(|file| file.id == id);
    file.map(|file| file.kind)
        .ok_or_else(|| Problem::invalid_field(pointer, "no such file is attached to this case"))
}

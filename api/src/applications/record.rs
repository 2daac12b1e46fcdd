//! How is something written into a case without moving it? Locked, judged, kept, logged and answered, in one way for all.

use domain::application::attachment::AttachmentKind;
use domain::application::{self as case, Deed, Recorded, Refusal};
use domain::id::{ApplicationId, AttachmentId};
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::{Act, Work};
use uuid::Uuid;

use super::desk::{Desk, officer, refused_on, relist};
use super::settled::answer;
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
    Box::pin(enter(work, desk, deed, &by, write.at())).await
}

/// Writes a deed into a case that lies on the desk, perhaps with other facts than it was kept with. What it is judged
/// on is frozen until it is decided; then the decision's stays. Siblings are listed with what they come to from now on.
pub(crate) async fn enter(
    work: &Work,
    desk: Desk,
    deed: Deed,
    by: &case::Actor,
    at: Instant,
) -> Result<CaseRecord, Problem> {
    Box::pin(enter_all(work, desk, vec![deed], by, at)).await
}

/// The same with several deeds of one sitting, none of which changes what the others are judged on.
pub(crate) async fn enter_all(
    work: &Work,
    desk: Desk,
    deeds: Vec<Deed>,
    by: &case::Actor,
    at: Instant,
) -> Result<CaseRecord, Problem> {
    let around = |deed: &Deed| matches!(deed, Deed::Ruling { .. } | Deed::Visit { .. } | Deed::Facts);
    let around = deeds.iter().any(around);
    let decided = !desk.record.application.stage().open();
    let recorded = match recorded(&desk, deeds, by, at) {
        Ok(Some(recorded)) => recorded,
        Ok(None) => return Ok(desk.record),
        Err(refusal) => return Err(refused_on(work, &desk.record.application.road, &refusal).await),
    };
    let moved = recorded.history.is_some();
    let made = Some(desk.frozen).filter(|_| !decided);
    let record = work.applications().amend(desk.record, recorded, made).await?;
    if around || moved {
        relist(work, record.application.dossier, Some(record.application.id), at).await?;
    }
    Ok(record)
}

/// What deeds make of a case, one after another; nothing when there are none.
fn recorded(
    desk: &Desk,
    deeds: Vec<Deed>,
    by: &case::Actor,
    at: Instant,
) -> Result<Option<Recorded>, Refusal> {
    let circumstances = desk.circumstances();
    let mut recorded: Option<Recorded> = None;
    for deed in deeds {
        let (application, mut exceptions) = match recorded {
            Some(before) => (before.application, before.exceptions),
            None => (desk.record.application.clone(), Vec::new()),
        };
        let mut next = application.record(deed, by, &circumstances, at)?;
        exceptions.append(&mut next.exceptions);
        next.exceptions = exceptions;
        recorded = Some(next);
    }
    Ok(recorded)
}

/// The kind of a file of this case.
pub(super) async fn piece(
    work: &Work,
    desk: &Desk,
    id: AttachmentId,
    pointer: &str,
) -> Result<AttachmentKind, Problem> {
    let files = work.attachments().standing(desk.record.application.id).await?;
    let file = files.into_iter().find(|file| file.id == id);
    file.map(|file| file.kind).ok_or_else(|| {
        Problem::field(
            pointer,
            ["本申请没有此附件,请先上传", "no such file is attached to this case; attach it first"],
        )
    })
}

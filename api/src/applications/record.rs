//! How is something written into a case without moving it? Locked, judged, kept, logged and answered, in one way for all.

use domain::application::{self as case, Deed, Recorded, Refusal};
use domain::id::{ApplicationId, AttachmentId};
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::attachments::Attachment;
use persistence::{Entry, Logged, Work};
use uuid::Uuid;

use super::desk::{Desk, officer, refused_on, relist};
use super::renewal::follow;
use super::settled::answer;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// What was written.
pub(crate) struct Entered {
    /// The case with it.
    pub(crate) record: CaseRecord,
    /// The entry of the dossier, where a visit came to count for it or against it.
    pub(crate) renewed: Option<Entry>,
}

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
            let Entered { record, renewed } = written(work, write, id, versioned, &deed).await?;
            let logged = answer(work, write, record, Act::RecordEvidence).await?;
            Ok(renewed.into_iter().fold(logged, Logged::and))
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
) -> Result<Entered, Problem> {
    let by = officer(&write.actor)?;
    let desk = Desk::lock(work, write.actor.union, id, write.at()).await?;
    if versioned {
        write.expect(desk.version())?;
    }
    let deed = deed(work, &desk, work.new_id()?).await?;
    Box::pin(enter(work, desk, deed, &by, write.at())).await
}

/// Writes a deed into a case that lies on the desk, perhaps with other facts than it was kept with. What it is judged
/// on is frozen until it is decided, a ruling's with what it says; then the decision's stays. The dossier follows its
/// visits, and siblings are listed with what they come to from now on.
pub(crate) async fn enter(
    work: &Work,
    desk: Desk,
    deed: Deed,
    by: &case::Actor,
    at: Instant,
) -> Result<Entered, Problem> {
    Box::pin(enter_all(work, desk, vec![deed], by, at)).await
}

/// The same with several deeds of one sitting, none of which changes what the others are judged on.
pub(crate) async fn enter_all(
    work: &Work,
    desk: Desk,
    deeds: Vec<Deed>,
    by: &case::Actor,
    at: Instant,
) -> Result<Entered, Problem> {
    let around = |deed: &Deed| matches!(deed, Deed::Ruling { .. } | Deed::Visit { .. } | Deed::Facts);
    let around = deeds.iter().any(around);
    let ruled = deeds.iter().any(|deed| matches!(deed, Deed::Ruling { .. }));
    let decided = !desk.record.application.stage().open();
    let recorded = match recorded(&desk, deeds, by, at) {
        Ok(Some(recorded)) => recorded,
        Ok(None) => return Ok(Entered { record: desk.record, renewed: None }),
        Err(refusal) => return Err(refused_on(work, by.union, &desk.record.application.road, &refusal).await),
    };
    let renewed = follow(work, &desk, &recorded.application, at.day()).await?;
    let moved = recorded.history.is_some();
    let made = match (decided, ruled) {
        (true, _) => None,
        (false, false) => Some(desk.frozen),
        // A ruling is a fact of the case, so what it comes to with it is what is kept.
        (false, true) => {
            let with = CaseRecord { application: recorded.application.clone(), ..desk.record.clone() };
            Some(Desk::around(work, with, at).await?.frozen)
        }
    };
    let record = work.applications().amend(desk.record, recorded, made).await?;
    if around || moved || renewed.is_some() {
        relist(work, record.application.dossier, Some(record.application.id), at).await?;
    }
    Ok(Entered { record, renewed })
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

/// A file of this case.
pub(super) async fn piece(
    work: &Work,
    desk: &Desk,
    id: AttachmentId,
    pointer: &str,
) -> Result<Attachment, Problem> {
    let files = work.attachments().standing(desk.record.application.id).await?;
    let file = files.into_iter().find(|file| file.id == id);
    file.ok_or_else(|| {
        Problem::field(
            pointer,
            ["本申请没有此附件,请先上传", "no such file is attached to this case; attach it first"],
        )
    })
}

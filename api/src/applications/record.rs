//! How is something written into a case without moving it? Locked, judged, kept, logged and answered, in one way for all.

use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::dossier::DossierDeed;
use domain::id::{ApplicationId, AttachmentId};
use persistence::applications::CaseRecord;
use persistence::{Act, Work};
use uuid::Uuid;

use super::desk::{Desk, officer, refused};
use super::enter::answer;
use crate::problem::Problem;
use crate::write::{Answer, Write};

/// Records a deed in a case: locked, judged, saved and answered.
pub(super) async fn record(
    write: &Write,
    id: ApplicationId,
    octets: &[u8],
    versioned: bool,
    deed: impl AsyncFn(&Work, &Desk, Uuid) -> Result<Deed, Problem>,
) -> Result<Answer, Problem> {
    let by = officer(&write.actor)?;
    write
        .once(octets, async |work| {
            let desk = Desk::lock(work, write.actor.union, id, write.at()).await?;
            if versioned {
                write.expect(desk.version())?;
            }
            let deed = deed(work, &desk, work.new_id()?).await?;
            let application = desk.record.application.clone();
            let recorded = application.record(deed.clone(), &by, &desk.circumstances(), write.at());
            let application = recorded.map_err(|refusal| refused(&refusal))?.application;
            renew(work, &desk, &deed).await?;
            let before = desk.record.clone();
            let record = CaseRecord { application, frozen: Some(desk.frozen), ..desk.record };
            work.applications().save(&before, &record).await?;
            answer(work, write, record, Act::RecordEvidence).await
        })
        .await
}

/// A visit that agrees renews the dossier for its year.
async fn renew(work: &Work, desk: &Desk, deed: &Deed) -> Result<(), Problem> {
    let Deed::Visit { day, agrees: true, .. } = deed else { return Ok(()) };
    let Ok(standing) = desk.dossier.standing.after(DossierDeed::Renew, *day) else { return Ok(()) };
    if standing != desk.dossier.standing {
        let name = &desk.dossier.worker_name;
        work.dossiers().change(&desk.dossier, standing, name, &desk.household).await?;
    }
    Ok(())
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

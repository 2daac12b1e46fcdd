//! Do lists show what cases come to today? After each change of a household, of one of its cases, or of its names.

use domain::id::{ApplicationId, DossierId};
use domain::time::Instant;
use persistence::Work;
use persistence::applications::{CaseRecord, Frozen, Reckoned};

use super::Desk;
use super::judge::Judged;
use super::known::Known;
use crate::problem::Problem;

/// Brings up to date what lists show of a household's cases that are not decided, but for one that has been.
///
/// Its dossier is locked, so nobody else changes them meanwhile.
pub(crate) async fn relist(
    work: &Work,
    dossier: DossierId,
    but: Option<ApplicationId>,
    at: Instant,
) -> Result<(), Problem> {
    let known = Known::default();
    for listed in work.applications().undecided(dossier).await? {
        if but != Some(listed.application.id) {
            let judged = Box::pin(Judged::read(work, &known, listed.clone(), at)).await?;
            let Judged { record, frozen, .. } = judged;
            keep(work, &listed, &record, &frozen).await?;
        }
    }
    Ok(())
}

impl Desk {
    /// The same for the case on the desk, of which lists may still show what it was listed with.
    pub(crate) async fn relist(&self, work: &Work, listed: &CaseRecord) -> Result<(), Problem> {
        keep(work, listed, &self.record, &self.frozen).await
    }
}

/// Keeps what lists show from now on, where they do not show it already. What was decided stays as it was decided.
async fn keep(work: &Work, listed: &CaseRecord, now: &CaseRecord, made: &Frozen) -> Result<(), Problem> {
    let reckoned = Reckoned::of(&made.assessment, made.at);
    let same = reckoned.agrees(&listed.reckoned)
        && now.student_name == listed.student_name
        && now.worker_name == listed.worker_name;
    if now.application.stage().open() && !same {
        work.applications().reckon(&CaseRecord { reckoned, ..now.clone() }).await?;
    }
    Ok(())
}

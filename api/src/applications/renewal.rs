//! What do the visits of a case say of its dossier? One that counts renews it, or takes back what one of the year found.

use domain::application::Application;
use domain::application::evidence::Visit;
use domain::dossier::DossierDeed;
use domain::log::Act;
use domain::time::Day;
use persistence::{Entry, Subject, Work};

use super::desk::Desk;
use crate::problem::Problem;

/// Lets the dossier follow what its case's visits have come to say by a deed, which may be the exception by which a visit
/// counts; with the entry of the log for it, where anything changes. The dossier is locked.
pub(super) async fn follow(
    work: &Work,
    before: &Desk,
    after: &Application,
    today: Day,
) -> Result<Option<Entry>, Problem> {
    let procedure = &before.edition.content.procedure;
    let told = before.record.application.telling_visit(procedure).map(|visit| visit.id);
    let Some(visit) = after.telling_visit(procedure).filter(|visit| told != Some(visit.id)) else {
        return Ok(None);
    };
    if visit.agrees && doubted(work, after, visit).await? {
        return Ok(None);
    }
    let deed = if visit.agrees { DossierDeed::Renew } else { DossierDeed::Doubt };
    let standing = before.dossier.standing;
    let Ok(renewed) = standing.after(deed, visit.day, today) else { return Ok(None) };
    if renewed == standing {
        return Ok(None);
    }
    let name = &before.dossier.worker_name;
    work.dossiers().change(&before.dossier, renewed, name, &before.household).await?;
    let subject = Subject::new("dossier", before.dossier.id.raw());
    Ok(Some(Entry::new(Act::RenewDossier, subject).change(&standing, &renewed)?))
}

/// Whether what another case's latest visit saw of the household speaks against it since.
async fn doubted(work: &Work, case: &Application, visit: &Visit) -> Result<bool, Problem> {
    let others = work.applications().around(case).await?;
    let mut others = others.iter().filter(|other| other.application.dossier == case.dossier);
    Ok(others.any(|other| {
        let latest = Visit::latest(&other.application.visits);
        latest.is_some_and(|latest| !latest.agrees && latest.later_than(visit))
    }))
}

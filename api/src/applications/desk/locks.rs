//! In which order are many cases locked? All their dossiers, then all of them, each in the order of ids.

use domain::id::{ApplicationId, UnionId};
use persistence::{LockKind, Work};

use super::known::Known;
use crate::problem::Problem;

/// Locks those of the cases that are on the union's road, with their dossiers, and then reads them.
pub(crate) async fn lock_all(work: &Work, union: UnionId, cases: &[ApplicationId]) -> Result<Known, Problem> {
    let dossiers = work.applications().dossiers(union, cases).await?;
    work.lock_all(LockKind::Dossier, dossiers.iter().map(|dossier| dossier.raw()).collect()).await?;
    work.lock_all(LockKind::Case, cases.iter().map(|case| case.raw()).collect()).await?;
    Known::gather(work, union, cases).await
}

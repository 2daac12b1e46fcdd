//! In which order are many cases locked? All their dossiers, then all of them, each in the order of ids.

use domain::id::{ApplicationId, UnionId};
use persistence::{LockKind, Work};

use crate::problem::Problem;

/// Locks those of the cases that are on the union's road, with their dossiers; what is sealed of them opens then without
/// asking for each key.
pub(crate) async fn lock_all(work: &Work, union: UnionId, cases: &[ApplicationId]) -> Result<(), Problem> {
    let dossiers = work.applications().dossiers(union, cases).await?;
    let dossiers: Vec<_> = dossiers.iter().map(|dossier| dossier.raw()).collect();
    let cases: Vec<_> = cases.iter().map(|case| case.raw()).collect();
    work.lock_all(LockKind::Dossier, dossiers.clone()).await?;
    work.lock_all(LockKind::Case, cases.clone()).await?;
    Ok(work.take_keys(&[dossiers, cases].concat()).await?)
}

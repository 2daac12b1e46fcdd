//! Who changed what an open case is about, by changing the dossier? They prepared it, and decide nothing on it.

use domain::application::Matter;
use domain::id::{DossierId, OfficerId};
use domain::time::Instant;
use persistence::applications::CaseRecord;
use persistence::{LockKind, Work};

use super::desk::Desk;
use crate::problem::Problem;

/// The open cases of a household, each with what it is about before a change.
pub(crate) struct OpenCases(Vec<(CaseRecord, Matter)>);

impl OpenCases {
    /// Those of a dossier, whose lock is held.
    pub(crate) async fn of(work: &Work, dossier: DossierId, at: Instant) -> Result<Self, Problem> {
        let mut found = work.applications().undecided(dossier).await?;
        found.sort_by_key(|case| case.application.id);
        let mut cases = Vec::with_capacity(found.len());
        for record in found {
            work.lock(LockKind::Case, record.application.id.raw()).await?;
            let matter = Desk::around(work, record.clone(), at).await?.circumstances().matter;
            cases.push((record, matter));
        }
        Ok(Self(cases))
    }

    /// Marks whoever changed the dossier on each case that is about something else now.
    pub(crate) async fn prepared(self, work: &Work, by: OfficerId, at: Instant) -> Result<(), Problem> {
        for (before, matter) in self.0 {
            if Desk::around(work, before.clone(), at).await?.circumstances().matter != matter {
                let recorded = before.application.clone().prepared_elsewhere(by);
                work.applications().amend(before, recorded, None).await?;
            }
        }
        Ok(())
    }
}

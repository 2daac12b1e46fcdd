//! Do lists show of a case whose it is, and what it came to? By the versions of its dossier, and what was frozen.

use crate::StoreError;
use crate::applications::{Applications, CaseRecord, Frozen, Reckoned};

impl Applications<'_> {
    /// Whether it shows the names of its student and worker, as a version of its dossier has them.
    pub(super) async fn names_its_people(&self, case: &CaseRecord) -> Result<bool, StoreError> {
        let households = match self.work.dossiers().all_versions(case.application.dossier).await {
            Ok(households) => households,
            Err(StoreError::Corrupt { .. } | StoreError::Erased(_)) => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut members = households.iter().flat_map(|(_, household)| &household.members);
        let student = members
            .any(|member| member.person == case.application.student && member.name == case.student_name);
        let mut workers = households.iter().filter_map(|(_, household)| household.member(household.worker));
        Ok(student && workers.any(|worker| worker.name == case.worker_name))
    }
}

/// Whether lists show what its assessment came to. An undecided case is reckoned anew when its household or its standing changes,
/// which is frozen nowhere: it is held as long as it says that it was reckoned at the instant of its assessment.
pub(super) fn shows(case: &CaseRecord, frozen: &Frozen, decided: bool) -> bool {
    let then = Reckoned::of(&frozen.assessment, frozen.at);
    if decided || case.reckoned.at == frozen.at {
        return then.agrees(&case.reckoned);
    }
    case.reckoned.at > frozen.at
}

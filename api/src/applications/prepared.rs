//! What does a change of the dossier make of its cases? They go with their students, and whoever changed what an open one is
//! about has prepared it, and decides nothing on it.

use domain::application::{Application, Matter, Refusal};
use domain::dossier::Household;
use domain::id::{ApplicationId, DossierId, OfficerId, PersonId};
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::{Carried, CaseRecord};
use persistence::{Entry, LockKind, Subject, Work};

use super::desk::{Desk, refused};
use crate::problem::Problem;

/// The live cases of a household, each with what it is about before a change.
pub(crate) struct LiveCases(Vec<(CaseRecord, Matter)>);

impl LiveCases {
    /// Those of a dossier, whose lock is held.
    pub(crate) async fn of(work: &Work, dossier: DossierId, at: Instant) -> Result<Self, Problem> {
        Self::but(work, dossier, None, at).await
    }

    /// Those of the household of a case besides it.
    pub(crate) async fn beside(work: &Work, case: &Application, at: Instant) -> Result<Self, Problem> {
        Self::but(work, case.dossier, Some(case.id), at).await
    }

    async fn but(
        work: &Work,
        dossier: DossierId,
        own: Option<ApplicationId>,
        at: Instant,
    ) -> Result<Self, Problem> {
        let mut found = work.applications().live(dossier).await?;
        found.retain(|case| Some(case.application.id) != own);
        found.sort_by_key(|case| case.application.id);
        let mut cases = Vec::with_capacity(found.len());
        for record in found {
            work.lock(LockKind::Case, record.application.id.raw()).await?;
            let matter = Desk::around(work, record.clone(), at).await?.matter();
            cases.push((record, matter));
        }
        Ok(Self(cases))
    }

    /// Marks whoever changed the dossier on each case that is about something else now, and lets each go with the person
    /// who is its student today; the entries of those that did. One of them may have a live case elsewhere (N20), and an
    /// approved case stays that of whom it was approved for.
    pub(crate) async fn follow(
        self,
        work: &Work,
        household: &Household,
        by: Option<OfficerId>,
        at: Instant,
    ) -> Result<Vec<Entry>, Problem> {
        let (mut carried, mut entries) = (Vec::new(), Vec::new());
        for (before, matter) in self.0 {
            let student = student(&before, household);
            let moved = student != before.application.student;
            let open = before.application.stage().open();
            if moved && !open {
                let refusal = Refusal::StudentDecided { application: before.application.id };
                return Err(refused(&refusal, Some(&before.number)));
            }
            let other = Desk::around(work, before.clone(), at).await?.matter() != matter;
            if moved || (open && other) {
                if moved {
                    entries.push(entry(&before, student)?);
                }
                let recorded = before.application.clone().changed_elsewhere(by, student);
                carried.push(Carried { before, recorded });
            }
        }
        expect_only(work, &carried).await?;
        Box::pin(work.applications().carry(carried)).await?;
        Ok(entries)
    }
}

/// Who is the student of a case today; who is no member any more stays it.
fn student(case: &CaseRecord, household: &Household) -> PersonId {
    let member = household.member(case.enrolment.member);
    member.map_or(case.application.student, |member| member.person)
}

fn entry(before: &CaseRecord, student: PersonId) -> Result<Entry, Problem> {
    let case = &before.application;
    let entry = Entry::new(Act::ChangeApplication, Subject::new("application", case.id.raw()));
    let told = |student: PersonId| serde_json::json!({ "student": student });
    Ok(entry.change(&told(case.student), &told(student))?)
}

/// Says which live case is in the way before the database does.
async fn expect_only(work: &Work, carried: &[Carried]) -> Result<(), Problem> {
    for Carried { recorded, .. } in carried {
        let case = &recorded.application;
        let others = work.applications().of_student(case.student, case.campaign).await?;
        let left = |id| {
            let mut those = carried.iter().map(|other| &other.recorded.application);
            those.any(|other| other.id == id && other.student != case.student)
        };
        let mut live = others.iter().filter(|other| other.application.stage().live());
        let other = live.find(|other| other.application.id != case.id && !left(other.application.id));
        if let Some(other) = other {
            let refusal = Refusal::OtherLive { application: other.application.id };
            return Err(refused(&refusal, Some(&other.number)));
        }
    }
    Ok(())
}

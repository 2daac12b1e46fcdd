//! How are the families of a file entered all at once, or none? In one transaction, after each was found sound.

use domain::edition::Aid;
use domain::job::{Job, JobLine, JobState, LineCounts, LineFault, LineOutcome};
use persistence::jobs::Progress;
use persistence::{Logged, Work};

use super::family::Family;
use super::given_up::GivenUp;
use super::reading::Read;
use super::step::{Turn, counted, line};
use super::take::{NotTaken, elsewhere, take};
use crate::problem::{Code, Problem};

impl Turn<'_> {
    /// Takes in all families in one transaction, after each was found sound; where one is not any more, none.
    pub(super) async fn all_at_once(&self, aid: Aid) -> Result<bool, Problem> {
        let Some(mut open) = self.begin(aid, 0).await? else { return Ok(true) };
        let mut families = Vec::new();
        loop {
            match open.reading.next().await {
                Read::Family(family) => families.push(*family),
                Read::End => break,
                Read::Broken => {
                    self.unreadable().await?;
                    return Ok(true);
                }
            }
        }
        let all = async |work: &Work| -> Result<_, GivenUp> {
            let mut entries = Vec::new();
            if !self.holds(work).await? {
                return Ok(Logged::new(false, self.entry()));
            }
            let Some(job) = work.jobs().hold(self.job.id).await? else {
                return Ok(Logged::new(true, self.entry()));
            };
            work.jobs().forget_lines(job.id).await?;
            let mut lines = Vec::new();
            for family in &families {
                let taken = match Box::pin(take(work, self.importer(), family)).await {
                    Ok(taken) => taken,
                    Err(NotTaken::Hindered(problem)) => return Err(problem.into()),
                    Err(NotTaken::Faults(faults) | NotTaken::Unlike(faults, ..)) => {
                        return Err(GivenUp::Back(Box::new((family.row, faults))));
                    }
                    Err(NotTaken::Elsewhere) => {
                        return Err(GivenUp::Back(Box::new((family.row, Vec::new()))));
                    }
                };
                lines.push(line(family, taken.outcome, Some(taken.dossier), Vec::new()));
                entries.extend(taken.entries);
            }
            Ok(self.write_down(work, &job, &all_done(&job, &lines), (&lines, entries), true).await?)
        };
        match self.state.store.write_as_job(&self.stamp(), all).await {
            Ok(mine) => Ok(mine),
            Err(GivenUp::Back(why)) => {
                self.not_any_more(&families, *why).await?;
                Ok(true)
            }
            Err(GivenUp::Up(NotTaken::Hindered(problem))) => Err(problem),
            Err(GivenUp::Up(_) | GivenUp::Checked(_)) => Err(Problem::new(Code::Internal)),
        }
    }

    /// Writes down that one family is not sound any more, and that none was entered.
    async fn not_any_more(
        &self,
        families: &[Family],
        (row, faults): (u32, Vec<LineFault>),
    ) -> Result<(), Problem> {
        self.state
            .store
            .write_as_job(&self.stamp(), async |work| {
                let Some(job) = work.jobs().hold(self.job.id).await? else {
                    return Ok(Logged::new((), self.entry()));
                };
                work.jobs().forget_lines(job.id).await?;
                let (mut lines, mut entries) = (Vec::new(), Vec::new());
                for family in families {
                    let faults = if family.row != row {
                        lines.push(line(family, LineOutcome::Sound, None, Vec::new()));
                        continue;
                    } else if faults.is_empty() {
                        let (fault, entry) = elsewhere(work, self.importer(), family).await?;
                        entries.extend(entry);
                        vec![fault]
                    } else {
                        faults.clone()
                    };
                    lines.push(line(family, LineOutcome::Refused, None, faults));
                }
                self.write_down(work, &job, &all_done(&job, &lines), (&lines, entries), ()).await
            })
            .await
    }
}

/// That a job has gone through all of its file, with what these families came to.
fn all_done(job: &Job, lines: &[JobLine]) -> Progress {
    Progress { families: counted(LineCounts::default(), lines), ..Progress::of(job, JobState::Done) }
}

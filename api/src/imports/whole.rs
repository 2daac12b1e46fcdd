//! How are the families of a file entered all at once, or none? In one transaction, after each was found sound.

use domain::edition::Aid;
use domain::job::{Job, JobFailure, JobState, LineCounts, LineFault, LineOutcome};
use persistence::{Logged, Work};

use super::family::Family;
use super::given_up::GivenUp;
use super::open::Open;
use super::reading::Read;
use super::step::{Turn, ended, is_damage, line, progress};
use super::take::{NotTaken, elsewhere, take};
use crate::problem::{Code, Problem};
use crate::sessions::standing::stamp;

impl Turn<'_> {
    /// Takes in all families in one transaction, after each was found sound; where one is not any more, none.
    pub(super) async fn all_at_once(&self, aid: Aid) -> Result<bool, Problem> {
        let Some(mut open) = self.again(aid).await? else { return Ok(true) };
        let mut families = Vec::new();
        loop {
            match open.reading.next().await {
                Read::Family(family) => families.push(*family),
                Read::End => break,
                Read::Broken => {
                    let to = progress(self.job.done, self.job.families, JobState::Failed);
                    let to = to.because(JobFailure::Unreadable);
                    let stamp = stamp(self.actor, self.at, self.job.id.to_string());
                    self.state.store.write(&stamp, async |work| ended(work, self.job, &to).await).await?;
                    return Ok(true);
                }
            }
        }
        let stamp = stamp(self.actor, self.at, self.job.id.to_string());
        let all = async |work: &Work| -> Result<_, GivenUp> {
            let mut entries = Vec::new();
            if !self.holds(work).await? {
                return Ok(Logged::new(false, self.entry()));
            }
            let Some((job, _)) = work.jobs().hold(self.job.id).await? else {
                return Ok(Logged::new(true, self.entry()));
            };
            work.jobs().forget_lines(job.id).await?;
            let mut lines = Vec::new();
            for family in &families {
                let taken = match Box::pin(take(work, self.importer(), family)).await {
                    Ok(taken) => taken,
                    Err(NotTaken::Hindered(problem)) if is_damage(&problem) => {
                        let faults = vec![family.whole(&problem.said())];
                        return Err(GivenUp::Back(Box::new((family.row, faults))));
                    }
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
            let families = lines.iter().fold(LineCounts::default(), |counts, line| counts.and(line.outcome));
            let to = progress(job.done, families, JobState::Done);
            let after = work.jobs().step(&job, &to, &lines).await?;
            let entry = self.entry().change(&job.families, &after.families).map_err(Problem::from)?;
            Ok(entries.into_iter().fold(Logged::new(true, entry), Logged::and))
        };
        match self.state.store.write_as_job(&stamp, all).await {
            Ok(mine) => Ok(mine),
            Err(GivenUp::Back(why)) => {
                self.not_any_more(&families, *why).await?;
                Ok(true)
            }
            Err(GivenUp::Up(NotTaken::Hindered(problem))) => Err(problem),
            Err(GivenUp::Up(_) | GivenUp::Checked(_)) => Err(Problem::new(Code::Internal)),
        }
    }

    /// The file from its beginning.
    async fn again(&self, aid: Aid) -> Result<Option<Open>, Problem> {
        let from_the_start = Job { done: 0, ..self.job.clone() };
        Turn { job: &from_the_start, ..*self }.begin(aid).await
    }

    /// Writes down that one family is not sound any more, and that none was entered.
    async fn not_any_more(
        &self,
        families: &[Family],
        (row, faults): (u32, Vec<LineFault>),
    ) -> Result<(), Problem> {
        let stamp = stamp(self.actor, self.at, self.job.id.to_string());
        self.state
            .store
            .write_as_job(&stamp, async |work| {
                let Some((job, _)) = work.jobs().hold(self.job.id).await? else {
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
                let counts =
                    lines.iter().fold(LineCounts::default(), |counts, line| counts.and(line.outcome));
                let to = progress(job.done, counts, JobState::Done);
                let after = work.jobs().step(&job, &to, &lines).await?;
                let entry = self.entry().change(&job.families, &after.families)?;
                Ok::<_, Problem>(entries.into_iter().fold(Logged::new((), entry), Logged::and))
            })
            .await
    }
}

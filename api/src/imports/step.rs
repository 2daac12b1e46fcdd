//! What does a step of an import do? Some families are taken in in one transaction, each by itself, and how far it has come is written
//! down with them.

use std::time::{Duration, Instant as Moment};

use domain::access::Actor;
use domain::id::DossierId;
use domain::job::{ImportMode, Job, JobFailure, JobLine, JobState, LineCounts, LineFault, LineOutcome};
use domain::log::Act;
use domain::time::Instant;
use persistence::jobs::Progress;
use persistence::{Entry, Logged, Stamp, Subject, Work};
use uuid::Uuid;

use super::family::Family;
use super::given_up::GivenUp;
use super::open::{Ends, Open};
use super::take::{Importer, NotTaken, Taken, elsewhere, guessed, take};
use crate::State;
use crate::problem::{Code, Problem};
use crate::sessions::standing::stamp;

/// So long at most a step goes on to another family: whoever writes besides does not wait longer.
const STEP: Duration = Duration::from_millis(100);
/// For so long nobody else goes on with jobs after a step, in seconds.
const LEASE_SECONDS: i64 = 10;

/// What a step came to.
pub(super) enum Stepped {
    /// So many families were gone through.
    On(usize),
    /// Somebody else goes on with jobs, or was here meanwhile.
    Others,
    /// It is over.
    Over,
}

/// Who does a step of which job, and by what.
pub(super) struct Turn<'a> {
    pub(super) state: &'a State,
    pub(super) job: &'a Job,
    pub(super) actor: &'a Actor,
    pub(super) at: Instant,
    pub(super) holder: Uuid,
}

impl Turn<'_> {
    /// By whom the families are taken in.
    pub(super) const fn importer(&self) -> Importer<'_> {
        Importer {
            actor: self.actor,
            at: self.at,
            most_a_day: self.state.disclosures_a_day,
            union: self.job.union,
            year: self.job.campaign,
        }
    }

    /// Takes in some of the families that are read ahead, in one transaction, each by itself.
    pub(super) async fn some(&self, open: &Open) -> Result<Stepped, Problem> {
        self.state
            .store
            .write_as_job(&self.stamp(), async |work| {
                let nothing = |stepped| Ok(Logged::new(stepped, self.entry()));
                if !self.holds(work).await? {
                    return nothing(Stepped::Others);
                }
                let Some(job) = work.jobs().hold(self.job.id).await? else {
                    return nothing(Stepped::Over);
                };
                if job.done != open.done {
                    return nothing(Stepped::Others);
                }
                let (mut lines, mut entries, begun) = (Vec::new(), Vec::new(), Moment::now());
                for family in &open.ahead {
                    let (line, of_line) = self.one(work, family).await?;
                    lines.push(line);
                    entries.extend(of_line);
                    if begun.elapsed() > STEP {
                        break;
                    }
                }
                let families = counted(job.families, &lines);
                let done = lines.iter().fold(job.done, |done, line| done.saturating_add(line.rows));
                let at_end = lines.len() == open.ahead.len();
                let (state, failure) = match open.ends {
                    Some(Ends::Broken) if at_end => (JobState::Failed, Some(JobFailure::Unreadable)),
                    // What is to be entered as a whole is only checked as yet.
                    Some(Ends::End) if at_end && (job.mode != ImportMode::Whole || families.refused > 0) => {
                        (JobState::Done, None)
                    }
                    _ => (JobState::Running, None),
                };
                let stepped = if state.is_open() { Stepped::On(lines.len()) } else { Stepped::Over };
                let to = Progress { done, families, state, failure };
                self.write_down(work, &job, &to, (&lines, entries), stepped).await
            })
            .await
    }

    /// Writes down how far the job has come, what became of families on the way, and what was done for them.
    pub(super) async fn write_down<T>(
        &self,
        work: &Work,
        job: &Job,
        to: &Progress,
        (lines, entries): (&[JobLine], Vec<Entry>),
        value: T,
    ) -> Result<Logged<T>, Problem> {
        let after = work.jobs().step(job, to, lines).await?;
        let entry = self.entry().change(&job.families, &after.families)?;
        Ok(entries.into_iter().fold(Logged::new(value, entry), Logged::and))
    }

    /// In whose name it is done; the log knows the job as the request.
    pub(super) fn stamp(&self) -> Stamp {
        stamp(self.actor, self.at, self.job.id.to_string())
    }

    pub(super) fn entry(&self) -> Entry {
        Entry::new(Act::GoOnWithJob, Subject::new("job", self.job.id.raw()))
    }

    /// Whether this process goes on with jobs, and no other.
    pub(super) async fn holds(&self, work: &Work) -> Result<bool, Problem> {
        let now = self.state.clock.real();
        Ok(work.jobs().hold_lease(self.holder, now, now.plus_seconds(LEASE_SECONDS)).await?)
    }

    /// A family by itself: what refuses it takes nothing of the others back.
    pub(super) async fn one(&self, work: &Work, family: &Family) -> Result<(JobLine, Vec<Entry>), Problem> {
        let (by, checks) = (self.importer(), self.job.mode != ImportMode::Each);
        let part = async |part: &Work| -> Result<Taken, GivenUp> {
            let taken = Box::pin(take(part, by, family)).await?;
            if checks { Err(GivenUp::Checked(taken)) } else { Ok(taken) }
        };
        let refused = |faults, entries| Ok((line(family, LineOutcome::Refused, None, faults), entries));
        let (done, of) = match work.part(part).await {
            Ok(taken) => {
                return Ok((line(family, taken.outcome, Some(taken.dossier), Vec::new()), taken.entries));
            }
            Err(GivenUp::Checked(taken)) => {
                // A dossier that was only tried is none.
                let done = match taken.outcome {
                    LineOutcome::Unchanged => {
                        line(family, LineOutcome::Unchanged, Some(taken.dossier), Vec::new())
                    }
                    _ => line(family, LineOutcome::Sound, None, Vec::new()),
                };
                (done, (taken.dossier, taken.unlike))
            }
            Err(GivenUp::Up(NotTaken::Unlike(faults, dossier, unlike))) => {
                (line(family, LineOutcome::Refused, None, faults), (dossier, unlike))
            }
            Err(GivenUp::Up(NotTaken::Faults(faults))) => return refused(faults, Vec::new()),
            Err(GivenUp::Up(NotTaken::Elsewhere)) => {
                let (fault, entry) = elsewhere(work, by, family).await?;
                return refused(vec![fault], entry.into_iter().collect());
            }
            Err(GivenUp::Up(NotTaken::Hindered(problem))) => return Err(problem),
            Err(GivenUp::Back(_)) => return Err(Problem::new(Code::Internal)),
        };
        match guessed(work, by, of, family).await? {
            Ok(entry) => Ok((done, entry.into_iter().collect())),
            Err(fault) => refused(vec![fault], Vec::new()),
        }
    }
}

/// The counts with those of more families.
pub(super) fn counted(counts: LineCounts, lines: &[JobLine]) -> LineCounts {
    lines.iter().fold(counts, |counts, line| counts.and(line.outcome))
}

/// Writes down that a job has ended, if it had not.
pub(super) async fn ended(work: &Work, job: &Job, to: &Progress) -> Result<Logged<()>, Problem> {
    let entry = Entry::new(Act::GoOnWithJob, Subject::new("job", job.id.raw())).by_time();
    let Some(held) = work.jobs().hold(job.id).await? else { return Ok(Logged::new((), entry)) };
    let after = work.jobs().step(&held, to, &[]).await?;
    Ok(Logged::new((), entry.change(&held, &after)?))
}

/// What became of a family.
pub(super) const fn line(
    family: &Family,
    outcome: LineOutcome,
    dossier: Option<DossierId>,
    faults: Vec<LineFault>,
) -> JobLine {
    JobLine { row: family.row, rows: family.rows, outcome, dossier, faults }
}

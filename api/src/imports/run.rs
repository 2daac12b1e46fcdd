//! How does an import go on? A step at a time: some families are taken in, each by itself or all at once, and how far it has come is
//! written down with them. A step that was cut short has done nothing, and whoever comes next goes on after the last that was done.

use std::collections::VecDeque;
use std::time::{Duration, Instant as Moment};

use actix_web::web::Data;
use domain::access::{Actor, Deed};
use domain::edition::Aid;
use domain::id::JobId;
use domain::job::{ImportMode, Job, JobFailure, JobLine, JobState, LineCounts, LineFault, LineOutcome};
use domain::log::Act;
use domain::time::Instant;
use persistence::jobs::{GivenBy, Progress};
use persistence::{Entry, Logged, Subject, Work};
use uuid::Uuid;

use super::family::Family;
use super::reading::{Read, Reading};
use super::take::{Importer, NotTaken, Taken, elsewhere, take};
use crate::State;
use crate::log::name_of_this_process;
use crate::problem::{Code, Problem};
use crate::sessions::standing::{Standing, stamp};

/// So long at most a step goes on to another family: whoever writes besides does not wait longer.
const STEP: Duration = Duration::from_millis(100);
/// The most families of a step.
const MOST: usize = 64;
/// For so long nobody else goes on with jobs after a step, in seconds.
const LEASE_SECONDS: i64 = 10;

/// Goes on with imports, a step at a time.
pub struct Runner {
    holder: Uuid,
    open: Option<Open>,
}

/// An import that is gone on with.
struct Open {
    job: JobId,
    /// So many rows lie behind what is read next.
    done: u32,
    reading: Reading,
    ahead: VecDeque<Family>,
    ends: Option<JobFailureOrEnd>,
}

/// How a file ends.
#[derive(Clone, Copy)]
enum JobFailureOrEnd {
    End,
    Broken,
}

/// What a step came to.
enum Stepped {
    /// So many families were gone through.
    On(usize),
    /// Somebody else goes on with jobs, or was here meanwhile.
    Others,
    /// It is over.
    Over,
}

/// Who does a step of which job, and by what.
struct Turn<'a> {
    state: &'a State,
    job: &'a Job,
    actor: &'a Actor,
    at: Instant,
    holder: Uuid,
}

/// Between two looks for a job.
const EVERY: Duration = Duration::from_secs(1);

/// Goes on with jobs for as long as the runtime lives.
pub(crate) async fn go_on(state: Data<State>) {
    let Ok(holder) = name_of_this_process() else {
        tracing::error!("the system gives no randomness: this process does not go on with jobs");
        return;
    };
    let mut runner = Runner::new(holder);
    loop {
        match runner.step(&state).await {
            Ok(true) => tokio::task::yield_now().await,
            Ok(false) => tokio::time::sleep(EVERY).await,
            Err(problem) => {
                tracing::warn!(%problem, "a step of a job was not done; it is done anew");
                tokio::time::sleep(EVERY).await;
            }
        }
    }
}

impl Runner {
    /// The process of that name.
    pub const fn new(holder: Uuid) -> Self {
        Self { holder, open: None }
    }

    /// Goes a step on with the job of which the fewest rows are left; false where there is none, or another process goes on.
    ///
    /// # Errors
    /// What stands in the way at the database; the step is done anew then.
    pub async fn step(&mut self, state: &State) -> Result<bool, Problem> {
        state.refresh_clock().await?;
        let at = state.clock.business();
        let next = state.store.read(async |work| self.next(work, state, at).await).await?;
        let Some((job, actor, aid)) = next else {
            self.open = None;
            return Ok(false);
        };
        let (actor, aid) = match (actor, aid) {
            (Some(actor), Some(aid)) => (actor, aid),
            (None, _) => return self.fail(state, &job, at, JobFailure::MayNoMore).await,
            (_, None) => return self.fail(state, &job, at, JobFailure::NoEdition).await,
        };
        let turn = Turn { state, job: &job, actor: &actor, at, holder: self.holder };
        if job.mode == ImportMode::Whole && job.done == job.rows && job.families.refused == 0 {
            self.open = None;
            return turn.all_at_once(aid).await;
        }
        let mut open = match self.open.take() {
            Some(open) if open.job == job.id && open.done == job.done => open,
            _ => match turn.begin(aid).await? {
                Some(open) => open,
                None => return Ok(true),
            },
        };
        open.read_ahead().await;
        let stepped = turn.some(&open).await?;
        match stepped {
            Stepped::On(count) => {
                let gone: u32 = open.ahead.drain(..count).map(|family| family.rows).sum();
                open.done = open.done.saturating_add(gone);
                self.open = Some(open);
                Ok(true)
            }
            Stepped::Over => Ok(true),
            Stepped::Others => Ok(false),
        }
    }

    /// The job that is next, who does it where they still may, and the figures of the edition where there is one.
    async fn next(
        &self,
        work: &Work,
        state: &State,
        at: Instant,
    ) -> Result<Option<(Job, Option<Actor>, Option<Aid>)>, Problem> {
        let Some(job) = work.jobs().next().await? else { return Ok(None) };
        let by = work.jobs().given_by(job.id).await?;
        let actor = standing(work, by, at, state).await?;
        let campaign = work.campaigns().of_year(job.union, job.campaign).await?;
        let edition = match campaign {
            Some(campaign) => work.campaigns().edition_in_force(campaign.id).await?,
            None => None,
        };
        Ok(Some((job, actor, edition.map(|edition| edition.content.aid))))
    }

    /// Ends a job before its end.
    async fn fail(
        &mut self,
        state: &State,
        job: &Job,
        at: Instant,
        why: JobFailure,
    ) -> Result<bool, Problem> {
        self.open = None;
        let stamp = persistence::Stamp::of_the_service(at, job.id.to_string());
        let progress =
            Progress { done: job.done, families: job.families, state: JobState::Failed, failure: Some(why) };
        state.store.write(&stamp, async |work| ended(work, job, &progress).await).await?;
        Ok(true)
    }
}

/// Who gave a job, as they stand now; nobody where they may no longer enter families.
async fn standing(work: &Work, by: GivenBy, at: Instant, state: &State) -> Result<Option<Actor>, Problem> {
    let stands = Standing::of(work, by.account, by.delegation, at.day(), &state.factor_roles).await?;
    let may = |actor: &Actor| actor.may(Deed::EnterDossiers) && actor.may(Deed::EnterCases);
    Ok(stands.filter(|stands| stands.confined.is_none()).map(|stands| stands.actor).filter(may))
}

/// Writes down that a job has ended, if it had not.
async fn ended(work: &Work, job: &Job, to: &Progress) -> Result<Logged<()>, Problem> {
    let entry = Entry::new(Act::GoOnWithJob, Subject::new("job", job.id.raw())).by_time();
    let Some((held, _)) = work.jobs().hold(job.id).await? else { return Ok(Logged::new((), entry)) };
    let after = work.jobs().step(&held, to, &[]).await?;
    Ok(Logged::new((), entry.change(&held, &after)?))
}

impl Open {
    /// Fills what is read ahead, as far as there is anything without waiting; waits for the first.
    async fn read_ahead(&mut self) {
        while self.ends.is_none() && self.ahead.len() < MOST {
            let read = match self.reading.at_once() {
                Some(read) => read,
                None if self.ahead.is_empty() => self.reading.next().await,
                None => return,
            };
            match read {
                Read::Family(family) => self.ahead.push_back(*family),
                Read::End => self.ends = Some(JobFailureOrEnd::End),
                Read::Broken => self.ends = Some(JobFailureOrEnd::Broken),
            }
        }
    }
}

impl Turn<'_> {
    /// Opens the file of the job, to go on where it was left; none where the job failed by that.
    async fn begin(&self, aid: Aid) -> Result<Option<Open>, Problem> {
        let (job, day) = (self.job.id, self.at.day());
        let file = self.state.store.read(async |work| work.jobs().file(job).await).await?;
        let Some(octets) = file else {
            let progress = self.progress(self.job.done, self.job.families, JobState::Failed);
            let progress = Progress { failure: Some(JobFailure::Unreadable), ..progress };
            let stamp = stamp(self.actor, self.at, job.to_string());
            self.state.store.write(&stamp, async |work| ended(work, self.job, &progress).await).await?;
            return Ok(None);
        };
        let reading = Reading::of(octets, self.job.done, aid, day)?;
        Ok(Some(Open { job, done: self.job.done, reading, ahead: VecDeque::new(), ends: None }))
    }

    /// By whom the families are taken in.
    const fn importer(&self) -> Importer<'_> {
        Importer {
            actor: self.actor,
            at: self.at,
            most_a_day: self.state.disclosures_a_day,
            union: self.job.union,
            year: self.job.campaign,
        }
    }

    const fn progress(&self, done: u32, families: LineCounts, state: JobState) -> Progress {
        Progress { done, families, state, failure: None }
    }

    /// Takes in some of the families that are read ahead, in one transaction, each by itself.
    async fn some(&self, open: &Open) -> Result<Stepped, Problem> {
        let stamp = stamp(self.actor, self.at, self.job.id.to_string());
        self.state
            .store
            .write_as_job(&stamp, async |work| {
                let nothing = |stepped| Ok(Logged::new(stepped, self.entry()));
                if !self.holds(work).await? {
                    return nothing(Stepped::Others);
                }
                let Some((job, _)) = work.jobs().hold(self.job.id).await? else {
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
                let families = lines.iter().fold(job.families, |counts, line| counts.and(line.outcome));
                let done = lines.iter().fold(job.done, |done, line| done.saturating_add(line.rows));
                let at_end = lines.len() == open.ahead.len();
                let (state, failure) = match open.ends {
                    Some(JobFailureOrEnd::Broken) if at_end => {
                        (JobState::Failed, Some(JobFailure::Unreadable))
                    }
                    // What is to be entered as a whole is only checked as yet.
                    Some(JobFailureOrEnd::End)
                        if at_end && (job.mode != ImportMode::Whole || families.refused > 0) =>
                    {
                        (JobState::Done, None)
                    }
                    _ => (JobState::Running, None),
                };
                let progress = Progress { failure, ..self.progress(done, families, state) };
                let after = work.jobs().step(&job, &progress, &lines).await?;
                let stepped = if state.is_open() { Stepped::On(lines.len()) } else { Stepped::Over };
                let entry = self.entry().change(&job.families, &after.families)?;
                Ok::<_, Problem>(entries.into_iter().fold(Logged::new(stepped, entry), Logged::and))
            })
            .await
    }

    fn entry(&self) -> Entry {
        Entry::new(Act::GoOnWithJob, Subject::new("job", self.job.id.raw()))
    }

    /// Whether this process goes on with jobs, and no other.
    async fn holds(&self, work: &Work) -> Result<bool, Problem> {
        let now = self.state.clock.real();
        Ok(work.jobs().hold_lease(self.holder, now, now.plus_seconds(LEASE_SECONDS)).await?)
    }

    /// A family by itself: what refuses it takes nothing of the others back.
    async fn one(&self, work: &Work, family: &Family) -> Result<(JobLine, Vec<Entry>), Problem> {
        let (by, checks) = (self.importer(), self.job.mode != ImportMode::Each);
        let part = async |part: &Work| -> Result<Taken, Given> {
            let taken = Box::pin(take(part, by, family)).await?;
            if checks { Err(Given::Checked(taken)) } else { Ok(taken) }
        };
        let (outcome, dossier, faults, entries) = match work.part(part).await {
            Ok(taken) => (taken.outcome, Some(taken.dossier), Vec::new(), taken.entries),
            Err(Given::Checked(taken)) => match taken.outcome {
                // A dossier that was only tried is none.
                LineOutcome::Unchanged => (taken.outcome, Some(taken.dossier), Vec::new(), Vec::new()),
                _ => (LineOutcome::Sound, None, Vec::new(), Vec::new()),
            },
            Err(Given::Up(NotTaken::Faults(faults))) => (LineOutcome::Refused, None, faults, Vec::new()),
            Err(Given::Up(NotTaken::Elsewhere)) => {
                let (fault, entry) = elsewhere(work, by, family).await?;
                (LineOutcome::Refused, None, vec![fault], entry.into_iter().collect())
            }
            Err(Given::Up(NotTaken::Hindered(problem))) => return Err(problem),
            Err(Given::Back(_)) => return Err(Problem::new(Code::Internal)),
        };
        Ok((line(family, outcome, dossier, faults), entries))
    }

    /// Takes in all families in one transaction, after each was found sound; where one is not any more, none.
    async fn all_at_once(&self, aid: Aid) -> Result<bool, Problem> {
        let Some(mut open) = self.again(aid).await? else { return Ok(true) };
        let mut families = Vec::new();
        loop {
            match open.reading.next().await {
                Read::Family(family) => families.push(*family),
                Read::End => break,
                Read::Broken => return Err(Problem::new(Code::Internal)),
            }
        }
        let stamp = stamp(self.actor, self.at, self.job.id.to_string());
        let all = async |work: &Work| -> Result<_, Given> {
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
                    Err(NotTaken::Hindered(problem)) => return Err(problem.into()),
                    Err(NotTaken::Faults(faults)) => return Err(Given::Back(Box::new((family.row, faults)))),
                    Err(NotTaken::Elsewhere) => return Err(Given::Back(Box::new((family.row, Vec::new())))),
                };
                lines.push(line(family, taken.outcome, Some(taken.dossier), Vec::new()));
                entries.extend(taken.entries);
            }
            let families = lines.iter().fold(LineCounts::default(), |counts, line| counts.and(line.outcome));
            let progress = self.progress(job.done, families, JobState::Done);
            let after = work.jobs().step(&job, &progress, &lines).await?;
            let entry = self.entry().change(&job.families, &after.families).map_err(Problem::from)?;
            Ok(entries.into_iter().fold(Logged::new(true, entry), Logged::and))
        };
        match self.state.store.write_as_job(&stamp, all).await {
            Ok(mine) => Ok(mine),
            Err(Given::Back(why)) => {
                self.not_any_more(&families, *why).await?;
                Ok(true)
            }
            Err(Given::Up(NotTaken::Hindered(problem))) => Err(problem),
            Err(Given::Up(_) | Given::Checked(_)) => Err(Problem::new(Code::Internal)),
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
                let progress = self.progress(job.done, counts, JobState::Done);
                let after = work.jobs().step(&job, &progress, &lines).await?;
                let entry = self.entry().change(&job.families, &after.families)?;
                Ok::<_, Problem>(entries.into_iter().fold(Logged::new((), entry), Logged::and))
            })
            .await
    }
}

fn line(
    family: &Family,
    outcome: LineOutcome,
    dossier: Option<domain::id::DossierId>,
    faults: Vec<LineFault>,
) -> JobLine {
    JobLine { row: family.row, rows: family.rows, outcome, dossier, faults }
}

/// Why what was done of a family is taken back.
enum Given {
    /// It was only checked.
    Checked(Taken),
    /// It is not taken in.
    Up(NotTaken),
    /// It is not sound any more, and so none is entered.
    Back(Box<(u32, Vec<LineFault>)>),
}

impl From<NotTaken> for Given {
    fn from(why: NotTaken) -> Self {
        Self::Up(why)
    }
}

impl From<Problem> for Given {
    fn from(problem: Problem) -> Self {
        Self::Up(NotTaken::Hindered(problem))
    }
}

impl From<persistence::StoreError> for Given {
    fn from(error: persistence::StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl persistence::Failure for Given {
    fn hindrance(&self) -> Option<persistence::Hindrance> {
        if let Self::Up(NotTaken::Hindered(problem)) = self { problem.hindrance() } else { None }
    }
}

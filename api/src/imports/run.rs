//! How does an import go on? A step at a time, until nothing of it is left: some families are taken in, and how far it has come is
//! written down with them. A step that was cut short has done nothing, and whoever comes next goes on after the last that was done.

use std::time::Duration;

use actix_web::web::Data;
use domain::access::{Actor, Deed};
use domain::edition::Aid;
use domain::job::{ImportMode, Job, JobFailure, JobState};
use domain::time::Instant;
use persistence::jobs::{GivenBy, Progress};
use persistence::{Stamp, Work};
use uuid::Uuid;

use super::open::Open;
use super::step::{Stepped, Turn, ended};
use crate::State;
use crate::log::name_of_this_process;
use crate::problem::Problem;
use crate::sessions::standing::Standing;

/// Between two looks for a job.
const EVERY: Duration = Duration::from_secs(1);

/// Goes on with jobs for as long as the runtime lives.
pub(crate) async fn go_on(state: Data<State>) {
    if state.jobs_by_hand {
        return;
    }
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

/// Goes on with imports, a step at a time.
pub struct Runner {
    holder: Uuid,
    open: Option<Open>,
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
            _ => match turn.begin(aid, job.done).await? {
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
        let Some((job, by)) = work.jobs().next().await? else { return Ok(None) };
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
        let stamp = Stamp::of_the_service(at, job.id.to_string());
        let to = Progress::of(job, JobState::Failed).because(why);
        state.store.write(&stamp, async |work| ended(work, job, &to).await).await?;
        Ok(true)
    }
}

/// Who gave a job, as they stand now; nobody where they may no longer enter families.
async fn standing(work: &Work, by: GivenBy, at: Instant, state: &State) -> Result<Option<Actor>, Problem> {
    let stands = Standing::of(work, by.account, by.delegation, at.day(), &state.factor_roles).await?;
    let may = |actor: &Actor| actor.may(Deed::EnterDossiers) && actor.may(Deed::EnterCases);
    Ok(stands.filter(|stands| stands.confined.is_none()).map(|stands| stands.actor).filter(may))
}

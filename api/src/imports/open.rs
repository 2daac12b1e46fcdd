//! How is the file of an import gone through? Opened where it was left, some families ahead.

use std::collections::VecDeque;

use domain::edition::Aid;
use domain::id::JobId;
use domain::job::{JobFailure, JobState};
use persistence::StoreError;
use persistence::jobs::Progress;

use super::family::Family;
use super::reading::{Read, Reading};
use super::step::{Turn, ended};
use crate::problem::Problem;

/// The most families that are read ahead for a step.
const MOST: usize = 64;

/// An import that is gone on with.
pub(super) struct Open {
    pub(super) job: JobId,
    /// So many rows lie behind what is read next.
    pub(super) done: u32,
    pub(super) reading: Reading,
    pub(super) ahead: VecDeque<Family>,
    pub(super) ends: Option<Ends>,
}

/// How a file ends.
#[derive(Clone, Copy)]
pub(super) enum Ends {
    End,
    Broken,
}

impl Open {
    /// Fills what is read ahead, as far as there is anything without waiting; waits for the first.
    pub(super) async fn read_ahead(&mut self) {
        while self.ends.is_none() && self.ahead.len() < MOST {
            let read = match self.reading.at_once() {
                Some(read) => read,
                None if self.ahead.is_empty() => self.reading.next().await,
                None => return,
            };
            match read {
                Read::Family(family) => self.ahead.push_back(*family),
                Read::End => self.ends = Some(Ends::End),
                Read::Broken => self.ends = Some(Ends::Broken),
            }
        }
    }
}

impl Turn<'_> {
    /// Opens the file of the job, to go on after so many rows; none where the job failed by that.
    pub(super) async fn begin(&self, aid: Aid, done: u32) -> Result<Option<Open>, Problem> {
        let (job, day) = (self.job.id, self.at.day());
        let read = self.state.store.read(async |work| work.jobs().file(job).await).await;
        let file = match read {
            // One that was altered at the database is not there any more.
            Err(StoreError::Corrupt { .. } | StoreError::Erased(_)) => None,
            read => read?,
        };
        let Some(octets) = file else {
            self.unreadable().await?;
            return Ok(None);
        };
        let reading = Reading::of(octets, done, aid, day)?;
        Ok(Some(Open { job, done, reading, ahead: VecDeque::new(), ends: None }))
    }

    /// Ends the job whose file cannot be read any further.
    pub(super) async fn unreadable(&self) -> Result<(), Problem> {
        let to = Progress::of(self.job, JobState::Failed).because(JobFailure::Unreadable);
        self.state.store.write(&self.stamp(), async |work| ended(work, self.job, &to).await).await
    }
}

//! How is a changed case kept? Moved with its line of history, or as it was with more written in it (invariant 3).
//!
//! There is no other way to store a state than to hand over the transition that made it.

use domain::application::enrolment::Enrolment;
use domain::application::{Recorded, Transition};

use super::{Applications, CaseRecord, Frozen, Reckoned, row};
use crate::StoreError;
use crate::decode::instant;

impl Applications<'_> {
    /// Adds a case with its road, and counts it.
    pub async fn add(&self, case: &CaseRecord) -> Result<(), StoreError> {
        row::insert(self.work, case).await?;
        self.count(case, None, Some(case.application.stage()))
    }

    /// Keeps a case as an act left it, with the line of its history and the figures; `made` is the assessment that it
    /// was decided on, where one was made.
    pub async fn advance(
        &self,
        before: CaseRecord,
        moved: Transition,
        made: Option<Frozen>,
    ) -> Result<CaseRecord, StoreError> {
        let (was, read) = (before.application.stage(), before.application.version());
        let reckoned = made.as_ref().map_or(before.reckoned, |made| Reckoned::of(&made.assessment, made.at));
        let frozen = made.or(before.frozen);
        let updated_at = instant(self.work.now()?);
        let application = moved.application;
        let after = CaseRecord { application, frozen, reckoned, updated_at, ..before };
        let id = after.application.id;
        if moved.history.version != after.application.version() {
            return Err(StoreError::corrupt("case_history", id, "a line of another version"));
        }
        row::update(self.work, read, &after).await?;
        self.add_history(id, &moved.history).await?;
        self.count(&after, Some(was), Some(after.application.stage()))?;
        Ok(after)
    }

    /// Keeps a case in which something was recorded. Its state is as it was.
    pub async fn amend(
        &self,
        before: CaseRecord,
        recorded: Recorded,
        enrolment: Enrolment,
        made: Frozen,
    ) -> Result<CaseRecord, StoreError> {
        let read = before.application.version();
        if before.application.state() != recorded.application.state() {
            return Err(StoreError::corrupt(
                "applications",
                before.application.id,
                "recording moves no case",
            ));
        }
        let reckoned = Reckoned::of(&made.assessment, made.at);
        let (application, updated_at) = (recorded.application, instant(self.work.now()?));
        let frozen = Some(made);
        let after = CaseRecord { application, enrolment, frozen, reckoned, updated_at, ..before };
        row::update(self.work, read, &after).await?;
        Ok(after)
    }

    /// Keeps what lists show of a case of which something around it has changed; its version stays.
    pub async fn reckon(&self, case: &CaseRecord) -> Result<(), StoreError> {
        row::update_line(self.work, case).await
    }
}

//! How is a changed case kept? Moved with its line of history, or as it was with more written in it (invariant 3).
//!
//! There is no other way to store a state than to hand over the transition that made it.

use domain::application::seats::SelfRecorded;
use domain::application::{Action, Application, HistoryRow, Recorded, Transition};

use super::history::Left;
use super::{Applications, CaseRecord, Frozen, Reckoned, row};
use crate::decode::instant;
use crate::{StoreError, registers};

/// A case as it was, and what a change of its household made of it.
#[derive(Debug)]
pub struct Carried {
    /// As it was read.
    pub before: CaseRecord,
    /// As it is.
    pub recorded: Recorded,
}

impl Applications<'_> {
    /// Adds a case, which gets the next number of that year and county, with its road; counts it, and enters in the
    /// registers what stands in it or recorded itself.
    pub async fn add(
        &self,
        case: &mut CaseRecord,
        (year, county_code): (i32, &str),
        of_themselves: &[SelfRecorded],
    ) -> Result<(), StoreError> {
        self.work.first_subject_key(case.application.id.raw()).await?;
        // Others wait for the next number until this one is committed, so it is taken as late as can be.
        case.number = self.next_number(year, county_code).await?;
        row::insert(self.work, case).await?;
        registers::keep(self.work, None, case, of_themselves).await?;
        self.count(case, None, Some(case.application.stage()))
    }

    /// Keeps a case as an act left it, with the line of its history, the figures and the registers; `made` is the
    /// assessment that it was decided on, where one was made.
    pub async fn advance(
        &self,
        before: CaseRecord,
        moved: Transition,
        made: Option<Frozen>,
    ) -> Result<CaseRecord, StoreError> {
        self.keep(before, moved.application, Some(&moved.history), &moved.exceptions, made).await
    }

    /// Keeps a case in which something was recorded. Its state is as it was, unless a line of history says what moved it.
    pub async fn amend(
        &self,
        before: CaseRecord,
        recorded: Recorded,
        made: Option<Frozen>,
    ) -> Result<CaseRecord, StoreError> {
        let Recorded { application, exceptions, history, .. } = recorded;
        self.keep(before, application, history.as_ref(), &exceptions, made).await
    }

    /// Keeps the cases of a household whose people changed. Two that change their students with one another have none for a
    /// moment, within the transaction, so that neither is in the other's way (N20).
    pub async fn carry(&self, cases: Vec<Carried>) -> Result<(), StoreError> {
        let moves = |case: &&Carried| case.before.application.student != case.recorded.application.student;
        row::set_aside(self.work, cases.iter().filter(moves).map(|case| case.before.application.id)).await?;
        for Carried { before, recorded } in cases {
            self.amend(before, recorded, None).await?;
        }
        Ok(())
    }

    /// Keeps what lists show of a case of which something around it has changed; its version stays.
    pub async fn reckon(&self, case: &CaseRecord) -> Result<(), StoreError> {
        row::update_line(self.work, case).await
    }

    async fn keep(
        &self,
        before: CaseRecord,
        now: Application,
        line: Option<&HistoryRow>,
        of_themselves: &[SelfRecorded],
        made: Option<Frozen>,
    ) -> Result<CaseRecord, StoreError> {
        let was = before.application;
        let wrong = |what: &str| StoreError::corrupt("case_history", was.id, what);
        match line {
            Some(line) if line.version != now.version() => return Err(wrong("a line of another version")),
            None if was.state() != now.state() => return Err(wrong("a case was moved without a line")),
            _ => {}
        }
        if let Some(line) = line {
            let assessed = made.as_ref().or(before.frozen.as_ref());
            let amount = assessed.and_then(|frozen| frozen.assessment.amount);
            let posting = now.postings.last().filter(|_| line.action == Action::Post);
            let logged = posting.map_or_else(|| was.id.raw(), |mark| mark.posting.raw());
            let left = Left { stage: now.stage(), amount, logged };
            self.add_history(was.id, line, made.as_ref(), left).await?;
        }
        let reckoned = made.as_ref().map_or(before.reckoned, |made| Reckoned::of(&made.assessment, made.at));
        let (frozen, updated_at) = (made.or(before.frozen), instant(self.work.now()?));
        let after = CaseRecord { application: now, frozen, reckoned, updated_at, ..before };
        row::update(self.work, was.version(), &after).await?;
        registers::keep(self.work, Some(&was), &after, of_themselves).await?;
        let decided = after.frozen.as_ref().and_then(|frozen| frozen.assessment.amount);
        self.work.awards().keep(&was, &after, decided).await?;
        if let Some(line) = line {
            self.work.national_records().follow_case(&after.application, line.action).await?;
        }
        if was.stage() != after.application.stage() {
            self.count(&after, Some(was.stage()), Some(after.application.stage()))?;
        }
        Ok(after)
    }
}

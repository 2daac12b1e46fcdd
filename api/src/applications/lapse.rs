//! What becomes of drafts whose time is over? Time ends them: in a sweep, or when a new application meets one.

use std::time::Duration;

use actix_web::web::Data;
use domain::application::Position;
use domain::campaign::Campaign;
use domain::id::ApplicationId;
use domain::log::Act;
use domain::time::Instant;
use persistence::applications::{CaseRecord, Draft};
use persistence::campaigns::{EditionFilter, Filter};
use persistence::{Entry, LockKind, Logged, Paging, Stamp, Subject, Work};

use super::desk::{Desk, refused, relist};
use crate::State;
use crate::problem::{Code, Problem};

/// Between two sweeps, by the real clock; which drafts are over, the business clock says.
const EVERY: Duration = Duration::from_mins(1);
/// The most drafts of a campaign that one sweep ends; the next one goes on.
const MOST: u64 = 500;

/// Sweeps for as long as the runtime lives.
pub(crate) async fn sweep_on(state: Data<State>) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(problem) = sweep(&state).await {
            tracing::warn!(%problem, "drafts whose time is over were not swept");
        }
    }
}

/// Ends the drafts whose time is over, each in a transaction of its own under the lock of its case, so that of several
/// processes one ends it; tells how many.
pub async fn sweep(state: &State) -> Result<usize, Problem> {
    state.refresh_clock().await?;
    let at = state.clock.business();
    let stamp = Stamp::of_the_service(at, "sweep".to_owned());
    let mut ended = 0;
    for draft in state.store.read(async |work| overdue(work, at).await).await? {
        match state.store.write(&stamp, async |work| Box::pin(lapse(work, draft, at)).await).await {
            Ok(()) => ended += 1,
            // Somebody was first, or its own edition gives it more time.
            Err(problem) if problem.code == Code::Refused => {}
            Err(problem) => tracing::warn!(case = %draft.id, %problem, "a draft was not ended"),
        }
    }
    Ok(ended)
}

/// The drafts that have been drafts for longer than any edition of their campaign allows the shortest.
async fn overdue(work: &Work, at: Instant) -> Result<Vec<Draft>, Problem> {
    let mut found = Vec::new();
    for campaign in campaigns(work).await? {
        let published = EditionFilter::default();
        let editions = work.campaigns().editions(campaign.id, published, Paging::first(200)).await?.items;
        let days = editions.iter().map(|edition| *edition.content.procedure.draft_days).min();
        if let Some(days) = days {
            let before = at.day().plus_days(-i64::from(days)).begins();
            found.extend(work.applications().drafts_since(campaign.id, before, MOST).await?);
        }
    }
    Ok(found)
}

/// Those of every city and year.
async fn campaigns(work: &Work) -> Result<Vec<Campaign>, Problem> {
    let (mut all, mut paging) = (Vec::new(), Paging::first(200));
    loop {
        let page = work.campaigns().list(Filter::default(), paging).await?;
        all.extend(page.items);
        match page.next {
            Some(last) => paging.after = Some(last),
            None => return Ok(all),
        }
    }
}

async fn lapse(work: &Work, draft: Draft, at: Instant) -> Result<Logged<()>, Problem> {
    work.lock(LockKind::Dossier, draft.dossier.raw()).await?;
    let entry = Box::pin(end(work, draft.id, at)).await?;
    relist(work, draft.dossier, Some(draft.id), at).await?;
    Ok(Logged::new((), entry))
}

/// Ends those of a student's cases that are drafts whose time is over, so that another may be entered; with their entries.
pub(super) async fn lapse_of_student(
    work: &Work,
    cases: &[CaseRecord],
    at: Instant,
) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for seen in cases {
        let procedure = Desk::edition(work, &seen.application).await?.content.procedure;
        if seen.application.clone().expire(&procedure, at).is_ok() {
            entries.push(Box::pin(end(work, seen.application.id, at)).await?);
        }
    }
    Ok(entries)
}

/// Ends a draft as it stands under its lock, if its time is over.
async fn end(work: &Work, id: ApplicationId, at: Instant) -> Result<Entry, Problem> {
    work.lock(LockKind::Case, id.raw()).await?;
    let record = work.applications().of_nobody(id).await?;
    let record: CaseRecord = record.ok_or_else(|| Problem::new(Code::NotFound))?;
    let procedure = Desk::edition(work, &record.application).await?.content.procedure;
    let before = record.application.state().clone();
    let taker = record.application.road.stop(Position::ENTRY).map(|stop| stop.union);
    let moved =
        record.application.clone().expire(&procedure, at).map_err(|refusal| refused(&refusal, None))?;
    let ended = work.applications().advance(record, moved, None).await?;
    let entry = Entry::new(Act::LapseDraft, Subject::new("application", id.raw())).by_time();
    let entry = entry.concerning(taker);
    Ok(entry.change(&before, ended.application.state())?)
}

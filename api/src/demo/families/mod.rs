//! Which families does one meet in the demonstration, and how did they come to where they stand?
//!
//! Every step of theirs is taken as an officer would have taken it, at its own instant, by the same deeds, checks and
//! entries of the log.

mod cast;
mod evidence;
mod history;
mod household;
mod neighbours;
mod play;
mod tables;

use domain::log::Act;
use domain::time::Instant;
use persistence::{Entry, Logged, Stamp, Subject, Work};
use uuid::Uuid;

pub(super) use self::history::{Happening, history};
pub(super) use self::neighbours::{ACCOUNTS, UNIONS};
pub(super) use self::tables::Tables;
use super::town;
use crate::problem::{Code, Problem};

/// When the small unions and their officers were entered.
const NEIGHBOURS_ENTERED: &str = "2017-01-03T09:00:00+08:00";

/// Whether the families are there: they come in one transaction with the officers of the smaller unions.
pub(super) async fn are_there(work: &Work) -> Result<bool, Problem> {
    let first = ACCOUNTS.first().map_or("", |account| account.0);
    Ok(work.accounts().find_by_username(first).await?.is_some())
}

/// Loads the smaller unions with their officers, and what happened to the families, in the order of time.
pub(super) async fn load(work: &Work, hash: &str, history: &[Happening<'_>]) -> Result<Logged<()>, Problem> {
    let entered: Instant = NEIGHBOURS_ENTERED.parse().map_err(|_| Problem::new(Code::Internal))?;
    let stamp = Stamp::of_the_service(entered, "demo".to_owned());
    work.told(&stamp, async |work| -> Result<_, Problem> {
        let unions = town::add_unions(work, UNIONS).await?;
        let accounts = town::add_accounts(work, ACCOUNTS, hash).await?;
        let installed = Entry::new(Act::InstallShipped, Subject::new("shipped", Uuid::nil()));
        Ok(unions.into_iter().chain(accounts).fold(Logged::new((), installed), Logged::and))
    })
    .await?;
    let mut play = play::Play::begin(work).await?;
    for happening in history {
        Box::pin(play.happens(work, happening)).await?;
    }
    let entry = Entry::new(Act::InstallShipped, Subject::new("shipped", Uuid::nil()));
    Ok(Logged::new((), entry.change(&(), &history.len())?))
}

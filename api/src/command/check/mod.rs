//! Is everything as it must be? It reads and changes nothing, so it may run while the service runs.

mod accounts;
mod data;
mod line;
mod machine;
mod papers;

use std::time::Instant;

use clap::Args;
use persistence::survey::Survey;
use persistence::{Store, StoreError};

use super::{CommandError, keys, run};
use crate::config::Config;
use line::{Line, Verdict};
use run::Opened;

/// How it is examined, and told.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Also what takes long: every page and reference of an SQLite file, and the whole log.
    #[arg(long)]
    full: bool,
    /// Print one JSON object a line: what, verdict (ok, warning, wrong), found, next.
    #[arg(long)]
    json: bool,
}

/// How far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// What takes seconds.
    Bounded,
    /// Everything.
    Whole,
}

/// Does what was asked.
pub(super) async fn run(config: &Config, how: &Check) -> Result<(), CommandError> {
    check(config, if how.full { Extent::Whole } else { Extent::Bounded }, how.json).await
}

/// Examines settings, keys, clock, database, log, papers and disk; fails when anything is wrong.
pub(super) async fn check(config: &Config, extent: Extent, json: bool) -> Result<(), CommandError> {
    let begun = Instant::now();
    let mut lines = vec![Line::ok("settings", "each is known and has a value that works")];
    match run::open(config, None).await {
        Ok(store) => {
            database(config, &store, extent, &mut lines).await;
        }
        Err(error) => lines.push(Line::failed("key and database", error)),
    }
    lines.push(machine::space(config));
    lines.push(machine::font(config));
    lines.push(Line::ok("time", format!("it took {} seconds", begun.elapsed().as_secs())));
    for line in &lines {
        if json {
            let text = serde_json::to_string(line).map_err(|cause| CommandError::Input(cause.to_string()))?;
            say!("{text}");
        } else {
            say!("{line}");
        }
    }
    match lines.iter().filter(|line| line.verdict == Verdict::Wrong).count() {
        0 => Ok(()),
        wrong => Err(CommandError::Checks(wrong)),
    }
}

async fn database(config: &Config, store: &Store, extent: Extent, lines: &mut Vec<Line>) {
    lines.push(match run::opened(store).await {
        Opened::Yes => Line::ok("key", "the database was made with it"),
        Opened::Not(error) => Line::failed("key", error),
        Opened::Unseen => Line::wrong(
            "key",
            "it was read, and not tried: nothing could be read of the database; rows, log and papers were not looked at",
            "put right what the next line says, and run this again",
        ),
    });
    if let Err(error) = store.ready().await {
        lines.push(Line::failed("tables", CommandError::from(error)));
        return;
    }
    lines.push(Line::ok("tables", "the newest"));
    match keys::Versions::of(config, store).await {
        Ok(versions) => lines.push(match versions.are_all_held() {
            Ok(()) => Line::ok("key versions", versions),
            Err(error) => Line::failed("key versions", error),
        }),
        Err(error) => lines.push(Line::failed("key versions", error)),
    }
    if let Err(error) = surveyed(config, store, extent, lines).await {
        lines.push(Line::failed("database", CommandError::from(error)));
    }
}

async fn surveyed(
    config: &Config,
    store: &Store,
    extent: Extent,
    lines: &mut Vec<Line>,
) -> Result<(), StoreError> {
    let survey = Survey::begin(&config.url()).await?;
    lines.extend(machine::clock(&survey).await?);
    data::schema(&survey, lines).await?;
    lines.extend(accounts::accounts(store).await?);
    lines.extend(accounts::codes(store).await?);
    data::data(&survey, extent, lines).await?;
    lines.extend(data::log(&survey, store, extent).await?);
    lines.extend(papers::papers(config, &survey).await?);
    if extent == Extent::Whole {
        lines.push(papers::octets(store, &survey).await?);
    }
    survey.end().await
}

//! How does an operator rotate the keys? One command that tells how far it is, and goes on where an earlier one was stopped.

use std::time::Duration;

use domain::time::Instant;
use persistence::rotation::{RotationError, Step, Turner};
use persistence::{Roots, Store, StoreError};

use super::{Kept, file, kept, new_root, read};
use crate::clock::Clock;
use crate::command::{CommandError, run};
use crate::config::Config;
use crate::sessions::follow;

/// Between two lines that tell how far it is.
const TELL: Duration = Duration::from_secs(5);
/// How often it is tried again when the database is away or another one has the turn, and after which pause.
const TRIES: u32 = 30;
const PAUSE: Duration = Duration::from_secs(1);

/// Puts everything under a new version of the root.
pub(in crate::command) async fn rotate(config: &Config) -> Result<(), CommandError> {
    let store = run::open(config, None).await?;
    run::fits(&store).await?;
    store.ready().await?;
    let clock = Clock::system();
    let mut turner = Turner::new().map_err(|error| CommandError::Key(error.to_string()))?;
    patiently(|| turner.begin(&store, clock.real())).await?;
    let (used, known) = store.key_versions().await?;
    let newest = known.last().copied().unwrap_or(used.sealing);
    if known == [used.sealing] || newest > used.sealing {
        let newer = if newest > used.sealing { newest } else { next(config, used.sealing)? };
        patiently(|| store.announce_key(newer, clock.real())).await?;
        say!("version {newer} is announced; every process that runs must hold it before it seals");
    } else {
        say!("version {} seals already; what is left under earlier ones follows", used.sealing);
    }
    let sealing = turn(&store, &mut turner, &clock).await?;
    if let Err(error) = without_older_pages(&store).await {
        aside!(
            "{error}: pages of before lie in the file until then; `jinqiu keys retire` empties the journal, too"
        );
    }
    say!("everything is sealed under version {sealing} and found by it");
    for old in known.iter().filter(|version| **version != sealing) {
        say!(
            "nothing is under version {old} any more: `jinqiu keys retire {old}` takes it out of the key file. Keep a copy of \
             the file as it is for as long as you keep backups from before"
        );
    }
    Ok(())
}

/// The version that follows: held already, or made in the file.
fn next(config: &Config, sealing: u16) -> Result<u16, CommandError> {
    let mut roots: Roots = read(config, None)?;
    if let Some(newer) = roots.versions.keys().copied().find(|version| *version > sealing) {
        return Ok(newer);
    }
    let newer =
        sealing.checked_add(1).ok_or_else(|| CommandError::Key("there are no more versions".to_owned()))?;
    match kept(config)? {
        Kept::File(path) => {
            let _ = roots.versions.insert(newer, new_root()?);
            file::replace(&path, &roots)?;
            say!("version {newer} stands in {}; keep a copy of the file elsewhere", path.display());
            Ok(newer)
        }
        Kept::Environment(_) => Err(CommandError::Key(format!(
            "JINQIU_KEY holds no version after {sealing}: add a line `{newer} ` with what `openssl rand -hex 32` prints, \
             start every process with it, and run this again"
        ))),
    }
}

/// Step after step until nothing is left under an earlier version.
async fn turn(store: &Store, turner: &mut Turner, clock: &Clock) -> Result<u16, CommandError> {
    let (mut told, mut tries) = (Told::new(), TRIES);
    loop {
        match turner.step(store, clock.real()).await {
            Ok(Step::Done(version)) => return Ok(version),
            Ok(Step::Changed(used)) => say!("from now on {}", describe(used)),
            Ok(Step::Rows { table, column, done, of }) => told.rows(table, column, done, of),
            Ok(Step::Waits(until)) => {
                say!("waiting until {until}, so that every process knows");
                let micros = until.as_micros() - clock.real().as_micros();
                tokio::time::sleep(Duration::from_micros(u64::try_from(micros).unwrap_or(0))).await;
                continue;
            }
            Err(error) if passes(&error) && tries > 0 => {
                tries -= 1;
                aside!("{}; trying again", told_of(error));
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            Err(error) => return Err(told_of(error)),
        }
        tries = TRIES;
    }
}

fn describe(used: persistence::Used) -> String {
    let both = used.hash.is_some() && used.hash_next.is_some();
    let finds = if both { "and finds beside the one before" } else { "and finds alone" };
    format!("version {} seals, {finds}", used.sealing)
}

/// A line each some seconds.
struct Told {
    last: std::time::Instant,
    table: &'static str,
    begun: std::time::Instant,
}

impl Told {
    fn new() -> Self {
        let now = std::time::Instant::now();
        Self { last: now, table: "", begun: now }
    }

    fn rows(&mut self, table: &'static str, column: &'static str, done: i64, of: i64) {
        if self.table != table {
            (self.table, self.begun) = (table, std::time::Instant::now());
        }
        if done < of && self.last.elapsed() < TELL {
            return;
        }
        self.last = std::time::Instant::now();
        let seconds = i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX).max(1);
        let rate = done.saturating_mul(1000) / seconds;
        say!("{table}.{column}: {done} of {of} rows, {rate} a second");
    }
}

/// Does it, and again where it fails for a while only.
async fn patiently<T>(deed: impl AsyncFn() -> Result<T, RotationError>) -> Result<T, CommandError> {
    let mut tries = TRIES;
    loop {
        match deed().await {
            Err(error) if passes(&error) && tries > 0 => {
                if tries == TRIES {
                    aside!("{}; trying again", told_of(error));
                }
                tries -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome.map_err(told_of),
        }
    }
}

const fn passes(error: &RotationError) -> bool {
    matches!(
        error,
        RotationError::Busy(_) | RotationError::Store(StoreError::Unavailable(_) | StoreError::Contended(_))
    )
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what failed")]
fn told_of(error: RotationError) -> CommandError {
    let next = match &error {
        RotationError::Store(_) => "run it again: it goes on where it was stopped",
        RotationError::Busy(_) => {
            "let it do its work; what it leaves undone after that may be taken up by running this again"
        }
        RotationError::Objected { .. } => {
            "bring each of them the key file that has it, or start it anew with it, and run this again; nothing is sealed under \
             it before"
        }
        RotationError::InUse(_) => "run `jinqiu keys rotate` to its end first",
        RotationError::NotHeld(_) => "put back the copy of the key file that has it",
        RotationError::Unknown { .. } => "name one of them; `jinqiu check` says which are held",
    };
    CommandError::Key(format!("{error}; {next}"))
}

/// Leaves no page in SQLite's files on which something lies as it was sealed before: the file has the pages of before until the
/// journal is emptied into it.
async fn without_older_pages(store: &Store) -> Result<(), CommandError> {
    patiently(async || Ok(store.empty_journal().await?)).await
}

/// Takes a version out of the key file, when nothing is under it.
pub(in crate::command) async fn retire(config: &Config, version: u16) -> Result<(), CommandError> {
    let store = run::open(config, None).await?;
    run::fits(&store).await?;
    store.ready().await?;
    let now: Instant = Clock::system().real();
    patiently(|| store.retire_key(version, now)).await?;
    without_older_pages(&store).await?;
    let mut roots = read(config, None)?;
    match kept(config)? {
        Kept::Environment(_) => {
            say!("nothing is under version {version}: take its line out of JINQIU_KEY");
        }
        Kept::File(path) if roots.versions.remove(&version).is_some() => {
            file::replace(&path, &roots)?;
            say!("version {version} is taken out of {}", path.display());
        }
        Kept::File(path) => say!("version {version} does not stand in {}", path.display()),
    }
    Ok(())
}

/// Follows the key that signs tokens by another: published at once, it signs later, and the old one checks until its last
/// token is over. Nothing is left to do but to wait.
pub(in crate::command) async fn rotate_signing(config: &Config) -> Result<(), CommandError> {
    let store = run::open(config, None).await?;
    run::fits(&store).await?;
    store.ready().await?;
    if let Some((signs_from, checks_until)) = follow(&store, Clock::system().real()).await? {
        say!(
            "the new key is published and signs from {signs_from}; the one before checks until {checks_until}, then it is over"
        );
    } else {
        say!("a key that was made before is published and signs soon; nothing was changed");
    }
    Ok(())
}

//! How does an operator keep all data elsewhere? One sealed file: the database as it stood at one moment, and its papers.

mod archive;
mod emptiness;
mod fault;
mod manifest;
mod place;
mod progress;
mod restore;
#[cfg(test)]
pub(in crate::command) mod tests;

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use domain::log::Act;
use persistence::backup::{self, Held, Opener, Sealer};
use persistence::survey::Survey;
use persistence::{Entry, Logged, Roots, Stamp, Store, StoreError, Subject};
use uuid::Uuid;

use super::{CommandError, keys, run};
use crate::clock::Clock;
use crate::config::Config;
use archive::{Digesting, Keeper, Writer};
use fault::{of_backup, unread, unwritten};
use manifest::{FORM, Manifest, Sums};
use place::Partial;
use progress::Progress;

pub(super) use restore::{Restore, restore};

/// How often it is tried again while others are in the way, and after which pause.
const TRIES: u32 = 30;
const PAUSE: Duration = Duration::from_secs(1);

/// What is written where.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to write, or to read with --verify. Its owner alone may read it; it is there whole or not at all.
    file: PathBuf,
    /// Put the new backup in the place of an older one, outside the data folder.
    #[arg(long, conflicts_with = "verify")]
    force: bool,
    /// Read a backup to its end and hold it against its digests, without restoring anything. Asks for the key file, and for
    /// no database.
    #[arg(long)]
    verify: bool,
}

/// Makes a backup, or checks one.
pub(super) async fn run(config: &Config, what: &Backup) -> Result<(), CommandError> {
    if what.verify { verify(config, &what.file) } else { make(config, &what.file, what.force).await }
}

async fn make(config: &Config, file: &Path, force: bool) -> Result<(), CommandError> {
    place::is_free(file, force, &config.data_dir)?;
    let store = run::open(config, None).await?;
    are_known(config, &store).await?;
    run::fits(&store).await?;
    let inside = config.data_dir.join("backup");
    remove_left(&[file, &inside])?;
    let whole = Partial::beside(file);
    let written = whole.make().map_err(|cause| unwritten(file, &cause))?;
    let used = store.key_versions().await?.0;
    let version = used.sealing;
    let roots = keys::read(config, None)?;
    let not_held = || {
        CommandError::Key(format!(
            "version {version} is not held; put back the copy of the key file that has it"
        ))
    };
    let root = roots.versions.get(&version).ok_or_else(not_held)?;
    let id = on_record(&store).await?;
    let checkpoint = store.read(async |work| work.last_checkpoint().await).await?;

    let taken = Partial::beside(&inside);
    let _held = taken.make().map_err(|cause| unwritten(taken.path(), &cause))?;
    let mut progress = Progress::new();
    let took = backup::take(&config.url(), taken.path(), |octets| progress.octets("database", octets)).await;
    let held = took.map_err(of_backup)?;
    // A rotation may have gone a step further meanwhile.
    let keys = used.versions().chain(store.key_versions().await?.0.versions()).collect();
    let (octets, sha256) = digest(taken.path()).map_err(|cause| unread(taken.path(), &cause))?;
    let manifest = Manifest {
        form: FORM,
        id,
        made_at: Clock::system().real(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: held.engine,
        steps: held.steps.clone(),
        keys,
        rows: held.counts.clone(),
        position: held.head.0,
        link: held.head.1,
        checkpoint,
        octets,
        sha256,
    };
    let failed = |cause: std::io::Error| unwritten(file, &cause);
    let sealer = Sealer::begin(Digesting::new(written), version, root).map_err(failed)?;
    let mut writer = Writer::begin(sealer, &manifest, taken.path()).map_err(failed)?;
    let absent = papers(config, &held, &mut writer, &mut progress).map_err(failed)?;
    let (erased, lost) = told_apart(config, &absent).await?;
    let (whole_file, sums) = writer.finish(erased, count(&lost)).map_err(failed)?;
    let size = whole_file.octets;
    let (written, sha256) = whole_file.ended();
    written.sync_all().map_err(failed)?;
    place::is_free(file, force, &config.data_dir)?;
    whole.put(file).map_err(failed)?;

    say!("written  {}", file.display());
    say!("size     {size} octets");
    say!("sha256   {sha256}");
    say(&manifest, &sums, version);
    for id in &lost {
        say!(
            "LOST     the file {id} of a paper, which a row names, is not in the data folder, and so not in the backup"
        );
    }
    say!(
        "NOT IN IT the key: {} must be kept elsewhere as it is today, for without it nobody opens the backup",
        of_key(config)
    );
    say!("next     take it to another place, and there: jinqiu backup --verify {}", file.display());
    Ok(())
}

/// Removes what backups to these places left that were killed.
fn remove_left(places: &[&Path]) -> Result<(), CommandError> {
    for place in places {
        for left in Partial::remove_left(place).map_err(|cause| unwritten(place, &cause))? {
            say!("removed  {}, which a backup that was killed had left", left.display());
        }
    }
    Ok(())
}

/// Whether the tables can be backed up: the newest, or older ones, for whoever has the next program already and has not migrated.
async fn are_known(config: &Config, store: &Store) -> Result<(), CommandError> {
    match store.ready().await {
        Err(StoreError::NotMigrated) => {}
        ready => return Ok(ready?),
    }
    let survey = Survey::begin(&config.url()).await?;
    let tables = survey.tables().await?;
    survey.end().await?;
    let is_there = |table: &str| tables.iter().any(|name| name == table);
    // On record, and sealed by version: what a backup needs of its database.
    if is_there("log_positions") && is_there("key_states") {
        Ok(())
    } else {
        Err(StoreError::NotMigrated.into())
    }
}

/// What a backup is of, whether it was written or read.
fn say(manifest: &Manifest, sums: &Sums, version: u16) {
    say!("made     {} by jinqiu {}", manifest.made_at, manifest.program);
    say!("holds    {}", manifest.describe(sums));
    if sums.erased > 0 {
        say!("erased   {} papers that rows name were erased, and are not in it", sums.erased);
    }
    say!("sealed   under version {version} of the root");
    if manifest.keys.len() > 1 {
        let keys: Vec<String> = manifest.keys.iter().map(u16::to_string).collect();
        say!("needs    versions {} of the root: it was made while a rotation went on", keys.join(" and "));
    }
}

/// Where the key is kept.
fn of_key(config: &Config) -> String {
    if config.key.is_some() { "JINQIU_KEY".to_owned() } else { config.key_path().display().to_string() }
}

/// Puts on record that all data is about to leave, and makes a checkpoint of the log with it.
async fn on_record(store: &Store) -> Result<Uuid, CommandError> {
    let now = Clock::system().real();
    let stamp = Stamp::of_the_service(now, "backup".to_owned());
    let id = patiently(|| {
        store.write(&stamp, async |work| -> Result<_, StoreError> {
            let id = work.new_id()?;
            Ok(Logged::new(id, Entry::new(Act::MakeBackup, Subject::new("backup", id))))
        })
    })
    .await?;
    patiently(|| store.seal_all(now)).await?;
    Ok(id)
}

/// Does it, and again where others are in the way for a while.
async fn patiently<T>(deed: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let mut tries = TRIES;
    loop {
        match deed().await {
            Err(StoreError::Contended(_) | StoreError::Unavailable(_)) if tries > 0 => {
                tries -= 1;
                tokio::time::sleep(PAUSE).await;
            }
            outcome => return outcome,
        }
    }
}

/// Writes the papers that rows name: those that are not there.
fn papers<W: std::io::Write>(
    config: &Config,
    held: &Held,
    writer: &mut Writer<W>,
    progress: &mut Progress,
) -> std::io::Result<Vec<Uuid>> {
    let (folder, mut absent) = (config.data_dir.join("attachments"), Vec::new());
    for (done, paper) in held.papers.iter().enumerate() {
        progress.papers(done, held.papers.len());
        if !writer.paper(paper.id, &folder.join(paper.id.to_string()))? {
            absent.push(paper.id);
        }
    }
    Ok(absent)
}

/// How many of these files were erased, and which are lost: of an erased one the key is gone, or its row.
async fn told_apart(config: &Config, absent: &[Uuid]) -> Result<(u64, Vec<Uuid>), CommandError> {
    if absent.is_empty() {
        return Ok((0, Vec::new()));
    }
    let survey = Survey::begin(&config.url()).await?;
    let open: Vec<Uuid> =
        survey.papers().await?.into_iter().filter(|paper| paper.opens).map(|paper| paper.id).collect();
    survey.end().await?;
    let lost: Vec<Uuid> = absent.iter().copied().filter(|id| open.contains(id)).collect();
    Ok((count(absent) - count(&lost), lost))
}

fn count<T>(of: &[T]) -> u64 {
    u64::try_from(of.len()).unwrap_or(u64::MAX)
}

/// Length and SHA-256 of a file.
fn digest(path: &Path) -> std::io::Result<(u64, String)> {
    let mut file = Digesting::new(File::open(path)?);
    let octets = std::io::copy(&mut file, &mut std::io::sink())?;
    Ok((octets, file.ended().1))
}

/// The roots that may open a backup. One that is missing is to be fetched, and not to be made.
fn roots(config: &Config) -> Result<Roots, CommandError> {
    let path = config.key_path();
    if config.key.is_none() && !path.exists() {
        return Err(CommandError::Key(format!(
            "there is no key file {}; put the copy of the one in its place that was in use when the backup was made: no other key \
             opens it",
            path.display()
        )));
    }
    keys::read(config, None)
}

/// A backup as it is opened with the keys that are held.
type Opened = Opener<BufReader<File>>;

fn open(file: &Path, roots: &Roots) -> Result<Opened, CommandError> {
    let opened = File::open(file).and_then(|octets| Opener::begin(BufReader::new(octets), roots));
    opened.map_err(|cause| unread(file, &cause))
}

/// Reads a backup for its digests alone.
struct Nowhere;

impl Keeper for Nowhere {
    type Refusal = std::io::Error;

    fn begin(&mut self, _: &Manifest) -> std::io::Result<()> {
        Ok(())
    }

    fn database(&mut self) -> std::io::Result<Option<File>> {
        Ok(None)
    }

    fn paper(&mut self, _: Uuid) -> std::io::Result<Option<File>> {
        Ok(None)
    }
}

fn verify(config: &Config, file: &Path) -> Result<(), CommandError> {
    let roots = roots(config)?;
    let opened = open(file, &roots)?;
    let version = opened.version();
    let (manifest, sums) = archive::read(opened, &mut Nowhere).map_err(|cause| unread(file, &cause))?;
    let (size, sha256) = digest(file).map_err(|cause| unread(file, &cause))?;
    say!("whole    {}", file.display());
    say!("size     {size} octets");
    say!("sha256   {sha256}");
    say(&manifest, &sums, version);
    if let Some(step) = manifest.unknown_step() {
        say!(
            "NOT      for this program: its tables have taken the step {step}; restore it with the version that made it"
        );
    }
    match manifest.keys.iter().find(|version| !roots.versions.contains_key(version)) {
        None => say!("next     jinqiu restore {}, into an empty database, with this key", file.display()),
        Some(lacks) => say!(
            "NOT      with this key: rows of it stand under version {lacks} of the root, which the key file has no more; put the copy of that \
             day in its place, and restore then"
        ),
    }
    Ok(())
}

//! How does a backup become a service again? Read and proved beside its place, then put there, and only into emptiness.
//!
//! Nothing of it is seen before all of it is proved: an SQLite file and the papers are put in their places last; of PostgreSQL
//! the service's role gets its rights last.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args;
use domain::log::{Act, Link, Position};
use persistence::backup;
use persistence::survey::{Engine, Survey, file_of, steps};
use persistence::{Entry, Files, Logged, Stamp, Store, StoreError, Subject, Uncoded};
use serde_json::{Value, json};
use uuid::Uuid;

use super::archive::{self, Keeper};
use super::emptiness::{alone, emptiness};
use super::fault::{of_backup, unread};
use super::manifest::Manifest;
use super::place::Partial;
use super::{open, patiently, roots};
use crate::clock::Clock;
use crate::command::{CommandError, check, keys, run};
use crate::config::Config;

/// What is restored.
#[derive(Debug, Args)]
pub(in crate::command) struct Restore {
    /// The file that `jinqiu backup` wrote.
    file: PathBuf,
}

/// Where the parts go for the time being.
struct Parts<'c> {
    config: &'c Config,
    database: Partial,
    papers: Partial,
}

/// Why a backup is not taken.
enum Refusal {
    /// It cannot be read.
    Unread(std::io::Error),
    /// It is not for here, or there is no room for it.
    Unwanted(CommandError),
}

/// Puts a backup into an empty database and an empty folder.
pub(in crate::command) async fn restore(config: &Config, what: &Restore) -> Result<(), CommandError> {
    let opened = open(&what.file, &roots(config)?)?;
    let url = config.owner_url();
    let folder = config.data_dir.join("attachments");
    let made = DirBuilder::new().recursive(true).mode(0o700).create(&config.data_dir);
    made.map_err(|cause| CommandError::io(format!("make the folder {}", config.data_dir.display()), cause))?;
    let place = file_of(&url).map_or_else(|| config.data_dir.join("restore"), Path::to_path_buf);
    let _alone = alone(&config.data_dir, &place)?;
    emptiness(&url, &folder).await?;
    let mut parts = Parts { config, database: Partial::beside(&place), papers: Partial::beside(&folder) };
    let (manifest, sums) = archive::read(opened, &mut parts).map_err(|refusal| refusal.of(&what.file))?;
    aside!("the backup is whole; putting it in its place");

    let loaded = match manifest.engine {
        Engine::Sqlite => format!("sqlite://{}", parts.database.path().display()),
        Engine::Postgres => {
            backup::put(&url, parts.database.path()).await.map_err(of_backup)?;
            url.clone()
        }
    };
    let done = take_up(config, &loaded, &manifest).await;
    let head = done.map_err(|error| left(error, manifest.engine))?;
    put(&parts, &place, &folder, manifest.engine)?;
    if manifest.engine == Engine::Postgres {
        // The tables are the newest already; the service's role gets its rights.
        let _ = Store::migrate(&url, config.service_role().as_deref()).await?;
    }

    say!("restored {}", what.file.display());
    say!("made     {} by jinqiu {}", manifest.made_at, manifest.program);
    say!("holds    {}", manifest.describe(&sums));
    if sums.lost > 0 {
        say!(
            "LOST     {} papers were not there when the backup was made; `jinqiu check` counts them",
            sums.lost
        );
    }
    say!(
        "log      goes on from position {}, and says at position {head} that it was restored",
        manifest.position
    );
    say!("ended    all sessions: everybody signs in again");
    say!(
        "NOT IN IT what was done after the backup. Do again what protects people: erasures, consents taken back, accounts closed, \
         passwords and second factors changed, used recovery codes replaced, keys rotated. Whoever keeps a later checkpoint of the log \
         rightly finds that this is not its end: tell them"
    );
    check::check(config, check::Extent::Bounded, false).await
}

impl Keeper for Parts<'_> {
    type Refusal = Refusal;

    fn begin(&mut self, manifest: &Manifest) -> Result<(), Refusal> {
        let here = Engine::of(&self.config.owner_url());
        if manifest.engine != here {
            return Err(CommandError::Backup(format!(
                "it is a backup of {}, and the settings name a database of {}; a backup goes back into the kind of database that it is \
                 of: set JINQIU_DATABASE_URL",
                manifest.engine.name(),
                here.name()
            ))
            .into());
        }
        if let Some(step) = manifest.unknown_step() {
            return Err(CommandError::Backup(format!(
                "it was made by jinqiu {}, whose tables have taken the step {step}, which this program does not know; restore it with \
                 that version or a later one",
                manifest.program
            ))
            .into());
        }
        let made = DirBuilder::new().mode(0o700).create(self.papers.path());
        Ok(made.map_err(|cause| {
            CommandError::io(format!("make the folder {}", self.papers.path().display()), cause)
        })?)
    }

    fn database(&mut self) -> Result<Option<File>, Refusal> {
        let made = self.database.make();
        Ok(made
            .map(Some)
            .map_err(|cause| CommandError::io(format!("make {}", self.database.path().display()), cause))?)
    }

    fn paper(&mut self, id: Uuid) -> Result<Option<File>, Refusal> {
        let path = self.papers.path().join(id.to_string());
        let made = File::create_new(&path);
        Ok(made.map(Some).map_err(|cause| CommandError::io(format!("make {}", path.display()), cause))?)
    }
}

impl From<std::io::Error> for Refusal {
    fn from(cause: std::io::Error) -> Self {
        Self::Unread(cause)
    }
}

impl From<CommandError> for Refusal {
    fn from(error: CommandError) -> Self {
        Self::Unwanted(error)
    }
}

impl Refusal {
    fn of(self, file: &Path) -> CommandError {
        match self {
            Self::Unread(cause) => unread(file, &cause),
            Self::Unwanted(error) => error,
        }
    }
}

/// Holds what was loaded against the manifest, brings it to the newest tables, ends what must not come back from the past,
/// and says so in the log: at which position.
async fn take_up(config: &Config, url: &str, manifest: &Manifest) -> Result<Position, CommandError> {
    let survey = Survey::begin(url).await?;
    let (rows, head) = (survey.counts().await?, survey.head().await?);
    survey.end().await?;
    if rows != manifest.rows || head != (manifest.position, manifest.link) {
        return Err(CommandError::Backup(
            "what was put back is not what the manifest says; take an earlier backup, and tell the makers of jinqiu".to_owned(),
        ));
    }
    let uncoded = if manifest.steps == steps() { None } else { Some(Store::migrate(url, None).await?) };
    let files = Files::below(config.data_dir.join("attachments"));
    let store = Store::open(url, 2, keys::source(config, None)?, files).await?;
    let taken = take_up_in(&store, manifest, uncoded).await;
    store.close().await?;
    taken
}

async fn take_up_in(
    store: &Store,
    manifest: &Manifest,
    uncoded: Option<Uncoded>,
) -> Result<Position, CommandError> {
    run::fits(store).await?;
    let report = crate::log::examine(store, 0).await?;
    if !report.holds() {
        for finding in &report.findings {
            say!("FOUND    {finding}");
        }
        return Err(CommandError::Altered(report.all));
    }
    let now = Clock::system().real();
    let stamp = Stamp::of_the_service(now, "restore".to_owned());
    if let Some(uncoded) = uncoded {
        store.take_up(uncoded, &stamp).await?;
    }
    let detail = from(manifest.id, manifest.position, manifest.link);
    patiently(|| {
        store.write(&stamp, async |work| -> Result<_, StoreError> {
            work.sessions().end_of_everybody(now).await?;
            let entry = Entry::new(Act::RestoreBackup, Subject::new("backup", manifest.id));
            Ok(Logged::new((), entry.change(&Value::Null, &detail)?))
        })
    })
    .await?;
    patiently(|| store.seal_all(now)).await?;
    let last = store.read(async |work| work.last_checkpoint().await).await?;
    Ok(last.map_or(0, |checkpoint| checkpoint.position))
}

fn from(backup: Uuid, position: Position, link: Link) -> Value {
    json!({ "backup": backup, "position": position, "link": link })
}

/// Puts the papers, then the file, in their places: so that no row names a paper that is not there.
fn put(parts: &Parts<'_>, place: &Path, folder: &Path, engine: Engine) -> Result<(), CommandError> {
    let placed = || -> std::io::Result<()> {
        File::open(parts.papers.path())?.sync_all()?;
        // An empty folder may be there.
        drop(fs::remove_dir(folder));
        parts.papers.put(folder)?;
        if engine == Engine::Sqlite {
            File::open(parts.database.path())?.sync_all()?;
            parts.database.put(place)?;
        }
        Ok(())
    };
    placed().map_err(|cause| CommandError::io(format!("put the backup in {}", folder.display()), cause))
}

/// What is left of a restoration that failed, and what to do with it.
fn left(error: CommandError, engine: Engine) -> CommandError {
    match engine {
        Engine::Sqlite => error,
        Engine::Postgres => CommandError::Backup(format!(
            "{error}; the database holds what was put back, and the service has no rights to it: DROP and CREATE it before the \
             next attempt"
        )),
    }
}

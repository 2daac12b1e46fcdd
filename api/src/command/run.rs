//! How does the service start? Settings, key, store, listener: each with its own error.

use std::io::IsTerminal;
use std::num::NonZero;

use persistence::signing_keys::Purpose;
use persistence::{Files, KeyFault, Stamp, Store, StoreError};

use super::keys::Kind;
use super::{CommandError, keys};
use crate::State;
use crate::clock::Clock;
use crate::config::{Config, LogForm};

/// Opens what the settings name, with a key of that kind, or of either.
pub(super) async fn open(config: &Config, kind: Option<Kind>) -> Result<Store, CommandError> {
    open_at(config, &config.url(), config.database_connections, kind).await
}

async fn open_at(
    config: &Config,
    url: &str,
    connections: u32,
    kind: Option<Kind>,
) -> Result<Store, CommandError> {
    let roots = keys::source(config, kind)?;
    let files = Files::below(config.data_dir.join("attachments"));
    Ok(Store::open(url, connections, roots, files).await?)
}

pub(super) async fn migrate(config: &Config) -> Result<(), CommandError> {
    let made = keys::make(config, Kind::Earnest).await?;
    if let Some(path) = made {
        say!(
            "made the key file {}: without it nobody opens what is sealed; keep a copy of it at a place of its own, and not beside \
             the data or its backups",
            path.display()
        );
    }
    drop(keys::read(config, Some(Kind::Earnest))?);
    let uncoded = Store::migrate(&config.owner_url(), config.service_role().as_deref()).await?;
    let store = open_at(config, &config.owner_url(), 1, Some(Kind::Earnest)).await?;
    fits(&store).await?;
    let stamp = Stamp::of_the_service(Clock::system().business(), "migrate".to_owned());
    store.take_up(uncoded, &stamp).await?;
    store.install_shipped(&stamp).await?;
    say!("the database is at the newest tables");
    Ok(())
}

/// Whether the key opens what the database holds. A database that is away is found out later.
pub(super) async fn fits(store: &Store) -> Result<(), CommandError> {
    match opened(store).await {
        Opened::Not(misfit) => Err(misfit),
        Opened::Yes | Opened::Unseen => Ok(()),
    }
}

/// Whether a key opened what a database holds.
pub(super) enum Opened {
    /// It did.
    Yes,
    /// It does not, and what to do.
    Not(CommandError),
    /// Nothing was seen of the database.
    Unseen,
}

/// Tries the key at what the database holds.
pub(super) async fn opened(store: &Store) -> Opened {
    match store.read(async |work| work.signing_keys(Purpose::Tokens).await).await {
        Ok(_) => Opened::Yes,
        Err(error) => misfit(&error).map_or(Opened::Unseen, Opened::Not),
    }
}

/// What to do where it is the key that does not fit the database.
fn misfit(error: &StoreError) -> Option<CommandError> {
    let (what, next) = match error {
        StoreError::Keys(fault @ KeyFault::NotHeld(_)) => {
            (fault.to_string(), "put back the copy of the key file that has it")
        }
        StoreError::Keys(fault @ KeyFault::Another(_)) => {
            (fault.to_string(), "it opens nothing in it; put back the copy of that one")
        }
        StoreError::Keys(fault @ KeyFault::OfDemonstration) => (
            fault.to_string(),
            "`jinqiu demo` alone serves it; set JINQIU_DATA_DIR or JINQIU_DATABASE_URL to another one",
        ),
        StoreError::Keys(fault @ KeyFault::InEarnest) => (
            fault.to_string(),
            "a demonstration is made in a database of its own; set JINQIU_DATA_DIR or JINQIU_DATABASE_URL to another one",
        ),
        StoreError::Corrupt { .. } => (
            "it is not the one with which this database was made, and opens nothing in it".to_owned(),
            "put back the copy of that one",
        ),
        _ => return None,
    };
    Some(CommandError::Key(format!("{what}; {next}")))
}

pub(super) async fn serve(config: &Config) -> Result<(), CommandError> {
    write_logs(config.log);
    let state = State::new(open(config, Some(Kind::Earnest)).await?, Clock::system())?.set_by(config);
    let state = state.paying_through(config.bank()?);
    listen(config, state, |_| {}).await
}

pub(super) async fn demo(config: &Config, json: bool) -> Result<(), CommandError> {
    if !std::io::stdout().is_terminal() || json {
        write_logs(LogForm::Json);
    } else {
        write_logs(LogForm::Text);
    }
    drop(keys::make(config, Kind::Demonstration).await?);
    drop(keys::read(config, Some(Kind::Demonstration))?);
    let uncoded = Store::migrate(&config.owner_url(), config.service_role().as_deref()).await?;
    let opened = open(config, Some(Kind::Demonstration)).await?;
    fits(&opened).await?;
    let stamp = Stamp::of_the_service(Clock::system().business(), "demo".to_owned());
    opened.take_up(uncoded, &stamp).await?;
    let state = State::new(opened, Clock::settable())?.set_by(config);
    let state = state.paying_through(config.bank()?);
    crate::demo::load(&state).await?;
    crate::demo::load_families(&state).await?;
    let story = crate::demo::story();
    let said = |url: &str| if json { story.print_json(url) } else { story.print_table(url) };
    Box::pin(listen(config, state, said)).await
}

async fn listen(config: &Config, state: State, ready: impl FnOnce(&str)) -> Result<(), CommandError> {
    if let Err(error) = state.load_keys().await {
        if let Some(misfit) = misfit(&error) {
            return Err(misfit);
        }
        if matches!(state.store.ready().await, Err(StoreError::NotMigrated)) {
            return Err(StoreError::NotMigrated.into());
        }
        // The database may be away: then the first request finds the keys, and until then is told so.
        tracing::warn!(%error, "starting without the database");
    }
    let address = config.listen;
    let listener = crate::listen(address).map_err(|cause| {
        CommandError::io(format!("listen at {address}; another one is set by JINQIU_LISTEN"), cause)
    })?;
    let local = listener.local_addr().map_err(|cause| CommandError::io("listen", cause))?;
    ready(&format!("http://{local}"));
    let cores = || std::thread::available_parallelism().map_or(2, NonZero::get);
    let workers = config.workers.map_or_else(cores, NonZero::get);
    crate::serve(state, listener, workers).await.map_err(|cause| CommandError::io("serve", cause))
}

#[expect(clippy::disallowed_methods, reason = "how much is logged is the environment's to say")]
fn write_logs(form: LogForm) {
    let rust_log = std::env::var(tracing_subscriber::EnvFilter::DEFAULT_ENV).ok();
    let filter = crate::logging::filter(rust_log.as_deref());
    // A line that cannot be written, on a disk that is full, is lost; to complain of it in the same place would end the request.
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false);
    match form {
        LogForm::Json => lines.json().flatten_event(true).init(),
        LogForm::Text => lines.compact().init(),
    }
}

//! How does the service start? Settings, key, store, listener: each with its own error.

use std::io::IsTerminal;
use std::net::TcpListener;
use std::num::NonZero;
use std::sync::Arc;

use persistence::signing_keys::Purpose;
use persistence::{Files, Stamp, Store, StoreError};

use super::{CommandError, keys};
use crate::State;
use crate::clock::Clock;
use crate::config::{Config, LogForm};

/// Opens what the settings name.
pub(super) async fn open(config: &Config) -> Result<Store, CommandError> {
    open_at(config, &config.url(), config.database_connections).await
}

async fn open_at(config: &Config, url: &str, connections: u32) -> Result<Store, CommandError> {
    let keys = Arc::new(keys::read(&config.key_path())?);
    let files = Files::below(config.data_dir.join("attachments"));
    Ok(Store::open(url, connections, keys, files).await?)
}

pub(super) async fn migrate(config: &Config) -> Result<(), CommandError> {
    keys::make(&config.key_path())?;
    Store::migrate(&config.owner_url(), config.service_role().as_deref()).await?;
    let store = open_at(config, &config.owner_url(), 1).await?;
    fits(&store).await?;
    let stamp = Stamp::of_the_service(Clock::system().business(), "migrate".to_owned());
    store.install_shipped(&stamp).await?;
    println!("the database is at the newest tables");
    Ok(())
}

/// Whether the key opens what the database holds. A database that is away is found out later.
pub(super) async fn fits(store: &Store) -> Result<(), CommandError> {
    let opened = store.read(async |work| work.signing_keys(Purpose::Tokens).await).await;
    opened.err().filter(opens_nothing).map_or(Ok(()), |_| Err(another_key()))
}

/// Whether what failed is that the key opens nothing.
const fn opens_nothing(error: &StoreError) -> bool {
    matches!(error, StoreError::Corrupt { .. })
}

fn another_key() -> CommandError {
    CommandError::Key(
        "it is not the one with which this database was made, and opens nothing in it; put back the copy of that one"
            .to_owned(),
    )
}

pub(super) async fn serve(config: &Config) -> Result<(), CommandError> {
    write_logs(config.log);
    let state = State::new(open(config).await?, Clock::system())?.set_by(config);
    listen(config, state, |_| {}).await
}

pub(super) async fn demo(config: &Config, json: bool) -> Result<(), CommandError> {
    if !std::io::stdout().is_terminal() || json {
        write_logs(LogForm::Json);
    } else {
        write_logs(LogForm::Text);
    }
    keys::make(&config.key_path())?;
    Store::migrate(&config.owner_url(), config.service_role().as_deref()).await?;
    let state = State::new(open(config).await?, Clock::settable())?.set_by(config);
    crate::demo::load(&state).await?;
    crate::demo::load_families(&state).await?;
    let story = crate::demo::story();
    listen(config, state, |url| if json { story.print_json(url) } else { story.print_table(url) }).await
}

async fn listen(config: &Config, state: State, ready: impl FnOnce(&str)) -> Result<(), CommandError> {
    if let Err(error) = state.load_keys().await {
        if opens_nothing(&error) {
            return Err(another_key());
        }
        if matches!(state.store.ready().await, Err(StoreError::NotMigrated)) {
            return Err(StoreError::NotMigrated.into());
        }
        // The database may be away: then the first request finds the keys, and until then is told so.
        tracing::warn!(%error, "starting without the database");
    }
    let address = config.listen;
    let listener = TcpListener::bind(address).map_err(|cause| {
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
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match form {
        LogForm::Json => lines.json().flatten_event(true).init(),
        LogForm::Text => lines.compact().init(),
    }
}

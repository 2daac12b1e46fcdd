//! How does a test get at a service? It starts one in this process, with threads of its own.

mod callers;
mod holds;
mod time;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use api::bank::DirectBank;
use api::clock::Clock;
use api::sessions::password::Passwords;
use api::{Allowed, Most, State};
use domain::access::Role;
use persistence::{Files, Source, Store};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::bank::MockBank;
use crate::client::connections;
use crate::database::{Database, Engine, roots};
use crate::process::Process;

/// The password of every account of the demonstration.
pub(crate) const PASSWORD: &str = "jinqiu-demonstration";
/// Connections to PostgreSQL, as the service takes them unless told otherwise.
const CONNECTIONS: u32 = 16;
/// Threads that answer.
const WORKERS: usize = 2;

/// A service that answers on a port of its own.
pub struct Service {
    address: SocketAddr,
    http: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    clock: Clock,
    passwords: Passwords,
    // Last, so that it is removed when nobody uses it any more.
    database: Arc<Database>,
}

/// What a service is set to besides.
#[derive(Default)]
struct Settings {
    factor_roles: Vec<Role>,
    allowed: Allowed,
    most: Most,
    bank: Option<DirectBank>,
    font: Option<PathBuf>,
}

impl Service {
    pub(crate) async fn over(database: Arc<Database>) -> Self {
        let url = database.url.clone();
        Self::reaching(database, url, roots(), Settings::default()).await
    }

    async fn reaching(database: Arc<Database>, url: String, roots: Source, settings: Settings) -> Self {
        let (tell, told) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let files = database.folder.clone();
        let clock = Clock::settable();
        let told_clock = clock.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(serve(
                (&url, &files),
                roots,
                (told_clock, settings),
                tell,
                stopped,
            ));
        });
        let (address, passwords) = told.await.expect("the service starts");
        let http = connections();
        Self { address, http, stop: Some(stop), thread: Some(thread), clock, passwords, database }
    }

    /// Another process of the same service: the same database, another port.
    pub async fn twin(&self) -> Self {
        Self::over(Arc::clone(&self.database)).await
    }

    /// Another process in which those roles may not be without a second factor.
    pub async fn twin_with_second_factor_for(&self, roles: &[Role]) -> Self {
        let settings = Settings { factor_roles: roles.to_vec(), ..Settings::default() };
        self.twin_set(settings).await
    }

    /// Another process that takes so many requests a second, and so many connections.
    pub async fn twin_limited(&self, allowed: Allowed, most: Most) -> Self {
        let settings = Settings { allowed, most, ..Settings::default() };
        self.twin_set(settings).await
    }

    /// Another process that tells that bank of payments.
    pub async fn twin_with_bank(&self, bank: &MockBank) -> Self {
        let settings = Settings { bank: Some(bank.direct()), ..Settings::default() };
        self.twin_set(settings).await
    }

    /// Another process that prints in the font of that file.
    pub async fn twin_with_font(&self, font: &Path) -> Self {
        let settings = Settings { font: Some(font.to_owned()), ..Settings::default() };
        self.twin_set(settings).await
    }

    async fn twin_set(&self, settings: Settings) -> Self {
        let url = self.database.url.clone();
        Self::reaching(Arc::clone(&self.database), url, roots(), settings).await
    }

    /// Its clock.
    pub(crate) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Leaves this process no place for a hash, for as long as that is held.
    pub async fn occupy_hashing(&self) -> OwnedSemaphorePermit {
        self.passwords.occupy().await.expect("the places")
    }

    /// The whole line for hashes of passwords, for as long as that is held: whoever comes is told that too many wait.
    pub async fn occupy_line_of_hashing(&self) -> OwnedSemaphorePermit {
        self.passwords.occupy_line().await.expect("the line")
    }

    /// The program on its database, to be told something: it need not serve.
    pub fn program(&self, program: &Path) -> Process {
        Process::over(program, Arc::clone(&self.database))
    }

    /// The same service after it was stopped and started again.
    #[must_use]
    pub async fn restart(mut self) -> Self {
        self.end();
        Self::over(Arc::clone(&self.database)).await
    }

    /// The same, with the roots of its keys from there.
    #[must_use]
    pub async fn restart_with(mut self, roots: Source) -> Self {
        self.end();
        let url = self.database.url.clone();
        Self::reaching(Arc::clone(&self.database), url, roots, Settings::default()).await
    }

    /// Which database.
    pub fn engine(&self) -> Engine {
        self.database.engine
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.database.folder
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the service panicked");
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
    }
}

async fn open(url: &str, connections: u32, roots: Source, files: &Path) -> Store {
    Store::open(url, connections, roots, Files::below(files.join("attachments"))).await.expect("the database")
}

async fn serve(
    (url, files): (&str, &Path),
    roots: Source,
    (clock, settings): (Clock, Settings),
    tell: oneshot::Sender<(SocketAddr, Passwords)>,
    stopped: oneshot::Receiver<()>,
) {
    let store = open(url, CONNECTIONS, roots, files).await;
    let desk = "https://desk.example".parse().expect("an origin");
    let state = State::new(store, clock).expect("the state").called_from(vec![desk]);
    let state = state
        .behind(vec!["127.0.0.0/8".parse().expect("a network")])
        .with_second_factor_for(settings.factor_roles);
    let state = state
        .limited(settings.allowed, settings.most)
        .paying_through(settings.bank)
        .printing_in(settings.font)
        .working_by_hand();
    state.load_keys().await.expect("signing keys");
    state.refresh_clock().await.expect("the clock");
    let listener = api::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
    let told = (listener.local_addr().expect("an address"), state.passwords.clone());
    assert!(tell.send(told).is_ok(), "somebody waits");
    tokio::select! {
        ended = api::serve(state, listener, WORKERS) => ended.expect("the server"),
        _ = stopped => {}
    }
}

/// Everybody who can sign in to the whole demonstration, with password, role, level and union.
pub fn everybody() -> Vec<serde_json::Value> {
    let said = api::demo::story().to_json("");
    said["accounts"].as_array().cloned().unwrap_or_default()
}

/// The user names of the accounts of the demonstration's town.
pub fn cast() -> Vec<String> {
    api::demo::story().usernames().map(str::to_owned).collect()
}

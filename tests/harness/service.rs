//! How does a test get at a service? It starts one in this process, with threads of its own.

mod time;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use api::clock::Clock;
use api::sessions::password::Passwords;
use api::{Allowed, Most, State};
use domain::access::Role;
use domain::confirmation::{Proposal, SecondHand};
use domain::log::Act;
use persistence::{Entry, Files, Logged, Source, Stamp, Store, StoreError, Subject, Work};
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use crate::client::Client;
use crate::database::{Database, Engine, roots};
use crate::process::Process;
use crate::rows::{numbers, rows, sql};

/// The password of every account of the demonstration.
pub(crate) const PASSWORD: &str = "jinqiu-demonstration";
/// The password that owners of new accounts choose.
const OWN_PASSWORD: &str = "nine cranes over the salt marsh";
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
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { address, http, stop: Some(stop), thread: Some(thread), clock, passwords, database }
    }

    /// Another process of the same service: the same database, another port.
    pub async fn twin(&self) -> Self {
        Self::over(Arc::clone(&self.database)).await
    }

    /// Another process in which those roles may not be without a second factor.
    pub async fn twin_with_second_factor_for(&self, roles: &[Role]) -> Self {
        let settings = Settings { factor_roles: roles.to_vec(), ..Settings::default() };
        let url = self.database.url.clone();
        Self::reaching(Arc::clone(&self.database), url, roots(), settings).await
    }

    /// Another process that takes so many requests a second, and so many connections.
    pub async fn twin_limited(&self, allowed: Allowed, most: Most) -> Self {
        let settings = Settings { allowed, most, ..Settings::default() };
        let url = self.database.url.clone();
        Self::reaching(Arc::clone(&self.database), url, roots(), settings).await
    }

    /// Leaves this process no place for a hash, for as long as that is held.
    pub async fn occupy_hashing(&self) -> OwnedSemaphorePermit {
        self.passwords.occupy().await.expect("the places")
    }

    /// Another process that reaches the same PostgreSQL by another port.
    pub async fn twin_through(&self, port: u16) -> Self {
        let url = self.database.url_by(port);
        Self::reaching(Arc::clone(&self.database), url, roots(), Settings::default()).await
    }

    /// The program on its database, to be told something: it need not serve.
    pub fn program(&self, program: &Path) -> Process {
        Process::over(program, Arc::clone(&self.database))
    }

    /// The port of its PostgreSQL.
    pub fn database_port(&self) -> u16 {
        self.database.port()
    }

    /// Every row of every table but those, as text, in order: the same before and after means that nothing changed.
    pub async fn rows(&self, but: &[&str]) -> Vec<String> {
        rows(self.engine(), &self.database.url, but).await
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

    /// The store, opened once more: for what HTTP does not show.
    pub async fn store(&self) -> Store {
        self.store_with(roots()).await
    }

    /// The same with other roots of the keys.
    pub async fn store_with(&self, roots: Source) -> Store {
        open(&self.database.url, 2, roots, &self.database.folder).await
    }

    /// Loads the families of the demonstration.
    pub async fn families(&self) {
        let state = State::new(self.store().await, Clock::settable()).expect("the state");
        api::demo::load_families(&state).await.expect("the families");
    }

    /// Runs a statement with the service's own rights: how many rows it changed, or what the database says.
    pub async fn sql(&self, statement: &str) -> Result<u64, String> {
        sql(self.engine(), &self.database.url, statement).await
    }

    /// Runs a statement as somebody who may do anything at the database, on a connection that keeps no rules.
    pub async fn master_sql(&self, statement: &str) -> Result<u64, String> {
        let unruled = match self.engine() {
            Engine::Sqlite => "PRAGMA foreign_keys = off",
            Engine::Postgres => "SET session_replication_role = replica",
        };
        sql(self.engine(), &self.database.master_url(), &format!("{unruled}; {statement}")).await
    }

    /// Asks the database itself: the first column of each row, a number.
    pub async fn numbers(&self, question: &str) -> Vec<i64> {
        numbers(self.engine(), &self.database.url, question).await
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody who is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(self.http.clone(), self.url(""), None)
    }

    /// An account of the demonstration, signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        self.sign_in_with(username, PASSWORD).await
    }

    /// An account, signed in with that password.
    pub async fn sign_in_with(&self, username: &str, password: &str) -> Client {
        self.anyone().sign_in(username, password).await
    }

    /// An account that was just proposed, confirmed by a second hand: at the command line, which needs nobody of its union.
    pub async fn confirm(&self, username: &str) {
        let at = self.clock.business();
        let stamp = Stamp::of_the_service(at, "admin confirm".to_owned());
        let hand = SecondHand { officer: None, role: None, today: at.day() };
        let confirmed = async |work: &Work| -> Result<_, StoreError> {
            let found = work.accounts().find_by_username(username).await?;
            let (account, _) = found.expect("an account of that name");
            let decided = account.confirmation.confirm(Proposal::Post(account.role), account.officer, hand);
            let _ = work.accounts().decide(&account, decided.expect("it waits")).await?;
            Ok(Logged::new((), Entry::new(Act::ConfirmAccount, Subject::new("account", account.id.raw()))))
        };
        self.store().await.write(&stamp, confirmed).await.expect("it is confirmed");
    }

    /// An account that was just made with that password, signed in with one of its owner's.
    pub async fn settle(&self, username: &str, given: &str) -> Client {
        let client = self.sign_in_with(username, given).await;
        let change = json!({ "current": given, "new": OWN_PASSWORD });
        let _ = client.put("/me/password", &change).await.expect(204);
        client
    }

    /// An account whose owner has chosen their password in place of a given one, signed in again.
    pub async fn sign_in_settled(&self, username: &str) -> Client {
        self.sign_in_with(username, OWN_PASSWORD).await
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
    let state = state.limited(settings.allowed, settings.most);
    state.load_keys().await.expect("signing keys");
    state.refresh_clock().await.expect("the clock");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
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

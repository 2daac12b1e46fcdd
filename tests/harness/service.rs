//! How does a test get at a service? It starts one in this process, with threads of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use api::State;
use api::clock::Clock;
use persistence::{Files, Store};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
use tokio::sync::oneshot;

use crate::client::Client;
use crate::database::{Database, Engine, keys};

/// The password of every account of the demonstration.
const PASSWORD: &str = "jinqiu-demonstration";
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
    // Last, so that it is removed when nobody uses it any more.
    database: Arc<Database>,
}

impl Service {
    pub(crate) async fn start(database: Database) -> Self {
        Self::over(Arc::new(database)).await
    }

    async fn over(database: Arc<Database>) -> Self {
        let (tell, told) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let (url, files) = (database.url.clone(), database.folder.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(serve(&url, &files, tell, stopped));
        });
        let address = told.await.expect("the service starts");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { address, http, stop: Some(stop), thread: Some(thread), database }
    }

    /// Another process of the same service: the same database, another port.
    pub async fn twin(&self) -> Self {
        Self::over(Arc::clone(&self.database)).await
    }

    /// The same service after it was stopped and started again.
    #[must_use]
    pub async fn restart(mut self) -> Self {
        self.end();
        Self::over(Arc::clone(&self.database)).await
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
        Store::open(&self.database.url, 2, keys(), Files::below(&self.database.folder))
            .await
            .expect("the database")
    }

    /// Runs a statement with the service's own rights: how many rows it changed, or what the database says.
    pub async fn sql(&self, statement: &str) -> Result<u64, String> {
        let (url, statement) = (&self.database.url, AssertSqlSafe(statement.to_owned()));
        let changed = match self.engine() {
            Engine::Sqlite => {
                let mut file = SqliteConnection::connect(url).await.expect("the database");
                file.execute(statement).await.map(|done| done.rows_affected())
            }
            Engine::Postgres => {
                let mut server = PgConnection::connect(url).await.expect("the database");
                server.execute(statement).await.map(|done| done.rows_affected())
            }
        };
        changed.map_err(|error| error.to_string())
    }

    /// Asks the database itself: the first column of each row, a number.
    pub async fn numbers(&self, question: &str) -> Vec<i64> {
        let (url, question) = (&self.database.url, AssertSqlSafe(question.to_owned()));
        let found = match self.engine() {
            Engine::Sqlite => {
                let mut file = SqliteConnection::connect(url).await.expect("the database");
                sqlx::query_scalar(question).fetch_all(&mut file).await
            }
            Engine::Postgres => {
                let mut server = PgConnection::connect(url).await.expect("the database");
                sqlx::query_scalar(question).fetch_all(&mut server).await
            }
        };
        found.expect("an answer")
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
        let credentials = json!({ "username": username, "password": password });
        let tokens = self.anyone().post("/sessions", &credentials).await.expect(200).body;
        let token = tokens["access_token"].as_str().expect("a token").to_owned();
        Client::new(self.http.clone(), self.url(""), Some(token))
    }

    /// Sets the business clock forward, to an instant like `2018-08-13T09:00:00+08:00`.
    pub async fn set_clock(&self, now: &str) {
        let head = self.sign_in("head.640100").await;
        head.put("/demo/clock", &json!({ "now": now })).await.expect(200);
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

async fn serve(url: &str, files: &Path, tell: oneshot::Sender<SocketAddr>, stopped: oneshot::Receiver<()>) {
    let store = Store::open(url, CONNECTIONS, keys(), Files::below(files)).await.expect("the database");
    let state = State::new(store, Clock::settable()).expect("the state");
    state.load_keys().await.expect("signing keys");
    state.refresh_clock().await.expect("the clock");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    tell.send(listener.local_addr().expect("an address")).expect("somebody waits");
    tokio::select! {
        ended = api::serve(state, listener, WORKERS) => ended.expect("the server"),
        _ = stopped => {}
    }
}

/// The user names of the demonstration's accounts.
pub fn cast() -> Vec<String> {
    api::demo::story().usernames().map(str::to_owned).collect()
}

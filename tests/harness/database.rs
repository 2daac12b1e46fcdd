//! Where does a test's data live? In a database of its own, copied from one that holds the demonstration's town.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use api::State;
use api::clock::Clock;
use persistence::{Files, Root, Roots, Source, Store};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::canary;
use crate::cluster::cluster;

/// The role that owns tables, and the role that the service connects as.
const OWNER: &str = "jinqiu_owner";
const SERVICE: &str = "jinqiu_service";
const PASSWORD: &str = "jinqiu";

/// The root of the keys of every service under test.
pub(crate) const ROOT: [u8; Root::LEN] = [
    0x8f, 0x1c, 0x2b, 0xe0, 0x7a, 0x9d, 0x44, 0x63, 0xd5, 0xf0, 0xb9, 0x1e, 0x6c, 0x7a, 0x33, 0x52, 0xe8,
    0x4d, 0x0f, 0xb6, 0x21, 0x9a, 0xc5, 0x78, 0x38, 0xe6, 0xf1, 0x7d, 0x40, 0xc2, 0x5b, 0xa9,
];

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server, with an owner's role and a role for the service.
    Postgres,
}

/// A database of one test, removed with it.
pub(crate) struct Database {
    pub(crate) engine: Engine,
    /// What the service is told.
    pub(crate) url: String,
    /// For the SQLite file and attachments.
    pub(crate) folder: PathBuf,
    name: String,
}

/// The root of the keys of every service under test.
pub fn root() -> Root {
    Root::new(ROOT)
}

/// Where a service under test reads it.
pub(crate) fn roots() -> Source {
    Box::new(|| Ok(Roots::one(root())))
}

impl Database {
    /// A copy of the demonstration's town.
    pub(crate) fn fresh(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => {
                let octets = sqlite_template();
                let database = Self::named(engine, &unique());
                std::fs::write(database.folder.join("jinqiu.db"), octets).expect("a copy of the file");
                database
            }
            Engine::Postgres => {
                let template = postgres_template();
                let database = Self::named(engine, &unique());
                admin(&[&format!("CREATE DATABASE {} TEMPLATE {template} OWNER {OWNER}", database.name)]);
                database
            }
        }
    }

    /// One without any tables.
    pub(crate) fn bare(engine: Engine) -> Self {
        let database = Self::named(engine, &unique());
        if engine == Engine::Postgres {
            make_roles();
            admin(&[&format!("CREATE DATABASE {} OWNER {OWNER}", database.name)]);
        }
        database
    }

    /// The address of the same database by another port.
    pub(crate) fn url_by(&self, port: u16) -> String {
        postgres_url(SERVICE, &self.name).replace(&format!(":{}/", self.port()), &format!(":{port}/"))
    }

    /// The port of its server.
    pub(crate) fn port(&self) -> u16 {
        assert_eq!(self.engine, Engine::Postgres, "a file has no port");
        cluster().admin.get_port()
    }

    /// The address of the owner of its tables, where that is somebody else.
    pub(crate) fn owner_url(&self) -> Option<String> {
        (self.engine == Engine::Postgres).then(|| postgres_url(OWNER, &self.name))
    }

    /// The address with every right: the file's owner, the server's superuser.
    pub(crate) fn master_url(&self) -> String {
        match self.engine {
            Engine::Sqlite => self.url.clone(),
            Engine::Postgres => {
                let admin = &cluster().admin;
                let (user, host, port) = (admin.get_username(), admin.get_host(), admin.get_port());
                format!("postgres://{user}@{host}:{port}/{}", self.name)
            }
        }
    }

    /// Fails when an identifier of a person lies readable in it or in its files.
    pub(crate) fn hides_people(&self) {
        canary::not_in_files(&self.folder);
        if self.engine == Engine::Postgres {
            apart(async || canary::not_in_rows(&self.url).await);
        }
    }

    fn named(engine: Engine, name: &str) -> Self {
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.join("jinqiu.db").display()),
            Engine::Postgres => postgres_url(SERVICE, name),
        };
        Self { engine, url, folder, name: name.to_owned() }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
        if self.engine == Engine::Postgres {
            admin(&[&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)]);
        }
    }
}

fn unique() -> String {
    static MADE: AtomicU32 = AtomicU32::new(0);
    format!("jinqiu_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

fn sqlite_template() -> &'static [u8] {
    static OCTETS: OnceLock<Vec<u8>> = OnceLock::new();
    OCTETS.get_or_init(|| {
        let made = Database::named(Engine::Sqlite, &unique());
        let copy = made.folder.join("copy.db");
        apart(async || {
            fill(&made.url, None, &made.url).await;
            let mut file = sqlx::SqliteConnection::connect(&made.url).await.expect("the template");
            let vacuum = format!("VACUUM INTO '{}'", copy.display());
            file.execute(AssertSqlSafe(vacuum)).await.expect("a copy of the template");
        });
        std::fs::read(copy).expect("the template")
    })
}

fn postgres_template() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("{}_template", unique());
        make_roles();
        admin(&[&format!("CREATE DATABASE {name} OWNER {OWNER}")]);
        let (owner, service) = (postgres_url(OWNER, &name), postgres_url(SERVICE, &name));
        apart(async || fill(&owner, Some(SERVICE), &service).await);
        admin(&[
            &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
        ]);
        name
    })
}

fn make_roles() {
    for role in [OWNER, SERVICE] {
        // Another process may make it at the same moment.
        admin(&[&format!(
            "DO $$ BEGIN CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )]);
    }
}

/// The owner makes the tables, the service loads the demonstration.
async fn fill(owner: &str, role: Option<&str>, service: &str) {
    let _ = Store::migrate(owner, role).await.expect("the tables");
    let store =
        Store::open(service, 4, roots(), Files::below(std::env::temp_dir())).await.expect("the database");
    let state = State::new(store, Clock::settable()).expect("the state");
    state.load_keys().await.expect("signing keys");
    api::demo::load(&state).await.expect("the demonstration");
}

fn postgres_url(role: &str, database: &str) -> String {
    let admin = &cluster().admin;
    format!("postgres://{role}:{PASSWORD}@{}:{}/{database}", admin.get_host(), admin.get_port())
}

/// Statements of the superuser, one after another: a template is copied by one at a time.
fn admin(statements: &[&str]) {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    apart(async || {
        let mut connection = cluster().admin.connect().await.expect("the superuser's connection");
        for statement in statements {
            let done = connection.execute(AssertSqlSafe((*statement).to_owned())).await;
            done.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
        drop(connection.close().await);
    });
    drop(turn);
}

/// Waits for something on a thread of its own, wherever one is.
pub(crate) fn apart<T: Send>(work: impl AsyncFnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime").block_on(work())
        });
        match thread.join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

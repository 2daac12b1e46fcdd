//! How is the program itself tested? In a process of its own, with the settings and the files that an operator gives it.

mod rows;
mod run;
mod shows;
mod told;

use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use crate::canary::hex;
use crate::client::connections;
use crate::database::{Database, ROOT, apart};
use crate::disk::Disk;
use crate::rows::sql;

/// Tests ask more often than people do; those of the limits say otherwise.
const UNLIMITED: [(&str, &str); 6] = [
    ("JINQIU_ACCOUNT_READS_A_SECOND", "0"),
    ("JINQIU_ACCOUNT_WRITES_A_SECOND", "0"),
    ("JINQIU_ADDRESS_REQUESTS_A_SECOND", "0"),
    ("JINQIU_CONNECTIONS", "0"),
    ("JINQIU_CONNECTIONS_OF_AN_ADDRESS", "0"),
    ("JINQIU_DISCLOSURES_A_DAY", "100000"),
];

/// The program, running or not.
pub struct Process {
    program: PathBuf,
    url: String,
    folder: PathBuf,
    log: PathBuf,
    running: Option<(Child, SocketAddr)>,
    trusted: Option<String>,
    /// What its environment holds besides.
    besides: Vec<(&'static str, String)>,
    disk: Option<Disk>,
    /// Whether the tests made its town, and not the program.
    town: bool,
    http: reqwest::Client,
    // Last, so that it is removed when nobody uses it any more.
    database: Option<Arc<Database>>,
}

impl Process {
    /// The program over the town of the demonstration, with the key of the tests.
    pub(crate) fn over(program: &Path, database: Arc<Database>) -> Self {
        let mut process = Self::anew(program, database);
        process.town = true;
        process.write_key("");
        process
    }

    /// The program over a database without any tables; it makes its own key.
    pub(crate) fn anew(program: &Path, database: Arc<Database>) -> Self {
        Self::new(program, database.url.clone(), database.folder.clone(), Some(database))
    }

    /// The same program with an empty database and an empty folder, elsewhere.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self::anew(&self.program, Arc::new(Database::bare(self.engine())))
    }

    /// The program with a database elsewhere, and its files in that folder.
    pub fn at(program: &Path, url: &str, folder: &Path) -> Self {
        Self::new(program, url.to_owned(), folder.to_owned(), None)
    }

    fn new(program: &Path, url: String, folder: PathBuf, database: Option<Arc<Database>>) -> Self {
        let log = folder.join("log");
        Self {
            program: program.to_owned(),
            url,
            folder,
            log,
            running: None,
            trusted: None,
            besides: Vec::new(),
            disk: None,
            town: false,
            http: connections(),
            database,
        }
    }

    /// Where its key file is.
    pub fn key_file(&self) -> PathBuf {
        self.folder.join("jinqiu.key")
    }

    /// Writes the key of the tests into its key file, behind those words.
    fn write_key(&self, words: &str) {
        let mut key = std::fs::OpenOptions::new();
        let key = key.write(true).create(true).truncate(true).mode(0o600).open(self.key_file());
        writeln!(key.expect("a key file"), "{words}\n1 {}", hex(&ROOT)).expect("a key");
    }

    /// Makes of the town of the tests, which serves in earnest too, one that only a demonstration serves.
    fn for_demonstration(&self) {
        let Some(database) = self.database.as_ref().filter(|_| self.town) else { return };
        self.write_key("demonstration");
        let (engine, url) = (database.engine, database.master_url());
        let statement = "UPDATE key_states SET demonstration = true";
        let _ = apart(async || sql(engine, &url, statement).await).expect("a demonstration's town");
    }

    /// Another process of the same program, with the same database and folder.
    #[must_use]
    pub fn twin(&self) -> Self {
        Self {
            program: self.program.clone(),
            url: self.url.clone(),
            folder: self.folder.clone(),
            log: self.log.with_extension("twin"),
            running: None,
            trusted: self.trusted.clone(),
            besides: self.besides.clone(),
            disk: self.disk.clone(),
            town: self.town,
            http: self.http.clone(),
            database: self.database.clone(),
        }
    }

    /// Has it believe what a proxy at that address says of others, from its next start on.
    pub fn trusting(&mut self, proxy: &str) -> &mut Self {
        self.trusted = Some(proxy.to_owned());
        self
    }

    /// The port of its PostgreSQL.
    pub fn database_port(&self) -> u16 {
        self.database.as_ref().expect("a database of its own").port()
    }

    /// Has it reach its PostgreSQL by another port, from its next start on.
    pub fn through(&mut self, port: u16) -> &mut Self {
        self.url = self.database.as_ref().expect("a database of its own").url_by(port);
        self
    }

    /// Has its environment hold that besides, and nothing else of what was said so before, from its next start on.
    pub fn with(&mut self, besides: &[(&'static str, &str)]) -> &mut Self {
        self.besides = besides.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self
    }

    /// Has it write on that disk, from its next start on.
    pub fn on(&mut self, disk: &Disk) -> &mut Self {
        self.disk = Some(disk.clone());
        self
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn command(&self, listen: SocketAddr) -> Command {
        let log = std::fs::File::create(&self.log).expect("a log");
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env("JINQIU_LISTEN", listen.to_string())
            .env("JINQIU_DATA_DIR", &self.folder)
            .env("JINQIU_DATABASE_URL", &self.url)
            .envs(UNLIMITED)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        if let Some(proxy) = &self.trusted {
            command.env("JINQIU_TRUSTED_PROXIES", proxy);
        }
        command.envs(self.besides.iter().map(|(name, value)| (name, value)));
        if let Some(disk) = &self.disk {
            command.envs(disk.environment());
        }
        if let Some(owner) = self.database.as_ref().and_then(|database| database.owner_url()) {
            command.env("JINQIU_MIGRATE_DATABASE_URL", owner);
        }
        command
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

//! How is the program itself tested? In a process of its own, as an operator starts it.

mod rows;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use persistence::Root;
use serde_json::Value;

use crate::canary::hex;
use crate::client::Client;
use crate::database::{Database, ROOT, apart};
use crate::disk::Disk;
use crate::rows::sql;
use crate::service::PASSWORD;

/// How long a program may take until it answers, whatever machine it runs on.
const PATIENCE: Duration = Duration::from_mins(1);

/// Tests ask more often than people do; those of the rates say otherwise.
const UNLIMITED: [(&str, &str); 5] = [
    ("JINQIU_ACCOUNT_READS_A_SECOND", "0"),
    ("JINQIU_ACCOUNT_WRITES_A_SECOND", "0"),
    ("JINQIU_ADDRESS_REQUESTS_A_SECOND", "0"),
    ("JINQIU_CONNECTIONS", "0"),
    ("JINQIU_CONNECTIONS_OF_AN_ADDRESS", "0"),
];

/// The program, running or not.
pub struct Process {
    program: PathBuf,
    url: String,
    folder: PathBuf,
    log: PathBuf,
    running: Option<(Child, SocketAddr)>,
    trusted: Option<String>,
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
        // The program leaves a connection after five seconds, and a command may take longer.
        let http = reqwest::Client::builder().no_proxy().pool_idle_timeout(Duration::from_secs(1));
        let http = http.build().expect("a client");
        let log = folder.join("log");
        Self {
            program: program.to_owned(),
            url,
            folder,
            log,
            running: None,
            trusted: None,
            disk: None,
            town: false,
            http,
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

    /// Has it write on that disk, from its next start on.
    pub fn on(&mut self, disk: &Disk) -> &mut Self {
        self.disk = Some(disk.clone());
        self
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts `jinqiu serve`: how long it took until it answered that it is ready.
    pub fn serve(&mut self) -> Duration {
        self.stop();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let begun = Instant::now();
        let child = self.command(address).arg("serve").spawn().expect("the program");
        self.running = Some((child, address));
        while begun.elapsed() < PATIENCE {
            if ready(address) {
                return begun.elapsed();
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        panic!("the program does not answer: {}", self.log());
    }

    /// Starts `jinqiu demo`, which makes the demonstration where it is not there yet.
    pub fn demo(&mut self) {
        self.stop();
        self.for_demonstration();
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut child = command.args(["demo", "--json"]).stdout(Stdio::piped()).spawn().expect("the program");
        let mut line = String::new();
        let mouth = child.stdout.as_mut().expect("its standard output");
        let _ = BufReader::new(mouth).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}{}", self.log()));
        let address = said["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("its address");
        self.running = Some((child, address.parse().expect("its address")));
    }

    /// Starts `jinqiu demo`, and kills it so much later, whatever it is about then.
    pub fn demo_killed_after(&mut self, moment: Duration) {
        self.stop();
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let mut child = command.args(["demo", "--json"]).spawn().expect("the program");
        std::thread::sleep(moment);
        drop(child.kill());
        drop(child.wait());
    }

    /// Whether the program did what it was told, with that typed on its standard input and in that environment besides,
    /// and all that it said.
    pub fn told(&self, arguments: &[&str], typed: &str, environment: &[(&str, &str)]) -> (bool, String) {
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        command.args(arguments).envs(environment.iter().copied());
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().expect("the program");
        // It may have ended before it read anything.
        drop(child.stdin.take().expect("its input").write_all(typed.as_bytes()));
        let output = child.wait_with_output().expect("its end");
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8(said).expect("text"));
        (output.status.success(), said.concat())
    }

    /// Starts the program with those arguments; what it says is kept ([`Self::said`]).
    pub fn begin(&self, arguments: &[&str]) -> Child {
        let said = || std::fs::File::create(self.folder.join("said")).expect("a file");
        let mut command = self.command(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let said = said();
        let errors = said.try_clone().expect("the same file");
        command.args(arguments).stdout(said).stderr(errors).spawn().expect("the program")
    }

    /// What the program that was begun last has said.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.join("said")).unwrap_or_default()
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
        if let Some(disk) = &self.disk {
            command.envs(disk.environment());
        }
        if let Some(owner) = self.database.as_ref().and_then(|database| database.owner_url()) {
            command.env("JINQIU_MIGRATE_DATABASE_URL", owner);
        }
        command
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.running.as_ref().expect("it runs").1
    }

    /// What it wrote into its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// How much memory of the machine it holds, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let (child, _) = self.running.as_ref().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// A figure of `/metrics`; zero where it was not counted yet.
    pub async fn figure(&self, name: &str) -> u64 {
        let (_, address) = self.running.as_ref().expect("it runs");
        let text = self.anyone().get(&format!("http://{address}/metrics")).await.expect(200).text;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().expect("a whole number"))
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        let (_, address) = self.running.as_ref().expect("it runs");
        format!("http://{address}")
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        &self.url
    }

    /// Somebody who is not signed in.
    pub fn anyone(&self) -> Client {
        Client::new(self.http.clone(), self.url(), None)
    }

    /// An account of the demonstration, signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        self.anyone().sign_in(username, PASSWORD).await
    }

    /// Asks it to stop, as whoever supervises it does.
    pub fn ask_to_stop(&self) {
        let (child, _) = self.running.as_ref().expect("it runs");
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
        assert!(asked.expect("kill").success(), "it runs");
    }

    /// Waits so long at most until it has ended by itself: whether it ended well, if it did.
    pub fn ended(&mut self, patience: Duration) -> Option<bool> {
        let (child, _) = self.running.as_mut().expect("it runs");
        let begun = Instant::now();
        while begun.elapsed() < patience {
            if let Some(status) = child.try_wait().expect("its status") {
                self.running = None;
                return Some(status.success());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        None
    }

    /// Ends it, if it runs.
    pub fn stop(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The root that those digits are.
fn unhex(digits: &str) -> Option<Root> {
    let octet = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
    let octets: Option<Vec<u8>> = (0..Root::LEN).map(octet).collect();
    octets?.try_into().ok().map(Root::new)
}

fn ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut said = String::new();
    let asked = write!(stream, "GET /health/ready HTTP/1.0\r\n\r\n");
    asked.is_ok() && stream.read_to_string(&mut said).is_ok() && said.starts_with("HTTP/1.0 200")
}

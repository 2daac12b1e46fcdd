//! Where does it listen, and where is its data? One TOML file, and the environment over it.

mod wrong;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use domain::access::Role;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Deserializer, Serialize};

use crate::address::Proxy;
use crate::connections::Most;
use crate::origin::Origin;
use crate::rates::Allowed;

pub use wrong::Wrong;

/// The most connections to PostgreSQL that make sense.
const MOST_CONNECTIONS: u32 = 1000;
/// The most whole values on a day that make sense.
const MOST_DISCLOSURES: u32 = 100_000;
/// The most requests a second, and the most connections, that make sense.
const MOST_A_SECOND: u32 = 1_000_000;
const MOST_TAKEN: u32 = 1_000_000;
/// The most threads that make sense.
const MOST_WORKERS: usize = 1024;

/// The settings. Each is `JINQIU_` and its name in capitals in the environment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address to listen at.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// The folder of the SQLite file, the attachments and the keys.
    pub data_dir: PathBuf,
    /// `postgres://…`; an SQLite file in the data folder unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// The owner's connection, for `migrate` alone; the service's own unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migrate_database_url: Option<String>,
    /// The most connections to PostgreSQL.
    pub database_connections: u32,
    /// The file with the roots of all keys; `jinqiu.key` in the data folder unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// The text of the key file, from `JINQIU_KEY` alone: a file of settings is read by too many.
    #[serde(skip)]
    pub key: Option<Secret>,
    /// Threads that answer requests; as many as there are cores unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<NonZeroUsize>,
    /// Origins whose pages may call from a browser, as `https://desk.example`; with commas in the environment.
    #[serde(deserialize_with = "crate::origin::read")]
    pub origins: Vec<Origin>,
    /// How many whole values (citizen ids, phones, cards …) an officer is shown on a day.
    pub disclosures_a_day: u32,
    /// Proxies whose `X-Forwarded-For` is believed, addresses or networks; with commas in the environment.
    #[serde(deserialize_with = "crate::address::read")]
    pub trusted_proxies: Vec<Proxy>,
    /// Roles that may not be without a second factor; with commas in the environment.
    #[serde(deserialize_with = "roles")]
    pub second_factor_roles: Vec<Role>,
    /// How many reading requests of an account are taken a second; 0 is without a limit.
    pub account_reads_a_second: u32,
    /// How many other requests of an account are taken a second; 0 is without a limit.
    pub account_writes_a_second: u32,
    /// How many requests without a good access token are taken a second of an address; 0 is without a limit.
    pub address_requests_a_second: u32,
    /// How many connections are taken; 0 is without a limit.
    pub connections: u32,
    /// How many connections of an address are taken; 0 is without a limit.
    pub connections_of_an_address: u32,
    /// How log lines are written: `json` or `text`.
    pub log: LogForm,
}

/// A text that is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogForm {
    /// A JSON object a line.
    Json,
    /// For a person at a terminal.
    Text,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("./data"),
            database_url: None,
            migrate_database_url: None,
            database_connections: 16,
            key_file: None,
            key: None,
            workers: None,
            origins: Vec::new(),
            disclosures_a_day: 500,
            trusted_proxies: Vec::new(),
            second_factor_roles: Vec::new(),
            // A screen asks some twenty times when it opens, and a program that brings 100,000 rows has half an hour for them.
            account_reads_a_second: 200,
            account_writes_a_second: 50,
            // An office of fifty behind one address signs in at the same moment, and reads the document besides.
            address_requests_a_second: 50,
            // Browsers have six each. A process has 1024 files unless it is given more, and some are the database's.
            connections: 800,
            connections_of_an_address: 400,
            log: LogForm::Json,
        }
    }
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong =
        |_| serde::de::Error::custom(format!("`{text}` is not an address and a port, as 127.0.0.1:8080 is,"));
    text.parse().map_err(wrong)
}

fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
    let texts = crate::origin::texts(deserializer)?;
    let role = |text: &String| match text.parse() {
        // A program has no device that shows codes.
        Err(_) | Ok(Role::Service) => Err(serde::de::Error::custom("not a role of officers")),
        Ok(role) => Ok(role),
    };
    texts.iter().map(role).collect()
}

impl Config {
    /// Reads the file, if one is named, and the environment over it. A setting that is unknown or wrong is
    /// an error that names it.
    pub fn read(file: Option<&Path>) -> Result<Self, Wrong> {
        let config = Self::under(file, Env::prefixed("JINQIU_").ignore(&["config", "key"]))?;
        let key = std::env::var_os("JINQIU_KEY").map(|key| key.to_string_lossy().into_owned());
        Ok(Self { key: key.map(Secret), ..config })
    }

    /// Reads the file under that environment.
    fn under(file: Option<&Path>, environment: Env) -> Result<Self, Wrong> {
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            let text = std::fs::read_to_string(file)
                .map_err(|cause| Wrong::File(file.to_owned(), cause.to_string()))?;
            settings = settings.merge(Toml::string(&text));
        }
        let config: Self = settings.merge(environment).extract()?;
        let beyond = config.beyond();
        if beyond.is_empty() { Ok(config) } else { Err(Wrong::Values(beyond)) }
    }

    /// The settings whose values have the right form and are none that work.
    fn beyond(&self) -> Vec<String> {
        let works = |url: &Option<String>| {
            let known = ["sqlite://", "postgres://", "postgresql://"];
            url.as_ref().is_none_or(|url| known.iter().any(|scheme| url.starts_with(scheme)))
        };
        let all = [
            ("database_url", works(&self.database_url)),
            ("migrate_database_url", works(&self.migrate_database_url)),
            ("database_connections", (1..=MOST_CONNECTIONS).contains(&self.database_connections)),
            ("disclosures_a_day", (1..=MOST_DISCLOSURES).contains(&self.disclosures_a_day)),
            ("account_reads_a_second", self.account_reads_a_second <= MOST_A_SECOND),
            ("account_writes_a_second", self.account_writes_a_second <= MOST_A_SECOND),
            ("address_requests_a_second", self.address_requests_a_second <= MOST_A_SECOND),
            ("connections", self.connections <= MOST_TAKEN),
            ("connections_of_an_address", self.connections_of_an_address <= MOST_TAKEN),
            ("workers", self.workers.is_none_or(|threads| threads.get() <= MOST_WORKERS)),
        ];
        all.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name.to_owned()).collect()
    }

    /// How many requests a second are taken.
    pub fn allowed(&self) -> Allowed {
        Allowed {
            account_reads_a_second: self.account_reads_a_second,
            account_writes_a_second: self.account_writes_a_second,
            address_requests_a_second: self.address_requests_a_second,
        }
    }

    /// How many connections are taken.
    pub fn most(&self) -> Most {
        Most { connections: self.connections, of_an_address: self.connections_of_an_address }
    }

    /// The database's address.
    pub fn url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data_dir.join("jinqiu.db").display()))
    }

    /// The database's address for changing tables.
    pub fn owner_url(&self) -> String {
        self.migrate_database_url.clone().unwrap_or_else(|| self.url())
    }

    /// The role that the service connects as, when it is not the owner.
    pub fn service_role(&self) -> Option<String> {
        self.migrate_database_url.as_ref()?;
        let url = self.database_url.as_ref()?;
        let user = url.split_once("://")?.1.split_once('@')?.0;
        user.split(':').next().map(str::to_owned)
    }

    /// The file with the root of all keys.
    pub fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("jinqiu.key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an operator is told of a file that says this.
    fn told(text: &str) -> String {
        let path = std::env::temp_dir().join(format!("jinqiu-{}-{:x}.toml", std::process::id(), text.len()));
        std::fs::write(&path, text).unwrap();
        // Under an environment that says nothing, whatever that of the tests says.
        let read = Config::under(Some(&path), Env::prefixed("JINQIU_").only(&[]));
        std::fs::remove_file(&path).unwrap();
        read.unwrap_err().to_string()
    }

    #[test]
    fn a_setting_that_is_unknown_or_wrong_is_told_by_name_with_what_is_allowed() {
        for (text, words) in [
            ("colour = 1", ["JINQIU_COLOUR (colour in the file)", "there are: listen, data_dir"]),
            ("listen = \"here\"", ["JINQIU_LISTEN (listen in the file)", "127.0.0.1:8080"]),
            ("workers = -1", ["JINQIU_WORKERS (workers in the file)", "from 1 to 1024"]),
            ("workers = \"many\" ", ["JINQIU_WORKERS (workers in the file)", "from 1 to 1024"]),
            ("database_connections = 0", ["JINQIU_DATABASE_CONNECTIONS", "from 1 to 1000"]),
            ("disclosures_a_day = 0", ["JINQIU_DISCLOSURES_A_DAY", "from 1 to 100000"]),
            ("account_writes_a_second = -1", ["JINQIU_ACCOUNT_WRITES_A_SECOND", "0 for no limit"]),
            ("connections = 1000001", ["JINQIU_CONNECTIONS", "0 for no limit"]),
            ("log = \"loud\"", ["JINQIU_LOG (log in the file)", "json or text"]),
            ("origins = \"desk.example/path\"", ["JINQIU_ORIGINS", "https://desk.example"]),
            ("second_factor_roles = \"head,boss\"", ["JINQIU_SECOND_FACTOR_ROLES", "security_admin"]),
            ("second_factor_roles = [\"service\"]", ["JINQIU_SECOND_FACTOR_ROLES", "security_admin"]),
            ("trusted_proxies = \"10.0.0.0/33\"", ["JINQIU_TRUSTED_PROXIES", "10.0.0.0/24"]),
            ("database_url = \"mysql://a:secret@b/c\"", ["JINQIU_DATABASE_URL", "postgres://"]),
            (
                "key = \"secret\"",
                ["does not belong in the file of settings", "JINQIU_KEY in the environment"],
            ),
            ("database_url = postgres://a:secret@b/c", ["is not TOML", "line 1"]),
        ] {
            let told = told(text);
            for word in words {
                assert!(told.contains(word), "{text}: {told}");
            }
            for word in ["secret", "usize", "u32", "enum", "figment", "invalid type"] {
                assert!(!told.contains(word), "{text}: {told}");
            }
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let config = Config { key: Some(Secret("secret".to_owned())), ..Config::default() };
        assert!(!format!("{config:?} {config:#?}").contains("secret"));
        assert!(!serde_json::to_string(&config).unwrap().contains("secret"));
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let told = Config::read(Some(Path::new("/nowhere/jinqiu.toml"))).unwrap_err().to_string();
        assert!(told.contains("/nowhere/jinqiu.toml") && told.contains("JINQIU_CONFIG"), "{told}");
    }
}

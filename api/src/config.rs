//! Which settings are there? Where it listens, where its data is, and how much is taken; and what each is unless it is set.

mod bank;
mod read;
mod wrong;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use domain::access::Role;
use serde::{Deserialize, Serialize};

use crate::address::Proxy;
use crate::bank::{DirectBank, NoBank};
use crate::connections::Most;
use crate::origin::Origin;
use crate::rates::Allowed;

pub use wrong::Wrong;

/// The settings. Each is `JINQIU_` and its name in capitals in the environment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address to listen at.
    #[serde(deserialize_with = "read::address")]
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
    #[serde(deserialize_with = "read::roles")]
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
    /// For how many seconds requests are still taken when the process is asked to stop, while it says that it is not ready.
    pub answers_on_seconds: u32,
    /// The bank that is told of payments directly: `https://…`, or `http://…` in the office's own network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_url: Option<String>,
    /// What the bank knows the service by, from `JINQIU_BANK_TOKEN` alone.
    #[serde(skip)]
    pub bank_token: Option<Secret>,
    /// The font that papers are printed in, a TrueType or OpenType file with Chinese characters; what Debian's packages bring unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<PathBuf>,
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
            // A proxy looks every second, twice; and whatever the database was asked before is over.
            answers_on_seconds: 2,
            bank_url: None,
            bank_token: None,
            font: None,
            log: LogForm::Json,
        }
    }
}

impl Config {
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

    /// For how long requests are still taken when the process is asked to stop.
    pub fn answers_on(&self) -> Duration {
        Duration::from_secs(self.answers_on_seconds.into())
    }

    /// The bank that is told of payments directly, where there is one.
    ///
    /// # Errors
    /// [`NoBank`].
    pub fn bank(&self) -> Result<Option<DirectBank>, NoBank> {
        let url = self.bank_url.as_deref().and_then(bank::address);
        url.map(|url| DirectBank::at(&url, self.bank_token.as_ref())).transpose()
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

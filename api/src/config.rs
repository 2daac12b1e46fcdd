//! Where does it listen, and where is its data? One TOML file, and the environment over it.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Deserializer, Serialize};

use crate::origin::Origin;

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
    /// The file with the root of all keys, 64 hexadecimal digits; `jinqiu.key` in the data folder unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Threads that answer requests; as many as there are cores unless set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workers: Option<NonZeroUsize>,
    /// Origins whose pages may call from a browser, as `https://desk.example`; with commas in the environment.
    #[serde(deserialize_with = "crate::origin::read")]
    pub origins: Vec<Origin>,
    /// How log lines are written: `json` or `text`.
    pub log: LogForm,
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
            workers: None,
            origins: Vec::new(),
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

impl Config {
    /// Reads the file, if one is named, and the environment over it. A setting that is unknown or wrong is
    /// an error that names it.
    pub fn read(file: Option<&Path>) -> Result<Self, Box<figment::Error>> {
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            settings = settings.merge(Toml::file_exact(file));
        }
        settings.merge(Env::prefixed("JINQIU_").ignore(&["config"])).extract().map_err(Box::new)
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

//! How are the settings read? From one TOML file, and the environment over it; a wrong one is named.

use std::net::SocketAddr;
use std::path::Path;

use domain::access::Role;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Value};
use serde::{Deserialize, Deserializer};

use super::{Config, Secret, Wrong, bank};

/// The most connections to PostgreSQL that make sense.
const MOST_CONNECTIONS: u32 = 1000;
/// The most whole values on a day that make sense.
const MOST_DISCLOSURES: u32 = 100_000;
/// The most requests a second, and the most connections, that make sense.
const MOST_A_SECOND: u32 = 1_000_000;
const MOST_TAKEN: u32 = 1_000_000;
/// The most seconds to answer on that make sense.
const MOST_SECONDS: u32 = 300;
/// The most threads that make sense.
const MOST_WORKERS: usize = 1024;
/// The most brackets in a text of the environment: its reader goes down a step with each, and a list has one.
const MOST_BRACKETS: usize = 16;

pub(super) fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let wrong =
        |_| serde::de::Error::custom(format!("`{text}` is not an address and a port, as 127.0.0.1:8080 is,"));
    text.parse().map_err(wrong)
}

pub(super) fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Role>, D::Error> {
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
        let config = Self::under(file, &Env::prefixed("JINQIU_").ignore(&["config", "key", "bank_token"]))?;
        let secret = |name: &str| Some(Secret(std::env::var_os(name)?.to_string_lossy().into_owned()));
        Ok(Self { key: secret("JINQIU_KEY"), bank_token: secret("JINQIU_BANK_TOKEN"), ..config })
    }

    /// Reads the file under that environment.
    fn under(file: Option<&Path>, environment: &Env) -> Result<Self, Wrong> {
        let read = |file: &Path| {
            std::fs::read_to_string(file).map_err(|cause| Wrong::File(file.to_owned(), cause.to_string()))
        };
        let said = environment.iter().map(|(name, text)| (name.as_str().to_owned(), text));
        Self::of(file.map(read).transpose()?.as_deref(), said.collect())
    }

    /// The settings of a text under an environment that says so much.
    fn of(text: Option<&str>, environment: Vec<(String, String)>) -> Result<Self, Wrong> {
        let deep = |text: &str| text.matches(['[', '{']).count() > MOST_BRACKETS;
        let wrong = environment.iter().filter(|(_, text)| deep(text)).map(|(name, _)| name.clone());
        let wrong: Vec<String> = wrong.collect();
        if !wrong.is_empty() {
            return Err(Wrong::Values(wrong));
        }
        let read = |text: String| text.parse::<Value>().unwrap_or_else(|never| match never {});
        let environment: Dict = environment.into_iter().map(|(name, text)| (name, read(text))).collect();
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if let Some(text) = text {
            settings = settings.merge(Toml::string(text));
        }
        let config: Self = settings.merge(Serialized::defaults(environment)).extract()?;
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
            ("answers_on_seconds", self.answers_on_seconds <= MOST_SECONDS),
            ("bank_url", self.bank_url.as_deref().is_none_or(|url| bank::address(url).is_some())),
            ("workers", self.workers.is_none_or(|threads| threads.get() <= MOST_WORKERS)),
        ];
        all.into_iter().filter(|(_, fits)| !fits).map(|(name, _)| name.to_owned()).collect()
    }
}

#[cfg(test)]
impl Config {
    /// The settings of a text under an environment that says so much.
    pub(crate) fn told(text: Option<&str>, environment: &[(&str, &str)]) -> Result<Self, Wrong> {
        let said = environment.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        Self::of(text, said.collect())
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
        let read = Config::under(Some(&path), &Env::prefixed("JINQIU_").only(&[]));
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
            ("answers_on_seconds = 301", ["JINQIU_ANSWERS_ON_SECONDS", "from 0 to 300"]),
            ("bank_url = \"http://bank.example\"", ["JINQIU_BANK_URL", "https://"]),
            ("bank_token = \"secret\"", ["does not belong in the file of settings", "JINQIU_BANK_TOKEN"]),
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
    fn a_text_of_the_environment_that_nests_without_end_is_told_by_name() {
        for text in ["[".repeat(10_000), "{a=".repeat(10_000)] {
            let told = Config::told(None, &[("origins", &text)]).unwrap_err().to_string();
            assert!(told.contains("JINQIU_ORIGINS") && told.contains("commas between"), "{told}");
        }
        let listed = Config::told(None, &[("trusted_proxies", r#"["10.0.0.7", "10.0.1.0/24"]"#)]).unwrap();
        assert_eq!(listed.trusted_proxies.len(), 2);
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

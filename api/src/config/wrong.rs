//! What is an operator told of settings that are unknown or wrong? Their names and what is allowed, and nothing of what
//! was given: it may be a password.

use std::fmt;
use std::path::PathBuf;

use figment::error::Kind;

/// What may be given for each setting.
#[rustfmt::skip]
const ALLOWED: &[(&str, &str)] = &[
    ("listen",               "an address and a port, as 127.0.0.1:8080"),
    ("data_dir",             "the path of a folder"),
    ("database_url",         "postgres://…, or sqlite:// and the path of a file"),
    ("migrate_database_url", "postgres://… of the owner of the tables, or sqlite:// and the path of a file"),
    ("database_connections", "a whole number from 1 to 1000"),
    ("key_file",             "the path of a file"),
    ("workers",              "a whole number from 1 to 1024"),
    ("origins",              "scheme and host without a path, as https://desk.example; in the file a list, in the environment with commas between"),
    ("disclosures_a_day",    "a whole number from 1 to 100000"),
    ("trusted_proxies",      "addresses or networks, as 10.0.0.7 or 10.0.0.0/24; in the file a list, in the environment with commas between"),
    ("second_factor_roles",  "roles of officers: caseworker, head, finance, account_admin, security_admin, auditor; in the file a list, in the environment with commas between"),
    ("account_reads_a_second",    "a whole number to 1000000; 0 for no limit"),
    ("account_writes_a_second",   "a whole number to 1000000; 0 for no limit"),
    ("address_requests_a_second", "a whole number to 1000000; 0 for no limit"),
    ("connections",               "a whole number to 1000000; 0 for no limit"),
    ("connections_of_an_address", "a whole number to 1000000; 0 for no limit"),
    ("answers_on_seconds", "a whole number from 0 to 300"),
    ("bank_url", "https://…, or http://… of an address in the own network; neither name nor password in it"),
    ("log",                  "json or text"),
];

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file is not there, or cannot be read.
    File(PathBuf, String),
    /// The file is not TOML.
    NotToml(String),
    /// Settings that are wrong, by their names in the file.
    Values(Vec<String>),
}

impl std::error::Error for Wrong {}

impl From<figment::Error> for Wrong {
    fn from(error: figment::Error) -> Self {
        let names = error.clone().into_iter().map(|error| match (&error.kind, error.path.first()) {
            (Kind::UnknownField(name, _), None) => name.clone(),
            (_, name) => name.cloned().unwrap_or_default(),
        });
        let mut names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        if names.is_empty() {
            // The line itself, which follows, may hold a password.
            let where_ = error.to_string().lines().next().unwrap_or_default().to_owned();
            return Self::NotToml(where_);
        }
        Self::Values(names)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, cause) => {
                write!(
                    f,
                    "the file {} cannot be read ({cause}): correct --config, or JINQIU_CONFIG",
                    path.display()
                )
            }
            Self::NotToml(place) => write!(f, "the file of settings is not TOML ({place}): correct it there"),
            Self::Values(names) => {
                let each = names.iter().map(|name| one(name)).collect::<Vec<_>>();
                f.write_str(&each.join("; "))
            }
        }
    }
}

fn one(name: &str) -> String {
    if name == "key" {
        let where_ = "its own file is named by key_file, or it is given by JINQIU_KEY in the environment";
        return format!("the key does not belong in the file of settings: {where_}");
    }
    if name == "bank_token" {
        return "the bank's token does not belong in the file of settings: it is given by JINQIU_BANK_TOKEN in the environment".to_owned();
    }
    let variable = format!("JINQIU_{}", name.to_uppercase());
    if let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) {
        format!("{variable} ({name} in the file) is wrong; allowed: {allowed}")
    } else {
        let known: Vec<&str> = ALLOWED.iter().map(|(known, _)| *known).collect();
        format!("there is no setting {variable} ({name} in the file); there are: {}", known.join(", "))
    }
}

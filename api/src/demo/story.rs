//! Who can sign in to the demonstration? Its accounts, as a table for a person and as JSON for a program.

use domain::access::Role;
use domain::union::Level;
use serde::Serialize;

use super::load::PASSWORD;
use super::town::AccountRow;
use super::{families, town};
use crate::command::say;

/// An account of the demonstration.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DemoAccount {
    /// The user name.
    pub(crate) username: String,
    /// The password.
    pub(crate) password: String,
    /// The role.
    pub(crate) role: Role,
    /// The level.
    pub(crate) level: Level,
    /// The union's name.
    pub(crate) union: String,
}

/// What the demonstration offers.
#[derive(Clone, Debug)]
pub struct Story {
    /// The accounts of the town, one for each role.
    accounts: Vec<DemoAccount>,
    /// Those of the other unions whose families are met.
    others: Vec<DemoAccount>,
}

/// Who can sign in.
pub fn story() -> Story {
    let unions = || town::UNIONS.iter().chain(families::UNIONS);
    let account = |(username, _, role, code): &AccountRow| {
        let union = unions().find(|union| union.0 == *code);
        DemoAccount {
            username: (*username).to_owned(),
            password: PASSWORD.to_owned(),
            role: *role,
            level: union.map_or(Level::Grassroots, |union| union.2.level()),
            union: union.map_or("", |union| union.1).to_owned(),
        }
    };
    let [accounts, others] =
        [town::ACCOUNTS, families::ACCOUNTS].map(|rows| rows.iter().map(account).collect());
    Story { accounts, others }
}

impl Story {
    /// The user names of the town's accounts.
    pub fn usernames(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|account| account.username.as_str())
    }

    /// Where it is, and everybody who can sign in.
    pub fn to_json(&self, url: &str) -> serde_json::Value {
        let accounts: Vec<&DemoAccount> = self.accounts.iter().chain(&self.others).collect();
        serde_json::json!({ "url": url, "accounts": accounts })
    }

    /// One line of JSON: the demonstration is ready.
    pub fn print_json(&self, url: &str) {
        say!("{}", self.to_json(url));
    }

    /// A table, and the next command to try.
    pub fn print_table(&self, url: &str) {
        say!("jinqiu serves the demonstration at {url}");
        say!("readable document                 {url}/docs/");
        say!();
        say!("{:<26} {:<26} {:<14} {:<11} union", "username", "password", "role", "level");
        for account in &self.accounts {
            let role: &str = account.role.into();
            let level: &str = account.level.into();
            say!(
                "{:<26} {:<26} {role:<14} {level:<11} {}",
                account.username,
                account.password,
                account.union
            );
        }
        say!();
        say!(
            "{} more, of the other unions with families, are named alike: role.code of the union, as in",
            self.others.len()
        );
        say!("head.640105 or caseworker.6401gj, with the same password. GET /api/v1/unions tells the codes,");
        say!("jinqiu demo --json prints them all.");
        say!();
        if let Some(first) = self.accounts.first() {
            say!("next: curl -s {url}/api/v1/sessions -H 'Content-Type: application/json' \\");
            say!("        -d '{{\"username\":\"{}\",\"password\":\"{}\"}}'", first.username, first.password);
        }
    }
}

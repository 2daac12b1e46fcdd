//! Who can sign in to the demonstration? Its accounts, as a table for a person and as JSON for a program.

use domain::access::Role;
use domain::union::Level;
use serde::Serialize;

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
    pub(super) accounts: Vec<DemoAccount>,
}

impl Story {
    /// The user names of its accounts.
    pub fn usernames(&self) -> impl Iterator<Item = &str> {
        self.accounts.iter().map(|account| account.username.as_str())
    }

    /// One line of JSON: the demonstration is ready.
    pub fn print_json(&self, url: &str) {
        println!("{}", serde_json::json!({ "url": url, "accounts": self.accounts }));
    }

    /// A table, and the next command to try.
    pub fn print_table(&self, url: &str) {
        println!("jinqiu serves the demonstration at {url}");
        println!("readable document                 {url}/docs/");
        println!();
        println!("{:<26} {:<26} {:<14} {:<11} union", "username", "password", "role", "level");
        for account in &self.accounts {
            let role: &str = account.role.into();
            let level: &str = account.level.into();
            println!(
                "{:<26} {:<26} {role:<14} {level:<11} {}",
                account.username, account.password, account.union
            );
        }
        println!();
        if let Some(first) = self.accounts.first() {
            println!("next: curl -s {url}/api/v1/sessions -H 'Content-Type: application/json' \\");
            println!(
                "        -d '{{\"username\":\"{}\",\"password\":\"{}\"}}'",
                first.username, first.password
            );
        }
    }
}

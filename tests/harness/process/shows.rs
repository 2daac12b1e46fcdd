//! What does a program that serves show of itself, and who calls at it?

use std::net::SocketAddr;

use super::Process;
use crate::client::Client;
use crate::service::PASSWORD;

impl Process {
    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.running.as_ref().expect("it runs").1
    }

    /// What it wrote into its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// How much memory of the machine it holds, in KiB, the pages of the program that are read in among it.
    pub fn resident_kib(&self) -> u64 {
        self.holds_kib("VmRSS:")
    }

    /// How much of that is its own, and not read from a file, in KiB.
    pub fn own_kib(&self) -> u64 {
        self.holds_kib("RssAnon:")
    }

    fn holds_kib(&self, name: &str) -> u64 {
        let (child, _) = self.running.as_ref().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect(name);
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

    /// Somebody who is not signed in, and reaches it by another port.
    pub fn anyone_by(&self, port: u16) -> Client {
        Client::new(self.http.clone(), format!("http://127.0.0.1:{port}"), None)
    }

    /// An account of the demonstration, signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        self.anyone().sign_in(username, PASSWORD).await
    }
}

//! How are PostgreSQL's own tools told what to do? By their environment, so that no password stands in the list of processes.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use url::Url;

use super::BackupError;

/// Between two looks at whether a tool has ended.
const LOOK: Duration = Duration::from_millis(50);
/// Of what a tool says so many octets are told, from the end.
const SAID: usize = 600;

/// Writes the state of that name into a file.
pub(super) async fn dump(
    url: &str,
    to: &Path,
    snapshot: &str,
    mut tell: impl FnMut(u64),
) -> Result<(), BackupError> {
    let mut tool = tool("pg_dump", url)?;
    tool.args(["--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--schema=public"]);
    tool.arg(format!("--snapshot={snapshot}")).stdout(File::options().write(true).open(to)?);
    ended("pg_dump", tool, || tell(to.metadata().map_or(0, |file| file.len()))).await
}

/// Reads an archive into an empty database, in one transaction.
pub(super) async fn load(url: &str, from: &Path) -> Result<(), BackupError> {
    let mut tool = tool("pg_restore", url)?;
    let name = percent_decoded(address(url)?.path().trim_start_matches('/')).ok_or(BackupError::Address)?;
    tool.args([
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--schema=public",
    ]);
    tool.arg(format!("--dbname={name}")).arg(from).stdout(Stdio::null());
    ended("pg_restore", tool, || ()).await
}

/// Waits for a tool, and tells why it failed.
async fn ended(name: &'static str, mut tool: Command, mut look: impl FnMut()) -> Result<(), BackupError> {
    let spawned = tool.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => BackupError::NoTool(name),
        _ => cause.into(),
    })?;
    // What it says is read beside, lest it wait for a reader.
    let mouth = child.stderr.take();
    let said = std::thread::spawn(move || mouth.and_then(|mouth| std::io::read_to_string(mouth).ok()));
    let status: ExitStatus = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        look();
        tokio::time::sleep(LOOK).await;
    };
    if status.success() {
        return Ok(());
    }
    let said = said.join().ok().flatten().unwrap_or_default();
    let from = said.floor_char_boundary(said.len().saturating_sub(SAID));
    let said = said.get(from..).unwrap_or_default().trim().replace('\n', " ");
    Err(BackupError::Tool { tool: name, said })
}

fn address(url: &str) -> Result<Url, BackupError> {
    Url::parse(url).map_err(|_| BackupError::Address)
}

/// A tool that will connect to that database.
fn tool(name: &str, url: &str) -> Result<Command, BackupError> {
    let url = address(url)?;
    let mut tool = Command::new(name);
    let decoded = |text: &str| percent_decoded(text).ok_or(BackupError::Address);
    if let Some(host) = url.host_str() {
        let _ = tool.env("PGHOST", decoded(host)?.trim_matches(['[', ']']));
    }
    let _ = tool.env("PGPORT", url.port().unwrap_or(5432).to_string());
    let _ = tool.env("PGDATABASE", decoded(url.path().trim_start_matches('/'))?);
    if !url.username().is_empty() {
        let _ = tool.env("PGUSER", decoded(url.username())?);
    }
    if let Some(password) = url.password() {
        let _ = tool.env("PGPASSWORD", decoded(password)?);
    }
    for (key, value) in url.query_pairs() {
        let variable = match key.as_ref() {
            "host" => "PGHOST",
            "port" => "PGPORT",
            "user" => "PGUSER",
            "password" => "PGPASSWORD",
            "dbname" => "PGDATABASE",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" | "ssl-ca" => "PGSSLROOTCERT",
            "sslcert" | "ssl-cert" => "PGSSLCERT",
            "sslkey" | "ssl-key" => "PGSSLKEY",
            _ => continue,
        };
        let _ = tool.env(variable, value.as_ref());
    }
    let _ =
        tool.env("PGAPPNAME", "jinqiu").env("PGTZ", "UTC").env("PGCONNECT_TIMEOUT", "5").env("LC_ALL", "C");
    Ok(tool)
}

/// A part of an address as it is meant; none where it is no text.
fn percent_decoded(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet == b'%' {
            let digit = |octet: u8| char::from(octet).to_digit(16);
            let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
            octets.push(u8::try_from(value).ok()?);
        } else {
            octets.push(octet);
        }
    }
    String::from_utf8(octets).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_by_the_environment_as_it_is_meant() {
        let url =
            "postgres://owner:a%40b%2Fc@[::1]:5433/jinqiu?sslmode=verify-full&statement-cache-capacity=1";
        let tool = tool("pg_dump", url).unwrap();
        let told = |name: &str| {
            let found = tool.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value);
            found.map(|value| value.to_string_lossy().into_owned()).unwrap_or_default()
        };
        let names = ["PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE"];
        assert_eq!(names.map(told), ["::1", "5433", "owner", "a@b/c", "jinqiu", "verify-full"]);
        assert_eq!(tool.get_args().count(), 0);
    }
}

//! The operator's handles: what `jinqiu` can be told to do.

/// Says a line on standard output. Whoever reads there may have enough before the end: what is done goes on, and the exit status
/// says how it went.
macro_rules! say {
    () => { $crate::command::line_to(&mut std::io::stdout(), format_args!("")) };
    ($($line:tt)*) => { $crate::command::line_to(&mut std::io::stdout(), format_args!($($line)*)) };
}

/// Says a line on standard error, beside what was asked for.
macro_rules! aside {
    ($($line:tt)*) => { $crate::command::line_to(&mut std::io::stderr(), format_args!($($line)*)) };
}

mod account;
mod backup;
mod check;
mod decisions;
mod error;
mod keys;
mod log;
#[cfg(feature = "mocks")]
mod mock;
mod run;
#[cfg(test)]
pub(crate) mod samples;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::config::Config;

pub use error::CommandError;
pub(crate) use say;

/// Writes a line where perhaps nobody reads.
pub(crate) fn line_to(to: &mut impl Write, line: std::fmt::Arguments<'_>) {
    drop(writeln!(to, "{line}"));
}

/// 金秋: the back end of a city federation's yearly aid campaign.
#[derive(Debug, Parser)]
#[command(name = "jinqiu", version)]
pub struct Arguments {
    /// The file of settings (TOML); `JINQIU_…` in the environment stands over it.
    #[arg(long, global = true, env = "JINQIU_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    handle: Handle,
}

#[derive(Debug, Subcommand)]
enum Handle {
    /// Answer requests until asked to stop.
    Serve,
    /// Make a demonstration, serve it, and print its accounts.
    Demo {
        /// Print one line of JSON instead of the table, when it is ready.
        #[arg(long)]
        json: bool,
    },
    /// Bring the database to the newest tables; make the key file where there is none.
    Migrate,
    /// Accounts from the command line.
    Admin {
        #[command(subcommand)]
        what: Admin,
    },
    /// The keys under which people's data is sealed and found, and tokens are signed.
    Keys {
        #[command(subcommand)]
        what: Keys,
    },
    /// The log: tell it, check it, say which keys sign it.
    Log {
        #[command(subcommand)]
        what: log::Log,
    },
    /// The decisions: make all of them again from what they were made on.
    Decisions {
        #[command(subcommand)]
        what: Decisions,
    },
    /// Write all data into one sealed file, while the service runs: the database as it stands at one moment, and its papers.
    ///
    /// The key is not in it: keep the key file as it is on that day elsewhere, and not beside the backup. PostgreSQL's own
    /// `pg_dump` must be there. The data folder needs as much room again as the database for as long as it takes.
    Backup(backup::Backup),
    /// Put a backup into an empty database and an empty data folder, and end all sessions.
    ///
    /// First stop the service, put the key file of that day in its place, and name an empty database: no `jinqiu migrate` before.
    /// A backup of SQLite goes into SQLite, one of PostgreSQL into PostgreSQL, whose own `pg_restore` must be there. An older
    /// backup is brought to the newest tables. Nothing is seen of it before all of it is proved.
    Restore(backup::Restore),
    /// Examine settings, keys, clock, database, log, papers and disk; exit with 1 where anything is wrong, with 0 otherwise.
    ///
    /// It reads and changes nothing, and may run while the service runs.
    Check(check::Check),
    /// Print the document.
    Openapi,
    /// Be a bank that is told over HTTP, as well or as badly as it is set to: for development and tests.
    ///
    /// `PUT /manners` with a list of `pays`, `waits`, `refuses`, `swallows`, `hides`, `loses`, `busy`, `miscounts` sets how it behaves to
    /// the orders that come next; `GET /orders` shows its books.
    #[cfg(feature = "mocks")]
    MockBank {
        /// The address to listen at.
        #[arg(long, default_value = "127.0.0.1:9090")]
        listen: std::net::SocketAddr,
    },
}

#[derive(Debug, Subcommand)]
enum Decisions {
    /// Make every stored decision again from its facts, policy and rulings, and name those that do not come to the same.
    Verify,
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Make the city and its first administrator of accounts; their password and citizen id are read from standard input.
    Create {
        /// The name of the city federation.
        #[arg(long)]
        city: String,
        /// The code of the city federation, six characters.
        #[arg(long)]
        code: String,
        /// The administrator's name.
        #[arg(long)]
        name: String,
        /// The name to sign in with.
        #[arg(long)]
        username: String,
    },
    /// Confirm an account that was proposed at POST /api/v1/accounts, where nobody is there yet who could: the first
    /// administrator of security. Make sure first whose it is.
    Confirm {
        /// The name of the account.
        #[arg(long)]
        username: String,
    },
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Make another version of the root, and put everything under it while the service runs.
    ///
    /// May be stopped at any point: run again, it goes on. Every process must hold the new version before it seals: where
    /// the key file is shared, they do so by themselves; elsewhere bring each of them the new file when this asks for it.
    Rotate {
        /// Follow the key that signs access tokens by another, instead.
        #[arg(long)]
        signing: bool,
    },
    /// Take a version that nothing is under any more out of the key file, after looking again.
    Retire {
        /// The version.
        version: u16,
    },
}

impl Arguments {
    /// Does what was asked.
    pub async fn run(self) -> Result<(), CommandError> {
        if let Handle::Log { what: log::Log::Verify(of) } = &self.handle {
            // Away from the service there are no settings.
            return log::verify(of);
        }
        #[cfg(feature = "mocks")]
        if let Handle::MockBank { listen } = self.handle {
            return mock::bank(listen).await;
        }
        let config = Config::read(self.config.as_deref())?;
        match self.handle {
            Handle::Serve => run::serve(&config).await,
            Handle::Demo { json } => Box::pin(run::demo(&config, json)).await,
            Handle::Migrate => run::migrate(&config).await,
            Handle::Admin { what: Admin::Create { city, code, name, username } } => {
                account::create_first(&config, &city, &code, &name, &username).await
            }
            Handle::Admin { what: Admin::Confirm { username } } => account::confirm(&config, &username).await,
            Handle::Keys { what: Keys::Rotate { signing: true } } => keys::rotate_signing(&config).await,
            Handle::Keys { what: Keys::Rotate { signing: false } } => keys::rotate(&config).await,
            Handle::Keys { what: Keys::Retire { version } } => keys::retire(&config, version).await,
            Handle::Log { what } => log::run(&config, what).await,
            Handle::Decisions { what: Decisions::Verify } => decisions::verify(&config).await,
            Handle::Backup(what) => backup::run(&config, &what).await,
            Handle::Restore(what) => Box::pin(backup::restore(&config, &what)).await,
            Handle::Check(how) => check::run(&config, &how).await,
            #[cfg(feature = "mocks")]
            Handle::MockBank { listen } => mock::bank(listen).await,
            Handle::Openapi => match std::io::stdout().write_all(crate::DOCUMENT.as_bytes()) {
                // Whoever reads may have enough before the end.
                Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
                printed => printed.map_err(|cause| CommandError::io("print the document", cause)),
            },
        }
    }
}

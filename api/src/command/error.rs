//! Why did a handle not do its work, and what is the operator told to do?

use domain::text::Language;

/// Why a handle did not do its work, for the operator.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A setting is unknown or wrong.
    #[error("settings: {0}")]
    Settings(#[from] crate::config::Wrong),
    /// A file or a socket.
    #[error("could not {what} ({cause})")]
    Io {
        /// What was to be done.
        what: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The store.
    #[error("database: {said}{}", advice(.0), said = .0)]
    Store(#[from] persistence::StoreError),
    /// A key.
    #[error("key: {0}")]
    Key(String),
    /// The bank that is told directly.
    #[error("bank: {0}; see JINQIU_BANK_URL and JINQIU_BANK_TOKEN")]
    Bank(#[from] crate::bank::NoBank),
    /// Something that was typed.
    #[error("{0}")]
    Input(String),
    /// A refusal of the service itself.
    #[error("{}", told(.0))]
    Problem(#[from] crate::problem::Problem),
    /// A check that found something.
    #[error("{0} of the checks failed")]
    Checks(usize),
    /// A backup that was not made, read or restored.
    #[error("backup: {0}")]
    Backup(String),
    /// Decisions that do not come to the same.
    #[error("{0} decisions were altered")]
    Decisions(u64),
    /// A log that does not hold.
    #[error("the log does not hold: {0} found")]
    Altered(u64),
}

/// What to look at when the database is away.
const fn advice(error: &persistence::StoreError) -> &'static str {
    match error {
        persistence::StoreError::Unavailable(_) => {
            "; see that it runs, and that JINQIU_DATABASE_URL is its address"
        }
        _ => "",
    }
}

/// What a refusal says to do.
fn told(problem: &crate::problem::Problem) -> String {
    let view = problem.view(Language::English, "");
    view.detail.unwrap_or_else(|| view.title.to_owned())
}

impl persistence::Failure for CommandError {
    fn hindrance(&self) -> Option<persistence::Hindrance> {
        if let Self::Store(error) = self { error.hindrance() } else { None }
    }
}

impl CommandError {
    #[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have: a text or an error")]
    pub(super) fn io(what: impl ToString, cause: std::io::Error) -> Self {
        Self::Io { what: what.to_string(), cause }
    }
}

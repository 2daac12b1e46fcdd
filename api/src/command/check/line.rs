//! How is it told what was found? A line for each thing: what it is, how it stands, and what to do.

use std::fmt;

use serde::Serialize;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    /// As it must be.
    Ok,
    /// The service works, and somebody should look.
    Warning,
    /// It does not work, or not for long, or something is damaged.
    Wrong,
}

/// One thing that was examined.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Line {
    what: &'static str,
    pub(super) verdict: Verdict,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they have: a text or an error")]
impl Line {
    /// It is as it must be.
    pub(super) fn ok(what: &'static str, found: impl ToString) -> Self {
        Self { what, verdict: Verdict::Ok, found: found.to_string(), next: None }
    }

    /// Somebody should look.
    pub(super) fn warning(what: &'static str, found: impl ToString, next: impl ToString) -> Self {
        Self { what, verdict: Verdict::Warning, found: found.to_string(), next: Some(next.to_string()) }
    }

    /// Something must be done.
    pub(super) fn wrong(what: &'static str, found: impl ToString, next: impl ToString) -> Self {
        Self { what, verdict: Verdict::Wrong, found: found.to_string(), next: Some(next.to_string()) }
    }

    /// A failure that says itself what to do.
    pub(super) fn failed(what: &'static str, failure: impl ToString) -> Self {
        Self { what, verdict: Verdict::Wrong, found: failure.to_string(), next: None }
    }

    /// As it must be where nothing was found; otherwise the first findings.
    pub(super) fn none_of(what: &'static str, findings: &[String], next: &str) -> Self {
        const TOLD: usize = 5;
        if findings.is_empty() {
            return Self::ok(what, "as it must be");
        }
        let mut told: Vec<String> = findings.iter().take(TOLD).cloned().collect();
        if findings.len() > TOLD {
            told.push(format!("and {} more", findings.len() - TOLD));
        }
        Self::wrong(what, told.join(", "), next)
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Ok => "ok     ",
            Verdict::Warning => "WARNING",
            Verdict::Wrong => "WRONG  ",
        };
        write!(f, "{verdict}  {}: {}", self.what, self.found)?;
        self.next.iter().try_for_each(|next| write!(f, "; {next}"))
    }
}

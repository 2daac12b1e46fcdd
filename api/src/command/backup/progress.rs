//! How far is it? A line each five seconds, on standard error.

use std::time::{Duration, Instant};

/// Between two lines.
const EVERY: Duration = Duration::from_secs(5);

/// When the last line was said.
pub(super) struct Progress(Instant);

impl Progress {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }

    /// Of a part so many octets are done.
    pub(super) fn octets(&mut self, what: &str, octets: u64) {
        self.say(|| format!("{what}: {} MiB", octets >> 20));
    }

    /// So many papers are done.
    pub(super) fn papers(&mut self, done: usize, of: usize) {
        self.say(|| format!("papers: {done} of {of}"));
    }

    fn say(&mut self, line: impl FnOnce() -> String) {
        if self.0.elapsed() >= EVERY {
            self.0 = Instant::now();
            aside!("{}", line());
        }
    }
}

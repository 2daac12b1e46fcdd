//! What does the service promise to those who call it? Each file asks one question, on each database.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod sessions;

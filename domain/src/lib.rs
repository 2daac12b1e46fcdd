//! The vocabulary of 金秋助学, in reading order: one word, one meaning.
//!
//! Nothing here knows of I/O, async, clocks, HTTP or SQL. Time, ids and randomness are arguments,
//! so every decision can be made again from what it was made on.

mod words;

pub mod access;
pub mod clause;
pub mod edition;
pub mod eligibility;
pub mod id;
pub mod money;
pub mod month;
pub mod name;
pub mod text;
pub mod time;
pub mod union;

//! What does the service promise to those who call it? Each file asks one question, on each database.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

mod access;
mod accounts;
mod assessments;
mod attachments;
mod bad_input;
mod calendars;
mod campaigns;
mod cast;
mod counts;
mod crowd;
mod delegations;
mod detours;
mod dossiers;
mod drills;
mod edge;
mod editions;
mod example;
mod family;
mod findings;
mod gone;
mod idempotency;
mod jurisdiction;
mod lapse;
mod letters;
mod lists;
mod many;
mod objections;
mod officers;
mod openapi;
mod parts;
mod photographs;
mod recorded;
mod registers;
mod road;
mod roles;
mod schools;
mod search;
mod service_accounts;
mod sessions;
mod siblings;
mod stand_ins;
mod table;
mod unions;
mod visits;

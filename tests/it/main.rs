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
mod cities;
mod counts;
mod crowd;
mod delegations;
mod demonstration;
mod detours;
mod dossiers;
mod drills;
mod edge;
mod editions;
mod example;
mod family;
mod filters;
mod gone;
mod idempotency;
mod jurisdiction;
mod lapse;
mod lists;
mod many;
mod objections;
mod officers;
mod openapi;
mod photographs;
mod priority;
mod registers;
mod road;
mod roles;
mod schools;
mod service_accounts;
mod sessions;
mod siblings;
mod table;
mod unions;
mod visits;

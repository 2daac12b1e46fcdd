//! The vocabulary of 金秋助学, in reading order: one word, one meaning.
//!
//! Nothing here knows of I/O, async, clocks, HTTP or SQL. Time, ids and randomness are arguments,
//! so every decision can be made again from what it was made on.

mod glyph;
mod words;

pub mod access;
pub mod account;
pub mod address;
pub mod application;
pub mod area;
pub mod as_of;
pub mod award;
pub mod bank_account;
pub mod bank_card;
pub mod calendar;
pub mod campaign;
pub mod citizen_id;
pub mod clause;
pub mod client;
pub mod code_list;
pub mod confinement;
pub mod confirmation;
pub mod credit_code;
pub mod declaration;
pub mod delegation;
pub mod disclosure;
pub mod dossier;
pub mod duties;
pub mod edition;
pub mod eligibility;
pub mod filing;
pub mod fund;
pub mod id;
pub mod job;
pub mod ledger;
pub mod left_out;
pub mod log;
pub mod mandate;
pub mod money;
pub mod month;
pub mod name;
pub mod national_record;
pub mod officer;
pub mod pattern;
pub mod payment;
pub mod payment_batch;
pub mod person;
pub mod personal_copy;
pub mod phone;
pub mod posting;
pub mod receipt;
pub mod relation;
pub mod retention;
pub mod sample;
pub mod school;
mod sensitive;
pub mod sex;
pub mod sign_in;
pub mod standing_purpose;
pub mod table;
pub mod term;
pub mod text;
pub mod time;
pub mod union;
pub mod year;

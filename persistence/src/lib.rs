//! What may a caller rely on? Domain values in, domain values out, one transaction for each deed.
//!
//! `store.read` gives a consistent view; `store.write` is one transaction that is there whole or not at
//! all, with at least one log entry. SeaORM's types stay in here, and every row stays in its file.

mod codes;
mod decode;
mod error;
mod files;
mod group;
mod idempotency;
mod key_states;
mod keyring;
mod keys;
mod leases;
mod like;
mod locks;
mod page;
mod postgres;
mod roots;
mod sealed;
mod shipped;
mod sqlite;
mod staff;
mod statements;
mod store;
mod subject_keys;
mod tables;
mod work;

pub mod accounts;
pub mod applications;
pub mod attachments;
pub mod backup;
pub mod calendars;
pub mod campaigns;
pub mod clock_offset;
pub mod concerns;
pub mod delegations;
pub mod disclosures;
pub mod dossiers;
pub mod erasures;
pub mod log;
pub mod mandates;
pub mod officers;
pub mod persons;
pub mod postings;
pub mod readings;
pub mod registers;
pub mod rotation;
pub mod samples;
pub mod schools;
pub mod scope;
pub mod second_factors;
pub mod sessions;
pub mod sign_ins;
pub mod signing_keys;
pub mod standing_purposes;
pub mod survey;
pub mod unions;

pub use error::StoreError;
pub use files::Files;
pub use idempotency::{Kept, Replay};
pub use key_states::KeyFault;
pub use keyring::{Keys, RootKeys, Used};
pub use keys::{Place, SealError, SealingKey};
pub use locks::LockKind;
pub use log::{Entry, Logged, Subject};
pub use page::{Page, Paging};
pub use roots::{Root, Roots, Source};
pub use staff::HeldPost;
pub use store::{Failure, Store};
pub use work::{Stamp, Work};

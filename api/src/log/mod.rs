//! How is the log kept in order, and how does it leave the service?

mod export;
mod keys;
mod seal;

pub use export::export;
pub use keys::{LogKeys, NotLogKeys};
pub(crate) use seal::seal_on;

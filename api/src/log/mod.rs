//! How is the log kept in order, and how does it leave the service?

mod checkpoints;
mod examine;
mod export;
mod keys;
mod read;
mod seal;

pub use examine::examine;
pub use export::export;
pub use keys::{LogKeys, NotLogKeys};
pub(crate) use read::{LogView, paging, reach};
pub(crate) use seal::{name_of_this_process, seal_on};

use crate::route::Routes;

/// The routes of the log: its words come before its numbers.
pub(crate) fn routes() -> Routes {
    checkpoints::routes().and(read::routes())
}

//! By which rules? One edition of a campaign's policy: data, with the source of every parameter.

pub mod aid;
pub mod readings;
mod source;

pub use aid::Aid;
pub use source::{Practice, Source, Sourced};

//! By which rules? One edition of a campaign's policy: data, with the source of every parameter.

pub mod procedure;
mod source;

pub use procedure::Procedure;
pub use source::{Practice, Source, Sourced};

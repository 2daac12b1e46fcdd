//! By which rules? One edition of a campaign's policy: data, with the source of every parameter.

mod source;

pub use source::{Practice, Source, Sourced};

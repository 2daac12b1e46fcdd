//! Who stands on the other side while the service is built and tried? Real servers with bad manners, in builds with the feature `mocks`.

pub mod bank;
mod books;

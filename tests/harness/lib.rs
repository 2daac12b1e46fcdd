//! How is the whole service tested? The real server on a port of its own, the real database, real HTTP.
//!
//! ```text
//! on_both! {
//!     async fn a_union_is_found_by_its_code(service: Service) {
//!         let head = service.sign_in("head.640104").await;
//!         let found = head.get("/unions?code=640104").await.expect(200);
//!         assert_eq!(found.body["items"][0]["name"], "兴庆区总工会");
//!     }
//! }
//! ```
//!
//! The test exists twice, as `…::sqlite` and `…::postgres`, each on a database of its own that holds the town of the
//! demonstration, and its families where the test asks for them. Without a PostgreSQL the second fails and says what is missing; it is never passed over.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    reason = "a test fails by a panic, and so does what it stands on"
)]

mod answer;
mod bank;
pub mod canary;
mod client;
mod cluster;
mod database;
mod disk;
mod document;
mod jobs;
mod process;
mod rows;
mod service;

pub use answer::Answer;
pub use bank::MockBank;
pub use client::{Client, Request, connections};
pub use cluster::{Breakable, SCRIPT};
pub use database::{Engine, root};
pub use disk::Disk;
pub use document::operation;
pub use jobs::Worker;
pub use process::Process;
pub use reqwest::Method;
pub use serde_json::{Value, json};
pub use service::{Service, cast, everybody};

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

/// Every test once on each database.
#[macro_export]
macro_rules! on_both {
    ($($(#[$about:meta])* async fn $name:ident($service:ident: $kind:ty) $body:block)+) => {$(
        $(#[$about])*
        mod $name {
            use super::*;

            async fn claim($service: $kind) $body

            #[test]
            fn sqlite() {
                $crate::run($crate::Engine::Sqlite, claim);
            }

            #[test]
            fn postgres() {
                $crate::run($crate::Engine::Postgres, claim);
            }
        }
    )+};
}

/// Runs a test against a service with a fresh database that holds the demonstration's town, without its families.
pub fn run<F: Future<Output = ()>>(engine: Engine, claim: impl FnOnce(Service) -> F) {
    on_database(engine, async |database| claim(Service::over(database).await).await);
}

/// Runs a test against that program in a process of its own, with a fresh database that holds the demonstration's town.
pub fn run_apart<F: Future<Output = ()>>(engine: Engine, program: &Path, claim: impl FnOnce(Process) -> F) {
    on_database(engine, async |database| claim(Process::over(program, database)).await);
}

/// The same with a database that has no tables yet.
pub fn run_anew<F: Future<Output = ()>>(engine: Engine, program: &Path, claim: impl FnOnce(Process) -> F) {
    on(database::Database::bare(engine), async |database| claim(Process::anew(program, database)).await);
}

fn on_database(engine: Engine, claim: impl AsyncFnOnce(Arc<database::Database>)) {
    on(database::Database::fresh(engine), claim);
}

fn on(database: database::Database, claim: impl AsyncFnOnce(Arc<database::Database>)) {
    canary::watch_the_log();
    let database = Arc::new(database);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(claim(Arc::clone(&database)));
    database.hides_people();
    canary::not_logged();
}

/// The answers to that many requests that are under way at the same time.
pub async fn race<F: Future>(count: usize, request: impl FnMut(usize) -> F) -> Vec<F::Output> {
    futures_util::future::join_all((0..count).map(request)).await
}

//! What does the database of a service hold, and how is it made to hold something else? Beside the service, which need not know.

use api::State;
use api::clock::Clock;
use persistence::{Source, Store};

use super::{Service, open};
use crate::database::{Engine, roots};
use crate::rows::{numbers, rows, sql};

impl Service {
    /// Every row of every table but those, as text, in order: the same before and after means that nothing changed.
    pub async fn rows(&self, but: &[&str]) -> Vec<String> {
        rows(self.engine(), &self.database.url, but).await
    }

    /// The store, opened once more: for what HTTP does not show.
    pub async fn store(&self) -> Store {
        self.store_with(roots()).await
    }

    /// The same with other roots of the keys.
    pub async fn store_with(&self, roots: Source) -> Store {
        open(&self.database.url, 2, roots, &self.database.folder).await
    }

    /// Loads the families of the demonstration.
    pub async fn families(&self) {
        let state = State::new(self.store().await, Clock::settable()).expect("the state");
        api::demo::load_families(&state).await.expect("the families");
    }

    /// Runs a statement with the service's own rights: how many rows it changed, or what the database says.
    pub async fn sql(&self, statement: &str) -> Result<u64, String> {
        sql(self.engine(), &self.database.url, statement).await
    }

    /// Runs a statement as somebody who may do anything at the database, on a connection that keeps no rules.
    pub async fn master_sql(&self, statement: &str) -> Result<u64, String> {
        let unruled = match self.engine() {
            Engine::Sqlite => "PRAGMA foreign_keys = off",
            Engine::Postgres => "SET session_replication_role = replica",
        };
        sql(self.engine(), &self.database.master_url(), &format!("{unruled}; {statement}")).await
    }

    /// Asks the database itself: the first column of each row, a number.
    pub async fn numbers(&self, question: &str) -> Vec<i64> {
        numbers(self.engine(), &self.database.url, question).await
    }
}

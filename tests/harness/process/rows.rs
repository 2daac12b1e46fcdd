//! What lies in the database of a program, and how is it made to hold more? Beside the program, which need not know.

use persistence::{Files, Root, Roots, Store};

use super::Process;
use crate::database::Engine;
use crate::rows::{columns, numbers, rows, sql};

impl Process {
    /// The store, opened with its key file: for what HTTP does not show.
    pub async fn store(&self) -> Store {
        let file = self.key_file();
        let read = move || {
            let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
            let lines = text.lines().filter_map(|line| line.split_once(' '));
            let lines = lines.filter_map(|(version, digits)| Some((version.parse().ok()?, unhex(digits)?)));
            Ok(Roots { demonstration: false, versions: lines.collect() })
        };
        let files = Files::below(self.folder.join("attachments"));
        Store::open(&self.url, 4, Box::new(read), files).await.expect("the database")
    }

    /// Asks the database itself: the first column of each row, a number.
    pub async fn numbers(&self, question: &str) -> Vec<i64> {
        numbers(self.engine(), &self.url, question).await
    }

    /// Every row of every table but those, as text, in order: the same in two databases means that they hold the same.
    pub async fn rows(&self, but: &[&str]) -> Vec<String> {
        rows(self.engine(), &self.url, but).await
    }

    /// Runs a statement with every right.
    pub async fn sql(&self, statement: &str) {
        let url = self.database.as_ref().map_or_else(|| self.url.clone(), |database| database.master_url());
        let _ =
            sql(self.engine(), &url, statement).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// Multiplies the rows of a table that fit: each as often as there are numbers `n` up to that, with those
    /// columns changed to what is said of `n` and of the row, `one`.
    pub async fn multiply(&self, table: &str, fitting: &str, times: usize, changed: &[(&str, &str)]) {
        let database = self.database.as_ref().expect("a database of its own");
        let (engine, url) = (database.engine, database.master_url());
        let numbers = match engine {
            Engine::Sqlite => format!(
                "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {times}) SELECT n FROM c)"
            ),
            Engine::Postgres => format!("generate_series(1, {times}) AS c(n)"),
        };
        let columns = columns(engine, &url, table).await;
        let value = |column: &String| {
            let changed = changed.iter().find(|(name, _)| name == column);
            changed.map_or_else(|| format!("one.\"{column}\""), |(_, value)| (*value).to_owned())
        };
        let values: Vec<String> = columns.iter().map(value).collect();
        let (columns, values) = (columns.join("\", \""), values.join(", "));
        let insert = format!(
            "INSERT INTO \"{table}\" (\"{columns}\") SELECT {values} FROM \"{table}\" one, {numbers} WHERE {fitting}"
        );
        let _ = sql(engine, &url, &insert).await.unwrap_or_else(|error| panic!("{insert}: {error}"));
        let _ = sql(engine, &url, &format!("ANALYZE \"{table}\"")).await.expect("an analysis");
    }

    /// Which database.
    pub fn engine(&self) -> Engine {
        self.database.as_ref().map_or(Engine::Postgres, |database| database.engine)
    }
}

/// The root that those digits are.
fn unhex(digits: &str) -> Option<Root> {
    let octet = |at: usize| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok();
    let octets: Option<Vec<u8>> = (0..Root::LEN).map(octet).collect();
    octets?.try_into().ok().map(Root::new)
}

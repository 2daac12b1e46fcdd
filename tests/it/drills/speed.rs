//! Are the statements that the service is measured against those of its tables? A few of each; the figures are the bench's.

use harness::{Engine, run_apart};

use super::figure::program;
use super::ratios::{on_postgres, on_sqlite};

mod the_database_alone_is_sent_the_same_rows {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), on_sqlite);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), on_postgres);
    }
}

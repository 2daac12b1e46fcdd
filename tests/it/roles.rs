//! What may the service do to its own database? Read and write rows, but not change tables or the log.

use harness::{Engine, Service, run};

/// Only PostgreSQL knows roles; an SQLite file belongs to whoever may open it.
mod the_service_changes_neither_tables_nor_the_log {
    use super::*;

    #[test]
    fn postgres() {
        run(Engine::Postgres, async |service: Service| {
            for statement in [
                "UPDATE log_entries SET act = 'other'",
                "DELETE FROM log_entries",
                "TRUNCATE log_entries",
                "UPDATE log_positions SET link = link",
                "DELETE FROM log_checkpoints",
                "UPDATE case_history SET at = at",
                "DELETE FROM dossier_versions",
                "UPDATE samples SET seed = '1'",
                "DELETE FROM sampled",
                "DROP TABLE log_entries",
                "ALTER TABLE unions ADD COLUMN colour text",
                "CREATE TABLE colours (name text)",
                "DELETE FROM seaql_migrations",
                "SET ROLE jinqiu_owner",
            ] {
                let said = service.sql(statement).await.unwrap_err();
                let refused = said.contains("permission denied") || said.contains("must be owner");
                assert!(refused, "{statement}: {said}");
            }
        });
    }
}

//! In which order did the tables come to be? One SQL file a step, the same text on SQLite and PostgreSQL.
//!
//! Only `uuid`, `bigint`, `integer`, `text`, `bytea` and `boolean` are used: both databases take these
//! names. Instants are microseconds of UTC, days are days since 1970-01-01, money is fen.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

/// The steps, oldest first.
pub struct Migrator;

struct Step {
    name: &'static str,
    sql: &'static str,
}

macro_rules! steps {
    ($($name:literal)*) => {
        &[$(Step { name: $name, sql: include_str!(concat!("sql/", $name, ".sql")) }),*]
    };
}

const STEPS: &[Step] = steps! {
    "m0001_keys_log"
    "m0002_unions_accounts"
    "m0003_schools_calendars"
    "m0004_campaigns"
    "m0005_dossiers"
    "m0006_applications"
    "m0007_registers"
    "m0008_lists"
    "m0009_delegates"
    "m0010_log_chain"
    "m0012_key_versions"
};

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(boxed).collect()
    }
}

fn boxed(step: &'static Step) -> Box<dyn MigrationTrait> {
    Box::new(step)
}

impl MigrationName for &'static Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for &'static Step {
    /// A step is taken whole or not at all, on SQLite too: whoever starts again after a start that was cut short finds no
    /// half of one.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in self.sql.split(";\n").map(str::trim).filter(|text| !text.is_empty()) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

//! In which order did the tables come to be? One SQL file a step, the same text on SQLite and PostgreSQL.
//!
//! Only `uuid`, `bigint`, `integer`, `text`, `bytea` and `boolean` are used: both databases take these
//! names. Instants are microseconds of UTC, days are days since 1970-01-01, money is fen. Triggers, which each database
//! spells in its own way, stand in a second file of the step, one for each; there a statement stands in one line.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The steps, oldest first.
pub struct Migrator;

struct Step {
    name: &'static str,
    sql: &'static str,
    own: Option<Own>,
}

/// What each database spells in its own way.
struct Own {
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($name:literal $($own:ident)?)*) => {
        &[$(Step {
            name: $name,
            sql: include_str!(concat!("sql/", $name, ".sql")),
            own: steps!(@ $name $($own)?),
        }),*]
    };
    (@ $name:literal with_triggers) => {
        Some(Own {
            sqlite: include_str!(concat!("sql/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("sql/", $name, ".postgres.sql")),
        })
    };
    (@ $name:literal) => {
        None
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
    "m0010_log_chain" with_triggers
    "m0011_sign_ins"
    "m0012_key_versions"
    "m0013_disclosures"
    "m0014_decisions"
    "m0015_second_hand"
    "m0016_erasures" with_triggers
    "m0017_samples"
    "m0018_versions"
    "m0019_patterns"
    "m0020_household_people"
    "m0021_person_versions"
    "m0022_erasures_by_edition"
    "m0023_contact_marks"
    "m0024_row_codes"
    "m0025_funds" with_triggers
    "m0026_policy_codes"
    "m0027_payments" with_triggers
    "m0028_sendings" with_triggers
    "m0029_returns" with_triggers
    "m0030_receipts" with_triggers
    "m0031_written_once" with_triggers
    "m0032_reclaims" with_triggers
    "m0033_approvals" with_triggers
    "m0034_national_records"
    "m0035_filings" with_triggers
    "m0036_declarations"
    "m0037_jobs"
};

/// The functions and triggers that the steps make on PostgreSQL, a statement each, oldest first.
pub fn of_postgres() -> impl Iterator<Item = &'static str> {
    let own = STEPS.iter().filter_map(|step| step.own.as_ref());
    own.flat_map(|own| own.postgres.lines()).map(str::trim).filter(|line| !line.is_empty())
}

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
        let own = self.own.as_ref().map_or("", |own| match connection.get_database_backend() {
            DbBackend::Postgres => own.postgres,
            _ => own.sqlite,
        });
        let statements = self.sql.split(";\n").chain(own.split(";\n"));
        for statement in statements.map(str::trim).filter(|text| !text.is_empty()) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

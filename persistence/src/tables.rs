//! Are the tables there, and the newest? `migrate` makes them; the service looks, and changes none.

use std::time::Duration;

use migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

use crate::error::lacks_right;
use crate::store::DEADLINE;
use crate::survey::file_of;
use crate::taken_up::Uncoded;
use crate::{Store, StoreError, sqlite};

/// How long `migrate` waits for the database.
const CONNECT: Duration = Duration::from_secs(5);

impl Store {
    /// Brings a database to the newest tables. On PostgreSQL `url` is the owner's, and `service` the name of
    /// the role that may read and write but not change tables or the log. Tells which rows are to be taken up then.
    pub async fn migrate(url: &str, service: Option<&str>) -> Result<Uncoded, StoreError> {
        // Of several processes that start at once one makes the tables, and lets the next go on when it has closed the database.
        let mut held = None;
        let connection = if let Some(path) = file_of(url) {
            held = Some(sqlite::hold_private(path).await?);
            sqlite::open_writer(url).await?
        } else {
            let mut options = ConnectOptions::new(url);
            options.max_connections(1).acquire_timeout(CONNECT).sqlx_logging(false);
            Database::connect(options).await?
        };
        if connection.get_database_backend() == DbBackend::Postgres {
            connection.execute_unprepared("SELECT pg_advisory_lock(20180726)").await?;
        }
        let refused = |error: DbErr| lacks_right(&error).map_or_else(|| error.into(), StoreError::NotOwner);
        let pending = Migrator::get_pending_migrations(&connection).await.map_err(refused)?;
        let uncoded = Uncoded::after(|name| pending.iter().any(|step| step.name() == name));
        Migrator::up(&connection, None).await.map_err(refused)?;
        if let Some(role) = service {
            crate::work::grant(&connection, role).await?;
        }
        connection.close().await?;
        drop(held);
        Ok(uncoded)
    }

    /// Whether the database answers, and its tables are the newest.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let connection = self.reader();
        // Not by the migrator itself, which would make its own table: the service may not.
        let taken =
            Statement::from_string(connection.get_database_backend(), "SELECT version FROM seaql_migrations");
        let rows = self
            .in_time(DEADLINE, async { Ok::<_, StoreError>(connection.query_all_raw(taken).await?) })
            .await
            // What the database refuses there is that there are no tables, or none that `migrate` gave to the service.
            .map_err(|error| match error {
                StoreError::Database(_) => StoreError::NotMigrated,
                other => other,
            })?;
        let taken: Vec<String> = rows.iter().filter_map(|row| row.try_get("", "version").ok()).collect();
        let is_taken = |step: &str| taken.iter().any(|name| name == step);
        let newest = Migrator::migrations().iter().all(|step| is_taken(step.name()));
        if newest { Ok(()) } else { Err(StoreError::NotMigrated) }
    }
}

//! What does a database hold, and how is it made to hold more? Beside the service, which need not know.

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, SqliteConnection};

use crate::database::Engine;

/// What comes by itself after each act: the order of the log.
const ORDER: [&str; 4] = ["log_pending", "log_positions", "log_checkpoints", "leases"];

/// Runs a statement: how many rows it changed, or what the database says.
pub(crate) async fn sql(engine: Engine, url: &str, statement: &str) -> Result<u64, String> {
    let statement = AssertSqlSafe(statement.to_owned());
    let changed = match engine {
        Engine::Sqlite => {
            let mut file = SqliteConnection::connect(url).await.expect("the database");
            file.execute(statement).await.map(|done| done.rows_affected())
        }
        Engine::Postgres => {
            let mut server = PgConnection::connect(url).await.expect("the database");
            server.execute(statement).await.map(|done| done.rows_affected())
        }
    };
    changed.map_err(|error| error.to_string())
}

/// Asks: the first column of each row, a number.
pub(crate) async fn numbers(engine: Engine, url: &str, question: &str) -> Vec<i64> {
    let question = AssertSqlSafe(question.to_owned());
    let found = match engine {
        Engine::Sqlite => {
            let mut file = SqliteConnection::connect(url).await.expect("the database");
            sqlx::query_scalar(question).fetch_all(&mut file).await
        }
        Engine::Postgres => {
            let mut server = PgConnection::connect(url).await.expect("the database");
            sqlx::query_scalar(question).fetch_all(&mut server).await
        }
    };
    found.expect("an answer")
}

/// The columns of a table, in order.
pub(crate) async fn columns(engine: Engine, url: &str, table: &str) -> Vec<String> {
    let select = match engine {
        Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
        Engine::Postgres => format!(
            "SELECT column_name::text FROM information_schema.columns \
             WHERE table_name = '{table}' ORDER BY ordinal_position"
        ),
    };
    let select = AssertSqlSafe(select);
    match engine {
        Engine::Sqlite => {
            let mut file = SqliteConnection::connect(url).await.expect("the database");
            let found = sqlx::query(select).fetch_all(&mut file).await.expect("the columns");
            found.iter().map(|row| row.get(0)).collect()
        }
        Engine::Postgres => {
            let mut server = PgConnection::connect(url).await.expect("the database");
            let found = sqlx::query(select).fetch_all(&mut server).await.expect("the columns");
            found.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// The rows of all tables but those, each after the name of its table.
pub(crate) async fn rows(engine: Engine, url: &str, but: &[&str]) -> Vec<String> {
    match engine {
        Engine::Sqlite => of_file(url, but).await,
        Engine::Postgres => of_server(url, but).await,
    }
}

async fn of_file(url: &str, but: &[&str]) -> Vec<String> {
    let mut file = SqliteConnection::connect(url).await.expect("the database");
    let columns = "SELECT m.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ') \
                   FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name";
    let tables = sqlx::query(columns).fetch_all(&mut file).await.expect("the tables");
    let mut found = Vec::new();
    for table in tables {
        let (name, columns): (String, String) = (table.get(0), table.get(1));
        if !but.contains(&name.as_str()) && !ORDER.contains(&name.as_str()) {
            let select = AssertSqlSafe(format!("SELECT {columns} FROM \"{name}\" ORDER BY 1"));
            let rows = sqlx::query(select).fetch_all(&mut file).await.expect("the rows");
            found.extend(rows.iter().map(|row| format!("{name} {}", row.get::<String, _>(0))));
        }
    }
    found
}

async fn of_server(url: &str, but: &[&str]) -> Vec<String> {
    let mut server = PgConnection::connect(url).await.expect("the database");
    let tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
    let tables = sqlx::query(tables).fetch_all(&mut server).await.expect("the tables");
    let mut found = Vec::new();
    for table in tables {
        let name: String = table.get(0);
        if !but.contains(&name.as_str()) && !ORDER.contains(&name.as_str()) {
            let select = AssertSqlSafe(format!("SELECT t::text FROM \"{name}\" t ORDER BY 1"));
            let rows = sqlx::query(select).fetch_all(&mut server).await.expect("the rows");
            found.extend(rows.iter().map(|row| format!("{name} {}", row.get::<String, _>(0))));
        }
    }
    found
}

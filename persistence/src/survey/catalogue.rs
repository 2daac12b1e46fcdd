//! Are the tables as the steps make them? What this program's steps make of an empty database, held against what is there.
//!
//! Columns, keys, uniqueness, references and checks are the same text on both databases, so an empty SQLite tells what they must
//! be on either; the triggers of PostgreSQL are read from the steps themselves.

use std::collections::BTreeMap;

use migrations::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;

use super::soundness::Unsound;
use super::{Engine, Survey};
use crate::StoreError;
use crate::work::APPEND_ONLY;

/// What is there, by its name, and how it is.
type Catalogue = BTreeMap<String, String>;

/// The kind of what may stand in a database only where the steps put it: it does something by itself.
const TRIGGER: &str = "trigger ";

/// Each of these tells parts (`how`) of something (`name`); what the migrator keeps for itself is left out.
const SQLITE: [&str; 5] = [
    "SELECT 'column ' || m.name || '.' || c.name AS name, \
        CASE WHEN c.\"notnull\" OR c.pk > 0 THEN 'filled' ELSE '' END AS how \
     FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name <> 'seaql_migrations'",
    "SELECT 'key of ' || m.name AS name, c.name AS how \
     FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 AND m.name <> 'seaql_migrations'",
    "SELECT 'reference ' || m.name || '.' || f.\"from\" || ' to ' || f.\"table\" AS name, '' AS how \
     FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    "SELECT 'checks of ' || m.name AS name, m.sql AS how FROM sqlite_master m WHERE m.type = 'table' AND m.sql LIKE '%CHECK (%'",
    "SELECT 'trigger ' || name AS name, sql AS how FROM sqlite_master WHERE type = 'trigger'",
];
const SQLITE_UNIQUE: &str = "SELECT m.name || ' ' || i.name AS name, c.name AS how, m.name AS of, i.partial <> 0 AS part \
     FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c \
     WHERE m.type = 'table' AND i.\"unique\" AND i.origin <> 'pk' AND m.name <> 'seaql_migrations'";

const POSTGRES: [&str; 6] = [
    "SELECT ('column ' || c.relname || '.' || a.attname)::text AS name, CASE WHEN a.attnotnull THEN 'filled' ELSE '' END AS how \
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped \
     AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'seaql_migrations'",
    "SELECT ('key of ' || c.relname)::text AS name, a.attname::text AS how \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey) \
     WHERE k.contype = 'p' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'seaql_migrations'",
    "SELECT ('reference ' || c.relname || '.' || a.attname || ' to ' || o.relname)::text AS name, '' AS how \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class o ON o.oid = k.confrelid \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey) \
     WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace \
     AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled = 'D')",
    "SELECT ('checks of ' || c.relname)::text AS name, 'CHECK (' AS how \
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid \
     WHERE k.contype = 'c' AND c.relnamespace = 'public'::regnamespace",
    "SELECT ('trigger ' || t.tgname)::text AS name, (c.relname || ' ' || p.proname || ' ' || t.tgtype::text || ' ' || t.tgenabled::text)::text AS how \
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid \
     WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace",
    "SELECT ('function ' || proname)::text AS name, trim(prosrc)::text AS how FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
];
const POSTGRES_UNIQUE: &str = "SELECT (c.relname || ' ' || x.relname)::text AS name, a.attname::text AS how, c.relname::text AS of, \
        (i.indpred IS NOT NULL) AS part \
     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid \
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey::int2[]) \
     WHERE i.indisunique AND NOT i.indisprimary AND i.indisvalid AND c.relnamespace = 'public'::regnamespace \
     AND c.relname <> 'seaql_migrations'";

impl Survey {
    /// What the steps make and is not there, or is there otherwise; and triggers that they do not make.
    pub async fn strayed(&self) -> Result<Unsound, StoreError> {
        let mut made = made().await?;
        if self.engine == Engine::Postgres {
            made.retain(|what, _| !what.starts_with(TRIGGER));
            made.extend(by_the_server(migrations::of_postgres()));
        }
        let there = catalogue(&self.transaction, self.engine).await?;
        let stands = |what: &str, how: &str| match there.get(what) {
            Some(found) if what.starts_with("checks ") => found.len() >= how.len(),
            found => found.is_some_and(|found| found == how),
        };
        let astray = made.iter().filter(|(what, how)| !stands(what, how));
        let astray = astray.map(|(what, _)| {
            let how = if there.contains_key(what) { "is not as it was made" } else { "is not there" };
            format!("{what} {how}")
        });
        let added = there.keys().filter(|what| what.starts_with(TRIGGER) && !made.contains_key(*what));
        Ok(astray.chain(added.map(|what| format!("{what} is none that was made"))).collect())
    }

    /// Who besides the owner may change or delete what is only ever added to, on a server.
    pub async fn unlocked(&self) -> Result<Unsound, StoreError> {
        if self.engine == Engine::Sqlite {
            return Ok(Vec::new());
        }
        let tables = APPEND_ONLY.map(|table| format!("'{table}'")).join(", ");
        let who = "CASE WHEN a.grantee = 0 THEN 'everybody' ELSE a.grantee::regrole::text END";
        let beyond = "a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') AND a.grantee <> c.relowner";
        let of = format!("c.relnamespace = 'public'::regnamespace AND c.relname IN ({tables})");
        self.texts(&format!(
            "SELECT ({who} || ' may ' || a.privilege_type || ' in ' || c.relname)::text AS name \
             FROM pg_class c, aclexplode(c.relacl) a WHERE {of} AND {beyond} \
             UNION SELECT ({who} || ' may ' || a.privilege_type || ' in ' || c.relname)::text \
             FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a WHERE {of} AND {beyond} ORDER BY 1"
        ))
        .await
    }
}

/// What the steps make of an empty file.
async fn made() -> Result<Catalogue, StoreError> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).idle_timeout(None).max_lifetime(None).sqlx_logging(false);
    let empty: DatabaseConnection = Database::connect(options).await?;
    Migrator::up(&empty, None).await?;
    let made = catalogue(&empty, Engine::Sqlite).await;
    empty.close().await?;
    made
}

async fn catalogue(connection: &impl ConnectionTrait, engine: Engine) -> Result<Catalogue, StoreError> {
    let (selects, unique) = match engine {
        Engine::Sqlite => (&SQLITE[..], SQLITE_UNIQUE),
        Engine::Postgres => (&POSTGRES[..], POSTGRES_UNIQUE),
    };
    let backend = connection.get_database_backend();
    let select_all =
        async |select: &str| connection.query_all_raw(Statement::from_string(backend, select)).await;
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for select in selects {
        for row in select_all(select).await? {
            let (name, how): (String, String) = (row.try_get("", "name")?, row.try_get("", "how")?);
            let parts = parts.entry(name).or_default();
            // Checks are counted, for each database writes their texts in its own way.
            match how.matches("CHECK (").count() {
                0 => parts.push(how),
                checks => parts.extend(std::iter::repeat_n("CHECK".to_owned(), checks)),
            }
        }
    }
    let mut keys: BTreeMap<String, (String, bool, Vec<String>)> = BTreeMap::new();
    for row in select_all(unique).await? {
        // A part that is no column but is reckoned has no name.
        let column: Option<String> = row.try_get("", "how")?;
        let key = keys.entry(row.try_get("", "name")?).or_default();
        (key.0, key.1) = (row.try_get("", "of")?, row.try_get("", "part")?);
        key.2.extend(column);
    }
    let mut found: Catalogue = parts.into_iter().map(|(name, parts)| (name, together(parts))).collect();
    found.extend(keys.into_values().map(|(table, part, columns)| {
        let rows = if part { " of some rows" } else { "" };
        (format!("uniqueness of {} in {table}{rows}", together(columns)), String::new())
    }));
    Ok(found)
}

/// Parts in one order, whatever the database's.
fn together(mut parts: Vec<String>) -> String {
    parts.sort();
    parts.join(", ")
}

/// The functions and triggers that statements in the manner of PostgreSQL make, as its catalogue tells them.
fn by_the_server(statements: impl Iterator<Item = &'static str>) -> Catalogue {
    let mut made = Catalogue::new();
    for statement in statements {
        let words: Vec<&str> = statement.split_whitespace().collect();
        if let Some(rest) = statement
            .strip_prefix("CREATE FUNCTION ")
            .or(statement.strip_prefix("CREATE OR REPLACE FUNCTION "))
        {
            let name = rest.split('(').next().unwrap_or_default();
            let body = rest.split("$$").nth(1).unwrap_or_default().trim();
            let _ = made.insert(format!("function {name}"), body.to_owned());
        } else if let ["CREATE", "TRIGGER", name, ..] = words.as_slice() {
            let _ = made.insert(format!("{TRIGGER}{name}"), trigger(statement, &words));
        } else if let ["DROP", "TRIGGER", name, ..] = words.as_slice() {
            let _ = made.remove(&format!("{TRIGGER}{name}"));
        }
    }
    made
}

/// A trigger as the catalogue tells it: table, function, when and on what (the bits of `tgtype`), and that it is enabled.
fn trigger(statement: &str, words: &[&str]) -> String {
    let after =
        |word: &str| words.iter().skip_while(|each| **each != word).nth(1).copied().unwrap_or_default();
    let head = statement.split(" ON ").next().unwrap_or_default();
    let bits = [
        (statement.contains("FOR EACH ROW"), 1),
        (head.contains(" BEFORE "), 2),
        (head.contains(" INSERT"), 4),
        (head.contains(" DELETE"), 8),
        (head.contains(" UPDATE"), 16),
        (head.contains(" TRUNCATE"), 32),
    ];
    let kind: i32 = bits.into_iter().filter_map(|(is, bit)| is.then_some(bit)).sum();
    let function = after("FUNCTION").split('(').next().unwrap_or_default();
    format!("{} {function} {kind} O", after("ON"))
}

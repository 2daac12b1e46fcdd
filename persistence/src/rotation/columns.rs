//! What is sealed under the root itself? These columns, gone through a window of rows at a time, in the order of their keys.

use domain::id::PersonId;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};
use uuid::Uuid;

use crate::keys::header;
use crate::{Place, StoreError, Used, Work};

/// How many rows are looked at, and written at most, at a time.
pub(super) const WINDOW: usize = 250;

/// Of what kind the key of a table is.
#[derive(Clone, Copy, Debug)]
enum Key {
    Uuid,
    /// The text of an id.
    Text,
    /// Octets, whose first sixteen stand for the row in the seal.
    Octets,
}

/// What keyed hashes, and which code, stand beside a column and turn with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Nothing,
    /// Those of a citizen id, in the same row.
    CitizenId,
    /// Those, and the code by which the service knows the row as its own.
    Coded,
    /// Those of a citizen id, and the marks of telephone, card and account, in rows of their own.
    CitizenIdAndContacts,
}

/// A column that is sealed under the root.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) table: &'static str,
    key: &'static str,
    kind: Key,
    pub(super) name: &'static str,
    beside: Beside,
}

/// Every one but the key that lasts, which is sealed anew in the moment in which another version seals.
pub(super) const COLUMNS: &[Column] = &[
    Column {
        table: "persons",
        key: "id",
        kind: Key::Uuid,
        name: "sealed",
        beside: Beside::CitizenIdAndContacts,
    },
    Column { table: "person_versions", key: "id", kind: Key::Uuid, name: "sealed", beside: Beside::Nothing },
    Column { table: "officers", key: "id", kind: Key::Uuid, name: "sealed", beside: Beside::Coded },
    Column {
        table: "officer_numbers",
        key: "id",
        kind: Key::Uuid,
        name: "sealed",
        beside: Beside::CitizenId,
    },
    Column {
        table: "subject_keys",
        key: "subject",
        kind: Key::Uuid,
        name: "sealed",
        beside: Beside::Nothing,
    },
    Column { table: "signing_keys", key: "kid", kind: Key::Text, name: "sealed", beside: Beside::Nothing },
    Column { table: "sessions", key: "id", kind: Key::Uuid, name: "answer", beside: Beside::Nothing },
    Column {
        table: "idempotency_keys",
        key: "request",
        kind: Key::Octets,
        name: "answer",
        beside: Beside::Nothing,
    },
];

/// A row that must be written anew.
pub(super) struct Stale {
    pub(super) key: Value,
    pub(super) place: Place,
    pub(super) sealed: Vec<u8>,
}

/// The rows between two keys.
pub(super) struct Window {
    /// Those that must be written anew.
    pub(super) stale: Vec<Stale>,
    /// The last key of it; none where no row follows.
    pub(super) end: Option<Value>,
}

impl Column {
    /// How many rows the table has.
    pub(super) async fn rows(&self, work: &Work) -> Result<i64, StoreError> {
        let row = self.ask(work, &format!("SELECT count(*) AS n FROM {}", self.table), []).await?;
        Ok(row.first().map(|row| row.try_get("", "n")).transpose()?.unwrap_or(0))
    }

    /// The rows that follow a key, and which of them are not as they shall be.
    pub(super) async fn window(
        &self,
        work: &Work,
        used: Used,
        after: Option<&Value>,
    ) -> Result<Window, StoreError> {
        let Self { table, key, name: column, .. } = self;
        let behind = if after.is_some() { format!("{key} > $1") } else { "1 = 1".to_owned() };
        let bound = format!(
            "SELECT {key} AS k FROM {table} WHERE {behind} ORDER BY {key} LIMIT 1 OFFSET {}",
            WINDOW - 1
        );
        let bound = self.ask(work, &bound, after.cloned()).await?;
        let end = bound.first().map(|row| self.key(row)).transpose()?;
        let mut values: Vec<Value> = after.cloned().into_iter().collect();
        let mut within = behind;
        if let Some(end) = &end {
            values.push(end.clone());
            within = format!("{within} AND {key} <= ${}", values.len());
        }
        values.push(header(used.sealing).to_vec().into());
        let mut stale = format!("substr({column}, 1, 3) <> ${}", values.len());
        for elsewhere in self.misplaced(used) {
            stale = format!("{stale} OR {elsewhere}");
        }
        let select = format!(
            "SELECT {key} AS k, {column} AS s FROM {table} WHERE {within} AND {column} IS NOT NULL AND ({stale}) ORDER BY {key}"
        );
        let rows = self.ask(work, &select, values).await?;
        let stale = rows.iter().map(|row| self.stale(row)).collect::<Result<_, _>>()?;
        Ok(Window { stale, end })
    }

    /// Writes a row anew where it is still as it was read; whether it was.
    pub(super) async fn renew(&self, work: &Work, row: &Stale) -> Result<bool, StoreError> {
        let Self { table, key, name: column, beside, .. } = self;
        let broken = |error| StoreError::corrupt(table, row.place.row, error);
        let plain = work.keys().sealing().open(row.place, &row.sealed).map_err(broken)?;
        let sealed = work.keys().sealing().seal(row.place, &plain).map_err(broken)?;
        let mut values: Vec<Value> = vec![row.key.clone(), row.sealed.clone().into(), sealed.into()];
        let mut set = format!("{column} = $3");
        if *beside != Beside::Nothing {
            let number =
                citizen_id(&plain).map_err(|error| StoreError::corrupt(table, row.place.row, error))?;
            let hashes = work.citizen_id_hashes(table, number.as_deref())?;
            values.extend([hashes.hash.into(), hashes.hash_next.into()]);
            set.push_str(", citizen_id_hash = $4, citizen_id_hash_next = $5");
        }
        let coded = *beside == Beside::Coded && work.officers().is_own(row.place.row).await?;
        let update = format!("UPDATE {table} SET {set} WHERE {key} = $1 AND {column} = $2");
        let statement = Statement::from_sql_and_values(work.db().get_database_backend(), update, values);
        let renewed = work.db().execute_raw(statement).await?.rows_affected() == 1;
        if renewed && coded {
            work.officers().renew_code(row.place.row).await?;
        }
        if renewed && *beside == Beside::CitizenIdAndContacts {
            let known = serde_json::from_slice(&plain);
            let known = known.map_err(|error| StoreError::corrupt(table, row.place.row, error))?;
            work.persons().keep_marks(PersonId::new(row.place.row), &known).await?;
        }
        Ok(renewed)
    }

    /// The conditions on its rows by which keyed hashes are not those that shall be there.
    fn misplaced(&self, used: Used) -> Vec<String> {
        let own = || misplaced(used, "citizen_id_hash", "citizen_id_hash_next");
        let marks = || {
            let elsewhere = misplaced(used, "mark", "mark_next");
            format!("id IN (SELECT person FROM contact_marks WHERE {elsewhere})")
        };
        match self.beside {
            Beside::Nothing => Vec::new(),
            Beside::CitizenId | Beside::Coded => vec![own()],
            Beside::CitizenIdAndContacts => vec![own(), marks()],
        }
    }

    async fn ask(
        &self,
        work: &Work,
        select: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let statement = Statement::from_sql_and_values(work.db().get_database_backend(), select, values);
        Ok(work.db().query_all_raw(statement).await?)
    }

    fn key(&self, row: &QueryResult) -> Result<Value, StoreError> {
        Ok(match self.kind {
            Key::Uuid => row.try_get::<Uuid>("", "k")?.into(),
            Key::Text => row.try_get::<String>("", "k")?.into(),
            Key::Octets => row.try_get::<Vec<u8>>("", "k")?.into(),
        })
    }

    fn stale(&self, row: &QueryResult) -> Result<Stale, StoreError> {
        let wrong = |error: &dyn std::fmt::Display| StoreError::corrupt(self.table, "", error);
        let id = match self.kind {
            Key::Uuid => row.try_get("", "k")?,
            Key::Text => {
                row.try_get::<String>("", "k")?.parse().map_err(|error: uuid::Error| wrong(&error))?
            }
            Key::Octets => {
                let octets: Vec<u8> = row.try_get("", "k")?;
                let first = octets.first_chunk().ok_or_else(|| wrong(&"a key too short"))?;
                Uuid::from_bytes(*first)
            }
        };
        let place = Place { table: self.table, column: self.name, row: id };
        Ok(Stale { key: self.key(row)?, place, sealed: row.try_get("", "s")? })
    }
}

/// Whether the columns of hashes that are not written are empty everywhere.
pub(super) async fn is_free(work: &Work, used: Used) -> Result<bool, StoreError> {
    for column in COLUMNS {
        for elsewhere in column.misplaced(used) {
            let select = format!("SELECT 1 AS n FROM {} WHERE {elsewhere} LIMIT 1", column.table);
            if !column.ask(work, &select, []).await?.is_empty() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Where the keyed hashes in these two columns are not those that shall be there.
fn misplaced(used: Used, hash: &str, hash_next: &str) -> String {
    match (used.hash, used.hash_next) {
        (Some(_), Some(_)) => format!("({hash} IS NULL) <> ({hash_next} IS NULL)"),
        (Some(_), None) => format!("{hash_next} IS NOT NULL"),
        (None, _) => format!("{hash} IS NOT NULL"),
    }
}

/// The citizen id among identifiers; nothing else of them is read.
fn citizen_id(plain: &[u8]) -> Result<Option<String>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Known {
        citizen_id: Option<String>,
    }
    if plain.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice::<Known>(plain).map(|known| known.citizen_id)
}

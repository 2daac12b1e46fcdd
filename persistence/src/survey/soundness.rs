//! Does a database keep what its tables promise? What its own checks say, and figures that must agree with what they add up.

use domain::time::Instant;

use super::{Engine, Survey};
use crate::StoreError;

/// What was found to be wrong, in words that name the place.
pub type Unsound = Vec<String>;

impl Survey {
    /// What the database's own check of its pages says; on a server those are the server's to check.
    pub async fn damage(&self) -> Result<Unsound, StoreError> {
        if self.engine == Engine::Postgres {
            return Ok(Vec::new());
        }
        let said = self.texts("SELECT integrity_check AS name FROM pragma_integrity_check").await?;
        Ok(said.into_iter().filter(|line| line != "ok").collect())
    }

    /// References that lead nowhere, and constraints that do not hold or are not checked.
    pub async fn broken_promises(&self) -> Result<Unsound, StoreError> {
        self.texts(match self.engine {
            Engine::Sqlite => {
                "SELECT DISTINCT \"table\" || ' names rows of ' || parent || ' that are not there' AS name \
                 FROM pragma_foreign_key_check"
            }
            Engine::Postgres => {
                "SELECT (conrelid::regclass || ': the constraint ' || conname || ' is not validated')::text AS name \
                 FROM pg_constraint WHERE NOT convalidated AND connamespace = 'public'::regnamespace \
                 UNION ALL SELECT (indrelid::regclass || ': the index ' || indexrelid::regclass || ' is not valid')::text \
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                 WHERE NOT (indisvalid AND indisready) AND c.relnamespace = 'public'::regnamespace"
            }
        })
        .await
    }

    /// What of its settings lets an acknowledged change be lost.
    pub async fn unsafe_settings(&self) -> Result<Unsound, StoreError> {
        self.texts(match self.engine {
            Engine::Sqlite => {
                "SELECT 'journal_mode is ' || journal_mode || ' and not wal' AS name FROM pragma_journal_mode \
                 WHERE journal_mode <> 'wal'"
            }
            Engine::Postgres => {
                "SELECT name || ' is ' || setting AS name FROM pg_settings \
                 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'"
            }
        })
        .await
    }

    /// Figures of cases that are not what the cases add up to.
    pub async fn wrong_figures(&self) -> Result<i64, StoreError> {
        self.number(
            "SELECT count(*) AS n FROM \
             (SELECT entry_union AS u, campaign AS c, stage AS s, count(*) AS cases FROM applications GROUP BY 1, 2, 3) a \
             FULL OUTER JOIN (SELECT union_id AS u, campaign AS c, stage AS s, cases FROM case_counts WHERE cases > 0) b \
             ON a.u = b.u AND a.c = b.c AND a.s = b.s WHERE a.cases IS NULL OR b.cases IS NULL OR a.cases <> b.cases",
        )
        .await
    }

    /// Cases and dossiers whose key is not there, so that nothing of them opens.
    pub async fn without_key(&self) -> Result<i64, StoreError> {
        self.number(
            "SELECT (SELECT count(*) FROM applications WHERE id NOT IN (SELECT subject FROM subject_keys)) \
             + (SELECT count(*) FROM dossiers WHERE id NOT IN (SELECT subject FROM subject_keys)) AS n",
        )
        .await
    }

    /// How many entries of the log have no position, and when the newest checkpoint was made, by the real clock.
    pub async fn unsealed(&self) -> Result<(i64, Option<Instant>), StoreError> {
        let waiting = self.number("SELECT count(*) AS n FROM log_pending").await?;
        let last = "SELECT at AS n FROM log_checkpoints ORDER BY position DESC LIMIT 1";
        let rows = self.rows(last).await?;
        let at: Option<i64> = rows.first().map(|row| row.try_get("", "n")).transpose()?;
        Ok((waiting, at.and_then(Instant::within)))
    }

    /// The latest instant of an entry of the log.
    pub async fn newest_entry(&self) -> Result<Option<Instant>, StoreError> {
        let last = "SELECT e.at AS n FROM log_positions p JOIN log_entries e ON e.id = p.entry \
             ORDER BY p.position DESC LIMIT 1";
        let rows = self.rows(last).await?;
        let at: Option<i64> = rows.first().map(|row| row.try_get("", "n")).transpose()?;
        Ok(at.and_then(Instant::within))
    }

    /// What time it is by the server's clock; a file has none.
    pub async fn clock(&self) -> Result<Option<Instant>, StoreError> {
        if self.engine == Engine::Sqlite {
            return Ok(None);
        }
        let micros = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS n";
        Ok(Instant::within(self.number(micros).await?))
    }
}

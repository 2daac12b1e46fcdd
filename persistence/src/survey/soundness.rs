//! Does a database keep what its tables promise? What its own checks say, and figures that must agree with what they add up.

use domain::ledger::LedgerEntryKind;
use domain::log::Act;
use domain::payment::PaymentState;
use domain::payment_batch::PaymentBatchState;
use domain::time::Instant;
use strum::VariantArray;

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

    /// Funds whose balance is not what the entries of their ledger, the awards that have their money, and their payments add up to.
    pub async fn wrong_balances(&self) -> Result<i64, StoreError> {
        let stands = |account: &str| {
            format!(
                "(SELECT COALESCE(SUM(CASE WHEN to_account = '{account}' THEN amount_fen WHEN from_account = '{account}' \
                 THEN -amount_fen ELSE 0 END), 0) FROM ledger_entries WHERE fund = f.id)"
            )
        };
        let [available, committed, payable, paid] = ["available", "committed", "payable", "paid"].map(stands);
        let payments = |states: &str| {
            format!(
                "(SELECT COALESCE(SUM(amount_fen), 0) FROM payments WHERE fund = f.id AND state IN ({states}))"
            )
        };
        let under_way = payments(&words(PaymentState::open));
        let [done, reclaimed] = [words(|state| state == PaymentState::Paid), words(PaymentState::reclaimed)]
            .map(|states| payments(&states));
        // What families have not paid back yet of what was reclaimed: no award has it any longer.
        let owed = format!(
            "({reclaimed} - (SELECT COALESCE(SUM(amount_fen), 0) FROM ledger_entries WHERE fund = f.id AND kind = '{}'))",
            LedgerEntryKind::Recovery.word()
        );
        self.number(&format!(
            "SELECT count(*) AS n FROM funds f LEFT JOIN fund_balances b ON b.fund = f.id WHERE b.fund IS NULL \
             OR b.available_fen <> {available} OR b.committed_fen <> {committed} OR b.payable_fen <> {payable} \
             OR b.paid_fen <> {paid} OR b.committed_fen + b.payable_fen + b.paid_fen <> {owed} + \
             (SELECT COALESCE(SUM(amount_fen), 0) FROM awards WHERE fund = f.id AND state = 'committed') \
             OR b.payable_fen <> {under_way} OR b.paid_fen <> {done} + {owed}"
        ))
        .await
    }

    /// Batches and payments of which the log, or their own state, says what is not there: somebody took rows away, or put older ones
    /// back.
    pub async fn missing_payments(&self) -> Result<i64, StoreError> {
        let told = |act: Act, that: &str| {
            let act = act.word();
            format!(
                "(SELECT count(DISTINCT e.subject) FROM log_entries e WHERE e.act = '{act}' AND NOT EXISTS \
                 (SELECT 1 FROM payment_batches b WHERE b.id = e.subject AND {that}))"
            )
        };
        let state = |state: PaymentBatchState| format!("b.state = '{}'", state.word());
        let earlier = "(SELECT count(*) FROM payment_approvals a WHERE a.batch = b.id)";
        let sent = "EXISTS (SELECT 1 FROM payment_sendings s WHERE s.id = b.id)";
        let counts = [
            told(Act::PreparePayments, "b.version > 0"),
            told(Act::ApprovePayments, &format!("(b.approved_by IS NOT NULL OR {earlier} > 0)")),
            format!(
                "(SELECT count(*) FROM payment_batches b WHERE b.approved_by IS NOT NULL AND {earlier} + 1 <> b.approvers)"
            ),
            told(Act::DissolvePayments, &format!("({} OR {sent})", state(PaymentBatchState::Dissolved))),
            told(Act::SendPayments, sent),
            format!(
                "(SELECT count(*) FROM payment_batches b WHERE ({} OR {}) AND NOT {sent})",
                state(PaymentBatchState::Sent),
                state(PaymentBatchState::Answered)
            ),
            format!(
                "(SELECT count(*) FROM payments p WHERE p.state IN ({}) \
                 AND NOT EXISTS (SELECT 1 FROM payment_answers a WHERE a.id = p.id))",
                words(|state| !state.open() && state != PaymentState::Dropped)
            ),
            "(SELECT count(*) FROM payments p WHERE p.state = 'returned' \
             AND NOT EXISTS (SELECT 1 FROM payment_returns r WHERE r.id = p.id))"
                .to_owned(),
            format!(
                "(SELECT count(*) FROM payments p WHERE p.state IN ({}) \
                 AND NOT EXISTS (SELECT 1 FROM awards w WHERE w.id = p.award AND w.state = 'committed'))",
                words(PaymentState::under_way)
            ),
        ];
        self.number(&format!("SELECT {} AS n", counts.join(" + "))).await
    }

    /// Cases that are approved without an award, or have one and are not approved.
    pub async fn wrong_awards(&self) -> Result<i64, StoreError> {
        self.number(
            "SELECT count(*) AS n FROM applications a LEFT JOIN awards w ON w.application = a.id AND w.state <> 'revoked' \
             WHERE (a.stage = 'approved' AND a.erased_at IS NULL AND (w.id IS NULL OR w.amount_fen <> a.amount_fen)) \
             OR (a.stage <> 'approved' AND w.id IS NOT NULL)",
        )
        .await
    }

    /// Subjects of the log whose key is not there, so that nothing of them opens, though no act of the log erased them.
    pub async fn without_key(&self) -> Result<i64, StoreError> {
        let (case, dossier) = (Act::EraseApplication.word(), Act::EraseDossier.word());
        self.number(&format!(
            "SELECT count(DISTINCT e.subject) AS n FROM log_entries e \
             WHERE NOT EXISTS (SELECT 1 FROM subject_keys k WHERE k.subject = e.subject) \
             AND NOT (EXISTS (SELECT 1 FROM erasures x WHERE x.subject = e.subject AND x.kind NOT IN ('application', 'dossier')) \
             OR EXISTS (SELECT 1 FROM log_entries a WHERE a.subject = e.subject AND a.act IN ('{case}', '{dossier}')))"
        ))
        .await
    }

    /// How many cases and dossiers were erased, and of how many subjects that were erased the key is there all the same.
    pub async fn erased(&self) -> Result<(i64, i64), StoreError> {
        let erased = "SELECT count(*) AS n FROM erasures WHERE kind IN ('application', 'dossier')";
        let kept = "SELECT count(*) AS n FROM erasures WHERE subject IN (SELECT subject FROM subject_keys)";
        Ok((self.number(erased).await?, self.number(kept).await?))
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

/// The states of payments of which that is so, as a list in SQL.
fn words(that: impl Fn(PaymentState) -> bool) -> String {
    let states = PaymentState::VARIANTS.iter().filter(|state| that(**state));
    states.map(|state| format!("'{}'", state.word())).collect::<Vec<_>>().join(", ")
}

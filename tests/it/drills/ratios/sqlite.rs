//! What does SQLite alone do, when one connection writes the rows of one case after another and commits each?

use std::time::{Duration, Instant};

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

/// What the loop came to.
pub(super) struct Alone {
    /// Cases a second.
    pub(super) rate: f64,
    /// How long a commit takes, on the average, in microseconds.
    pub(super) commit_us: f64,
}

/// The rows that entering a case writes, of number `?1`; `?2` and what follows is of a case that the service entered.
const CREATE: [&str; 8] = [
    "INSERT INTO idempotency_keys (request, body_hash, created_at) VALUES (CAST(printf('%032d', ?1) AS BLOB), randomblob(32), ?1) ON CONFLICT (request) DO NOTHING",
    "INSERT INTO subject_keys (subject, sealed, created_at) VALUES (unhex(printf('%032x', ?1)), randomblob(63), ?1) ON CONFLICT (subject) DO NOTHING",
    "INSERT INTO case_numbers (series, last) VALUES ('JQ2018-640104', 1) ON CONFLICT (series) DO UPDATE SET last = case_numbers.last + 1",
    "INSERT INTO applications (id, number, campaign, dossier, student, student_name, worker_name, entry_union, desk_union, stage, live, outcome, disputed, version, created_at, updated_at, enrolment, file, priority, assessed_at, draft_since) SELECT unhex(printf('%032x', ?1)), printf('P%016x', ?1), campaign, dossier, student, student_name, worker_name, entry_union, desk_union, 'draft', false, 'incomplete', false, 1, ?1, ?1, randomblob(237), randomblob(1015), priority, ?1, ?1 FROM applications WHERE id = ?2",
    "INSERT INTO roads (application, position, union_id, campaign, number, updated_at, priority) SELECT unhex(printf('%032x', ?1)), position, union_id, campaign, printf('P%016x', ?1), ?1, priority FROM roads WHERE application = ?2",
    "UPDATE idempotency_keys SET answer = randomblob(3570) WHERE request = CAST(printf('%032d', ?1) AS BLOB)",
    "INSERT INTO log_entries (id, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac) SELECT unhex(printf('%032x', ?1)), ?1, account, officer, union_id, act, subject_kind, unhex(printf('%032x', ?1)), request_id, randomblob(90), randomblob(32) FROM log_entries WHERE subject = ?2 AND act = 'enter_application'",
    "INSERT INTO case_counts (union_id, campaign, stage, cases) SELECT entry_union, campaign, 'draft', 1 FROM applications WHERE id = ?2 ON CONFLICT (union_id, campaign, stage) DO UPDATE SET cases = case_counts.cases + 1",
];

/// Writes so many.
pub(super) async fn creates(url: &str, like: &str, cases: usize, round: usize) -> Alone {
    let options: SqliteConnectOptions = url.parse().unwrap();
    let options =
        options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).foreign_keys(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    let like = uuid::Uuid::parse_str(like).unwrap().into_bytes().to_vec();
    let (begun, mut committing) = (Instant::now(), Duration::ZERO);
    for case in 0..cases {
        let number = i64::try_from((round + 1) * 100_000_000 + case).unwrap();
        run(&mut connection, "BEGIN IMMEDIATE").await;
        for statement in CREATE {
            let _ = sqlx::query(statement).bind(number).bind(&like).execute(&mut connection).await.unwrap();
        }
        let asked = Instant::now();
        run(&mut connection, "COMMIT").await;
        committing += asked.elapsed();
    }
    let count = f64::from(u32::try_from(cases).unwrap());
    Alone { rate: count / begun.elapsed().as_secs_f64(), commit_us: committing.as_secs_f64() * 1e6 / count }
}

async fn run(connection: &mut SqliteConnection, statement: &'static str) {
    let _ = sqlx::query(statement).execute(connection).await.unwrap();
}

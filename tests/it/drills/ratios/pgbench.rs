//! What does PostgreSQL alone do, by its own pgbench, when it is sent the rows of a case, or asked for one?

use std::process::Command;

use sqlx::{Connection, PgConnection, Row};

/// It lies beside the server's programs, or where others are found.
const FOUND: &str =
    r#"PATH=$("$0" --find):$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' :) exec pgbench "$@""#;

/// For how many seconds pgbench measures, in a drill and in the ordinary run.
fn seconds() -> usize {
    if super::super::figure::judged() { 5 } else { 1 }
}

/// The rows that entering a case writes, in the order of the service, under ids that grow as its ids do. Nothing that the
/// service reads besides, to judge the case, is read here.
const CREATE: &str = "\
\\set n :n + 1
\\set i (:round * 64 + :client_id) * 100000000 + :n
BEGIN;
INSERT INTO idempotency_keys (request, body_hash, created_at) VALUES (sha256(int8send(:i::bigint)), sha256(int8send(:i::bigint)), :i) ON CONFLICT (request) DO NOTHING;
SELECT pg_advisory_xact_lock(:i);
INSERT INTO subject_keys (subject, sealed, created_at) VALUES (lpad(to_hex(:i::bigint), 32, '0')::uuid, decode(repeat('5a', 63), 'hex'), :i) ON CONFLICT (subject) DO NOTHING;
INSERT INTO case_numbers (series, last) VALUES ('JQ2018-640104', 1) ON CONFLICT (series) DO UPDATE SET last = case_numbers.last + 1 RETURNING series, last;
INSERT INTO applications (id, number, campaign, dossier, student, student_name, worker_name, entry_union, desk_union, stage, live, outcome, disputed, version, created_at, updated_at, enrolment, file, priority, assessed_at, draft_since) VALUES (lpad(to_hex(:i::bigint), 32, '0')::uuid, 'P' || lpad(to_hex(:i::bigint), 16, '0'), :campaign, :dossier, :student, '丁小燕', '丁建华', :grassroots, :grassroots, 'draft', false, 'incomplete', false, 1, :i, :i, decode(repeat('5a', 237), 'hex'), decode(repeat('5a', 1015), 'hex'), repeat('0', 150), :i, :i);
INSERT INTO roads (application, position, union_id, campaign, number, updated_at, priority) VALUES (lpad(to_hex(:i::bigint), 32, '0')::uuid, 0, :grassroots, :campaign, 'P' || lpad(to_hex(:i::bigint), 16, '0'), :i, repeat('0', 150)), (lpad(to_hex(:i::bigint), 32, '0')::uuid, 1, :county, :campaign, 'P' || lpad(to_hex(:i::bigint), 16, '0'), :i, repeat('0', 150)), (lpad(to_hex(:i::bigint), 32, '0')::uuid, 2, :city, :campaign, 'P' || lpad(to_hex(:i::bigint), 16, '0'), :i, repeat('0', 150));
UPDATE idempotency_keys SET answer = decode(repeat('5a', 3570), 'hex') WHERE request = sha256(int8send(:i::bigint));
INSERT INTO log_entries (id, at, account, officer, union_id, act, subject_kind, subject, request_id, detail, mac) VALUES (lpad(to_hex(:i::bigint), 32, '0')::uuid, :i, :account, :officer, :grassroots, 'enter_application', 'application', lpad(to_hex(:i::bigint), 32, '0')::uuid, '000000000000000000000000', decode(repeat('5a', 90), 'hex'), decode(repeat('5a', 32), 'hex'));
INSERT INTO case_counts (union_id, campaign, stage, cases) VALUES (:grassroots, :campaign, 'draft', 1) ON CONFLICT (union_id, campaign, stage) DO UPDATE SET cases = case_counts.cases + 1;
COMMIT;
";

/// One row of a case, by its key.
const READ: &str = "\
\\set n random(0, :last)
SELECT * FROM applications WHERE id = lpad(to_hex(:round::bigint * 6400000000 + :n), 32, '0')::uuid;
";

/// Whether the server waits for the disk, without which a commit costs nothing.
pub(super) async fn fsync(url: &str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query("SHOW fsync").fetch_one(&mut connection).await.unwrap().get(0)
}

/// Of what the rows are: taken from a case that the service has entered.
pub(super) async fn known(url: &str, case: &str) -> Vec<String> {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let row = sqlx::query(
        "SELECT a.campaign::text AS campaign, a.dossier::text AS dossier, a.student::text AS student, \
         g.union_id::text AS grassroots, c.union_id::text AS county, y.union_id::text AS city, \
         l.account::text AS account, l.officer::text AS officer FROM applications a \
         JOIN roads g ON g.application = a.id AND g.position = 0 JOIN roads c ON c.application = a.id AND c.position = 1 \
         JOIN roads y ON y.application = a.id AND y.position = 2 \
         JOIN log_entries l ON l.subject = a.id AND l.act = 'enter_application' WHERE a.id = $1::uuid",
    );
    let row = row.bind(case).fetch_one(&mut connection).await.unwrap();
    let names = ["campaign", "dossier", "student", "grassroots", "county", "city", "account", "officer"];
    names.iter().map(|name| format!("--define={name}={}", row.get::<String, _>(*name))).collect()
}

/// How many cases' rows are written a second.
pub(super) fn creates(url: &str, clients: usize, round: usize, known: &[String]) -> f64 {
    run(
        url,
        CREATE,
        clients,
        &[known, &[format!("--define=round={}", round + 1), "--define=n=0".to_owned()]].concat(),
    )
}

/// How many rows of those cases are read a second.
pub(super) fn reads(url: &str, clients: usize, round: usize) -> f64 {
    run(url, READ, clients, &[format!("--define=round={}", round + 1), "--define=last=200".to_owned()])
}

fn run(url: &str, script: &str, clients: usize, more: &[String]) -> f64 {
    let file = std::env::temp_dir().join(format!("jinqiu_pgbench_{}.sql", std::process::id()));
    std::fs::write(&file, script).unwrap();
    let output = Command::new("bash")
        .args(["-c", FOUND, harness::SCRIPT])
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .args([
            format!("--client={clients}"),
            format!("--time={}", seconds()),
            format!("--file={}", file.display()),
        ])
        .args(more)
        .arg(url)
        .output()
        .unwrap();
    drop(std::fs::remove_file(&file));
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(output.status.success() && !said.contains("ERROR"), "{said}");
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let figure = line.and_then(|line| line.split(' ').next()).and_then(|figure| figure.parse().ok());
    figure.unwrap_or_else(|| panic!("{said}"))
}

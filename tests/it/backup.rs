//! Does an operator get everything back, elsewhere, from one file and the key? And what is told who does it wrong?

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use harness::{Engine, Method, Process, Service, json, on_both};

use crate::cast::Cast;
use crate::drills::program;
use crate::family::{UNDER, three};

/// What a restoration itself changes, besides the log: a key for its entry, and the sessions that it ends.
const CHANGED: [&str; 6] =
    ["sessions", "log_entries", "log_positions", "log_checkpoints", "log_pending", "subject_keys"];

#[track_caller]
pub(crate) fn says((done, said): (bool, String), does: bool, words: &[&str]) -> String {
    assert_eq!(done, does, "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    said
}

/// A file in the folder of a program.
pub(crate) fn beside(process: &Process, name: &str) -> PathBuf {
    process.key_file().with_file_name(name)
}

/// A place outside the folder of any program, another one each time.
fn away(name: &str) -> PathBuf {
    static PLACES: AtomicUsize = AtomicUsize::new(0);
    let number = PLACES.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("jinqiu-{}-{number}-{name}", std::process::id()))
}

/// A place elsewhere, with the key file and nothing else.
pub(crate) fn elsewhere(process: &Process) -> Process {
    let place = process.elsewhere();
    let _ = fs::copy(process.key_file(), place.key_file()).unwrap();
    place
}

/// A root that nobody has used.
const OTHER: &str = "3a60d9c1f57e82b4096bd8e3471cfa952d8e06b17f43c9a05be2d7641890ff3c";

/// Gives a program another text in its key file.
pub(crate) fn holds(process: &Process, text: &str) {
    fs::write(process.key_file(), text).unwrap();
    fs::set_permissions(process.key_file(), fs::Permissions::from_mode(0o600)).unwrap();
}

on_both! {
    async fn a_service_comes_back_elsewhere_with_every_row_and_paper(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        case.act(&people.city, "approve").await;
        let paper = people.caseworker.get(&case.path("/attachments")).await.expect(200).body["items"][0]["id"].clone();
        let here = service.program(&program());
        let file = away("all.backup");
        let path = file.to_str().unwrap();
        let said = says(here.told(&["backup", path], "", &[]), true, &["NOT IN IT the key", "sha256", "version 1"]);
        assert!(!said.contains("LOST"), "{said}");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(harness::canary::find(&fs::read(&file).unwrap()), None);
        says(here.told(&["backup", path], "", &[]), false, &["there already", "--force"]);
        says(here.told(&["backup", path, "--force"], "", &[]), true, &["written"]);
        says(here.told(&["backup", "--verify", path], "", &[]), true, &["whole", " papers"]);

        if here.engine() == Engine::Sqlite {
            // Of two at once to one place one is refused.
            let there = elsewhere(&here);
            let both = [there.begin(&["restore", path]), there.begin(&["restore", path])];
            let done = both.map(|mut one| one.wait().unwrap().success());
            assert!(done[0] != done[1], "{done:?}: {}", there.said());
        }
        let mut there = elsewhere(&here);
        says(there.told(&["restore", path], "", &[]), true, &["restored", "all sessions", "NOT IN IT what was done after"]);
        assert_eq!(there.rows(&CHANGED).await, service.rows(&CHANGED).await);
        let live = "SELECT count(*) FROM sessions WHERE ended_at IS NULL";
        assert_eq!(there.numbers(live).await, [0]);
        says(there.told(&["decisions", "verify"], "", &[]), true, &[" 0 altered"]);
        says(there.told(&["check", "--full"], "", &[]), true, &["papers", "log: positions 1 to"]);
        let _ = there.serve();
        let caseworker = there.sign_in("caseworker.04fz01").await;
        let opened = caseworker.get(&case.path(&format!("/attachments/{}", paper.as_str().unwrap()))).await;
        assert_eq!(opened.status, 200, "{}", opened.text);
        let admin = there.sign_in("accounts.640100").await;
        let _ = admin.request(Method::POST, "/officers").json(&json!({ "name": "白云飞" })).once().send().await.expect(201);
        says(there.told(&["restore", path], "", &[]), false, &["empty"]);
        fs::remove_file(file).unwrap();
    }

    async fn a_backup_is_put_over_another_backup_alone(service: Service) {
        let here = service.program(&program());
        let [socket, text, backup] = ["socket", "text", "backup"].map(away);
        let _listening = UnixListener::bind(&socket).unwrap();
        fs::write(&text, "what somebody wrote").unwrap();
        let within = beside(&here, "within.backup");
        says(here.told(&["backup", within.to_str().unwrap()], "", &[]), true, &["written"]);
        let folder = fs::canonicalize(here.folder()).unwrap();
        for (place, why) in [
            ("-".to_owned(), "no stream"),
            (folder.display().to_string(), "is a folder"),
            (socket.display().to_string(), "no regular file"),
            (text.display().to_string(), "no backup of jinqiu"),
            (here.key_file().display().to_string(), "in the data folder"),
            (within.display().to_string(), "in the data folder"),
        ] {
            says(here.told(&["backup", "--force", &place], "", &[]), false, &[why]);
        }
        assert_eq!(fs::read_to_string(&text).unwrap(), "what somebody wrote");
        assert!(fs::read_to_string(here.key_file()).unwrap().lines().any(|line| line.starts_with("1 ")));
        for _ in 0..2 {
            says(here.told(&["backup", "--force", backup.to_str().unwrap()], "", &[]), true, &["written"]);
        }
        for place in [socket, text, backup] {
            fs::remove_file(place).unwrap();
        }
    }

    async fn a_command_that_nobody_hears_does_its_work_and_ends_quietly(service: Service) {
        let here = service.program(&program());
        let file = beside(&here, "unheard.backup");
        let path = file.to_str().unwrap();
        for arguments in [
            &["check"][..],
            &["decisions", "verify"],
            &["log", "keys"],
            &["log", "checkpoint"],
            &["log", "export"],
            &["backup", path],
            &["backup", "--verify", path],
            &["keys", "rotate", "--signing"],
            &["migrate"],
            &["openapi"],
        ] {
            let (done, complained) = here.told_unheard(arguments);
            assert!(done && complained.is_empty(), "{arguments:?}: {complained}");
        }
        assert!(file.exists());
    }

    async fn a_backup_asks_for_the_key_of_its_day_and_says_which(service: Service) {
        let here = service.program(&program());
        let file = beside(&here, "all.backup");
        let path = file.to_str().unwrap();
        says(here.told(&["backup", path], "", &[]), true, &[]);
        let there = elsewhere(&here);
        let key = fs::read_to_string(here.key_file()).unwrap();
        fs::remove_file(there.key_file()).unwrap();
        says(there.told(&["restore", path], "", &[]), false, &["there is no key file", "in use when the backup was made"]);
        holds(&there, &format!("2 {OTHER}\n"));
        says(there.told(&["restore", path], "", &[]), false, &["version 1, which is not held", "copy of the key file"]);
        holds(&there, &format!("1 {OTHER}\n"));
        says(there.told(&["backup", "--verify", path], "", &[]), false, &["another key of version 1", "copy of the key file"]);
        // A later version beside it, as after a rotation, is in nobody's way.
        holds(&there, &format!("{}\n2 {OTHER}\n", key.trim()));
        says(there.told(&["restore", path], "", &[]), true, &["restored"]);
    }

    async fn a_backup_goes_into_emptiness_of_its_own_kind_alone(service: Service) {
        let here = service.program(&program());
        let file = beside(&here, "all.backup");
        let path = file.to_str().unwrap();
        says(here.told(&["backup", path], "", &[]), true, &[]);
        says(here.told(&["restore", path], "", &[]), false, &["empty"]);
        let there = elsewhere(&here);
        fs::create_dir(beside(&there, "attachments")).unwrap();
        fs::write(beside(&there, "attachments").join("stray"), "").unwrap();
        says(there.told(&["restore", path], "", &[]), false, &["holds 1 files", "move it away"]);
        fs::remove_file(beside(&there, "attachments").join("stray")).unwrap();
        let other = match here.engine() {
            Engine::Sqlite => "postgres://nobody@127.0.0.1:1/nothing".to_owned(),
            Engine::Postgres => format!("sqlite://{}", beside(&there, "other.db").display()),
        };
        if here.engine() == Engine::Postgres {
            let kind = [("JINQIU_DATABASE_URL", other.as_str()), ("JINQIU_MIGRATE_DATABASE_URL", other.as_str())];
            says(there.told(&["restore", path], "", &kind), false, &["a backup of PostgreSQL", "a database of SQLite"]);
            says(there.told(&["restore", path], "", &[("PATH", "/nowhere")]), false, &["pg_restore is not there", "postgresql-client"]);
            says(here.told(&["backup", &format!("{path}2")], "", &[("PATH", "/nowhere")]), false, &["pg_dump is not there", "postgresql-client"]);
        }
        // Nothing of what was refused is left, and the right attempt goes through.
        let left: Vec<_> = fs::read_dir(there.key_file().parent().unwrap()).unwrap().flatten().collect();
        assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().contains("partial")), "{left:?}");
        says(there.told(&["restore", path], "", &[]), true, &["restored"]);
        // Of a newer program: a step that this one does not know.
        here.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_tomorrow', 0)").await;
        fs::remove_file(&file).unwrap();
        says(here.told(&["backup", path], "", &[]), true, &[]);
        says(elsewhere(&here).told(&["restore", path], "", &[]), false, &["m9999_tomorrow", "a later one"]);
    }

    async fn an_older_backup_is_brought_to_the_newest_tables(service: Service) {
        let people = Cast::of(&service).await;
        let _ = crate::funds::approved(&service, &people, 1).await;
        let here = service.program(&program());
        let file = beside(&here, "all.backup");
        let path = file.to_str().unwrap();
        if here.engine() == Engine::Sqlite {
            here.sql("DROP TRIGGER awards_being_paid").await;
            for table in ["log_entries", "log_positions", "log_checkpoints"] {
                here.sql(&format!("DROP TRIGGER {table}_once")).await;
            }
        }
        // Tables as they were before the newest steps.
        for statement in [
            "DROP TABLE job_lines",
            "DROP TABLE job_files",
            "DROP TABLE jobs",
            "DELETE FROM seaql_migrations WHERE version = 'm0037_jobs'",
            "DROP TABLE declared_cases",
            "DROP TABLE declarations",
            "DELETE FROM seaql_migrations WHERE version = 'm0036_declarations'",
            "DROP TABLE filings",
            "DELETE FROM seaql_migrations WHERE version = 'm0035_filings'",
            "DROP TABLE national_records",
            "DELETE FROM seaql_migrations WHERE version = 'm0034_national_records'",
            "DROP TABLE payment_approvals",
            "DELETE FROM seaql_migrations WHERE version = 'm0033_approvals'",
            "DELETE FROM seaql_migrations WHERE version = 'm0032_reclaims'",
            "DELETE FROM seaql_migrations WHERE version = 'm0031_written_once'",
            "DROP TABLE receipts",
            "DELETE FROM seaql_migrations WHERE version = 'm0030_receipts'",
            "DROP TABLE payment_returns",
            "DELETE FROM seaql_migrations WHERE version = 'm0029_returns'",
            "DROP TABLE payment_answers",
            "DROP TABLE payment_sendings",
            "DELETE FROM seaql_migrations WHERE version = 'm0028_sendings'",
            "DROP TABLE payments",
            "DROP TABLE payment_batches",
            "DELETE FROM seaql_migrations WHERE version = 'm0027_payments'",
            "ALTER TABLE extensions DROP COLUMN code",
            "ALTER TABLE editions DROP COLUMN code",
            "ALTER TABLE campaigns DROP COLUMN code",
            "DELETE FROM seaql_migrations WHERE version = 'm0026_policy_codes'",
            "DROP TABLE ledger_entries",
            "DROP TABLE awards",
            "DROP TABLE fund_balances",
            "DROP TABLE funds",
            "DELETE FROM seaql_migrations WHERE version = 'm0025_funds'",
            "ALTER TABLE dossiers DROP COLUMN code",
            "ALTER TABLE officers DROP COLUMN code",
            "ALTER TABLE erasure_proposals DROP COLUMN code",
            "ALTER TABLE erasure_proposals DROP COLUMN subject_version",
            "DELETE FROM seaql_migrations WHERE version = 'm0024_row_codes'",
        ] {
            here.sql(statement).await;
        }
        if here.engine() == Engine::Postgres {
            here.sql("DROP FUNCTION ledger_stays").await;
            here.sql("DROP FUNCTION award_keeps_fund").await;
            here.sql("DROP FUNCTION bank_stays").await;
            here.sql("DROP FUNCTION receipts_stay").await;
            here.sql("DROP FUNCTION filings_stay").await;
            here.sql("DROP FUNCTION payment_approvals_stay").await;
        }
        says(here.told(&["check"], "", &[]), false, &["jinqiu migrate"]);
        says(here.told(&["backup", path], "", &[]), true, &["m0023_contact_marks"]);
        let mut there = elsewhere(&here);
        says(there.told(&["restore", path], "", &[]), true, &["restored", "tables: the newest"]);
        // Rows that are older than their codes are taken as they stand, once.
        says(there.told(&["check"], "", &[]), true, &["as the service wrote them", "each approved case its award"]);
        let _ = there.serve();
        let _ = there.sign_in("head.640104").await;
        let forgotten = "UPDATE officers SET code = ''";
        there.sql(forgotten).await;
        says(there.told(&["check"], "", &[]), false, &["officer "]);
    }

    async fn an_auditor_finds_that_a_log_went_on_from_a_backup(service: Service) {
        let here = service.program(&program());
        let [file, log, keys, kept, later] = ["all.backup", "log", "keys", "kept", "later"].map(|name| beside(&here, name));
        let path = file.to_str().unwrap();
        let tell = |arguments: &[&str], to: &PathBuf| fs::write(to, says(here.told(arguments, "", &[]), true, &[])).unwrap();
        tell(&["log", "keys"], &keys);
        tell(&["log", "checkpoint"], &kept);
        says(here.told(&["backup", path], "", &[]), true, &[]);
        let _ = service.sign_in("head.640104").await;
        tell(&["log", "checkpoint"], &later);
        let there = elsewhere(&here);
        says(there.told(&["restore", path], "", &[]), true, &[]);
        let log = beside(&there, log.file_name().unwrap().to_str().unwrap());
        let exported = log.with_extension("jsonl");
        says(there.told(&["log", "export", "--output", exported.to_str().unwrap()], "", &[]), true, &[]);
        let verify = |since: &PathBuf| {
            let [log, keys, since] = [&exported, &keys, since].map(|path| path.to_str().unwrap());
            there.told(&["log", "verify", log, "--key", keys, "--since", since], "", &[])
        };
        says(verify(&kept), true, &["same log as when your checkpoint was made", "RESTORED"]);
        says(verify(&later), false, &["FOUND", "RESTORED"]);
    }

    async fn what_is_wrong_with_rows_and_papers_is_told_by_check(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        let paper = case.attach("tuition_proof").await;
        let here = service.program(&program());
        says(here.told(&["check", "--full"], "", &[]), true, &["papers: ", "figures: ", "constraints: "]);
        let lines = says(here.told(&["check", "--json"], "", &[]), true, &["\"verdict\":\"ok\""]);
        assert!(lines.lines().all(|line| serde_json::from_str::<harness::Value>(line).is_ok()), "{lines}");
        let place = beside(&here, "attachments").join(&paper);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&place), mode(place.parent().unwrap())), (0o600, 0o700));
        let octets = fs::read(&place).unwrap();
        let mut altered = octets.clone();
        *altered.last_mut().unwrap() ^= 1;
        fs::write(&place, altered).unwrap();
        says(here.told(&["check", "--full"], "", &[]), false, &["WRONG    octets", &paper, "from a backup"]);
        fs::remove_file(&place).unwrap();
        says(here.told(&["check"], "", &[]), false, &["WRONG    papers: 1 that rows name", "from a backup"]);
        let file = beside(&here, "lossy.backup");
        says(here.told(&["backup", file.to_str().unwrap()], "", &[]), true, &["LOST", &paper]);
        fs::write(&place, octets).unwrap();
        let young = beside(&here, "attachments").join("01890a5d-ac96-774b-bcce-b302099a8058");
        drop(fs::File::create(&young).unwrap());
        says(here.told(&["check", "--full"], "", &[]), true, &["papers: ", "of 1 files no row names one yet"]);
        fs::remove_file(&young).unwrap();
        // Old enough to have been forgotten.
        let stray = beside(&here, "backup.1.partial");
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_mins(25_000_000);
        fs::File::create(&stray).unwrap().set_modified(long_ago).unwrap();
        let orphan = "01890a5d-ac96-774b-bcce-b302099a8057";
        fs::File::create(beside(&here, "attachments").join(orphan)).unwrap().set_modified(long_ago).unwrap();
        says(here.told(&["check"], "", &[]), true, &["no row names", orphan]);
        says(here.told(&["check"], "", &[]), true, &["WARNING  left over", "backup.1.partial", "remove"]);
        let broken = match here.engine() {
            Engine::Sqlite => "PRAGMA foreign_keys = off; DELETE FROM memberships; DELETE FROM persons",
            Engine::Postgres => "ALTER TABLE roads ADD CONSTRAINT roads_odd CHECK (position >= 0) NOT VALID",
        };
        here.sql(broken).await;
        says(here.told(&["check", "--full"], "", &[]), false, &["WRONG    constraints"]);
        here.sql("UPDATE case_counts SET cases = cases + 1").await;
        says(here.told(&["check"], "", &[]), false, &["WRONG    figures", "case_counts"]);
    }
}

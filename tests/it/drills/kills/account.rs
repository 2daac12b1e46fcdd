//! Does the database hold what answers told, and nothing else? By the API, and by rows where it does not tell.

use harness::{Process, Value};

use super::writer::{Desk, Told};
use crate::counts::DIFFERENT;

/// What is counted before and after: where, and what the writers know of it.
const TABLES: [&str; 7] = [
    "unions",
    "dossiers",
    "applications",
    "attachments",
    "consents",
    "case_history",
    "log_entries WHERE act IN ('create_union', 'enter_dossier', 'enter_application', 'attach_file', 'record_evidence', 'act_on_application')",
];

/// How many rows there are of each.
pub(crate) async fn rows(process: &Process) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in TABLES {
        counts.push(process.numbers(&format!("SELECT count(*) FROM {table}")).await[0]);
    }
    counts
}

/// What was found to be wrong, each a limit of nought.
#[derive(Default)]
struct Wrong {
    lost: usize,
    doubled: usize,
    half: usize,
}

/// How many there are, in the units of the database.
fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap()
}

/// Compares all with what is there, prints the figures, and fails unless each is nought.
pub(crate) async fn holds(process: &Process, desk: &Desk, all: &[&Told], before: &[i64]) {
    let mut wrong = Wrong::default();
    for told in all {
        reads(desk, told, &mut wrong).await;
    }
    let sum = |of: fn(&Told) -> usize| number(all.iter().map(|told| of(told)).sum::<usize>());
    let papers = sum(|told| told.cases.iter().map(|case| case.papers.len()).sum());
    let withdrawn = sum(|told| told.cases.iter().filter(|case| case.withdrawn).count());
    let [unions, dossiers, cases, consents] = [
        sum(|told| told.unions.len()),
        sum(|told| told.dossiers.len()),
        sum(|told| told.cases.len()),
        sum(|told| told.consents),
    ];
    let acts = unions + dossiers + cases + papers + consents + withdrawn;
    let wanted = [unions, dossiers, cases, papers, consents, withdrawn, acts];
    for (((after, before), wanted), table) in rows(process).await.iter().zip(before).zip(wanted).zip(TABLES) {
        let more = after - before - wanted;
        if more != 0 {
            println!("{table}: {} rows more, {wanted} were acknowledged", after - before);
        }
        wrong.doubled += usize::try_from(more).unwrap_or(0);
        wrong.lost += usize::try_from(-more).unwrap_or(0);
    }
    wrong.half += halves(process).await;
    let (broken, said) = log_is_broken(process);
    let strange: usize = all.iter().map(|told| told.strange.len()).sum();
    for told in all.iter().flat_map(|told| &told.strange) {
        println!("strange: {told}");
    }
    println!(
        "acknowledged {acts}: {unions} unions, {dossiers} dossiers, {cases} cases, {papers} papers, {consents} consents, {withdrawn} withdrawn"
    );
    println!("in doubt and settled by their key {}", sum(|told| told.settled));
    println!("files that no row names {} (no limit)", files(process) - (papers + before[3]));
    for (what, count) in [
        ("acknowledged and lost", wrong.lost),
        ("doubled", wrong.doubled),
        ("half", wrong.half),
        ("log broken", broken),
        ("answers that should not be", strange),
    ] {
        told(what, count);
    }
    assert_eq!((wrong.lost, wrong.doubled, wrong.half, strange), (0, 0, 0, 0));
    assert_eq!(broken, 0, "{said}");
}

fn told(what: &str, count: usize) {
    println!("{what}: {count} (limit 0): {}", if count == 0 { "kept" } else { "MISSED" });
}

/// What one writer was told, read again.
async fn reads(desk: &Desk, told: &Told, wrong: &mut Wrong) {
    for (code, id) in &told.unions {
        let found = desk.admin.get(&format!("/unions?code={code}")).await.expect(200).body;
        let items = found["items"].as_array().unwrap();
        wrong.lost += usize::from(!items.iter().any(|item| item["id"] == id.as_str()));
        wrong.doubled += items.len().saturating_sub(1);
    }
    for id in &told.dossiers {
        wrong.lost += usize::from(desk.caseworker.get(&format!("/dossiers/{id}")).await.status != 200);
    }
    for case in &told.cases {
        let path = format!("/applications/{}", case.id);
        let view = desk.caseworker.get(&path).await;
        if view.status != 200 {
            wrong.lost += 1;
            continue;
        }
        let stage = if case.withdrawn { "withdrawn" } else { "draft" };
        let version = view.body["version"].as_i64().unwrap();
        wrong.lost += usize::from(version < case.version || view.body["state"]["stage"] != stage);
        wrong.doubled += usize::from(version > case.version);
        let listed = desk.caseworker.get(&format!("{path}/attachments")).await.expect(200).body;
        let ids: Vec<&Value> = listed["items"].as_array().unwrap().iter().map(|item| &item["id"]).collect();
        let known: Vec<&String> = case.papers.iter().map(|(id, _)| id).collect();
        wrong.half += usize::from(ids != known);
        for (id, octets) in &case.papers {
            let read = desk.caseworker.get(&format!("{path}/attachments/{id}")).await;
            wrong.lost += usize::from(read.status != 200 || read.text.as_bytes() != octets);
        }
    }
}

/// What is there by half, whoever wrote it.
async fn halves(process: &Process) -> usize {
    let mut halves = 0;
    for question in [
        "SELECT count(*) FROM idempotency_keys WHERE answer IS NULL",
        "SELECT count(*) FROM applications WHERE id NOT IN (SELECT subject FROM subject_keys)",
        "SELECT count(*) FROM dossiers WHERE id NOT IN (SELECT subject FROM subject_keys)",
        DIFFERENT,
    ] {
        let found = process.numbers(question).await;
        if found.iter().any(|count| *count != 0) {
            println!("half: {found:?} by {question}");
        }
        halves += found.iter().map(|count| usize::try_from(*count).unwrap()).sum::<usize>();
    }
    halves
}

/// Whether the program itself finds the log not whole, or an entry has no place in it; and what it says.
fn log_is_broken(process: &Process) -> (usize, String) {
    let [log, keys] = ["exported-log", "exported-keys"].map(|name| process.key_file().with_file_name(name));
    let [log_path, keys_path] = [&log, &keys].map(|path| path.to_str().unwrap());
    let mut said = String::new();
    let mut tell = |arguments: &[&str]| {
        let (done, text) = process.told(arguments, "", &[]);
        said.push_str(&text);
        (done, text)
    };
    let (exported, _) = tell(&["log", "export", "--output", log_path]);
    let (told, public) = tell(&["log", "keys"]);
    std::fs::write(&keys, public).unwrap();
    let (verified, text) = tell(&["log", "verify", log_path, "--key", keys_path]);
    let whole = exported && told && verified && text.contains("none of them is missing");
    (usize::from(!whole), said)
}

/// How many files of attachments there are.
fn files(process: &Process) -> i64 {
    let folder = process.key_file().with_file_name("attachments");
    std::fs::read_dir(folder).map_or(0, |files| number(files.count()))
}

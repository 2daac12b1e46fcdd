//! How does an operator rotate the keys, and what is an operator told who does it wrong?

use std::collections::HashSet;
use std::fs;

use harness::{Engine, Process, Value, json, run_apart};

use crate::drills::program;

/// So many octets tell one sealed value from all others: what sealed it, and its nonce.
const BEGINS: usize = 24;

#[track_caller]
fn says((done, said): (bool, String), does: bool, words: &[&str]) {
    assert_eq!(done, does, "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    let digits = said.split(|letter: char| !letter.is_ascii_hexdigit()).map(str::len).max();
    assert!(digits < Some(40), "a root or a part of it: {said}");
}

/// The key of the tests, as text.
fn held(process: &Process) -> String {
    fs::read_to_string(process.key_file()).unwrap()
}

/// How the rows begin that are sealed under version 1 of the root.
async fn under_the_first(process: &Process) -> HashSet<[u8; BEGINS]> {
    let tables = ["subject_keys ", "officers ", "persons ", "signing_keys "];
    let rows =
        process.rows(&[]).await.into_iter().filter(|row| tables.iter().any(|table| row.starts_with(table)));
    let mut found = HashSet::new();
    for row in rows.map(|row| row.to_lowercase()) {
        let words = row.split(|letter: char| !letter.is_ascii_hexdigit());
        for word in words.filter(|word| word.starts_with("010001") && word.len() > 2 * BEGINS) {
            let octet = |at: usize| u8::from_str_radix(&word[2 * at..2 * at + 2], 16).unwrap();
            let _ = found.insert(std::array::from_fn(octet));
        }
    }
    found
}

/// How many of them lie in the files of the database still, in rows, free pages or the journal.
fn left_of(sealed: &HashSet<[u8; BEGINS]>, process: &Process) -> usize {
    let files = ["jinqiu.db", "jinqiu.db-wal"].map(|name| process.folder().join(name));
    let octets: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).unwrap_or_default()).collect();
    octets.iter().flat_map(|octets| octets.windows(BEGINS)).filter(|part| sealed.contains(*part)).count()
}

async fn rotates(mut process: Process) {
    let _ = process.serve();
    let admin = process.sign_in("accounts.640100").await;
    let number = json!({ "name": "白云飞", "citizen_id": "640104197405121014" });
    let _ = admin.post("/officers", &number).await.expect(201);
    says(process.told(&["check"], "", &[]), true, &["key versions: 1 held, 1 seals"]);
    says(
        process.told(&["keys", "retire", "1"], "", &[]),
        false,
        &["version 1 is in use", "jinqiu keys rotate"],
    );
    let before = held(&process);
    let sealed = under_the_first(&process).await;
    assert!(sealed.len() > 20 && (process.engine() == Engine::Postgres || left_of(&sealed, &process) > 20));
    says(
        process.told(&["keys", "rotate"], "", &[]),
        true,
        &["version 2 is announced", "jinqiu keys retire 1"],
    );
    assert!(
        held(&process).contains(before.lines().last().unwrap()),
        "the old root stays until it is retired"
    );
    assert_eq!(left_of(&sealed, &process), 0, "rotated");
    says(process.told(&["check"], "", &[]), true, &["key versions: 1, 2 held, 2 seals"]);
    // Both versions are known to the database: what follows is the rest of this rotation, not another one.
    says(process.told(&["keys", "retire", "1"], "", &[]), true, &["version 1 is taken out"]);
    assert_eq!(left_of(&sealed, &process), 0, "retired");
    says(process.told(&["keys", "retire", "2"], "", &[]), false, &["version 2 is in use"]);
    let roots = held(&process).lines().filter(|line| !line.starts_with('#')).count();
    assert!(roots == 1 && held(&process).contains("\n2 "));
    // The service that ran all the while has the same people, and so has one that starts with the new file.
    admin.post("/officers", &number).await.refused(409, "duplicate");
    let _ = process.serve();
    let admin = process.sign_in("accounts.640100").await;
    admin.post("/officers", &number).await.refused(409, "duplicate");
    let found = admin.get("/officers?name=白云飞").await.expect(200).body["items"][0].clone();
    assert_eq!(found["citizen_id"], Value::from("****************14"));
    // A copy of the file from before does not serve.
    fs::write(process.key_file(), before).unwrap();
    says(process.told(&["serve"], "", &[]), false, &["version 2", "not held", "put back the copy"]);
}

mod an_operator_rotates_the_keys_while_the_service_runs {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), rotates);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), rotates);
    }
}

async fn is_refused(process: Process) {
    let text = held(&process);
    let alone = [("JINQIU_KEY", text.as_str())];
    let aside = process.key_file().with_extension("aside");
    fs::rename(process.key_file(), &aside).unwrap();
    says(process.told(&["keys", "rotate"], "", &alone), false, &["add a line `2 `", "openssl rand -hex 32"]);
    fs::rename(aside, process.key_file()).unwrap();
    says(process.told(&["keys", "retire", "7"], "", &[]), false, &["there is no version 7", "there are: 1"]);
    says(process.told(&["keys", "rotate", "--signing"], "", &[]), true, &["the new key is published"]);
    says(process.told(&["keys", "rotate", "--signing"], "", &[]), true, &["nothing was changed"]);
    // Rows under a version that is not held, as after a restored backup with another key file.
    process
        .sql(match process.engine() {
            Engine::Sqlite => "UPDATE officers SET sealed = CAST(x'010009' || substr(sealed, 4) AS blob)",
            Engine::Postgres => "UPDATE officers SET sealed = '\\x010009'::bytea || substr(sealed, 4)",
        })
        .await;
    says(process.told(&["check"], "", &[]), false, &["officers under version 9", "put back the copy"]);
}

mod what_cannot_be_rotated_is_told {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), is_refused);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), is_refused);
    }
}

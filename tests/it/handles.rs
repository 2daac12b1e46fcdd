//! What is an operator told who does something wrong? By name what it is and what to do, without a word of the code.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use harness::{Engine, Process, run_apart};

use crate::drills::program;

/// It did not do it, and said all of that and nothing of the inside.
#[track_caller]
fn refuses((done, said): (bool, String), words: &[&str]) {
    assert!(!done, "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    for word in [
        "UNIQUE",
        "constraint",
        "usize",
        "u16",
        "figment",
        "invalid type",
        "expected a",
        "Error {",
        "hunter2",
    ] {
        assert!(!said.contains(word), "{word}: {said}");
    }
}

const CREATE: [&str; 10] = [
    "admin",
    "create",
    "--city",
    "银川市总工会",
    "--code",
    "640100",
    "--name",
    "马建国",
    "--username",
    "first.640100",
];

async fn each_is_told_what_to_do(process: Process) {
    let (done, said) = process.told(&["check"], "", &[]);
    assert!(done, "{said}");
    let again = process.told(&CREATE, "a long enough password\n640104196804199033\n", &[]);
    refuses(again, &["--code", "there already", "POST /api/v1/accounts"]);
    refuses(process.told(&CREATE, "short\n", &[]), &["12"]);
    refuses(process.told(&CREATE, "a long enough password\n640104197405121015\n", &[]), &["citizen id"]);
    let confirm = |name: &str| process.told(&["admin", "confirm", "--username", name], "", &[]);
    refuses(confirm("nobody.here"), &["--username", "POST /api/v1/accounts"]);
    refuses(confirm("head.640104"), &["--username", "nothing waits"]);
    for (variable, value, allowed) in [
        ("JINQIU_LISTEN", "hunter2", "127.0.0.1:8080"),
        ("JINQIU_WORKERS", "hunter2", "a whole number"),
        ("JINQIU_DATABASE_URL", "mysql://me:hunter2@here/jinqiu", "postgres://"),
        ("JINQIU_COLOUR", "hunter2", "there are: listen"),
    ] {
        for handle in [&["serve"][..], &["check"], &["migrate"], &["demo"], &CREATE] {
            refuses(process.told(handle, "", &[(variable, value)]), &[variable, allowed]);
        }
    }
    let key = std::env::temp_dir().join(format!("jinqiu-another-{:?}.key", process.engine()));
    std::fs::write(&key, "3a60d9c1f57e82b4096bd8e3471cfa952d8e06b17f43c9a05be2d7641890ff3c").unwrap();
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
    let another = [("JINQIU_KEY_FILE", key.to_str().unwrap())];
    for handle in ["serve", "check", "migrate"] {
        refuses(process.told(&[handle], "", &another), &["put back the copy"]);
    }
    std::fs::remove_file(&key).unwrap();
}

mod every_handle_tells_what_is_wrong_and_what_to_do {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), each_is_told_what_to_do);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), each_is_told_what_to_do);
    }
}

#[test]
fn before_migrate_it_is_said_that_migrate_comes_first() {
    let folder = std::env::temp_dir().join(format!("jinqiu-handles-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite://{}", folder.join("jinqiu.db").display());
    let process = Process::at(&program(), &url, &folder);
    for handle in [&["check"][..], &["serve"], &CREATE] {
        refuses(
            process.told(handle, "a long enough password\n640104196804199033\n", &[]),
            &["jinqiu migrate"],
        );
    }
    let (done, said) = process.told(&["migrate"], "", &[]);
    assert!(done, "{said}");
    let (done, said) = process.told(&CREATE, "a long enough password\n640104196804199033\n", &[]);
    assert!(done, "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

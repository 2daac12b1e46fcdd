//! What does the program make by itself, where it finds no database? `migrate` alone makes one, and says so.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use harness::{Engine, Process, run_anew};

use crate::drills::program;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names of what lies in a folder and may be the database.
fn made(process: &Process) -> Vec<String> {
    let entries = fs::read_dir(process.folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("jinqiu.db")).collect()
}

async fn nothing_is_made(process: Process) {
    let (done, said) = process.told(&["migrate"], "", &[]);
    assert!(done && said.contains("made the key file") && said.contains("keep a copy of it"), "{said}");
    for name in made(&process) {
        assert_eq!(mode(&process.folder().join(&name)), 0o600, "{name}");
        fs::remove_file(process.folder().join(name)).unwrap();
    }
    let place = process.folder().join("none.backup").display().to_string();
    for what in [
        "check",
        "check --full",
        "serve",
        "decisions verify",
        "log checkpoint",
        "keys retire 1",
        "keys rotate",
        &format!("backup {place}"),
    ] {
        let words: Vec<&str> = what.split(' ').collect();
        let (done, said) = process.told(&words, "", &[]);
        assert!(!done && said.contains("run `jinqiu migrate` first"), "{what:?}: {said}");
        assert!(!said.contains("the database was made with it"), "{what:?}: {said}");
        assert_eq!(made(&process), Vec::<String>::new(), "{what:?}");
    }
    // A file that others may read is closed to them by whoever makes tables in it.
    let file = process.folder().join("jinqiu.db");
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let (done, said) = process.told(&["check"], "", &[]);
    assert!(!done && said.contains("WRONG    key: ") && said.contains("jinqiu migrate"), "{said}");
    let (done, said) = process.told(&["keys", "retire", "1"], "", &[]);
    assert!(!done && said.contains("run `jinqiu migrate`") && !said.contains("no such table"), "{said}");
    // Of two at once one waits for the other.
    let mut both = [process.begin(&["migrate"]), process.begin(&["migrate"])];
    assert!(both.iter_mut().all(|one| one.wait().unwrap().success()), "{}", process.said());
    assert_eq!(mode(&file), 0o600);
    let (done, said) = process.told(&["check"], "", &[]);
    assert!(done && said.contains("ok       key: "), "{said}");
}

#[test]
fn who_only_opens_a_database_makes_none() {
    run_anew(Engine::Sqlite, &program(), nothing_is_made);
}

#[test]
fn check_says_what_it_did_not_look_at() {
    run_anew(Engine::Postgres, &program(), async |process: Process| {
        let _ =
            process.told(&["migrate"], "", &[("JINQIU_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")]);
        let (done, said) = process.told(&["migrate"], "", &[]);
        assert!(done, "{said}");
        let away = [("JINQIU_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")];
        let (done, said) = process.told(&["check"], "", &away);
        assert!(!done && said.contains("WRONG") && !said.contains("was made with it"), "{said}");
    });
}

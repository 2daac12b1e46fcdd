//! From where is the key taken, which is refused, and what does each kind of key serve?

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use harness::{Engine, Process, run_anew, run_apart};

use crate::drills::program;

const ONE: &str = "1 3a60d9c1f57e82b4096bd8e3471cfa952d8e06b17f43c9a05be2d7641890ff3c";
const CREATE: [&str; 10] = [
    "admin",
    "create",
    "--city",
    "银川",
    "--code",
    "640100",
    "--name",
    "马建国",
    "--username",
    "first.640100",
];
const PASSWORD: &str = "a long enough password\n640104196804199033\n";

fn text_of(process: &Process) -> String {
    fs::read_to_string(process.key_file()).unwrap()
}

/// It did not do it, said those words, and nothing of the key.
#[track_caller]
fn refuses((done, said): (bool, String), words: &[&str]) {
    assert!(!done, "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!said.contains("3a60d9c1") && !said.contains("7c7c7c7c"), "{said}");
}

#[track_caller]
fn does((done, said): (bool, String)) {
    assert!(done, "{said}");
}

async fn from_the_environment(process: Process) {
    let key = [("JINQIU_KEY", ONE)];
    does(process.told(&["migrate"], "", &key));
    does(process.told(&CREATE, PASSWORD, &key));
    does(process.told(&["check"], "", &key));
    assert!(!process.key_file().exists());
    let file = process.key_file().display().to_string();
    let both = [("JINQIU_KEY", ONE), ("JINQIU_KEY_FILE", file.as_str())];
    refuses(process.told(&["serve"], "", &both), &["JINQIU_KEY", "JINQIU_KEY_FILE", "both"]);
    refuses(process.told(&["check"], "", &[("JINQIU_KEY", &ONE[..60])]), &["JINQIU_KEY", "line 1", "64"]);
    let weak = "7c".repeat(32);
    refuses(process.told(&["serve"], "", &[("JINQIU_KEY", &weak)]), &["JINQIU_KEY", "weak", "openssl rand"]);
    // The same text in a file serves the same database.
    fs::write(process.key_file(), ONE).unwrap();
    fs::set_permissions(process.key_file(), Permissions::from_mode(0o644)).unwrap();
    refuses(process.told(&["serve"], "", &[]), &["chmod 600"]);
    fs::set_permissions(process.key_file(), Permissions::from_mode(0o600)).unwrap();
    does(process.told(&["check"], "", &[]));
    refuses(process.told(&["check"], "", &key), &["JINQIU_KEY", "jinqiu.key", "take one of them away"]);
    fs::remove_file(process.key_file()).unwrap();
    let named = ONE.replacen('1', "2", 1);
    refuses(process.told(&["check"], "", &[("JINQIU_KEY", &named)]), &["version 1", "not held", "copy"]);
}

mod a_key_comes_from_the_environment_or_a_file {
    use super::*;

    #[test]
    fn sqlite() {
        run_anew(Engine::Sqlite, &program(), from_the_environment);
    }

    #[test]
    fn postgres() {
        run_anew(Engine::Postgres, &program(), from_the_environment);
    }
}

async fn demonstration_alone(mut process: Process) {
    process.demo();
    let demonstrations = text_of(&process);
    assert!(demonstrations.contains("\ndemonstration\n"), "its own file says so");
    process.stop();
    for handle in [&["serve"][..], &["migrate"], &CREATE] {
        refuses(process.told(handle, PASSWORD, &[]), &["demonstration", "JINQIU_DATA_DIR"]);
    }
    does(process.told(&["check"], "", &[]));
    let aside = process.key_file().with_extension("aside");
    fs::rename(process.key_file(), &aside).unwrap();
    // The same root in earnest, as somebody would have it who takes the word out.
    let taken_out = demonstrations.replace("demonstration\n", "\n");
    let key = taken_out.lines().find(|line| line.starts_with("1 ")).unwrap().to_owned();
    for handle in [&["serve"][..], &["migrate"], &CREATE] {
        let told = process.told(handle, PASSWORD, &[("JINQIU_KEY", &key)]);
        refuses(told, &["made by a demonstration", "JINQIU_DATA_DIR"]);
    }
    refuses(process.told(&["demo"], "", &[("JINQIU_KEY", ONE)]), &["in earnest", "JINQIU_DATA_DIR"]);
    fs::rename(aside, process.key_file()).unwrap();
    process.demo();
    assert_eq!(text_of(&process), demonstrations);
}

mod a_demonstration_has_a_key_and_a_database_of_its_own {
    use super::*;

    #[test]
    fn sqlite() {
        run_anew(Engine::Sqlite, &program(), demonstration_alone);
    }

    #[test]
    fn postgres() {
        run_anew(Engine::Postgres, &program(), demonstration_alone);
    }
}

async fn earnest_alone(process: Process) {
    refuses(process.told(&["demo"], "", &[]), &["in earnest", "JINQIU_DATA_DIR"]);
    let demonstrations = format!("demonstration\n{}", text_of(&process));
    let aside = process.key_file().with_extension("aside");
    fs::rename(process.key_file(), &aside).unwrap();
    let told = process.told(&["demo"], "", &[("JINQIU_KEY", &demonstrations)]);
    refuses(told, &["this database is in earnest", "JINQIU_DATA_DIR"]);
    // No other key is made for what a key sealed already.
    for handle in [&["migrate"][..], &["demo"]] {
        refuses(process.told(handle, "", &[]), &["there is no key file", "put back its copy"]);
    }
    refuses(process.told(&["check"], "", &[]), &["jinqiu.key", "put back its copy"]);
    assert!(!process.key_file().exists());
    fs::rename(aside, process.key_file()).unwrap();
    let other: PathBuf = process.key_file().with_extension("demonstration");
    fs::write(&other, format!("demonstration\n{ONE}\n")).unwrap();
    fs::set_permissions(&other, Permissions::from_mode(0o600)).unwrap();
    let named = [("JINQIU_KEY_FILE", other.to_str().unwrap())];
    refuses(process.told(&["demo"], "", &named), &["this database is in earnest"]);
    does(process.told(&["check"], "", &[]));
}

mod a_database_in_earnest_is_no_demonstrations {
    use super::*;

    #[test]
    fn sqlite() {
        run_apart(Engine::Sqlite, &program(), earnest_alone);
    }

    #[test]
    fn postgres() {
        run_apart(Engine::Postgres, &program(), earnest_alone);
    }
}

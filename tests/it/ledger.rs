//! Is what the ledgers say of tests true? Each requirement has one answer, and whatever an answer names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const LEDGERS: [&str; 3] = ["asvs.md", "mlps.md", "pipl.md"];
/// What a requirement may be answered with.
const ANSWERS: [&str; 4] = ["shown", "not applicable", "outside", "open"];

/// A requirement and its answer.
struct Row<'a> {
    /// Its number in the standard.
    number: &'a str,
    /// One of [`ANSWERS`].
    answer: &'a str,
    /// By what it is shown, or why it is not.
    by: &'a str,
}

impl<'a> Row<'a> {
    /// The row of a table that a line is; none of headings, rules and prose.
    fn read(line: &'a str) -> Option<Result<Self, String>> {
        let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
        match inner.split(" | ").collect::<Vec<_>>().as_slice() {
            ["no.", ..] => None,
            [number, _, _, answer, by] => Some(Ok(Self { number, answer, by })),
            cells => Some(Err(format!("{} cells: {line}", cells.len()))),
        }
    }

    /// What is wrong with it.
    fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = quoted(self.by).filter_map(missing).collect();
        let named = quoted(self.by).any(|text| text.contains(": "));
        let reason = self.by.split('`').step_by(2).any(|words| words.contains(char::is_alphabetic));
        if !ANSWERS.contains(&self.answer) {
            faults.push(format!("`{}` is no answer", self.answer));
        } else if self.answer == "shown" && !named {
            faults.push("nothing that shows it is named".to_owned());
        } else if self.answer != "shown" && !reason {
            faults.push("no reason".to_owned());
        }
        faults.into_iter().map(|fault| format!("{}: {fault}", self.number)).collect()
    }
}

/// What stands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What is named and not there: a test, a chapter, a line, a file.
fn missing(named: &str) -> Option<String> {
    let (file, what) = named.split_once(": ").unwrap_or((named, ""));
    if what.is_empty() && !Path::new(file).extension().is_some_and(|kind| kind == "rs" || kind == "md") {
        return None;
    }
    let Ok(text) = fs::read_to_string(Path::new(ROOT).join(file)) else {
        return Some(format!("there is no file {file}"));
    };
    let there = match Path::new(file).extension().and_then(|kind| kind.to_str()) {
        _ if what.is_empty() => true,
        Some("rs") => tests(&text).contains(what),
        Some("md") => {
            text.lines().any(|line| line.trim_start_matches('#').trim() == what && line.starts_with('#'))
        }
        _ => text.lines().any(|line| line.contains(what)),
    };
    (!there).then(|| format!("{file} has no {what}"))
}

/// The tests of a file: of those that run on each database the name of what they say.
fn tests(text: &str) -> BTreeSet<&str> {
    let (mut on_both, mut marked, mut module) = (false, false, "");
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let bare = line.trim();
        match line {
            "on_both! {" => on_both = true,
            "}" => on_both = false,
            _ => {}
        }
        if let Some(name) = bare.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(" {")) {
            module = name;
        }
        marked |= bare == "#[test]" || bare.starts_with("#[tokio::test");
        let header = bare.strip_prefix("async ").unwrap_or(bare).strip_prefix("fn ");
        let Some((name, _)) = header.and_then(|header| header.split_once('(')) else { continue };
        if marked || (on_both && line.starts_with("    async fn ")) {
            found.insert(if matches!(name, "sqlite" | "postgres") { module } else { name });
        }
        marked = false;
    }
    found
}

/// The rows that a heading promises, as `…: 12 rows`.
fn promised(line: &str) -> Option<usize> {
    let (_, count) = line.strip_prefix("## ")?.rsplit_once(": ")?;
    count.split_once(" row")?.0.parse().ok()
}

#[test]
fn every_requirement_has_one_answer_and_what_it_names_is_there() {
    let mut faults = Vec::new();
    for ledger in LEDGERS {
        let text = fs::read_to_string(Path::new(ROOT).join("tests/ledger").join(ledger)).unwrap();
        let (mut numbers, mut counts) = (BTreeSet::new(), BTreeMap::new());
        let mut chapters: Vec<(&str, usize, usize)> = Vec::new();
        for line in text.lines() {
            if line.starts_with("## ") {
                chapters.push((line, promised(line).unwrap_or_default(), 0));
            }
            let Some(row) = Row::read(line) else { continue };
            match row {
                Err(fault) => faults.push(format!("{ledger} {fault}")),
                Ok(row) => {
                    faults.extend(row.faults().into_iter().map(|fault| format!("{ledger} {fault}")));
                    if !numbers.insert(row.number) {
                        faults.push(format!("{ledger} {} stands twice", row.number));
                    }
                    *counts.entry(row.answer).or_insert(0_usize) += 1;
                }
            }
            if let Some((_, _, rows)) = chapters.last_mut() {
                *rows += 1;
            }
        }
        let differ = chapters.iter().filter(|(_, promised, rows)| promised != rows);
        faults.extend(differ.map(|(chapter, _, rows)| format!("{ledger} {chapter}, but has {rows}")));
        let said = ANSWERS.map(|answer| format!("{} {answer}", counts.get(answer).unwrap_or(&0)));
        println!("{ledger}: {} rows: {}", numbers.len(), said.join(", "));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn what_the_threat_model_names_is_there() {
    let text = fs::read_to_string(Path::new(ROOT).join("SECURITY.md")).unwrap();
    let named: BTreeSet<&str> = text.lines().flat_map(quoted).collect();
    let faults: Vec<String> = named.iter().copied().filter_map(missing).collect();
    assert!(named.len() > 50 && faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_function_that_is_no_test_shows_nothing() {
    let text = "async fn help(one: u8) {\n}\non_both! {\n    async fn both(service: Service) {\n        fn inner() {}\n    }\n}\n\
                mod apart {\n    #[test]\n    fn sqlite() {\n    }\n}\n#[test]\n#[ignore = \"slow\"]\nfn alone() {\n}\n\
                #[tokio::test(start_paused = true)]\nasync fn awaited() {\n}\nfn after() {}\n";
    assert_eq!(tests(text), BTreeSet::from(["alone", "apart", "awaited", "both"]));
}

#[test]
fn what_is_named_and_not_there_is_told() {
    let row = |answer, by| Row { number: "1", answer, by }.faults();
    assert_eq!(
        row("shown", "`tests/it/ledger.rs: what_is_named_and_not_there_is_told`"),
        Vec::<String>::new()
    );
    assert_eq!(row("shown", "`tests/it/ledger.rs: what_is_not_there`").len(), 1);
    assert_eq!(row("shown", "`tests/it/nowhere.rs: a_test`").len(), 1);
    assert_eq!(row("shown", "`README.md: Two commands`"), Vec::<String>::new());
    assert_eq!(row("shown", "`README.md: Three commands`").len(), 1);
    assert_eq!(row("shown", "by and large").len(), 1);
    assert_eq!(row("open", "").len(), 1);
    assert_eq!(row("partly", "by and large").len(), 1);
    assert_eq!(row("outside", "the operator, by `sslmode=verify-full`"), Vec::<String>::new());
}

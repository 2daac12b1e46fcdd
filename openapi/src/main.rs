//! Writes the document, or with `--check` says whether the one that is checked in is current.

use std::process::ExitCode;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    match run(check) {
        Ok(()) => ExitCode::SUCCESS,
        Err(said) => {
            eprintln!("openapi: {said}");
            ExitCode::FAILURE
        }
    }
}

fn run(check: bool) -> Result<(), String> {
    let claimed = openapi::collisions();
    if !claimed.is_empty() {
        return Err(format!("different schemas have the same name: {}", claimed.join(", ")));
    }
    let text = openapi::text().map_err(|error| error.to_string())?;
    if check {
        let there = std::fs::read_to_string(PATH).map_err(|error| error.to_string())?;
        if there == text { Ok(()) } else { Err("openapi.json is not current; run cargo openapi".to_owned()) }
    } else {
        std::fs::write(PATH, text).map_err(|error| error.to_string())
    }
}

//! The binary `jinqiu`: reads its arguments and does what they ask.

use std::io::Write;
use std::process::ExitCode;

use api::command::Arguments;
use clap::Parser;

#[actix_web::main]
async fn main() -> ExitCode {
    match Box::pin(Arguments::parse().run()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where nobody listens, the exit status says it.
            drop(writeln!(std::io::stderr(), "jinqiu: {error}"));
            ExitCode::FAILURE
        }
    }
}

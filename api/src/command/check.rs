//! Is everything as it must be? Each check is a line: what was examined, and what was found.

use persistence::Store;
use persistence::accounts::Found;

use super::{CommandError, keys, run};
use crate::config::Config;

/// Examines settings, key and database; fails when any check does.
pub(super) async fn check(config: &Config) -> Result<(), CommandError> {
    let mut failed = 0;
    let mut say = |what: &str, outcome: Result<(), CommandError>| match outcome {
        Ok(()) => println!("ok    {what}"),
        Err(error) => {
            failed += 1;
            println!("FAIL  {what}: {error}");
        }
    };
    say("settings", Ok(()));
    match run::open(config, None).await {
        Ok(store) => {
            say("key, and that the database was made with it", run::fits(&store).await);
            say("database answers and its tables are the newest", store.ready().await.map_err(Into::into));
            say("accounts are as the service wrote them, and as the log says", accounts(&store).await);
            match keys::Versions::of(config, &store).await {
                Ok(versions) => say(&versions.to_string(), versions.are_all_held()),
                Err(error) => say("key versions", Err(error)),
            }
        }
        Err(error) => say("key and database", Err(error)),
    }
    if failed == 0 { Ok(()) } else { Err(CommandError::Checks(failed)) }
}

/// Names the accounts that somebody wrote at the database.
async fn accounts(store: &Store) -> Result<(), CommandError> {
    let (mut after, mut wrong) = (None, Vec::new());
    loop {
        let page = store.read(async |work| work.accounts().examine(after).await).await?;
        wrong.extend(page.wrong.into_iter().map(|(name, found)| match found {
            Found::Altered => format!("{name} was altered at the database"),
            Found::OutOfStep { row, log } => {
                format!("{name} is at version {row}, and the log says {log}: an older row was put back")
            }
        }));
        match page.next {
            Some(last) => after = Some(last),
            None if wrong.is_empty() => return Ok(()),
            None => {
                let advice = "look into who could write there; what an account was, the log says, and a new one is made over HTTP";
                return Err(CommandError::Input(format!("{}; {advice}", wrong.join("; "))));
            }
        }
    }
}

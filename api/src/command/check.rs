//! Is everything as it must be? Each check is a line: what was examined, and what was found.

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
            match keys::Versions::of(config, &store).await {
                Ok(versions) => say(&versions.to_string(), versions.are_all_held()),
                Err(error) => say("key versions", Err(error)),
            }
        }
        Err(error) => say("key and database", Err(error)),
    }
    if failed == 0 { Ok(()) } else { Err(CommandError::Checks(failed)) }
}

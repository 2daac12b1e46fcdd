//! Are accounts as the service wrote them, and as the log says?

use persistence::accounts::Found;
use persistence::{Store, StoreError};

use super::line::Line;

/// Names the accounts that somebody wrote at the database.
pub(super) async fn accounts(store: &Store) -> Result<Vec<Line>, StoreError> {
    let (mut after, mut lines) = (None, Vec::new());
    loop {
        let page = store.read(async |work| work.accounts().examine(after).await).await?;
        lines.extend(page.wrong.into_iter().map(|(name, found)| {
            let found = match found {
                Found::Altered => format!("{name} was altered at the database"),
                Found::OutOfStep { row, log } => {
                    format!("{name} is at version {row}, and the log says {log}: an older row was put back")
                }
            };
            let next =
                "look into who could write there; what an account was, the log says, and a new one is made over HTTP";
            Line::wrong("accounts", found, next)
        }));
        match page.next {
            Some(last) => after = Some(last),
            None if lines.is_empty() => {
                return Ok(vec![Line::ok("accounts", "as the service wrote them, and as the log says")]);
            }
            None => return Ok(lines),
        }
    }
}

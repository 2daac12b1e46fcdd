//! Does the log hold, as it lies in the database? By the service's own keys: what a witness finds, this does not.

use domain::log::{Line, Position, Report, Verifier};
use persistence::signing_keys::Purpose;
use persistence::{Store, StoreError};

use super::LogKeys;

/// The most positions that are read at once.
const AT_ONCE: u64 = 500;

/// Reads what stands after a position.
///
/// # Errors
/// Those of the store.
pub async fn examine(store: &Store, after: Position) -> Result<Report, StoreError> {
    let end = store.read(async |work| work.log_end(after).await).await?;
    // After the end is known: by whichever key a position up to it is signed, it is there.
    let keys = LogKeys::of(store.read(async |work| work.signing_keys(Purpose::Log).await).await?);
    let mut verifier = Verifier::new(&keys, None);
    verifier.take(&Line::Log { form: 1, after });
    let (mut last, mut positions) = (after, 0);
    loop {
        let (lines, reached) = store.read(async |work| work.log_lines(last, &end, AT_ONCE).await).await?;
        for line in &lines {
            positions += u64::from(matches!(line, Line::Position { .. }));
            verifier.take(line);
        }
        let Some(reached) = reached else { break };
        last = reached;
    }
    for line in &end.beyond {
        verifier.take(line);
    }
    verifier.take(&Line::End { positions });
    Ok(verifier.finish())
}

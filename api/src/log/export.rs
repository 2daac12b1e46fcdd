//! How is the log told to somebody who distrusts the service? Line by line, as it lies in the database.

use std::io::{self, Write};

use domain::log::{Line, Position};
use persistence::{Store, StoreError};

/// The most positions that are read at once.
const AT_ONCE: u64 = 500;
/// The most entries outside the chain that are told.
const OUTSIDE: u64 = 10_000;

/// Writes the lines of what stands after a position. What waits should have got its place before.
///
/// # Errors
/// Those of the store; inside, those of whatever it is written to.
pub async fn export(
    store: &Store,
    after: Position,
    to: &mut impl Write,
) -> Result<Result<(), io::Error>, StoreError> {
    let end = store.read(async |work| work.log_end(after).await).await?;
    let mut lines = vec![Line::Log { form: 1, after }];
    let (mut last, mut positions) = (after, 0);
    loop {
        for line in &lines {
            positions += u64::from(matches!(line, Line::Position { .. }));
            if let Err(cause) = write(to, line) {
                return Ok(Err(cause));
            }
        }
        let (next, reached) = store.read(async |work| work.log_lines(last, &end, AT_ONCE).await).await?;
        let Some(reached) = reached else { break };
        (lines, last) = (next, reached);
    }
    let mut rest = end.beyond;
    rest.extend(store.read(async |work| work.entries_outside(OUTSIDE).await).await?);
    rest.push(Line::End { positions });
    Ok(rest.iter().try_for_each(|line| write(to, line)).and_then(|()| to.flush()))
}

fn write(to: &mut impl Write, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *to, line)?;
    to.write_all(b"\n")
}

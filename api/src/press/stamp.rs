//! Who had it printed, and when? It stands on each page that shows whole values.

use domain::text::{Language, Tell};
use domain::time::Instant;

use crate::problem::{Code, Problem};
use crate::write::Write;

/// The reader and the time, as a page says it.
pub(crate) async fn reader(write: &Write) -> Result<String, Problem> {
    let officer = write.actor.officer.ok_or_else(|| Problem::new(Code::Forbidden))?;
    let names = write.state().store.read(async |work| work.officers().names(&[officer]).await).await?;
    let name = names.get(&officer).map(|name| name.as_str().to_owned()).unwrap_or_default();
    let role = write.actor.role.text(Language::Chinese);
    Ok(format!("打印人:{name}({role}) {}", minute(write.at())))
}

/// An instant to the minute, in Beijing.
pub(crate) fn minute(at: Instant) -> String {
    let minutes = (at.as_micros() - at.day().begins().as_micros()) / 60_000_000;
    format!("{} {:02}:{:02}", at.day(), minutes / 60, minutes % 60)
}

//! Is each paper there that a row names, and nothing else?

use std::collections::BTreeSet;
use std::time::Duration;

use persistence::survey::{Paper, Survey};
use persistence::{Store, StoreError};
use uuid::Uuid;

use super::Line;
use crate::config::Config;

/// A file is there before its row is; one that has none so much later was left behind.
const YOUNG: Duration = Duration::from_mins(10);

/// The most papers that are asked for at once.
const AT_ONCE: u32 = 500;
/// So many files that no row names are told by their names.
const NAMED: usize = 5;

/// Holds the folder of papers against the rows.
pub(super) async fn papers(config: &Config, survey: &Survey) -> Result<Vec<Line>, StoreError> {
    let folder = config.data_dir.join("attachments");
    let (mut there, mut partial, mut begun, mut old) = (BTreeSet::new(), 0, 0, BTreeSet::new());
    for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let modified = entry.metadata().and_then(|seen| seen.modified()).ok();
        let is_old = modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > YOUNG);
        match name.parse::<Uuid>() {
            Ok(id) => {
                let _ = there.insert(id);
                if is_old {
                    let _ = old.insert(id);
                }
            }
            Err(_) if is_old => partial += 1,
            Err(_) => begun += 1,
        }
    }
    let papers = survey.papers().await?;
    let lost = papers.iter().filter(|paper| paper.opens && !there.contains(&paper.id)).count();
    let (kept, erased): (Vec<&Paper>, Vec<&Paper>) = papers.iter().partition(|paper| paper.opens);
    let left = erased.iter().filter(|paper| there.contains(&paper.id)).count();
    let names: BTreeSet<Uuid> = papers.iter().map(|paper| paper.id).collect();
    let strays: Vec<String> = old.difference(&names).map(Uuid::to_string).collect();
    let orphans = strays.len();
    let young = there.difference(&names).count() - orphans;
    let mut lines = vec![match lost {
        0 => Line::ok(
            "papers",
            format!(
                "{} that rows name are there, {} were erased with what they belonged to; of {young} files no row names one yet, and \
                 {begun} are not written to their end, all younger than ten minutes",
                kept.len(),
                erased.len()
            ),
        ),
        lost => Line::wrong(
            "papers",
            format!("{lost} that rows name are not in {}", folder.display()),
            "put them back from a backup; see that JINQIU_DATA_DIR names the folder that all processes share",
        ),
    }];
    if left > 0 {
        let found = format!("{left} papers that were erased are in {} still", folder.display());
        let next = "`jinqiu serve` removes them within a minute or two: start it, and look again";
        lines.push(Line::warning("left over", found, next));
    }
    let unfinished = unfinished(config);
    if !unfinished.is_empty() {
        let next = "left by a backup or a restoration that was killed, with rows as they lie in the database: remove them";
        lines.push(Line::warning("left over", unfinished.join(", "), next));
    }
    if orphans > 0 || partial > 0 {
        let found = format!(
            "{orphans} files that no row names ({}) and {partial} that were not written to their end, older than ten minutes, in {}",
            strays.get(..NAMED).map_or_else(|| strays.join(", "), |first| first.join(", ") + ", …"),
            folder.display()
        );
        lines.push(Line::warning(
            "left over",
            found,
            "left by requests that did not end; nobody is shown them, and they take room alone",
        ));
    }
    Ok(lines)
}

/// Opens each paper whose key is there, and holds it against the digest of its row.
pub(super) async fn octets(store: &Store, survey: &Survey) -> Result<Line, StoreError> {
    let (mut after, mut held, mut wrong) = (Uuid::nil(), 0_u64, Vec::new());
    loop {
        let page = survey.papers_after(after, AT_ONCE).await?;
        let Some(last) = page.last().map(|kept| kept.id) else { break };
        after = last;
        for kept in page {
            held += 1;
            if !store.read(async |work| work.paper_is_whole(&kept).await).await? {
                wrong.push(kept.id.to_string());
            }
        }
    }
    if wrong.is_empty() {
        return Ok(Line::ok("octets", format!("{held} papers are those that were kept, by their digests")));
    }
    let next = "they are not there or were altered: put them back from a backup, and find out who could write in the folder";
    Ok(Line::none_of("octets", &wrong, next))
}

/// What a backup or a restoration wrote beside its place, and did not take away for ten minutes.
fn unfinished(config: &Config) -> Vec<String> {
    let entries = std::fs::read_dir(&config.data_dir).into_iter().flatten().flatten();
    let left = entries.filter(|entry| {
        let modified = entry.metadata().and_then(|seen| seen.modified()).ok();
        let is_old = modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > YOUNG);
        is_old && entry.file_name().to_string_lossy().ends_with(".partial")
    });
    left.map(|entry| entry.path().display().to_string()).collect()
}

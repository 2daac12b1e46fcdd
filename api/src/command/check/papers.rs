//! Is each paper there that a row names, and nothing else?

use std::collections::BTreeSet;
use std::time::Duration;

use persistence::StoreError;
use persistence::survey::Survey;
use uuid::Uuid;

use super::Line;
use crate::config::Config;

/// A file is there before its row is; one that has none so much later was left behind.
const YOUNG: Duration = Duration::from_mins(10);

/// Holds the folder of papers against the rows.
pub(super) async fn papers(config: &Config, survey: &Survey) -> Result<Vec<Line>, StoreError> {
    let folder = config.data_dir.join("attachments");
    let (mut there, mut partial, mut old) = (BTreeSet::new(), 0, BTreeSet::new());
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
            Err(_) => partial += u64::from(is_old),
        }
    }
    let papers = survey.papers().await?;
    let lost = papers.iter().filter(|paper| paper.opens && !there.contains(&paper.id)).count();
    let names: BTreeSet<Uuid> = papers.iter().map(|paper| paper.id).collect();
    let orphans = old.difference(&names).count();
    let mut lines = vec![match lost {
        0 => Line::ok("papers", format!("{} that rows name are there", names.len())),
        lost => Line::wrong(
            "papers",
            format!("{lost} that rows name are not in {}", folder.display()),
            "put them back from a backup; see that JINQIU_DATA_DIR names the folder that all processes share",
        ),
    }];
    let unfinished = unfinished(config);
    if !unfinished.is_empty() {
        let next = "left by a backup or a restoration that was killed, with rows as they lie in the database: remove them";
        lines.push(Line::warning("left over", unfinished.join(", "), next));
    }
    if orphans > 0 || partial > 0 {
        let found = format!(
            "{orphans} files that no row names and {partial} that were not written to their end, older than ten minutes"
        );
        lines.push(Line::warning(
            "left over",
            found,
            "left by requests that did not end; nobody is shown them, and they take room alone",
        ));
    }
    Ok(lines)
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

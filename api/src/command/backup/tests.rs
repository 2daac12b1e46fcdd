//! Is a backup that was altered taken? Read in memory; what lies in files is tried by `tests/it/backup.rs`.

use std::collections::BTreeMap;

use domain::log::Link;
use domain::time::Instant;
use persistence::survey::Engine;

use super::*;

/// A backup with two papers.
pub(crate) fn backup(roots: &Roots) -> Vec<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("jinqiu-parts-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (database, paper) = (folder.join("database"), folder.join("paper"));
    std::fs::write(&database, "all rows").unwrap();
    std::fs::write(&paper, "a paper").unwrap();
    let (octets, sha256) = digest(&database).unwrap();
    let manifest = Manifest {
        form: FORM,
        id: Uuid::nil(),
        made_at: Instant::from_micros(1),
        program: "0.1.0".to_owned(),
        engine: Engine::Sqlite,
        steps: vec!["m0001".to_owned()],
        keys: [1].into(),
        rows: BTreeMap::from([("unions".to_owned(), 7)]),
        position: 7,
        link: Link::ORIGIN,
        checkpoint: None,
        octets,
        sha256,
    };
    let sealer = Sealer::begin(Vec::new(), 1, &roots.versions[&1]).unwrap();
    let mut writer = Writer::begin(sealer, &manifest, &database).unwrap();
    for id in [1, 2] {
        assert!(writer.paper(Uuid::from_u128(id), &paper).unwrap());
    }
    let (octets, _) = writer.finish(0, 0).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    vec![octets]
}

/// Whether octets are a backup.
pub(crate) fn is_backup(octets: &[u8], roots: &Roots) -> bool {
    Opener::begin(octets, roots).is_ok_and(|opened| archive::read(opened, &mut Nowhere).is_ok())
}

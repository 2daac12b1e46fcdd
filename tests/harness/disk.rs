//! What if the disk is full, or fails? For a program under test it can be, below one folder, and be well again.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The disk below a folder, as the programs see it that are started on it.
#[derive(Clone)]
pub struct Disk {
    folder: PathBuf,
    within: &'static str,
    library: PathBuf,
    fate: PathBuf,
}

impl Disk {
    /// The disk below a folder; what is needed for it lies in another one, where everybody may read.
    pub fn below(folder: &Path, beside: &Path) -> Self {
        let library = beside.join("disk.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/harness/disk.c");
        let mut compiler = Command::new("cc");
        let _ = compiler.args(["-O1", "-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]);
        let made = compiler.status().expect("cc, which builds SQLite too");
        assert!(made.success(), "{source} does not compile");
        Self { folder: folder.to_owned(), within: "", library, fate: beside.join("fate") }
    }

    /// The same of the tables of the PostgreSQL below that folder, and not of its log.
    pub fn of_tables(folder: &Path, beside: &Path) -> Self {
        Self { within: "/base/", ..Self::below(folder, beside) }
    }

    /// The same of the log of the PostgreSQL below that folder, and not of its tables.
    pub fn of_log(folder: &Path, beside: &Path) -> Self {
        Self { within: "/pg_wal/", ..Self::below(folder, beside) }
    }

    /// The same of the papers of the service below that folder, and not of its database.
    pub fn of_papers(folder: &Path, beside: &Path) -> Self {
        Self { within: "/attachments/", ..Self::below(folder, beside) }
    }

    /// No file grows any more.
    pub fn is_full(&self) {
        self.becomes("full");
    }

    /// Nothing is written any more, nor does anything reach the disk.
    pub fn fails(&self) {
        self.becomes("error");
    }

    /// Nothing can be read any more.
    pub fn cannot_be_read(&self) {
        self.becomes("unreadable");
    }

    /// It does what it should.
    pub fn is_well(&self) {
        drop(std::fs::remove_file(&self.fate));
    }

    /// What a program is told in its environment, to be on this disk.
    pub fn environment(&self) -> [(&str, &OsStr); 4] {
        [
            ("LD_PRELOAD", self.library.as_os_str()),
            ("DISK_FOLDER", self.folder.as_os_str()),
            ("DISK_WITHIN", self.within.as_ref()),
            ("DISK_FATE", self.fate.as_os_str()),
        ]
    }

    /// A word is there whole or not at all.
    fn becomes(&self, word: &str) {
        let beside = self.fate.with_extension("next");
        std::fs::write(&beside, word).expect("a word");
        std::fs::rename(&beside, &self.fate).expect("the same word");
    }
}

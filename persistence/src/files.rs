//! Where are the bytes of attachments? In files of the data folder, sealed under the key of their case.

use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use crate::survey::Kept;
use crate::{Place, StoreError, Work};

/// The folder of sealed files: the one seam behind which another store of files could stand.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// The files below a folder, which is made when it is first written to.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    async fn write(&self, id: Uuid, octets: &[u8]) -> std::io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.root).await?;
        let partial = self.root.join(format!("{id}.partial"));
        let written = whole(&partial, octets).await;
        if written.is_err() {
            // What is left of it would take the space that is wanting.
            drop(fs::remove_file(&partial).await);
            return written;
        }
        fs::rename(&partial, self.path(id)).await?;
        // The name too is on disk before a row names it.
        fs::File::open(&self.root).await?.sync_all().await
    }

    async fn remove(&self, id: Uuid) -> std::io::Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    async fn read(&self, id: Uuid) -> std::io::Result<Vec<u8>> {
        fs::read(self.path(id)).await
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.root.join(id.to_string())
    }

    /// Removes files, as far as they are there.
    pub(crate) async fn remove_all(&self, ids: &[Uuid]) -> Result<(), StoreError> {
        for id in ids {
            self.remove(*id).await.map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// Writes a file, and waits until it is on disk.
async fn whole(path: &Path, octets: &[u8]) -> std::io::Result<()> {
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).await?;
    file.write_all(octets).await?;
    // Writing goes on behind, and only flushing tells that it failed: waiting for the disk does not.
    file.flush().await?;
    file.sync_all().await
}

impl Work {
    /// Writes a sealed file before the transaction ends: a row never names a file that is not there.
    pub(crate) async fn write_file(&self, subject: Uuid, id: Uuid, octets: &[u8]) -> Result<(), StoreError> {
        let sealed = self.subject_key(subject).await?.seal(place(id), octets);
        let sealed = sealed.map_err(|error| StoreError::corrupt("attachments", id, error))?;
        self.files().write(id, &sealed).await.map_err(|error| failed(&error))
    }

    /// Whether a file opens, and has that SHA-256.
    ///
    /// # Errors
    /// Those of the store; one that is not there or was altered is an answer and none.
    pub async fn paper_is_whole(&self, of: &Kept) -> Result<bool, StoreError> {
        match self.read_file(of.subject, of.id).await {
            Ok(octets) => Ok(digest(&SHA256, &octets).as_ref() == of.digest),
            Err(StoreError::Corrupt { .. } | StoreError::Erased(_)) => Ok(false),
            Err(StoreError::Unavailable(_)) if !self.files().path(of.id).exists() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads and opens a file.
    pub(crate) async fn read_file(&self, subject: Uuid, id: Uuid) -> Result<Vec<u8>, StoreError> {
        let sealed = self.files().read(id).await.map_err(|error| failed(&error))?;
        let opened = self.held_subject_key(subject).await?.open(place(id), &sealed);
        opened.map_err(|error| StoreError::corrupt("attachments", id, error))
    }
}

const fn place(row: Uuid) -> Place {
    Place { table: "attachments", column: "file", row }
}

fn failed(error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Unavailable(error.to_string()),
    }
}

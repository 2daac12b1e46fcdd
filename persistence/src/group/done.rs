//! How does a writer give its turn back, and when does it know that what it did is on disk?

use sea_orm::DatabaseTransaction;
use tokio::sync::oneshot;

use super::gone;
use crate::StoreError;

/// The way back to the writer.
pub(crate) struct Done(pub(super) oneshot::Sender<Return>);

/// A writer that has finished, and waits for the commit of what it saw.
pub(super) struct Return {
    pub(super) end: End,
    pub(super) tell: oneshot::Sender<Result<(), StoreError>>,
}

/// How a turn ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Kept,
    TakenBack,
    /// What it wrote could be neither kept nor taken back.
    Unknown,
}

impl Done {
    /// Keeps what was done, and waits until the group's commit has it on disk.
    pub(crate) async fn keep(self, savepoint: DatabaseTransaction) -> Result<(), StoreError> {
        let kept = savepoint.commit().await;
        self.settle(if kept.is_ok() { End::Kept } else { End::Unknown }).await?;
        Ok(kept?)
    }

    /// Takes back what was done. A refusal waits for the group's commit too: it may rest on what others of
    /// the group wrote, and that does not hold before it is on disk.
    pub(crate) async fn forget(self, savepoint: DatabaseTransaction) -> Result<(), StoreError> {
        let taken_back = savepoint.rollback().await;
        self.settle(if taken_back.is_ok() { End::TakenBack } else { End::Unknown }).await
    }

    async fn settle(self, end: End) -> Result<(), StoreError> {
        let (tell, told) = oneshot::channel();
        self.0.send(Return { end, tell }).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

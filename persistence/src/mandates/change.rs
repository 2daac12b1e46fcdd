//! How is a mandate given, confirmed or declined, and ended? None is ever deleted.

use domain::confirmation::{Confirmation, ConfirmationState};
use domain::id::OfficerId;
use domain::mandate::Mandate;

use super::{Mandates, Particulars, decode, row};
use crate::StoreError;

impl Mandates<'_> {
    /// Adds one, proposed or given, by whom its confirmation says.
    pub async fn add(&self, said: &Particulars) -> Result<Mandate, StoreError> {
        let now = self.work.now()?;
        let row = row::Model {
            id: self.work.new_id()?,
            account: said.account.raw(),
            union_id: said.union.raw(),
            valid_from: said.term.first.as_epoch(),
            valid_to: said.term.last.as_epoch(),
            document: said.document.as_str().to_owned(),
            ground: said.ground.as_str().to_owned(),
            given_by: said.confirmation.proposed_by.map(OfficerId::raw),
            version: 1,
            created_at: said.confirmation.proposed_at.as_micros(),
            updated_at: now,
            ended_at: None,
            confirmation: said.confirmation.state.word().to_owned(),
            decided_by: said.confirmation.decided_by.map(OfficerId::raw),
            code: Vec::new(),
        };
        decode(self.work.add_own(row).await?)
    }

    /// Writes down who confirmed or declined it; one that was declined has ended.
    pub async fn decide(&self, mandate: &Mandate, decided: Confirmation) -> Result<Mandate, StoreError> {
        let now = self.work.now()?;
        self.change(mandate, |row| {
            decided.state.word().clone_into(&mut row.confirmation);
            row.decided_by = decided.decided_by.map(OfficerId::raw);
            row.ended_at = (decided.state == ConfirmationState::Declined).then_some(now);
        })
        .await
    }

    /// Ends one at once.
    pub async fn end(&self, mandate: &Mandate) -> Result<Mandate, StoreError> {
        let now = self.work.now()?;
        self.change(mandate, |row| row.ended_at = Some(now)).await
    }

    async fn change(
        &self,
        mandate: &Mandate,
        to: impl FnOnce(&mut row::Model),
    ) -> Result<Mandate, StoreError> {
        let mut row: row::Model = self.work.read_own(mandate.id.raw(), mandate.version).await?;
        to(&mut row);
        decode(self.work.write_own(row).await?)
    }
}

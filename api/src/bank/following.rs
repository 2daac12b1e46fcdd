//! What follows for many payments from what a bank has on record of them?

use std::collections::BTreeMap;

use domain::id::PaymentId;
use domain::payment::{BankLine, BankRecord, Follows, Misfit, Payment, PaymentState};
use domain::time::Instant;

/// What the bank has on record of payments, or that it has nothing.
pub(super) type Records = BTreeMap<PaymentId, Option<BankRecord>>;

/// What follows for many payments.
#[derive(Default)]
pub(super) struct Following {
    /// Which stand otherwise.
    pub(super) stands: BTreeMap<PaymentId, PaymentState>,
    /// Of which the bank has done something, to be taken down.
    pub(super) lines: Vec<BankLine>,
    /// Whose record cannot be.
    pub(super) misfits: Vec<(PaymentId, Misfit)>,
}

impl Following {
    pub(super) fn of<'a>(
        payments: impl Iterator<Item = &'a Payment>,
        records: &Records,
        now: Instant,
    ) -> Self {
        let mut all = Self::default();
        for payment in payments {
            let Some(record) = records.get(&payment.id) else { continue };
            match payment.follows(record.as_ref(), now) {
                Ok(Follows::Nothing) => {}
                Ok(Follows::Stands(state)) => drop(all.stands.insert(payment.id, state)),
                Ok(Follows::Answered(line)) => all.lines.push(line),
                Err(misfit) => all.misfits.push((payment.id, misfit)),
            }
        }
        all
    }

    /// Of how many something new is to be written.
    pub(super) fn news(&self) -> usize {
        self.stands.len() + self.lines.len()
    }

    /// Tells whoever reads the process's log of records that cannot be.
    pub(super) fn warn(&self) {
        for (id, misfit) in &self.misfits {
            tracing::warn!(payment = %id, %misfit, "what the bank has on record cannot be; ask the bank");
        }
    }
}

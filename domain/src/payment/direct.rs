//! What follows from what a bank, asked directly, has on record of a payment? After an answer that was lost nothing is told again until
//! that record decides (N22, N26).

use serde::{Deserialize, Serialize};

use super::{BankLine, BankOutcome, LineFlaw, Payment, PaymentState};
use crate::money::Money;
use crate::name::Line;
use crate::text::reasons;
use crate::time::Instant;

/// For how many seconds a bank that was told of a payment, and did not answer, may still take it in: until then that it has nothing on
/// record decides nothing.
pub const SETTLES_SECONDS: i64 = 600;

/// What a bank has on record of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankRecord {
    /// How much, as the bank has it.
    pub amount_fen: Money,
    /// What it did; null while it has not decided.
    pub outcome: Option<BankOutcome>,
    /// Why it did not pay, or why the money came back, in its words.
    pub reason: Option<Line>,
    /// The bank's own number of it.
    pub serial: Option<Line>,
}

/// What follows for a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Follows {
    /// Nothing that was not known.
    Nothing,
    /// It stands so.
    Stands(PaymentState),
    /// The bank has done something, to be taken down.
    Answered(BankLine),
}

/// Why a record cannot be: an officer asks the bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It is of another sum, or contradicts what the bank said before.
    Line(LineFlaw),
    /// The bank had it on record, and has nothing.
    Forgotten,
}

reasons! {
    Misfit {
        Self::Line(flaw) => "{flaw}", "{flaw}";
        Self::Forgotten => "银行此前已受理该笔,现查无记录,请向银行核实", "the bank had this on record and has nothing now; ask the bank";
    }
}

impl Payment {
    /// What follows from the bank's record, or from there being none.
    ///
    /// # Errors
    /// [`Misfit`] where the record cannot be.
    pub fn follows(&self, record: Option<&BankRecord>, now: Instant) -> Result<Follows, Misfit> {
        use PaymentState as S;
        let Some(record) = record else {
            let settled = now >= self.updated_at.plus_seconds(SETTLES_SECONDS);
            return match self.state {
                // The bank never took it in, and will not any more: it can be told.
                S::Unknown if settled => Ok(Follows::Stands(S::Planned)),
                S::Planned | S::Unknown => Ok(Follows::Nothing),
                _ => Err(Misfit::Forgotten),
            };
        };
        if record.amount_fen != self.amount_fen {
            return Err(Misfit::Line(LineFlaw::Amount { fen: self.amount_fen.as_fen() }));
        }
        match (self.state, record.outcome) {
            // It has what it was told before an answer was lost.
            (S::Planned, _) => Ok(Follows::Stands(S::Unknown)),
            (S::Unknown, None) => Ok(Follows::Stands(S::Sent)),
            (_, None) => Ok(Follows::Nothing),
            (_, Some(outcome)) => self.answered(record, outcome),
        }
    }

    fn answered(&self, record: &BankRecord, outcome: BankOutcome) -> Result<Follows, Misfit> {
        let line = BankLine {
            payment: self.id,
            amount_fen: record.amount_fen,
            outcome,
            reason: record.reason.clone(),
            serial: record.serial.clone(),
        };
        let new = super::answer::is_new(self, &line).map_err(Misfit::Line)?;
        Ok(if new { Follows::Answered(line) } else { Follows::Nothing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::sample::payment;

    fn record(outcome: Option<BankOutcome>) -> BankRecord {
        let amount_fen = payment(1).amount_fen;
        BankRecord { amount_fen, outcome, reason: None, serial: None }
    }

    /// What follows, in a letter: nothing, planned, unknown, sent, answered, or that it cannot be.
    fn letter(state: PaymentState, record: Option<&BankRecord>, seconds: i64) -> char {
        let of = Payment { state, ..payment(1) };
        match of.follows(record, of.updated_at.plus_seconds(seconds)) {
            Ok(Follows::Nothing) => '=',
            Ok(Follows::Stands(PaymentState::Planned)) => 'p',
            Ok(Follows::Stands(PaymentState::Unknown)) => 'u',
            Ok(Follows::Stands(PaymentState::Sent)) => 's',
            Ok(Follows::Stands(other)) => panic!("{other}"),
            Ok(Follows::Answered(_)) => 'a',
            Err(_) => '!',
        }
    }

    /// For each state: nothing on record at once, after the bank settles; taken in; paid; failed; returned.
    #[test]
    fn nothing_is_told_again_until_the_record_decides() {
        use PaymentState as S;
        let records = [None, Some(BankOutcome::Paid), Some(BankOutcome::Failed), Some(BankOutcome::Returned)];
        for (state, letters) in [
            (S::Planned, "==uuuu"),
            (S::Unknown, "=psaa!"),
            (S::Sent, "!!=aa!"),
            (S::Paid, "!!==!a"),
            (S::Failed, "!!=!=!"),
            (S::Returned, "!!==!="),
        ] {
            let mut found = String::new();
            found.extend([0, SETTLES_SECONDS].map(|seconds| letter(state, None, seconds)));
            found.extend(records.map(|outcome| letter(state, Some(&record(outcome)), 0)));
            assert_eq!(found, letters, "{state}");
        }
        assert_eq!(letter(S::Unknown, None, SETTLES_SECONDS - 1), '=');
    }

    #[test]
    fn a_record_of_another_sum_settles_nothing() {
        let other = BankRecord { amount_fen: Money::fen(1).unwrap(), ..record(Some(BankOutcome::Paid)) };
        for state in [PaymentState::Planned, PaymentState::Unknown, PaymentState::Sent] {
            assert_eq!(letter(state, Some(&other), 0), '!', "{state}");
        }
    }
}

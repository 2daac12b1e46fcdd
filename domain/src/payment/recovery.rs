//! What did a family pay back of what was reclaimed? At once or in parts, never more than it was paid (N26).

use super::{Payment, PaymentState};
use crate::money::Money;
use crate::text::reasons;

/// Why a sum is not taken down as paid back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecovered {
    /// The payment was not reclaimed, or is paid back already.
    Stands {
        /// How it stands.
        state: PaymentState,
    },
    /// It is nothing.
    Nothing,
    /// It is more than what is left.
    TooMuch {
        /// How much is left, in fen.
        left: i64,
    },
}

reasons! {
    NotRecovered {
        Self::Stands { state } => "该笔现为“{state:#}”,没有待追回的款项", "this payment is {state}; nothing of it is to be paid back";
        Self::Nothing => "金额应大于0", "more than 0 fen";
        Self::TooMuch { left } => "超过尚未追回的{left}分,请核对", "no more than the {left} fen that are left; check the sum";
    }
}

impl Payment {
    /// Where it stands once a family has paid so much back, after so much before, in fen.
    ///
    /// # Errors
    /// [`NotRecovered`].
    pub fn paid_back(&self, sum: Money, before: i64) -> Result<PaymentState, NotRecovered> {
        if self.state != PaymentState::Reclaimed {
            return Err(NotRecovered::Stands { state: self.state });
        }
        match (sum.as_fen(), self.amount_fen.as_fen() - before) {
            (0, _) => Err(NotRecovered::Nothing),
            (fen, left) if fen > left => Err(NotRecovered::TooMuch { left }),
            (fen, left) if fen == left => Ok(PaymentState::Recovered),
            _ => Ok(PaymentState::Reclaimed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payment::sample::payment;

    #[test]
    fn what_is_paid_back_comes_to_what_was_paid() {
        let of = Payment { state: PaymentState::Reclaimed, ..payment(1) };
        for (fen, before, stands) in [
            (400_000, 0, Ok(PaymentState::Recovered)),
            (399_999, 0, Ok(PaymentState::Reclaimed)),
            (1, 399_999, Ok(PaymentState::Recovered)),
            (2, 399_999, Err(NotRecovered::TooMuch { left: 1 })),
            (400_001, 0, Err(NotRecovered::TooMuch { left: 400_000 })),
            (0, 0, Err(NotRecovered::Nothing)),
        ] {
            assert_eq!(of.paid_back(Money::fen(fen).unwrap(), before), stands, "{fen} after {before}");
        }
    }

    #[test]
    fn only_what_was_reclaimed_is_paid_back() {
        use PaymentState as S;
        for state in
            [S::Planned, S::Unknown, S::Sent, S::Paid, S::Failed, S::Returned, S::Recovered, S::Dropped]
        {
            let of = Payment { state, ..payment(1) };
            assert_eq!(of.paid_back(of.amount_fen, 0), Err(NotRecovered::Stands { state }));
        }
    }
}

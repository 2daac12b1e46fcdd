//! Was the money of an award sent, and did it come? One payment of an award is under way at a time (N22, N26).

mod answer;
mod bank_file;
mod direct;
mod obstacle;
mod recipient;
mod recovery;
mod result_file;

pub use answer::{BankLine, BankOutcome, LineFlaw, NewWord, PaymentAnswer, answered, beyond_an_officer};
pub use bank_file::{BankColumn, BankFileForm, NoForm, TextEncoding};
pub use direct::{BankRecord, Follows, Misfit, SETTLES_SECONDS};
pub use obstacle::{KnownCard, PaymentDays, PaymentObstacle, Prospect};
pub use recipient::{Recipient, RecipientView};
pub use recovery::NotRecovered;
pub use result_file::{BankResult, NoResult, ResultForm, ResultRow, RowFlaw, SumUnit};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{ApplicationId, AwardId, DossierId, FundId, PaymentBatchId, PaymentId, PostingId};
use crate::money::Money;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// Where a payment stands (发放状态).
    PaymentState {
        /// It stands in a batch, and the bank was not told.
        Planned "待发放"
        /// The bank was told, directly, and its answer is not known: nothing else is paid for the award, and nothing told again, until
        /// the bank's record decides.
        Unknown "结果未知"
        /// The bank was told, and has not said yet what became of it: nothing else is paid for the award until it does.
        Sent "已提交银行"
        /// The bank paid it.
        Paid "已发放"
        /// The bank did not pay it: the award keeps its money, and can be paid anew.
        Failed "发放失败"
        /// The bank paid it and gave the money back: the award has it again, and can be paid anew.
        Returned "已退汇"
        /// It was paid, and the approval was revoked since: the family has to pay it back.
        Reclaimed "追回中"
        /// It was reclaimed, and the family has paid all of it back to the fund.
        Recovered "已追回"
        /// Its batch was dissolved before it was sent; the award keeps its money.
        Dropped "已取消"
    }
}

impl PaymentState {
    /// Whether no other payment of the award may be planned.
    pub const fn under_way(self) -> bool {
        self.open() || matches!(self, Self::Paid)
    }

    /// Whether the bank has not said yet what became of it.
    pub const fn open(self) -> bool {
        matches!(self, Self::Planned | Self::Unknown | Self::Sent)
    }

    /// Whether the family has, or had, to pay it back.
    pub const fn reclaimed(self) -> bool {
        matches!(self, Self::Reclaimed | Self::Recovered)
    }
}

/// What a payment rests on: the records as they stood when it was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PaymentGrounds)]
pub struct Grounds {
    /// The version of the case.
    #[schema(minimum = 1, example = 9)]
    pub application_version: i64,
    /// The household's dossier, of which the card is.
    pub dossier: DossierId,
    /// Its version.
    #[schema(minimum = 1, example = 1)]
    pub dossier_version: i64,
    /// The posting of the decided list; null where the edition asks for none (N22).
    pub posting: Option<PostingId>,
}

/// A payment: one line of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Payment {
    /// Which; the bank is told this as its reference.
    pub id: PaymentId,
    /// The batch in which it stands.
    pub batch: PaymentBatchId,
    /// Its line in the batch, from 1.
    #[schema(minimum = 1, example = 1)]
    pub line: u32,
    /// The fund that pays.
    pub fund: FundId,
    /// The award that it pays.
    pub award: AwardId,
    /// The case that was approved.
    pub application: ApplicationId,
    /// How much.
    pub amount_fen: Money,
    /// Where it stands.
    pub state: PaymentState,
    /// What it rests on.
    pub grounds: Grounds,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

#[cfg(test)]
pub(crate) mod sample {
    use uuid::Uuid;

    use super::*;

    /// One of 4000 yuan that the bank was told, by its line.
    pub(crate) fn payment(line: u32) -> Payment {
        let id = |kind: u128| Uuid::from_u128(kind << 64 | u128::from(line));
        Payment {
            id: PaymentId::new(id(1)),
            batch: PaymentBatchId::new(Uuid::from_u128(2)),
            line,
            fund: FundId::new(Uuid::from_u128(3)),
            award: AwardId::new(id(4)),
            application: ApplicationId::new(id(5)),
            amount_fen: Money::fen(400_000).unwrap(),
            state: PaymentState::Sent,
            grounds: Grounds {
                application_version: 9,
                dossier: DossierId::new(id(6)),
                dossier_version: 1,
                posting: None,
            },
            version: 2,
            updated_at: Instant::from_micros(0),
        }
    }
}

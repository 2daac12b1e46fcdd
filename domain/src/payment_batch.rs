//! How are many paid at once? One officer of finance prepares a batch and says what it comes to, another approves it (N26).

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{CampaignId, FundId, OfficerId, PaymentBatchId, UnionId};
use crate::money::Money;
use crate::text::reasons;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// Where a batch stands (批次状态).
    PaymentBatchState {
        /// Prepared, and not yet approved by as many others as it takes.
        Prepared "待审核"
        /// Others approved it, as many as it takes.
        Approved "已审核"
        /// It was handed to the bank.
        Sent "已提交银行"
        /// The bank has said of each of its payments whether it was paid.
        Answered "已回盘"
        /// It was given up before it was sent: its awards keep their money.
        Dissolved "已撤销"
    }
}

/// A batch of payments from one fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaymentBatch {
    /// Which.
    pub id: PaymentBatchId,
    /// The union that pays.
    pub union: UnionId,
    /// From which fund.
    pub fund: FundId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// Its number among the batches of its fund, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: u32,
    /// Where it stands.
    pub state: PaymentBatchState,
    /// How many payments stand in it.
    #[schema(minimum = 1, example = 37)]
    pub payments: u32,
    /// What they come to.
    pub amount_fen: Money,
    /// Who prepared it.
    pub prepared_by: OfficerId,
    /// How many others approve it, by the edition in force when it was prepared: the more money, the more.
    #[schema(minimum = 1, example = 1)]
    pub approvers: u8,
    /// Who approved it so far, in that order.
    pub approved_by: Vec<OfficerId>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Instant,
}

/// How many payments there are, and what they come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// How many.
    pub payments: u32,
    /// What they come to, in fen.
    pub fen: i64,
}

/// Why a batch is not prepared, approved or dissolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// What was declared is not what the lines come to.
    Differs {
        /// What they come to.
        comes_to: Tally,
    },
    /// There is nobody who can be paid.
    Empty,
    /// It stands so.
    Stands {
        /// How.
        state: PaymentBatchState,
    },
    /// The same officer prepared it.
    OwnBatch,
    /// The same officer has approved it already.
    OwnApproval,
    /// It pays anew what the same officer took down as not paid, or as come back.
    OwnReturn,
}

reasons! {
    NotDone {
        Self::Differs { comes_to: Tally { payments, fen } } => "所报笔数、金额与明细不符:明细为{payments}笔、{fen}分;请核对名单后按实际填报",
            "what is declared is not what the lines come to: {payments} payments, {fen} fen; look at who is payable and declare that";
        Self::Empty => "该资金下没有可以发放的救助;请在 GET /api/v1/funds/{{id}}/payables 查看各项障碍",
            "nobody can be paid from this fund; see at GET /api/v1/funds/{{id}}/payables what stands in the way";
        Self::Stands { state } => "该批次现为“{state:#}”,不能办理此项",
            "the batch is {state}; this is not done to it";
        Self::OwnReturn => "本批次再次发放您登记为失败或退汇的款项;请由另一名人员审核",
            "this batch pays anew what you took down as not paid or come back; another officer approves it";
        Self::OwnApproval => "您已审核过本批次,尚需其他人员审核;请由另一名人员审核",
            "you have approved this batch, which takes more officers; another one approves it";
        Self::OwnBatch => "编制批次的人员不能审核本批次;请由另一名人员审核",
            "whoever prepared a batch does not approve it; another officer does";
    }
}

impl Tally {
    /// What so many sums come to.
    pub fn of(sums: impl IntoIterator<Item = Money>) -> Self {
        let none = Self { payments: 0, fen: 0 };
        sums.into_iter().fold(none, |tally, sum| Self {
            payments: tally.payments.saturating_add(1),
            fen: tally.fen.saturating_add(sum.as_fen()),
        })
    }

    /// Whether a batch of these may be prepared, when that was declared.
    ///
    /// # Errors
    /// [`NotDone::Empty`] and [`NotDone::Differs`].
    pub fn declared(self, declared: Self) -> Result<(), NotDone> {
        match self {
            Self { payments: 0, .. } => Err(NotDone::Empty),
            comes_to if comes_to != declared => Err(NotDone::Differs { comes_to }),
            _ => Ok(()),
        }
    }
}

impl PaymentBatch {
    /// The most payments of a batch.
    pub const MOST: u16 = 5_000;

    /// How many approve one at least, besides whoever prepared it (N26).
    pub const LEAST_APPROVERS: u8 = 1;

    /// Whether that officer may approve it, where these took down that what was paid before for its awards did not come, or came back.
    ///
    /// # Errors
    /// [`NotDone::Stands`] unless it is prepared, [`NotDone::OwnBatch`] for who prepared it, [`NotDone::OwnApproval`] for who has
    /// approved it, [`NotDone::OwnReturn`] for one of these.
    pub fn approvable(&self, by: OfficerId, undone_by: &BTreeSet<OfficerId>) -> Result<(), NotDone> {
        match self.state {
            PaymentBatchState::Prepared if self.prepared_by == by => Err(NotDone::OwnBatch),
            PaymentBatchState::Prepared if self.approved_by.contains(&by) => Err(NotDone::OwnApproval),
            PaymentBatchState::Prepared if undone_by.contains(&by) => Err(NotDone::OwnReturn),
            PaymentBatchState::Prepared => Ok(()),
            state => Err(NotDone::Stands { state }),
        }
    }

    /// Whether it is approved once another officer approves it.
    pub fn lacks_one(&self) -> bool {
        self.approved_by.len() + 1 >= self.approvers.into()
    }

    /// Whether it may be given up: before it was sent, or, where the bank is told of it directly, as far as it was not told yet.
    ///
    /// # Errors
    /// [`NotDone::Stands`].
    pub fn dissolvable(&self, direct: bool) -> Result<(), NotDone> {
        match self.state {
            PaymentBatchState::Prepared | PaymentBatchState::Approved => Ok(()),
            PaymentBatchState::Sent if direct => Ok(()),
            state => Err(NotDone::Stands { state }),
        }
    }

    /// Whether it may be handed to the bank: once, and after it was approved.
    ///
    /// # Errors
    /// [`NotDone::Stands`].
    pub fn sendable(&self) -> Result<(), NotDone> {
        self.stands([PaymentBatchState::Approved])
    }

    /// Whether the bank may have it, so that its file can be read, and can have said something of it.
    ///
    /// # Errors
    /// [`NotDone::Stands`].
    pub fn with_the_bank(&self) -> Result<(), NotDone> {
        self.stands([PaymentBatchState::Sent, PaymentBatchState::Answered])
    }

    fn stands<const N: usize>(&self, one_of: [PaymentBatchState; N]) -> Result<(), NotDone> {
        if one_of.contains(&self.state) { Ok(()) } else { Err(NotDone::Stands { state: self.state }) }
    }
}

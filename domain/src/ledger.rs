//! How does money move within a fund? From one account to another, each entry balanced in itself, none ever changed.

use serde::Serialize;
use utoipa::ToSchema;

use crate::fund::Balance;
use crate::id::{AwardId, FundId, LedgerEntryId, OfficerId};
use crate::money::Money;
use crate::name::Line;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// Where money stands (账户).
    LedgerAccount {
        /// With whoever gives it.
        Outside "资金来源方"
        /// In the fund, set aside for nobody.
        Available "可用"
        /// Set aside for an award.
        Committed "已安排"
        /// In a batch of payments that is not answered.
        Payable "应付"
        /// Paid by the bank.
        Paid "已付"
    }

    /// What an entry of the ledger is for (记账事由).
    LedgerEntryKind {
        /// The fund got its budget, or more of it.
        Budget "下达预算"
        /// A part of the budget was taken back.
        BudgetCut "核减预算"
        /// An award was given the money.
        Commitment "安排救助"
        /// An award gave it back: it was revoked, or is to be paid otherwise.
        Release "退回可用"
        /// A payment of the award was planned.
        Planning "列入发放"
        /// A planned payment was dropped.
        Dropping "取消发放"
        /// The bank paid.
        Paying "发放"
        /// The bank did not pay: the award has its money again.
        Failing "发放失败"
        /// The bank gave back what it had paid: the award has its money again.
        Returning "退汇"
        /// A family paid back what was reclaimed, or a part of it.
        Recovery "追回入账"
    }
}

impl LedgerEntryKind {
    /// From where to where it moves money.
    pub const fn moves(self) -> (LedgerAccount, LedgerAccount) {
        use LedgerAccount as A;
        match self {
            Self::Budget => (A::Outside, A::Available),
            Self::BudgetCut => (A::Available, A::Outside),
            Self::Commitment => (A::Available, A::Committed),
            Self::Release => (A::Committed, A::Available),
            Self::Planning => (A::Committed, A::Payable),
            Self::Dropping | Self::Failing => (A::Payable, A::Committed),
            Self::Paying => (A::Payable, A::Paid),
            Self::Returning => (A::Paid, A::Committed),
            Self::Recovery => (A::Paid, A::Available),
        }
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LedgerEntry {
    /// Which.
    pub id: LedgerEntryId,
    /// Of which fund.
    pub fund: FundId,
    /// For which award; none where the budget moved.
    pub award: Option<AwardId>,
    /// What for.
    pub kind: LedgerEntryKind,
    /// From which account.
    pub from: LedgerAccount,
    /// To which account.
    pub to: LedgerAccount,
    /// How much.
    pub amount_fen: Money,
    /// On what ground, where somebody said one.
    pub ground: Option<Line>,
    /// The officer whose act it was.
    pub by: Option<OfficerId>,
    /// When.
    pub at: Instant,
}

impl Balance {
    /// The balance after so much was moved, in fen.
    #[must_use]
    pub const fn after(self, kind: LedgerEntryKind, fen: i64) -> Self {
        let (from, to) = kind.moves();
        self.put(from, -fen).put(to, fen)
    }

    /// Whether nothing stands below zero.
    pub const fn holds(self) -> bool {
        self.available_fen >= 0 && self.committed_fen >= 0 && self.payable_fen >= 0 && self.paid_fen >= 0
    }

    const fn put(self, account: LedgerAccount, fen: i64) -> Self {
        match account {
            LedgerAccount::Outside => self,
            LedgerAccount::Available => Self { available_fen: self.available_fen + fen, ..self },
            LedgerAccount::Committed => Self { committed_fen: self.committed_fen + fen, ..self },
            LedgerAccount::Payable => Self { payable_fen: self.payable_fen + fen, ..self },
            LedgerAccount::Paid => Self { paid_fen: self.paid_fen + fen, ..self },
        }
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    #[test]
    fn every_kind_moves_what_one_account_loses_to_another() {
        let before =
            Balance { available_fen: 1_000, committed_fen: 1_000, payable_fen: 1_000, paid_fen: 1_000 };
        for kind in LedgerEntryKind::VARIANTS {
            let after = before.after(*kind, 300);
            let (from, to) = kind.moves();
            let outside = [from, to].map(|account| i64::from(account == LedgerAccount::Outside) * 300);
            let change =
                after.available_fen + after.committed_fen + after.payable_fen + after.paid_fen - 4_000;
            assert_eq!(change, outside[0] - outside[1], "{kind:?}");
        }
    }
}

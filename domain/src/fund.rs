//! From which money is aid paid, and to whom does it go? A fund is of one source, for one campaign, at the union that pays (N26).

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{CampaignId, FundId, UnionId};
use crate::name::Title;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// Whose money it is (资金来源).
    FundSource {
        /// Special funds of the central budget, which help by dossier (依档帮扶).
        CentralSpecial "中央财政专项帮扶资金"
        /// Of the autonomous region.
        AutonomousRegion "自治区帮扶资金"
        /// Of the city.
        City "市级帮扶资金"
        /// Of a county or district.
        County "县(市、区)帮扶资金"
        /// Of the unions' own means.
        UnionFunds "工会经费"
        /// Given by society (N25).
        Donations "社会捐助"
    }

    /// To whom money of a fund goes (收款方式).
    Payee {
        /// Onto the worker's card of membership, the student being named (N26).
        WorkerCard "职工会员卡"
        /// To an account of the student's own (N22).
        StudentAccount "学生本人账户"
    }
}

/// A fund as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fund {
    /// Which.
    pub id: FundId,
    /// The union that pays from it.
    pub union: UnionId,
    /// For which campaign.
    pub campaign: CampaignId,
    /// Whose money it is.
    pub source: FundSource,
    /// By what name it is known.
    pub name: Title,
    /// To whom it goes.
    pub payee: Payee,
    /// Whether it pays nobody whose record in the national system is not acknowledged (N17).
    pub national_record_first: bool,
    /// How much of it stands where.
    pub balance: Balance,
    /// When it was closed; none while awards are made from it.
    pub closed_at: Option<Instant>,
    /// Raised by every change of it and of its budget, not by awards.
    pub version: i64,
    /// When it or its budget was last changed.
    pub updated_at: Instant,
}

/// How much of a fund stands where, in fen; never below zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FundBalance)]
pub struct Balance {
    /// Not yet set aside for anybody.
    #[schema(minimum = 0, example = 50_000_000)]
    pub available_fen: i64,
    /// Set aside for awards of which no payment is planned.
    #[schema(minimum = 0, example = 12_400_000)]
    pub committed_fen: i64,
    /// In batches of payments that are not answered yet.
    #[schema(minimum = 0, example = 3_600_000)]
    pub payable_fen: i64,
    /// Paid by the bank.
    #[schema(minimum = 0, example = 12_000_000)]
    pub paid_fen: i64,
}

//! From what does the household live? Income by member and kind, union aid apart, tuition by child (N03).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::member::MemberNumber;
use crate::money::Money;
use crate::month::MonthSpan;
use crate::name::Remark;
use crate::time::Day;
use crate::words::named;

named! {
    /// What an income comes from.
    IncomeKind {
        /// 工资性收入.
        Wage
        /// 经营性收入.
        Business
        /// 财产性收入.
        Property
        /// 转移性收入: pensions, subsistence allowance.
        Transfer
        /// 其他收入.
        Other
    }
}

/// An income of one member over whole months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// Whose.
    pub member: MemberNumber,
    /// What it comes from.
    pub kind: IncomeKind,
    /// The months that it is for, all together.
    pub months: MonthSpan,
    /// The sum over those months, in fen; absent: not known.
    pub amount_fen: Option<Money>,
    /// How it was proved.
    pub remark: Option<Remark>,
}

/// Student aid that a union paid to the household (R of the income line), kept apart from income.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnionAid {
    /// For whom.
    pub member: MemberNumber,
    /// The day on which it came.
    pub received_on: Day,
    /// The sum in fen; absent: not known.
    pub amount_fen: Option<Money>,
    /// Which union, which campaign.
    pub remark: Option<Remark>,
}

/// Tuition of one child for one school year, without board, lodging and books (T of the income line).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tuition {
    /// Whose.
    pub member: MemberNumber,
    /// The year in which the school year begins.
    #[schema(minimum = 1900, maximum = 2199, example = 2018)]
    pub school_year: i32,
    /// The sum in fen after any waiver; absent: not known.
    pub amount_fen: Option<Money>,
    /// How it was proved: receipt, or the school's published charge.
    pub proof: Option<Remark>,
}

//! Why does a record of the national system not become what somebody says of it? With operands, and what to do next (N17).

use super::{NationalField, NationalNumber, NationalRecordState};
use crate::text::reasons;
use crate::time::Day;

/// Why a record does not become what somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSo {
    /// The dossier never had that version.
    NoVersion {
        /// The one that stands.
        now: i64,
    },
    /// A day that has not come.
    Future {
        /// Today.
        today: Day,
    },
    /// It is acknowledged under another number.
    OtherNumber {
        /// Which.
        number: NationalNumber,
    },
    /// It stands so, and that is not done to it.
    Stands {
        /// How.
        state: NationalRecordState,
    },
    /// Nothing is said to differ.
    NoDifference,
    /// Something is said of a member of whom it cannot be said, or of nobody where it is a member's.
    OfWhom {
        /// What.
        field: NationalField,
    },
    /// Something is said twice.
    Twice {
        /// What.
        field: NationalField,
    },
    /// A difference is not settled.
    Unsettled {
        /// Which.
        field: NationalField,
    },
    /// Something is settled that does not differ.
    NotOne {
        /// What.
        field: NationalField,
    },
    /// The national system is said to be right, and the dossier is as it was.
    NotCorrected {
        /// In what.
        field: NationalField,
    },
}

reasons! {
    NotSo {
        Self::NoVersion { now } => "档案没有这个版本,现为第{now}版;请按提取时的版本填写", "the dossier has no such version, and stands at {now}; say the version that was read";
        Self::Future { today } => "日期晚于今天({today}),请更正", "this day is after today, {today}; correct it";
        Self::OtherNumber { number } => "该家庭已以职工编号{number}确认,请核对;原编号确有误的,请先用POST /national-records/{{id}}/again重新录入", "the family is acknowledged under the number {number}; check it, and where that one is wrong have the family be due again at POST /national-records/{{id}}/again first";
        Self::Stands { state: NationalRecordState::Differs } => "该记录与全国系统不一致,请先用POST /national-records/{{id}}/settlement逐项判定", "the record differs from the national system; settle each difference at POST /national-records/{{id}}/settlement first";
        Self::Stands { state: NationalRecordState::ToEnter } => "该记录已在待录入之列,无须办理此项", "the record is to be entered already; nothing is to be done for that";
        Self::Stands { state } => "该记录现为“{state:#}”,没有待判定的差异", "the record is {state}, and nothing of it is to be settled";
        Self::NoDifference => "未列出任何差异,请逐项列出", "nothing is said to differ; name what does";
        Self::OfWhom { field } => "“{field:#}”的成员编号填写有误:家庭项目不填成员,成员项目须填成员编号,请更正", "{field} is said of the wrong one: what is the household's names no member, what is a member's names one; correct it";
        Self::Twice { field } => "“{field:#}”重复,请只保留一处", "{field} is said twice; leave one out";
        Self::Unsettled { field } => "“{field:#}”尚未判定以何者为准,请逐项判定", "{field} is not settled; say of each difference which side is right";
        Self::NotOne { field } => "“{field:#}”不在差异之列,请删去", "{field} is not among the differences; leave it out";
        Self::NotCorrected { field } => "“{field:#}”以全国系统为准,但档案尚未更正;请先更正档案", "the national system is right in {field}, and the dossier was not corrected since; correct it first";
    }
}

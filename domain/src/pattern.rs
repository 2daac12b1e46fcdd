//! What is worth a look? Patterns in what was recorded: they accuse nobody, and say what they measured, against what.

mod rules;

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::{ApplicationId, OfficerId, UnionId};
use crate::text::{Tell, Told};
use crate::time::Day;
use crate::words::spoken;

pub use rules::{
    Contact, Deed, Exceptional, Visited, many_exceptions, out_of_hours, same_visitors, shared_contacts,
    takes_and_decides,
};

spoken! {
    /// What of the ordinary an auditor may look at (审计线索).
    PatternKind {
        /// The same visitors called on many households on one day.
        SameVisitors "同组人员一日走访多户"
        /// One officer allowed exceptions for a large share of a union's cases.
        ManyExceptions "一人批准例外偏多"
        /// One officer both takes many cases and decides many others.
        TakesAndDecides "一人受理又审批偏多"
        /// One officer acted often on days off, or at night.
        OutOfHours "非工作时间办理偏多"
        /// Several households have one telephone, card or account.
        SharedContact "多户共用电话或收款账户"
    }

    /// What several households share.
    ContactKind {
        /// A telephone.
        Phone "电话"
        /// A card.
        Card "银行卡"
        /// An account.
        Account "银行账户"
    }
}

impl PatternKind {
    /// From how many on it is told, unless another number is asked for: households, per cent, cases, acts, households.
    pub const fn usual(self) -> u64 {
        match self {
            Self::SameVisitors => 6,
            Self::ManyExceptions => 20,
            Self::TakesAndDecides => 10,
            Self::OutOfHours => 5,
            Self::SharedContact => 2,
        }
    }
}

/// Something that is worth a look. It accuses nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Pattern {
    /// What it is.
    pub kind: PatternKind,
    /// Whom of the officers it is about, in the order of their ids; nobody, where it is about households alone.
    pub officers: Vec<OfficerId>,
    /// The union it was measured at.
    pub union: Option<UnionId>,
    /// The day it was measured on.
    pub day: Option<Day>,
    /// What is shared.
    pub contact: Option<ContactKind>,
    /// How many were found: households, cases, or acts.
    pub found: u64,
    /// Of how many: the union's cases, the cases that were decided, or all acts of the officer.
    pub of: Option<u64>,
    /// From how many on it is told; of exceptions per cent.
    pub least: u64,
    /// The cases, in the order of their ids.
    pub cases: Vec<ApplicationId>,
}

impl Pattern {
    /// Where it stands in a list: the most first, then by whom, where and when, then by its cases. Two that are alike in all of
    /// that are one.
    pub fn place(&self) -> (u64, String) {
        let officers: Vec<String> = self.officers.iter().map(ToString::to_string).collect();
        let (union, day) = (self.union.map(|id| id.to_string()), self.day.map(|day| day.to_string()));
        let cases = self.cases.iter().fold(0_u128, |all, case| all.rotate_left(1) ^ case.raw().as_u128());
        let contact = self.contact.map(|kind| kind.word().to_owned());
        let kind = Some(self.kind.word().to_owned());
        let parts = [kind, Some(officers.join(" ")), union, day, contact, Some(format!("{cases:032x}"))];
        (u64::MAX.saturating_sub(self.found), parts.map(Option::unwrap_or_default).join(" "))
    }
}

impl Tell for Pattern {
    fn tell(&self) -> Told {
        let Self { found, least, .. } = self;
        let of = self.of.unwrap_or_default();
        let (chinese, english) = match self.kind {
            PatternKind::SameVisitors => (
                format!("相同的走访人员一日走访{found}户({least}户起提示)"),
                format!(
                    "the same visitors called on {found} households on one day ({least} or more are told)"
                ),
            ),
            PatternKind::ManyExceptions => (
                format!("该工会{of}件申请中,{found}件由此人批准例外(占{least}%起提示)"),
                format!(
                    "of {of} cases of the union {found} were excepted by this officer ({least} % or more are told)"
                ),
            ),
            PatternKind::TakesAndDecides => (
                format!("此人受理{found}件,又审批其他{of}件(各{least}件起提示)"),
                format!(
                    "this officer took {found} cases and decided {of} others ({least} or more of each are told)"
                ),
            ),
            PatternKind::OutOfHours => (
                format!("此人{of}次办理中,{found}次在休息日或7时前、21时后({least}次起提示)"),
                format!(
                    "of {of} acts of this officer {found} were on days off, before seven or after nine in the evening ({least} or more are told)"
                ),
            ),
            PatternKind::SharedContact => {
                let (kind, what) = match self.contact {
                    Some(ContactKind::Card) => ("银行卡", "card"),
                    Some(ContactKind::Account) => ("银行账户", "account"),
                    _ => ("电话", "telephone"),
                };
                (
                    format!("{found}户登记了同一{kind}({least}户起提示)"),
                    format!("{found} households have the same {what} ({least} or more are told)"),
                )
            }
        };
        Told::new(
            format!("{chinese}。仅供查看,不表示有问题。"),
            format!("{english}; worth a look, and accuses nobody"),
        )
    }
}

//! Why is something kept that was to be erased, and what is whoever tries it told?

use serde::Serialize;
use utoipa::ToSchema;

use crate::dossier::DossierStatus;
use crate::text::reasons;
use crate::time::Day;

/// Why something is not erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retained {
    /// A case is neither decided nor taken back.
    UnderWay,
    /// An objection to the case is open: nobody takes it out of the world by asking to be forgotten.
    Objected,
    /// Money was approved on the case.
    Money,
    /// The dossier is not closed.
    NotClosed {
        /// How it stands.
        status: DossierStatus,
    },
    /// Its time is not over.
    Until {
        /// The first day on which it may go.
        due: Day,
    },
}

reasons! {
    Retained {
        Self::UnderWay =>
            "申请尚未办结,请先决定或撤回", "a case is under way; decide it, or withdraw it first";
        Self::Objected =>
            "该申请有未处理的异议,不能应本人要求提前清除,请先处理异议或待保存期满", "an objection to the case is open, so it is not erased before its time; have it decided, or wait";
        Self::Money =>
            "该申请曾批准救助,须随档案保存,请在档案保存期满后一并清除", "money was approved on it, so it is kept as long as its dossier; erase it with the dossier then";
        Self::NotClosed { status } =>
            "档案状态为“{status:#}”,请先撤档", "the dossier is {status}; close it first";
        Self::Until { due } =>
            "保存期未满,{due}起方可清除", "it is kept until {due}; erase it on that day or later";
    }
}

impl Retained {
    /// The word of the rule.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnderWay => "under_way",
            Self::Objected => "objection_open",
            Self::Money => "kept_with_dossier",
            Self::NotClosed { .. } => "dossier_closed",
            Self::Until { .. } => "term_over",
        }
    }
}

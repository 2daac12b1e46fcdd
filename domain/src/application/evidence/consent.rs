//! Who agreed to what, and how is that known? (个人信息保护法 14, 23, 25, 29)

mod withdrawal;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::application::circumstances::{Circumstances, Look};
use crate::application::refusal::Refusal;
use crate::edition::procedure::RequiredConsent;
use crate::id::{AttachmentId, ConsentId, OfficerId};
use crate::name::Line;
use crate::time::{Day, Instant};
use crate::words::spoken;

pub use self::withdrawal::{ConsentWithdrawal, WithdrawalEffect, is_taken_back};

/// From this birthday on somebody agrees for themself (民法典 17, 18).
const OF_AGE: i32 = 18;

spoken! {
    /// Who agrees.
    ConsentGiver {
        /// The worker.
        Worker "职工"
        /// The student, of age: eighteen or older on the day.
        Student "学生"
        /// A guardian together with the student, who is under age on the day.
        Guardian "监护人"
    }

    /// To what somebody agrees. Each is agreed to by itself.
    ConsentPurpose {
        /// That the family's economic status is checked and its data are processed for the aid.
        Processing "信息核查与处理"
        /// That a name is posted.
        Publication "公示姓名"
        /// That sensitive data are processed: identity papers, illness, disability, cards.
        SensitiveData "处理敏感个人信息"
        /// That a bank is told what it needs to pay.
        ProvisionToBank "提供给银行"
        /// That the national system of unions is told.
        ProvisionToNationalSystem "提供给全国系统"
        /// That unions of other regions are told, where they help together.
        ProvisionToPartnerUnion "提供给协作地工会"
    }

    /// By what it is known that somebody agreed, or took it back.
    ConsentMeans {
        /// A code that was sent to them, and that they gave back.
        Code "验证码"
        /// A paper that they signed.
        Paper "书面"
        /// What they said on the telephone.
        Telephone "电话"
    }
}

/// How it is known that somebody agreed, or took it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "means", rename_all = "snake_case")]
pub enum ConsentEvidence {
    /// A code that was sent to them, and that they gave back.
    Code {
        /// The day on which they gave it back.
        on: Day,
        /// By what the sender of the code finds it.
        reference: Line,
    },
    /// A paper that they signed.
    Paper {
        /// The day on it.
        on: Day,
        /// Its scan.
        scan: AttachmentId,
    },
    /// What they said on the telephone.
    Telephone {
        /// The day of the call.
        on: Day,
        /// The number, with stars.
        #[schema(example = "139****0001")]
        number: String,
        /// The officer who called.
        officer: OfficerId,
        /// By what the recording is found.
        reference: Line,
    },
}

/// A consent (授权同意).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentMark {
    /// Which.
    pub id: ConsentId,
    /// Who agreed.
    pub giver: ConsentGiver,
    /// To what.
    pub covers: ConsentPurpose,
    /// How that is known; null where the officer's word is all there is.
    #[serde(default)]
    pub evidence: Option<ConsentEvidence>,
    /// Who recorded it.
    pub by: OfficerId,
    /// When it was recorded.
    pub at: Instant,
    /// That it was taken back; from then on it does not count.
    pub withdrawn: Option<ConsentWithdrawal>,
}

impl ConsentEvidence {
    /// The day of it.
    pub const fn on(&self) -> Day {
        match self {
            Self::Code { on, .. } | Self::Paper { on, .. } | Self::Telephone { on, .. } => *on,
        }
    }

    /// The scan, where it is a paper.
    pub const fn scan(&self) -> Option<AttachmentId> {
        match self {
            Self::Paper { scan, .. } => Some(*scan),
            _ => None,
        }
    }

    /// Whether it can be: a call is one by an officer on the road.
    pub(crate) fn suits(&self, circumstances: &Circumstances<'_>) -> Result<(), Refusal> {
        match self {
            Self::Telephone { officer, .. }
                if !circumstances.staff.posts.iter().any(|post| post.officer == *officer) =>
            {
                Err(Refusal::CallerNotOnRoad { caller: *officer })
            }
            _ => Ok(()),
        }
    }
}

impl ConsentGiver {
    /// Who agrees for a student who was born then: the student of age, else a guardian with them.
    pub fn for_student(born: Day, on: Day) -> Self {
        if on.years_since(born) >= OF_AGE { Self::Student } else { Self::Guardian }
    }

    /// Whether this one may agree on that day. Where no day of birth is known, nothing speaks against either.
    pub(crate) fn suits(self, born: Option<Day>, on: Day) -> Result<(), Refusal> {
        match (self, born.map(|born| Self::for_student(born, on))) {
            (Self::Student, Some(Self::Guardian)) => Err(Refusal::ConsentUnderAge { on }),
            (Self::Guardian, Some(Self::Student)) => Err(Refusal::ConsentOfAge { on }),
            _ => Ok(()),
        }
    }

    /// Whether what this one agreed to counts where that one must agree.
    pub(crate) fn counts_for(self, needed: Self) -> bool {
        self == needed || (self == Self::Guardian && needed == Self::Student)
    }
}

impl ConsentMark {
    /// What somebody agreed to, as an officer records it.
    pub(crate) const fn given(
        id: ConsentId,
        (giver, covers): (ConsentGiver, ConsentPurpose),
        evidence: ConsentEvidence,
        by: OfficerId,
        at: Instant,
    ) -> Self {
        Self { id, giver, covers, evidence: Some(evidence), by, at, withdrawn: None }
    }

    /// Whether that file shows that it was given, or taken back.
    pub(crate) fn is_shown_by(&self, file: AttachmentId) -> bool {
        let back = self.withdrawn.as_ref().and_then(|withdrawn| withdrawn.evidence.as_ref());
        self.evidence.iter().chain(back).any(|evidence| evidence.scan() == Some(file))
    }

    /// Whether every consent of the edition is recorded and not taken back; a guardian's counts for the student's.
    pub(crate) fn all_given(look: &Look<'_>) -> Result<(), Refusal> {
        let given = |needed: &RequiredConsent| {
            let mut marks = look.case.consents.iter().filter(|mark| mark.giver.counts_for(needed.giver));
            marks.any(|mark| mark.covers == needed.covers && mark.withdrawn.is_none())
        };
        let needed = look.circumstances.procedure.consents.iter().map(|consent| consent.value);
        let missing: Vec<_> = needed.filter(|consent| !given(consent)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Refusal::ConsentMissing { missing }) }
    }
}

//! What may be written into a case without moving it, and at which stages?

use super::attachment::AttachmentKind;
use super::evidence::{
    ConsentEvidence, ConsentGiver, ConsentPurpose, Exceptable, Manner, OpinionBy, Piece, RuleName, Ruled,
};
use super::matter::Matter;
use super::separation::Part;
use super::workflow::Stage;
use crate::id::{
    AttachmentId, ConsentId, ExceptionId, KinshipId, ObjectionId, OfficerId, OpinionId, PostingId, RulingId,
    SignatureId, VisitId,
};
use crate::name::Remark;
use crate::time::{Day, Instant};
use crate::words::spoken;

/// Something to be recorded, with its operands; the matter is that of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are described where the evidence is")]
pub enum Deed {
    /// A visit; `corrected` when it left the matter other than it found it.
    Visit { id: VisitId, day: Day, visitors: Vec<OfficerId>, manner: Manner, agrees: bool, corrected: bool },
    /// An opinion.
    Opinion { id: OpinionId, from: OpinionBy, day: Day, in_favour: bool },
    /// A signature; `scanned` is what the case was about when its scan was attached.
    Signature { id: SignatureId, day: Day, signed: bool, sealed: bool, scan: AttachmentId, scanned: Matter },
    /// A consent.
    Consent { id: ConsentId, giver: ConsentGiver, covers: ConsentPurpose, evidence: ConsentEvidence },
    /// A consent taken back.
    ConsentWithdrawal { consent: ConsentId, word: Remark, on: Day, evidence: Option<ConsentEvidence> },
    /// A ruling on a finding that asks for a person.
    Ruling { id: RulingId, rule: RuleName, ruled: Ruled, reasons: Remark },
    /// An objection, entered on somebody's word.
    Objection { id: ObjectionId, posting: PostingId, word: Remark },
    /// An objection, admitted of what the public said at that instant.
    Admission { id: ObjectionId, posting: PostingId, word: Remark, said: Instant, reasons: Remark },
    /// A line in the posting of the decided list, before payment (N22).
    FinalPosting { id: PostingId, first_day: Day, last_day: Day },
    /// A decision on an objection.
    ObjectionRuling { objection: ObjectionId, upheld: bool, reasons: Remark },
    /// A condition set aside.
    Exception {
        id: ExceptionId,
        excepted: Exceptable,
        papers: Vec<AttachmentKind>,
        reasons: Remark,
        evidence: Vec<Piece>,
        until: Option<Day>,
    },
    /// An exception ended before its time.
    ExceptionEnd { exception: ExceptionId, reasons: Remark },
    /// A declared kinship.
    Kinship { id: KinshipId, officer: OfficerId, word: Remark },
    /// A kinship taken back.
    KinshipWithdrawal { kinship: KinshipId, reasons: Remark },
    /// A file was attached; the file itself is kept beside the case.
    Attachment,
    /// A file taken out again that had come at that instant; `moved` when the case has taken a step since.
    AttachmentRemoval { attachment: AttachmentId, came: Instant, moved: bool },
    /// Facts of the case or its dossier were changed, and its matter with them.
    Facts,
}

spoken! {
    /// What is recorded.
    DeedKind {
        /// A visit.
        Visit "入户走访"
        /// An opinion.
        Opinion "单位(街道)意见"
        /// A signature.
        Signature "签章"
        /// A consent.
        Consent "授权同意"
        /// That a consent was taken back.
        ConsentWithdrawal "撤回授权同意"
        /// A ruling.
        Ruling "资格认定"
        /// An objection.
        Objection "异议"
        /// That an objection of the public is taken up.
        Admission "异议受理"
        /// A line in the posting of the decided list.
        FinalPosting "决定名单公示"
        /// A decision on an objection.
        ObjectionRuling "异议处理"
        /// An exception, or its end.
        Exception "例外"
        /// A kinship, or that it was taken back.
        Kinship "亲属关系申报"
        /// A file.
        Attachment "材料"
        /// That a file was taken out.
        AttachmentRemoval "材料撤出"
        /// A change of facts.
        Facts "申请内容变更"
    }
}

impl DeedKind {
    /// Whether it may be recorded at a stage.
    pub const fn fits(self, stage: Stage) -> bool {
        match self {
            Self::Visit | Self::Opinion => stage.at_entry(),
            Self::Signature => matches!(stage, Stage::Signing | Stage::UnitReview | Stage::Posted),
            Self::Ruling | Self::Exception => stage.at_entry() || matches!(stage, Stage::Review),
            Self::Consent | Self::Facts | Self::Attachment | Self::AttachmentRemoval => stage.open(),
            Self::Objection | Self::ObjectionRuling | Self::Kinship | Self::ConsentWithdrawal => stage.live(),
            Self::FinalPosting => matches!(stage, Stage::Approved),
            Self::Admission => true,
        }
    }
}

impl Deed {
    /// Of which kind it is.
    pub const fn kind(&self) -> DeedKind {
        match self {
            Self::Visit { .. } => DeedKind::Visit,
            Self::Opinion { .. } => DeedKind::Opinion,
            Self::Signature { .. } => DeedKind::Signature,
            Self::Consent { .. } => DeedKind::Consent,
            Self::ConsentWithdrawal { .. } => DeedKind::ConsentWithdrawal,
            Self::Ruling { .. } => DeedKind::Ruling,
            Self::Objection { .. } => DeedKind::Objection,
            Self::Admission { .. } => DeedKind::Admission,
            Self::FinalPosting { .. } => DeedKind::FinalPosting,
            Self::ObjectionRuling { .. } => DeedKind::ObjectionRuling,
            Self::Exception { .. } | Self::ExceptionEnd { .. } => DeedKind::Exception,
            Self::Kinship { .. } | Self::KinshipWithdrawal { .. } => DeedKind::Kinship,
            Self::Attachment => DeedKind::Attachment,
            Self::AttachmentRemoval { .. } => DeedKind::AttachmentRemoval,
            Self::Facts => DeedKind::Facts,
        }
    }

    /// The reasons, where it upholds an objection.
    pub(crate) fn upheld(&self) -> Option<Remark> {
        match self {
            Self::ObjectionRuling { upheld: true, reasons, .. } => Some(reasons.clone()),
            _ => None,
        }
    }

    /// The part that recording it gives its officer; none where it only passes on what somebody said.
    pub(crate) const fn part(&self) -> Option<Part> {
        match self {
            Self::Facts | Self::Visit { corrected: true, .. } => Some(Part::Prepared),
            Self::Kinship { .. }
            | Self::KinshipWithdrawal { .. }
            | Self::Objection { .. }
            | Self::Admission { .. }
            | Self::ConsentWithdrawal { .. } => None,
            _ => Some(Part::Acted),
        }
    }
}

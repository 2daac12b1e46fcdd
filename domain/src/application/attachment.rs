//! What does an attached file prove, and who relies on it?

use super::Application;
use super::refusal::Refusal;
use super::workflow::Stage;
use crate::id::AttachmentId;
use crate::time::Instant;
use crate::words::spoken;

spoken! {
    /// What an attached file is (材料).
    AttachmentKind {
        WrittenApplication "书面申请"
        DossierMaterial "困难职工档案资料"
        /// 助学审批表 (附件3).
        ApprovalForm "助学审批表"
        /// Identity papers.
        Identity "身份证件"
        HouseholdRegister "户口簿"
        AdmissionLetter "录取通知书"
        /// 在读证明, of the school register.
        EnrolmentCertificate "在读证明"
        /// Receipt or list of charges of a school.
        TuitionProof "学费证明"
        /// Proof of income.
        IncomeProof "收入证明"
        ConsentForm "授权同意书"
        /// Record or photograph of a visit.
        VisitRecord "走访记录"
        /// The form as signed and sealed.
        SignatureScan "签章扫描件"
        /// Photograph of a posting where it hangs.
        PostingPhotograph "公示照片"
        /// To bring a paper later.
        Undertaking "承诺书"
        /// Somebody else visits.
        Entrustment "委托书"
        /// Why something is otherwise.
        Explanation "情况说明"
        /// Anything else.
        Other "其他材料"
    }
}

impl Application {
    /// Whether a file that came at that instant may be taken out: nobody relies on it. A signature, a consent or an exception that
    /// names it does, a ruling given since may; and so may whoever moved the case since, unless it is a draft again.
    pub(crate) fn may_go_without(
        &self,
        file: AttachmentId,
        came: Instant,
        moved: bool,
    ) -> Result<(), Refusal> {
        let scanned = self.signatures.iter().any(|signature| signature.scan == file);
        let proves = |piece: &super::evidence::Piece| piece.attachment == file;
        let agreed = self.consents.iter().any(|mark| mark.is_shown_by(file));
        if scanned || agreed || self.exceptions.iter().any(|mark| mark.evidence.iter().any(proves)) {
            return Err(Refusal::AttachmentNamed);
        }
        let ruled = self.rulings.iter().any(|ruling| ruling.at >= came);
        if ruled || (moved && self.stage() != Stage::Draft) {
            return Err(Refusal::AttachmentJudged);
        }
        Ok(())
    }
}

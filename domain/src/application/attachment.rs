//! What does an attached file prove, and who relies on it?

use super::Application;
use super::refusal::Refusal;
use super::workflow::Stage;
use crate::id::AttachmentId;
use crate::time::Instant;
use crate::words::named;

named! {
    /// What an attached file is (材料).
    AttachmentKind {
        /// 书面申请.
        WrittenApplication
        /// 困难职工档案资料.
        DossierMaterial
        /// 助学审批表 (附件3).
        ApprovalForm
        /// Identity papers.
        Identity
        /// 户口簿.
        HouseholdRegister
        /// 录取通知书.
        AdmissionLetter
        /// 在读证明, of the school register.
        EnrolmentCertificate
        /// Receipt or list of charges of a school.
        TuitionProof
        /// Proof of income.
        IncomeProof
        /// 授权同意书.
        ConsentForm
        /// Record or photograph of a visit.
        VisitRecord
        /// The form as signed and sealed.
        SignatureScan
        /// Photograph of a posting where it hangs.
        PostingPhotograph
        /// 承诺书: to bring a paper later.
        Undertaking
        /// 委托书: somebody else visits.
        Entrustment
        /// 情况说明: why something is otherwise.
        Explanation
        /// Anything else.
        Other
    }
}

impl Application {
    /// Whether a file that came at that instant may be taken out: nobody relies on it. A signature or an exception that
    /// names it does, a ruling given since may; and so may whoever moved the case since, unless it is a draft again.
    pub(crate) fn may_go_without(
        &self,
        file: AttachmentId,
        came: Instant,
        moved: bool,
    ) -> Result<(), Refusal> {
        let scanned = self.signatures.iter().any(|signature| signature.scan == file);
        let proves = |piece: &super::evidence::Piece| piece.attachment == file;
        if scanned || self.exceptions.iter().any(|mark| mark.evidence.iter().any(proves)) {
            return Err(Refusal::AttachmentNamed);
        }
        let ruled = self.rulings.iter().any(|ruling| ruling.at >= came);
        if ruled || (moved && self.stage() != Stage::Draft) {
            return Err(Refusal::AttachmentJudged);
        }
        Ok(())
    }
}

//! What does an attached file prove? Its kind.

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

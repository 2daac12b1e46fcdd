//! How is a record written into the case, once nothing refuses it?

use super::Application;
use super::circumstances::Circumstances;
use super::deed::Deed;
use super::evidence::{
    ConsentMark, ConsentWithdrawal, ExceptionEnd, ExceptionMark, Kinship, KinshipWithdrawal, Objection,
    ObjectionDecision, ObjectionState, Opinion, PostingKind, PostingMark, Ruling, Signature, Visit,
    WithdrawalEffect,
};
use super::road::Position;
use crate::id::{ConsentId, ObjectionId, OfficerId, PostingId};
use crate::name::Remark;
use crate::time::Instant;

impl Application {
    /// Writes it down.
    pub(crate) fn enter(
        &mut self,
        deed: Deed,
        position: Position,
        by: OfficerId,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) {
        let matter = circumstances.matter;
        let file = &mut self.file;
        match deed {
            Deed::Visit { id, day, visitors, manner, agrees, .. } => {
                file.visits.push(Visit { id, day, visitors, manner, agrees, matter, by, at });
            }
            Deed::Opinion { id, from, day, in_favour } => {
                file.opinions.push(Opinion { id, from, day, in_favour, matter, by, at });
            }
            Deed::Signature { id, day, signed, sealed, scan, .. } => {
                file.signatures.push(Signature { id, day, signed, sealed, scan, matter, by, at });
            }
            Deed::Consent { id, giver, covers, evidence } => {
                file.consents.push(ConsentMark::given(id, (giver, covers), evidence, by, at));
            }
            Deed::ConsentWithdrawal { consent, word, on, evidence } => {
                let withdrawn = ConsentWithdrawal { by, at, word, on: Some(on), evidence, effect: None };
                self.take_back(consent, &withdrawn, circumstances);
            }
            Deed::Ruling { id, rule, ruled, reasons } => {
                file.rulings.push(Ruling { id, rule, ruled, reasons, matter, position, by, at });
            }
            Deed::Objection { id, posting, word } => {
                self.object((id, posting, word), (Some(by), at), None);
            }
            Deed::Admission { id, posting, word, said, reasons } => {
                let admitted = ObjectionDecision { by, at, reasons };
                self.object((id, posting, word), (None, said), Some(admitted));
            }
            Deed::FinalPosting { id, first_day, last_day } => {
                let line = (id, PostingKind::Final);
                file.postings.push(PostingMark::hung(line, (first_day, last_day), circumstances, by, at));
            }
            Deed::ObjectionRuling { objection, upheld, reasons } => {
                let state = if upheld { ObjectionState::Upheld } else { ObjectionState::Dismissed };
                self.decide(objection, state, &ObjectionDecision { by, at, reasons });
            }
            Deed::Exception { id, excepted, papers, reasons, evidence, until } => {
                let mark = ExceptionMark {
                    id,
                    excepted,
                    papers,
                    reasons,
                    evidence,
                    until,
                    position,
                    by,
                    at,
                    ended: None,
                };
                file.exceptions.push(mark);
            }
            Deed::ExceptionEnd { exception, reasons } => {
                let marks = file.exceptions.iter_mut().filter(|mark| mark.id == exception);
                let ended = ExceptionEnd { by, at, reasons };
                marks.for_each(|mark| mark.ended = Some(ended.clone()));
            }
            Deed::Kinship { id, officer, word } => {
                file.kinships.push(Kinship { id, officer, word, by, at, withdrawn: None });
            }
            Deed::KinshipWithdrawal { kinship, reasons } => {
                let marks = file.kinships.iter_mut().filter(|mark| mark.id == kinship);
                let withdrawn = KinshipWithdrawal { by, at, reasons };
                marks.for_each(|mark| mark.withdrawn = Some(withdrawn.clone()));
            }
            Deed::Attachment | Deed::AttachmentRemoval { .. } | Deed::Facts => {}
        }
    }

    /// Enters an objection, which is open: by an officer, or of what somebody of the public said then.
    fn object(
        &mut self,
        (id, posting, word): (ObjectionId, PostingId, Remark),
        (entered_by, at): (Option<OfficerId>, Instant),
        decided: Option<ObjectionDecision>,
    ) {
        let kind = self.posting_kind(posting).unwrap_or(PostingKind::First);
        let state = ObjectionState::Open;
        let objection = Objection { id, posting, kind, state, word, entered_by, at, decided };
        self.file.objections.push(objection);
    }

    /// Takes back every consent of that giver to that purpose, and with a student's what a guardian agreed to for them.
    fn take_back(
        &mut self,
        consent: ConsentId,
        withdrawn: &ConsentWithdrawal,
        circumstances: &Circumstances<'_>,
    ) {
        let mut marks = self.file.consents.iter();
        let taken = marks.find(|mark| mark.id == consent).map(|mark| (mark.giver, mark.covers));
        let effect = taken.map(|taken| WithdrawalEffect::of(taken, self.stage(), circumstances));
        for mark in &mut self.file.consents {
            let theirs =
                taken.is_some_and(|(giver, covers)| mark.covers == covers && mark.giver.counts_for(giver));
            if theirs && mark.withdrawn.is_none() {
                mark.withdrawn = Some(ConsentWithdrawal { effect, ..withdrawn.clone() });
            }
        }
    }

    fn decide(&mut self, id: ObjectionId, state: ObjectionState, decision: &ObjectionDecision) {
        for objection in self.file.objections.iter_mut().filter(|objection| objection.id == id) {
            objection.state = state;
            objection.decided = Some(decision.clone());
            if state == ObjectionState::Upheld {
                let lifted = self.file.postings.iter_mut().filter(|mark| mark.posting == objection.posting);
                lifted.for_each(|mark| mark.lifted = true);
            }
        }
    }
}

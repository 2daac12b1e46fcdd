//! Do the operands of a record suit its case? Days, visitors, evidence, what it refers to.

use super::attachment::AttachmentKind;
use super::circumstances::Circumstances;
use super::deed::Deed;
use super::evidence::{
    ConsentEvidence, ConsentMark, Exceptable, Manner, ObjectionState, Piece, PostingKind, PostingMark,
};
use super::matter::Matter;
use super::refusal::Refusal;
use super::seats::Staff;
use super::state::State;
use super::{Actor, Application};
use crate::id::{AttachmentId, OfficerId};
use crate::time::{Day, Instant};

impl Application {
    /// Whether the operands suit the case.
    pub(crate) fn deed_suits(
        &self,
        deed: &Deed,
        by: &Actor,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<(), Refusal> {
        match deed {
            Deed::Visit { day, visitors, manner, .. } => {
                day_suits(*day, circumstances, at)?;
                visitors_suit(visitors, *manner, circumstances)
            }
            Deed::Opinion { day, .. } => day_suits(*day, circumstances, at),
            Deed::Signature { day, scan, scanned, .. } => {
                day_suits(*day, circumstances, at)?;
                self.scan_suits(*scan, *scanned, circumstances.matter)
            }
            Deed::Consent { giver, covers, evidence, .. } => {
                day_suits(evidence.on(), circumstances, at)?;
                evidence.suits(circumstances)?;
                giver.suits(circumstances.student_born, evidence.on())?;
                ConsentMark::given_again((*giver, *covers), evidence.on(), &self.consents)
            }
            Deed::ConsentWithdrawal { consent, on, evidence, .. } => {
                let mark = self.consents.iter().find(|mark| mark.id == *consent);
                let mark = mark.ok_or(Refusal::NoSuchConsent)?;
                for day in evidence.iter().map(ConsentEvidence::on).chain([*on]) {
                    mark.taken_back_on(day, at)?;
                }
                evidence.as_ref().map_or(Ok(()), |evidence| evidence.suits(circumstances))
            }
            Deed::Ruling { rule, .. } => {
                let asked = circumstances.findings.for_review.iter().any(|finding| finding.rule == *rule);
                if asked { Ok(()) } else { Err(Refusal::NotForReview { rule: rule.clone() }) }
            }
            Deed::Objection { posting, word, .. } => {
                self.posting_kind(*posting)?;
                self.not_objected_yet(*posting, word)
            }
            Deed::Admission { posting, .. } => self.posting_kind(*posting).map(|_| ()),
            Deed::FinalPosting { first_day, last_day, .. } => {
                let days = circumstances.procedure.working_days(PostingKind::Final);
                PostingMark::days_suit((*first_day, *last_day), days, at.day())
            }
            Deed::ObjectionRuling { objection, .. } => {
                let state = self.objection(*objection)?.state;
                if state != ObjectionState::Open {
                    return Err(Refusal::ObjectionIs { state });
                }
                let own = matches!(self.state(), State::Approved { by: head, .. } if *head == by.officer);
                if own { Err(Refusal::OwnDecision) } else { Ok(()) }
            }
            Deed::AttachmentRemoval { attachment, came, moved } => {
                self.may_go_without(*attachment, *came, *moved)
            }
            Deed::Exception { excepted, papers, evidence, until, .. } => {
                exception_suits(*excepted, papers, evidence, *until, circumstances, at)
            }
            Deed::Kinship { officer, .. } => {
                let mut declared = self.kinships.iter().filter(|mark| mark.withdrawn.is_none());
                let twice = declared.any(|mark| (mark.officer, mark.by) == (*officer, by.officer));
                if twice { Err(Refusal::KinshipDeclared) } else { Ok(()) }
            }
            Deed::KinshipWithdrawal { kinship, .. } => {
                let withdrawn = self.kinship(*kinship)?.withdrawn.is_some();
                if withdrawn { Err(Refusal::KinshipWithdrawn) } else { Ok(()) }
            }
            Deed::ExceptionEnd { exception, .. } => {
                let ended = self.exception(*exception)?.ended.is_some();
                if ended { Err(Refusal::ExceptionEnded) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// A scan shows the paper that it was made of: one signature, of what the case was about when it came.
    fn scan_suits(&self, scan: AttachmentId, scanned: Matter, today: Matter) -> Result<(), Refusal> {
        if self.signatures.iter().any(|signature| signature.scan == scan) {
            return Err(Refusal::ScanNamed);
        }
        if scanned == today { Ok(()) } else { Err(Refusal::ScanOutdated) }
    }
}

/// A day on a paper has come, and is none before the campaign opened; it may lie before the case was entered.
fn day_suits(day: Day, circumstances: &Circumstances<'_>, at: Instant) -> Result<(), Refusal> {
    let opens = *circumstances.procedure.opens;
    if day > at.day() {
        return Err(Refusal::DayToCome { day });
    }
    if day < opens { Err(Refusal::DayBeforeOpening { day, opens }) } else { Ok(()) }
}

/// Visitors hold posts on the road today; only who is entrusted with a visit comes from elsewhere (N15). Nobody visits
/// their own household.
fn visitors_suit(
    visitors: &[OfficerId],
    manner: Manner,
    circumstances: &Circumstances<'_>,
) -> Result<(), Refusal> {
    if visitors.is_empty() {
        return Err(Refusal::VisitorsTooFew { needed: 1, were: 0 });
    }
    let Staff { posts, family } = &circumstances.staff;
    if let Some(visitor) = visitors.iter().copied().find(|visitor| family.contains(visitor)) {
        return Err(Refusal::VisitorOfTheFamily { visitor });
    }
    let on_road = |visitor: OfficerId| posts.iter().any(|post| post.officer == visitor);
    let stranger = visitors.iter().copied().find(|visitor| !on_road(*visitor));
    match stranger {
        Some(visitor) if manner != Manner::Entrusted => Err(Refusal::VisitorNotOnRoad { visitor }),
        _ => Ok(()),
    }
}

fn exception_suits(
    excepted: Exceptable,
    papers: &[AttachmentKind],
    evidence: &[Piece],
    until: Option<Day>,
    circumstances: &Circumstances<'_>,
    at: Instant,
) -> Result<(), Refusal> {
    let rule = circumstances.procedure.exception(excepted).ok_or(Refusal::NotExceptable { excepted })?;
    let absent = rule.evidence.iter().find(|kind| !evidence.iter().any(|piece| piece.kind == **kind));
    if let Some(kind) = absent {
        return Err(Refusal::ExceptionEvidence { needed: *kind });
    }
    if (excepted == Exceptable::LatePaper) == papers.is_empty() {
        return Err(Refusal::ExceptionPapers);
    }
    let today = at.day();
    if until.is_some_and(|until| until < today) {
        return Err(Refusal::ExceptionPast { today });
    }
    let Some(days) = rule.longest_days else { return Ok(()) };
    let latest = today.plus_days(i64::from(days));
    if until.is_some_and(|until| until <= latest) {
        Ok(())
    } else {
        Err(Refusal::ExceptionTooLong { latest })
    }
}

//! May this be recorded, by whom, and with these operands? Evidence, rulings, objections, exceptions.

use super::attachment::AttachmentKind;
use super::circumstances::Circumstances;
use super::deed::{Deed, DeedKind};
use super::evidence::{Exceptable, Objection, ObjectionState, Piece, PostingKind};
use super::refusal::Refusal;
use super::road::Position;
use super::seats::{self, Seat, SelfRecorded, Sitting};
use super::separation::{self, Hand, Part};
use super::state::State;
use super::{Actor, Application};
use crate::access::Role::{self, Caseworker, Head};
use crate::id::{ObjectionId, OfficerId, PostingId};
use crate::name::Remark;
use crate::time::{Day, Instant};

/// What recording made of a case. Nobody makes one but the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The case after it.
    pub application: Application,
    /// Exceptions that recorded themselves.
    pub exceptions: Vec<SelfRecorded>,
}

impl Application {
    /// Records it, or says what refuses it first.
    ///
    /// # Errors
    /// [`Refusal`], and the case is as it was.
    pub fn record(
        self,
        deed: Deed,
        by: &Actor,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<Recorded, Refusal> {
        let kind = deed.kind();
        if !kind.fits(self.stage()) {
            return Err(Refusal::NotRecordedNow { stage: self.stage(), deed: kind });
        }
        let sitting = self.may_record(&deed, by, circumstances)?;
        self.deed_suits(&deed, by, circumstances, at)?;
        let mut after = self.clone();
        after.adopt(&sitting.exceptions);
        if let Some(part) = deed.part() {
            after.mark(Hand { officer: by.officer, position: Some(sitting.position), part });
        }
        after.enter(deed, sitting.position, by.officer, circumstances, at);
        if kind != DeedKind::Kinship {
            seats::still_filled(&self, &after, &circumstances.staff)?;
        }
        after.version = after.version.saturating_add(1);
        Ok(Recorded { application: after, exceptions: sitting.exceptions })
    }

    /// Takes an objection that came by the public route; it is without effect until an officer admits it.
    ///
    /// # Errors
    /// [`Refusal`] when the edition does not open that route, or the posting or stage does not fit.
    pub fn receive(
        mut self,
        (id, posting, word): (ObjectionId, PostingId, Remark),
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<Self, Refusal> {
        if !*circumstances.procedure.public_objections {
            return Err(Refusal::NotPublic);
        }
        if !DeedKind::Objection.fits(self.stage()) {
            return Err(Refusal::NotRecordedNow { stage: self.stage(), deed: DeedKind::Objection });
        }
        let kind = self.posting_kind(posting)?;
        let state = ObjectionState::Received;
        self.file.objections.push(Objection {
            id,
            posting,
            kind,
            state,
            word,
            entered_by: None,
            at,
            decided: None,
        });
        self.version = self.version.saturating_add(1);
        Ok(self)
    }

    /// Marks an officer of a union that is not on the road, who changed the dossier, as having prepared the case.
    #[must_use]
    pub fn prepared_elsewhere(mut self, officer: OfficerId) -> Self {
        self.mark(Hand { officer, position: None, part: Part::Prepared });
        self.version = self.version.saturating_add(1);
        self
    }

    fn may_record(
        &self,
        deed: &Deed,
        by: &Actor,
        circumstances: &Circumstances<'_>,
    ) -> Result<Sitting, Refusal> {
        let staff = &circumstances.staff;
        let sit = |role, seat| seats::sit(self, (role, seat), by, staff);
        match deed {
            Deed::Visit { .. }
            | Deed::Opinion { .. }
            | Deed::Signature { .. }
            | Deed::Consent { .. }
            | Deed::ConsentWithdrawal { .. } => sit(Caseworker, Seat::Entry),
            Deed::Facts => sit(Caseworker, Seat::Entry).or_else(|_| {
                let sitting = self.on_road(by, &[Caseworker, Head])?;
                separation::allows(self, by.officer, sitting.position, Caseworker)?;
                Ok(sitting)
            }),
            Deed::Ruling { rule, .. } => {
                let at_deciding = circumstances.procedure.rulings_at_deciding.contains(rule);
                sit(Head, if at_deciding { Seat::Deciding } else { Seat::Next })
            }
            Deed::ObjectionRuling { objection, .. } => match self.objection(*objection)?.kind {
                PostingKind::First => sit(Head, Seat::Next),
                PostingKind::Final => sit(Head, Seat::Deciding),
            },
            Deed::Objection { .. } | Deed::Admission { .. } | Deed::Kinship { .. } => {
                self.on_road(by, &[Caseworker, Head])
            }
            Deed::Exception { excepted, .. } => {
                let rule = circumstances.procedure.exception(*excepted);
                let rule = rule.ok_or(Refusal::NotExceptable { excepted: *excepted })?;
                let sitting = self.on_road(by, &[Head])?;
                if by.level < rule.level || sitting.position == Position::ENTRY {
                    return Err(Refusal::ExceptionLevel { needed: rule.level });
                }
                separation::allows(self, by.officer, sitting.position, Head)?;
                Ok(sitting)
            }
        }
    }

    fn on_road(&self, by: &Actor, roles: &[Role]) -> Result<Sitting, Refusal> {
        let position = self.road.position_of(by.stands_for).ok_or(Refusal::NotOnRoad)?;
        let needed = roles.first().copied().unwrap_or(Head);
        let fits = roles.contains(&by.role);
        if fits {
            Ok(Sitting { position, exceptions: Vec::new() })
        } else {
            Err(Refusal::WrongRole { needed })
        }
    }

    fn objection(&self, id: ObjectionId) -> Result<&Objection, Refusal> {
        self.objections.iter().find(|objection| objection.id == id).ok_or(Refusal::NoSuchObjection)
    }

    pub(crate) fn posting_kind(&self, posting: PostingId) -> Result<PostingKind, Refusal> {
        let mark = self.postings.iter().find(|mark| mark.posting == posting);
        mark.map(|mark| mark.kind).ok_or(Refusal::NoSuchPosting)
    }

    /// Whether the operands suit the case.
    fn deed_suits(
        &self,
        deed: &Deed,
        by: &Actor,
        circumstances: &Circumstances<'_>,
        at: Instant,
    ) -> Result<(), Refusal> {
        match deed {
            Deed::Visit { day, .. } | Deed::Opinion { day, .. } | Deed::Signature { day, .. }
                if *day > at.day() =>
            {
                Err(Refusal::DayToCome { day: *day })
            }
            Deed::Visit { visitors, .. } if visitors.is_empty() => {
                Err(Refusal::VisitorsTooFew { needed: 1, were: 0 })
            }
            Deed::ConsentWithdrawal { consent } => {
                let known = self.consents.iter().any(|mark| mark.id == *consent);
                if known { Ok(()) } else { Err(Refusal::NoSuchConsent) }
            }
            Deed::Ruling { rule, .. } => {
                let asked = circumstances.findings.for_review.iter().any(|finding| finding.rule == *rule);
                if asked { Ok(()) } else { Err(Refusal::NotForReview { rule: rule.clone() }) }
            }
            Deed::Objection { posting, .. } => self.posting_kind(*posting).map(|_| ()),
            Deed::Admission { objection, .. } => self.stands(*objection, ObjectionState::Received),
            Deed::ObjectionRuling { objection, .. } => {
                self.stands(*objection, ObjectionState::Open)?;
                let own = matches!(self.state, State::Approved { by: head, .. } if head == by.officer);
                let last = self.objection(*objection)?.kind == PostingKind::Final;
                if own && last { Err(Refusal::OwnDecision) } else { Ok(()) }
            }
            Deed::Exception { excepted, papers, evidence, until, .. } => {
                exception_suits(*excepted, papers, evidence, *until, circumstances, at)
            }
            _ => Ok(()),
        }
    }

    fn stands(&self, objection: ObjectionId, needed: ObjectionState) -> Result<(), Refusal> {
        let state = self.objection(objection)?.state;
        if state == needed { Ok(()) } else { Err(Refusal::ObjectionIs { state }) }
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
    let Some(days) = rule.longest_days else { return Ok(()) };
    let latest = at.day().plus_days(i64::from(days));
    if until.is_some_and(|until| until <= latest) {
        Ok(())
    } else {
        Err(Refusal::ExceptionTooLong { latest })
    }
}

//! What may be written into a case without moving it, when, by whom? Evidence, rulings, objections, exceptions.

use super::attachment::AttachmentKind;
use super::circumstances::Circumstances;
use super::evidence::{
    ConsentGiver, ConsentMark, ConsentPurpose, Exceptable, ExceptionMark, Kinship, Manner, Objection,
    ObjectionDecision, ObjectionState, Opinion, OpinionBy, Piece, PostingKind, RuleName, Ruled, Ruling,
    Signature, Visit,
};
use super::refusal::Refusal;
use super::road::Position;
use super::seats::{self, Seat, SelfRecorded, Sitting};
use super::separation::{self, Hand, Part};
use super::state::State;
use super::workflow::Stage;
use super::{Actor, Application};
use crate::access::Role::{self, Caseworker, Head};
use crate::id::{
    AttachmentId, ConsentId, ExceptionId, KinshipId, ObjectionId, OfficerId, OpinionId, PostingId, RulingId,
    SignatureId, VisitId,
};
use crate::name::Remark;
use crate::time::{Day, Instant};
use crate::words::named;

/// Something to be recorded, with its operands; the matter is that of the circumstances.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are described where the evidence is")]
pub enum Deed {
    /// A visit; `corrected` when it left the matter other than it found it.
    Visit { id: VisitId, day: Day, visitors: Vec<OfficerId>, manner: Manner, agrees: bool, corrected: bool },
    /// An opinion.
    Opinion { id: OpinionId, from: OpinionBy, day: Day, in_favour: bool },
    /// A signature.
    Signature { id: SignatureId, day: Day, signed: bool, sealed: bool, scan: AttachmentId },
    /// A consent.
    Consent { id: ConsentId, giver: ConsentGiver, covers: ConsentPurpose },
    /// A consent taken back.
    ConsentWithdrawal { consent: ConsentId },
    /// A ruling on a finding that asks for a person.
    Ruling { id: RulingId, rule: RuleName, ruled: Ruled, reason: Remark },
    /// An objection, entered on somebody's word.
    Objection { id: ObjectionId, posting: PostingId, word: Remark },
    /// Whether an objection of the public route is taken up.
    Admission { objection: ObjectionId, admitted: bool, reasons: Remark },
    /// A decision on an objection.
    ObjectionRuling { objection: ObjectionId, upheld: bool, reasons: Remark },
    /// A condition set aside.
    Exception {
        id: ExceptionId,
        excepted: Exceptable,
        papers: Vec<AttachmentKind>,
        reason: Remark,
        evidence: Vec<Piece>,
        until: Option<Day>,
    },
    /// A declared kinship.
    Kinship { id: KinshipId, officer: OfficerId, word: Remark },
    /// Facts of the case or its dossier were changed, and its matter with them.
    Facts,
}

named! {
    /// What is recorded.
    DeedKind {
        /// A visit.
        Visit
        /// An opinion.
        Opinion
        /// A signature.
        Signature
        /// A consent, or that it was taken back.
        Consent
        /// A ruling.
        Ruling
        /// An objection, or whether it is taken up.
        Objection
        /// A decision on an objection.
        ObjectionRuling
        /// An exception.
        Exception
        /// A kinship.
        Kinship
        /// A change of facts.
        Facts
    }
}

/// What recording made of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The case after it.
    pub application: Application,
    /// Exceptions that recorded themselves.
    pub exceptions: Vec<SelfRecorded>,
}

impl DeedKind {
    /// Whether it may be recorded at a stage.
    pub const fn fits(self, stage: Stage) -> bool {
        match self {
            Self::Visit | Self::Opinion => stage.at_entry(),
            Self::Signature => matches!(stage, Stage::Signing | Stage::UnitReview | Stage::Posted),
            Self::Ruling | Self::Exception => stage.at_entry() || matches!(stage, Stage::Review),
            Self::Consent | Self::Facts => stage.open(),
            Self::Objection | Self::ObjectionRuling | Self::Kinship => stage.live(),
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
            Self::Consent { .. } | Self::ConsentWithdrawal { .. } => DeedKind::Consent,
            Self::Ruling { .. } => DeedKind::Ruling,
            Self::Objection { .. } | Self::Admission { .. } => DeedKind::Objection,
            Self::ObjectionRuling { .. } => DeedKind::ObjectionRuling,
            Self::Exception { .. } => DeedKind::Exception,
            Self::Kinship { .. } => DeedKind::Kinship,
            Self::Facts => DeedKind::Facts,
        }
    }

    /// The part that recording it gives its officer; none where it only passes on what somebody said.
    const fn part(&self) -> Option<Part> {
        match self {
            Self::Facts | Self::Visit { corrected: true, .. } => Some(Part::Prepared),
            Self::Kinship { .. } | Self::Objection { .. } | Self::Admission { .. } => None,
            _ => Some(Part::Acted),
        }
    }
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
            Deed::Facts => sit(Caseworker, Seat::Entry).or_else(|_| self.on_road(by, &[Caseworker, Head])),
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

    fn posting_kind(&self, posting: PostingId) -> Result<PostingKind, Refusal> {
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

impl Application {
    /// Writes it down.
    fn enter(
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
            Deed::Signature { id, day, signed, sealed, scan } => {
                file.signatures.push(Signature { id, day, signed, sealed, scan, matter, by, at });
            }
            Deed::Consent { id, giver, covers } => {
                file.consents.push(ConsentMark { id, giver, covers, withdrawn: false });
            }
            Deed::ConsentWithdrawal { consent } => {
                let marks = file.consents.iter_mut().filter(|mark| mark.id == consent);
                marks.for_each(|mark| mark.withdrawn = true);
            }
            Deed::Ruling { id, rule, ruled, reason } => {
                file.rulings.push(Ruling { id, rule, ruled, reason, matter, position, by, at });
            }
            Deed::Objection { id, posting, word } => {
                let kind = self.posting_kind(posting).unwrap_or(PostingKind::First);
                let (state, entered_by) = (ObjectionState::Open, Some(by));
                let objection = Objection { id, posting, kind, state, word, entered_by, at, decided: None };
                self.file.objections.push(objection);
            }
            Deed::Admission { objection, admitted, reasons } => {
                let state = if admitted { ObjectionState::Open } else { ObjectionState::NotAdmitted };
                self.decide(objection, state, &ObjectionDecision { by, at, reasons });
            }
            Deed::ObjectionRuling { objection, upheld, reasons } => {
                let state = if upheld { ObjectionState::Upheld } else { ObjectionState::Dismissed };
                self.decide(objection, state, &ObjectionDecision { by, at, reasons });
            }
            Deed::Exception { id, excepted, papers, reason, evidence, until } => {
                let mark = ExceptionMark { id, excepted, papers, reason, evidence, until, position, by, at };
                file.exceptions.push(mark);
            }
            Deed::Kinship { id, officer, word } => file.kinships.push(Kinship { id, officer, word, by, at }),
            Deed::Facts => {}
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

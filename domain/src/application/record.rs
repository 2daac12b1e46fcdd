//! May this be recorded, and by whom? Evidence, rulings, objections, exceptions.

use super::circumstances::Circumstances;
use super::deed::{Deed, DeedKind};
use super::evidence::{Exceptable, ExceptionMark, Kinship, Objection, PostingKind};
use super::refusal::Refusal;
use super::road::Position;
use super::seats::{self, Seat, SelfRecorded, Sitting, Staff};
use super::separation::{self, Hand, Part};
use super::transition::HistoryRow;
use super::workflow::Stage;
use super::{Actor, Application};
use crate::access::Role::{self, Caseworker, Finance, Head};
use crate::id::{ExceptionId, KinshipId, ObjectionId, OfficerId, PersonId, PostingId};
use crate::time::Instant;

/// What recording made of a case. Nobody makes one but the record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The case after it.
    pub application: Application,
    /// Exceptions that recorded themselves.
    pub exceptions: Vec<SelfRecorded>,
    /// Its line in the history, where it moved the case: an objection upheld against an approved one revokes it.
    pub history: Option<HistoryRow>,
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
        after.version = after.version.saturating_add(1);
        let upheld = deed.upheld();
        after.enter(deed, sitting.position, by.officer, circumstances, at);
        let history = match upheld {
            Some(reasons) if self.stage() == Stage::Approved => {
                Some(after.fall(reasons, (by, sitting.position), circumstances, at)?)
            }
            _ => None,
        };
        if kind != DeedKind::Kinship && history.is_none() {
            seats::still_filled(&self, &after, &circumstances.staff)?;
        }
        Ok(Recorded { application: after, exceptions: sitting.exceptions, history })
    }

    /// What a change of the dossier makes of the case: it is of the student whom the household has under that number
    /// today, and whoever changed what it is about has prepared it.
    #[must_use]
    pub fn changed_elsewhere(mut self, officer: Option<OfficerId>, student: PersonId) -> Recorded {
        self.file.student = student;
        if let Some(officer) = officer {
            self.mark(Hand { officer, position: None, part: Part::Prepared });
        }
        self.version = self.version.saturating_add(1);
        Recorded { application: self, exceptions: Vec::new(), history: None }
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
            | Deed::ConsentWithdrawal { .. }
            | Deed::AttachmentRemoval { .. } => sit(Caseworker, Seat::Entry),
            Deed::Attachment => sit(Caseworker, Seat::Entry).or_else(|_| {
                let sitting = self.up_to_deciding(by, &[Caseworker])?;
                separation::allows(self, by.officer, sitting.position, Caseworker, staff)?;
                Ok(sitting)
            }),
            Deed::Facts => sit(Caseworker, Seat::Entry).or_else(|_| {
                let sitting = self.up_to_deciding(by, &[Caseworker, Head])?;
                separation::allows(self, by.officer, sitting.position, Caseworker, staff)?;
                Ok(sitting)
            }),
            Deed::Ruling { rule, .. } => {
                let mut at_deciding = circumstances.procedure.rulings_at_deciding.iter();
                let at_deciding = at_deciding.any(|named| named.word() == rule.as_str());
                sit(Head, if at_deciding { Seat::Deciding } else { Seat::Next })
            }
            Deed::FinalPosting { .. } => self.may_post_decided(by, staff),
            Deed::ObjectionRuling { objection, .. } => self.hears_objection(*objection, by, staff),
            Deed::Objection { posting, .. } => {
                let sitting = self.on_road(by, &[Caseworker, Head])?;
                self.still_heard(*posting, by.officer, staff)?;
                Ok(sitting)
            }
            Deed::Admission { .. } => self.on_road(by, &[Caseworker, Head]),
            Deed::Kinship { .. } => self.on_road(by, &[Caseworker, Head, Finance]),
            Deed::KinshipWithdrawal { kinship, .. } => self.may_withdraw(*kinship, by, staff),
            Deed::Exception { excepted, .. } => self.may_except(*excepted, by, circumstances),
            Deed::ExceptionEnd { exception, .. } => {
                self.may_except(self.exception(*exception)?.excepted, by, circumstances)
            }
        }
    }

    /// The union that decided posts whom it decided for: its caseworker does.
    fn may_post_decided(&self, by: &Actor, staff: &Staff) -> Result<Sitting, Refusal> {
        let (sitting, needed) = (self.on_road(by, &[Caseworker])?, self.road.deciding);
        if sitting.position != needed {
            return Err(Refusal::WrongUnion { needed });
        }
        separation::allows(self, by.officer, sitting.position, Caseworker, staff)?;
        Ok(sitting)
    }

    /// Whoever may set a condition aside may also end that. No edition asks for a level above the union that decides.
    fn may_except(
        &self,
        excepted: Exceptable,
        by: &Actor,
        circumstances: &Circumstances<'_>,
    ) -> Result<Sitting, Refusal> {
        let rule = circumstances.procedure.exception(excepted);
        let rule = rule.ok_or(Refusal::NotExceptable { excepted })?;
        let sitting = self.up_to_deciding(by, &[Head])?;
        let decides = self.road.stop(self.road.deciding).map(|stop| stop.kind.level());
        let needed = decides.map_or(rule.level, |decides| rule.level.min(decides));
        if by.level < needed || sitting.position == Position::ENTRY {
            return Err(Refusal::ExceptionLevel { needed });
        }
        separation::allows(self, by.officer, sitting.position, Head, &circumstances.staff)?;
        Ok(sitting)
    }

    /// A kinship is taken back by whoever declared it or by a head on the road, but never by whom it names, nor by the
    /// family.
    fn may_withdraw(&self, kinship: KinshipId, by: &Actor, staff: &Staff) -> Result<Sitting, Refusal> {
        let mark = self.kinship(kinship)?;
        separation::not_of_the_family(by.officer, staff)?;
        if mark.officer == by.officer {
            return Err(Refusal::Kin);
        }
        let own = mark.by == by.officer;
        self.on_road(by, if own { &[Head, Caseworker, Finance] } else { &[Head] })
    }

    /// Unions after the deciding one only read, and enter objections.
    fn up_to_deciding(&self, by: &Actor, roles: &[Role]) -> Result<Sitting, Refusal> {
        let sitting = self.on_road(by, roles)?;
        let deciding = self.road.deciding;
        if sitting.position > deciding { Err(Refusal::OnlyReads { deciding }) } else { Ok(sitting) }
    }

    pub(super) fn on_road(&self, by: &Actor, roles: &[Role]) -> Result<Sitting, Refusal> {
        let position = self.road.position_of(by.stands_for).ok_or(Refusal::NotOnRoad)?;
        let needed = roles.first().copied().unwrap_or(Head);
        let fits = roles.contains(&by.role);
        if fits {
            Ok(Sitting { position, exceptions: Vec::new() })
        } else {
            Err(Refusal::WrongRole { needed })
        }
    }

    pub(crate) fn exception(&self, id: ExceptionId) -> Result<&ExceptionMark, Refusal> {
        self.exceptions.iter().find(|mark| mark.id == id).ok_or(Refusal::NoSuchException)
    }

    pub(crate) fn kinship(&self, id: KinshipId) -> Result<&Kinship, Refusal> {
        self.kinships.iter().find(|mark| mark.id == id).ok_or(Refusal::NoSuchKinship)
    }

    pub(crate) fn objection(&self, id: ObjectionId) -> Result<&Objection, Refusal> {
        self.objections.iter().find(|objection| objection.id == id).ok_or(Refusal::NoSuchObjection)
    }

    pub(crate) fn posting_kind(&self, posting: PostingId) -> Result<PostingKind, Refusal> {
        let mark = self.postings.iter().find(|mark| mark.posting == posting);
        mark.map(|mark| mark.kind).ok_or(Refusal::NoSuchPosting)
    }
}

//! What must be known to judge a case? All of it, read under the locks of its dossier and itself.

mod around;
mod judge;
mod known;
mod locks;
mod matter;
mod missing;
mod refused;
mod relist;
mod seldom;
mod staff;

use std::sync::Arc;

use domain::access::Actor;
use domain::application::circumstances::{Circumstances, Findings, Missing};
use domain::application::deadlines::Extension;
use domain::application::evidence::OpinionBy;
use domain::application::seats::Staff;
use domain::application::{self as case, Act as Step, Application, Matter, Stage, State};
use domain::campaign::{Campaign, CampaignEdition};
use domain::citizen_id::CitizenId;
use domain::dossier::Household;
use domain::eligibility::Assessment;
use domain::id::{ApplicationId, UnionId};
use domain::payment::PaymentState;
use domain::posting::Shown;
use domain::time::{Day, Instant};
use persistence::applications::{CaseRecord, Frozen};
use persistence::dossiers::DossierRecord;
use persistence::{LockKind, Work};

use self::around::counts;
pub(crate) use self::around::school;
use self::judge::Judged;
pub(crate) use self::judge::no_edition;
pub(crate) use self::known::Known;
pub(crate) use self::locks::lock_all;
use self::missing::missing;
pub(crate) use self::refused::{refused, refused_on};
pub(crate) use self::relist::relist;
pub(crate) use self::seldom::Seldom;
use self::staff::posts;
use crate::problem::{Code, Problem};

/// A case with all that is asked when it is judged.
pub(crate) struct Desk {
    /// The case.
    pub(crate) record: CaseRecord,
    /// Its household's dossier.
    pub(crate) dossier: DossierRecord,
    /// The household as the dossier has it today.
    pub(crate) household: Household,
    /// Its campaign.
    pub(crate) campaign: Campaign,
    /// Its edition: its own once submitted, else the one in force.
    pub(crate) edition: Arc<CampaignEdition>,
    /// The assessment of today's facts, with what it was made on.
    pub(crate) frozen: Frozen,
    matter: Matter,
    shown: Shown,
    missing: Vec<Missing>,
    student_born: Option<Day>,
    staff: Staff,
    extensions: Vec<Extension>,
    other_live: Option<ApplicationId>,
    dismissed: Vec<Matter>,
    payment: Option<PaymentState>,
}

impl Desk {
    /// The edition by which a case goes.
    pub(crate) async fn edition(work: &Work, application: &Application) -> Result<CampaignEdition, Problem> {
        judge::edition(work, application).await
    }

    /// A case on a union's road, locked for a change.
    pub(crate) async fn lock(
        work: &Work,
        union: UnionId,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        Self::lock_knowing(work, &Known::default(), union, id, at).await
    }

    /// The same, knowing what was read before and adding to it.
    pub(crate) async fn lock_knowing(
        work: &Work,
        known: &Known,
        union: UnionId,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        let absent = || Problem::new(Code::NotFound);
        let seen = work.applications().find(union, id).await?.ok_or_else(absent)?;
        work.lock(LockKind::Dossier, seen.application.dossier.raw()).await?;
        work.lock(LockKind::Case, id.raw()).await?;
        let found = work.applications().find(union, id).await?.ok_or_else(absent)?;
        Box::pin(Self::knowing(work, known, found, at)).await
    }

    /// A case on a union's road, as it stands.
    pub(crate) async fn read(
        work: &Work,
        union: UnionId,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        Self::read_knowing(work, &Known::default(), union, id, at).await
    }

    /// The same for a look, by which nothing is decided: what changes seldom is as it was a moment ago.
    pub(crate) async fn look(
        work: &Work,
        seldom: &Arc<Seldom>,
        union: UnionId,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        Self::read_knowing(work, &Known::for_a_look(seldom), union, id, at).await
    }

    async fn read_knowing(
        work: &Work,
        known: &Known,
        union: UnionId,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        let found = work.applications().find(union, id).await?;
        Box::pin(Self::knowing(work, known, found.ok_or_else(|| Problem::new(Code::NotFound))?, at)).await
    }

    /// One of many cases that were gathered on the union's road, under their locks.
    pub(crate) async fn among(
        work: &Work,
        known: &Known,
        id: ApplicationId,
        at: Instant,
    ) -> Result<Self, Problem> {
        let found = known.case(id).ok_or_else(|| Problem::new(Code::NotFound))?;
        Box::pin(Self::knowing(work, known, found, at)).await
    }

    /// Everything around a case that has been read within its road, or is about to be entered.
    pub(crate) async fn around(work: &Work, record: CaseRecord, at: Instant) -> Result<Self, Problem> {
        Box::pin(Self::knowing(work, &Known::default(), record, at)).await
    }

    /// The same, knowing what was read before.
    pub(crate) async fn knowing(
        work: &Work,
        known: &Known,
        record: CaseRecord,
        at: Instant,
    ) -> Result<Self, Problem> {
        let judged = Box::pin(Judged::read(work, known, record, at)).await?;
        let missing = missing(work, known, &judged).await?;
        let road = &judged.record.application.road;
        let identifiers = &judged.around.identifiers;
        let family = known.family(work, judged.dossier.id, identifiers).await?;
        let staff = Staff { posts: known.posts(work, road, at.day()).await?, family };
        let extensions = known.extensions(work, judged.campaign.id, road).await?;
        let others = || judged.around.others.iter().map(|other| &other.application);
        let other_live = others().find(|other| other.stage().live()).map(|other| other.id);
        let dismissed = others().filter_map(dismissed).collect();
        let case = &judged.record.application;
        let payment = match case.stage() {
            Stage::Approved => work.payments().under_way(case.id).await?,
            _ => None,
        };
        let student = identifiers.get(&judged.record.application.student);
        let student_born = student.and_then(|own| own.citizen_id.as_ref()).map(CitizenId::birth);
        let Judged { record, dossier, household, campaign, edition, frozen, matter, shown, .. } = judged;
        Ok(Self {
            record,
            dossier,
            household,
            campaign,
            edition,
            frozen,
            matter,
            shown,
            missing,
            student_born,
            staff,
            extensions,
            other_live,
            dismissed,
            payment,
        })
    }

    /// What the way of a case asks of the world.
    pub(crate) fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            edition: self.edition.id,
            procedure: &self.edition.content.procedure,
            matter: self.matter,
            shown: self.shown.clone(),
            findings: Findings::from(&self.frozen.assessment),
            missing: self.missing.clone(),
            student_born: self.student_born,
            opinion_from: match self.household.workplace {
                Some(_) => OpinionBy::Workplace,
                None => OpinionBy::Street,
            },
            staff: self.staff.clone(),
            extensions: self.extensions.clone(),
            other_live: self.other_live,
            dismissed: self.dismissed.clone(),
            payment: self.payment,
        }
    }

    /// The version of the case, as an `ETag` has it.
    pub(crate) fn version(&self) -> i64 {
        i64::try_from(self.record.application.version()).unwrap_or(i64::MAX)
    }

    /// Moves the case by a step, freezes what it was judged on, and keeps it with its line of history. Siblings are
    /// listed with what they come to from now on.
    pub(crate) async fn act(
        self,
        work: &Work,
        step: Step,
        by: &case::Actor,
        at: Instant,
    ) -> Result<CaseRecord, Problem> {
        let moved = self.record.application.clone().act(step, by, &self.circumstances(), at);
        let moved = match moved {
            Ok(moved) => moved,
            Err(refusal) => {
                return Err(refused_on(work, by.union, &self.record.application.road, &refusal).await);
            }
        };
        let counted = counts(&self.record.application);
        let record = work.applications().advance(self.record, moved, Some(self.frozen)).await?;
        if counts(&record.application) != counted {
            relist(work, record.application.dossier, Some(record.application.id), at).await?;
        }
        Ok(record)
    }

    /// What a board would say today of whom the case is.
    pub(crate) const fn shown(&self) -> &Shown {
        &self.shown
    }

    /// What the case lacks to be complete.
    pub(crate) fn missing(&self) -> &[Missing] {
        &self.missing
    }

    /// The matter of the case today.
    pub(crate) const fn matter(&self) -> Matter {
        self.matter
    }

    /// The assessment of today's facts.
    pub(crate) const fn assessment(&self) -> &Assessment {
        &self.frozen.assessment
    }
}

/// The officer behind an account; programs decide nothing.
pub(crate) fn officer(actor: &Actor) -> Result<case::Actor, Problem> {
    let nobody = || {
        Problem::new(Code::Forbidden)
            .detail("程序账号不能办理,请由人员办理", "a program decides nothing; an officer must")
    };
    Ok(case::Actor {
        officer: actor.officer.ok_or_else(nobody)?,
        account: actor.account,
        delegation: actor.delegation,
        role: actor.role,
        union: actor.union,
        level: actor.level,
        stands_for: actor.union,
    })
}

/// The matter of a student's application that was rejected for good.
fn dismissed(application: &Application) -> Option<Matter> {
    match application.state() {
        State::Rejected { rejection, dismissal: Some(_) } => Some(rejection.matter),
        _ => None,
    }
}

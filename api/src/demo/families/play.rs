//! How does what happened become true? By the deeds that officers have, each with the stamp of its officer and instant.

use std::collections::BTreeMap;

use domain::access::Actor;
use domain::application::evidence::PostingKind;
use domain::application::{Act as Move, Deed};
use domain::dossier::DossierDeed;
use domain::id::{ApplicationId, DossierId};
use domain::log::Act;
use domain::name::Line;
use domain::time::Instant;
use futures_util::future::try_join_all;
use persistence::dossiers::DossierRecord;
use persistence::{Entry, Logged, Work};

use super::cast::Cast;
use super::evidence;
use super::history::{Happening, Step, What};
use super::tables::{Case, Family, Kind, Turn, damaged};
use crate::applications::desk::{Desk, officer, relist};
use crate::applications::enter::open;
use crate::applications::record;
use crate::applications::settled::{done, settled};
use crate::dossiers::{HouseholdForm, change, moved, propose};
use crate::postings::make::{Posted, put_up};
use crate::problem::Problem;
use crate::sessions::standing::stamp;

/// What has happened so far.
pub(super) struct Play {
    cast: Cast,
    dossiers: BTreeMap<String, DossierId>,
    cases: BTreeMap<(String, u8), ApplicationId>,
}

/// Who does something, and when.
type By<'a> = (&'a Actor, Instant);

impl Play {
    /// Nothing has happened yet.
    pub(super) async fn begin(work: &Work) -> Result<Self, Problem> {
        Ok(Self { cast: Cast::of(work).await?, dossiers: BTreeMap::new(), cases: BTreeMap::new() })
    }

    /// Lets it happen.
    pub(super) async fn happens(&mut self, work: &Work, happening: &Happening<'_>) -> Result<(), Problem> {
        let Happening { at, union, what } = happening;
        let actor = self.who(union, what)?.clone();
        let stamp = stamp(&actor, *at, "demo".to_owned());
        let by = (&actor, *at);
        work.told(&stamp, async |work| -> Result<_, Problem> {
            let entries = match what {
                What::Filed(family, form) => self.file(work, by, family, union, form).await?,
                What::Updated(family, form) => self.update(work, by, family, form).await?,
                What::Moved(family, deed) => self.moves(work, by, family, *deed).await?,
                What::Entered(case) => self.enter(work, by, case).await?,
                What::Step(case, step) => Box::pin(self.step(work, by, union, case, *step)).await?,
                What::Posted(cases) => self.post(work, by, union, cases).await?,
                What::Turned(case, turn) => Box::pin(self.turn(work, by, case, turn)).await?,
            };
            let mut entries = entries.into_iter();
            let first = entries.next().ok_or_else(damaged)?;
            Ok(entries.fold(Logged::new((), first), Logged::and))
        })
        .await
    }

    /// Whose deed it is.
    fn who(&self, union: &str, what: &What<'_>) -> Result<&Actor, Problem> {
        match what {
            What::Moved(_, DossierDeed::Confirm | DossierDeed::Lapse | DossierDeed::Close) => {
                self.cast.confirmer(union)
            }
            What::Step(_, Step::Signed | Step::Forwarded) => self.cast.head(union),
            What::Step(_, Step::Endorsed) => self.cast.endorser(union),
            What::Step(_, Step::Approved) => self.cast.named("head.640100"),
            What::Turned(_, turn) => self.cast.named(&turn.who),
            _ => self.cast.caseworker(union),
        }
    }

    async fn file(
        &mut self,
        work: &Work,
        (actor, at): By<'_>,
        family: &Family,
        union: &str,
        form: &HouseholdForm,
    ) -> Result<Vec<Entry>, Problem> {
        let (dossier, entry) = propose(work, (actor, at.day()), form, self.cast.union(union)?).await?;
        self.dossiers.insert(family.key.clone(), dossier.id);
        Ok(vec![entry])
    }

    async fn update(
        &self,
        work: &Work,
        by: By<'_>,
        family: &Family,
        form: &HouseholdForm,
    ) -> Result<Vec<Entry>, Problem> {
        let before = work.dossiers().whole(self.dossier(work, by.0, family).await?).await?;
        let (_, entry, followed) = change(work, by, &before, form).await?;
        Ok(std::iter::once(entry).chain(followed).collect())
    }

    async fn moves(
        &self,
        work: &Work,
        (actor, at): By<'_>,
        family: &Family,
        deed: DossierDeed,
    ) -> Result<Vec<Entry>, Problem> {
        let dossier = self.dossier(work, actor, family).await?;
        let (dossier, entry) = moved(work, &dossier, deed, (at.day(), at.day())).await?;
        relist(work, dossier.id, None, at).await?;
        Ok(vec![entry])
    }

    async fn dossier(&self, work: &Work, actor: &Actor, family: &Family) -> Result<DossierRecord, Problem> {
        let id = self.dossiers.get(&family.key).ok_or_else(damaged)?;
        work.dossiers().find(actor.jurisdiction(), *id).await?.ok_or_else(damaged)
    }

    async fn enter(&mut self, work: &Work, by: By<'_>, case: &Case) -> Result<Vec<Entry>, Problem> {
        let dossier = *self.dossiers.get(&case.family).ok_or_else(damaged)?;
        let year = case.entered.into();
        let opened = Box::pin(open(work, by, year, (by.0.union, dossier), &case.enrolment()?)).await?;
        let (desk, entry) = (opened.desk, opened.entry);
        let id = desk.record.application.id;
        self.cases.insert((case.family.clone(), case.member), id);
        let asked = evidence::asked(&desk, &case.lacking()?);
        let (deeds, matter) = (asked.iter().map(|_| Deed::Attachment).collect(), desk.matter());
        let record = Box::pin(record::enter_all(work, desk, deeds, &officer(by.0)?, by.1)).await?.record;
        let case = (&record.application, matter);
        // Together, for each waits until it is on disk.
        let papers = asked.into_iter().map(|kind| evidence::file(work, case, kind, by.0));
        let papers = try_join_all(papers).await?;
        Ok(std::iter::once(entry).chain(papers.into_iter().map(|(_, entry)| entry)).collect())
    }

    /// A case as its officer finds it.
    async fn desk(&self, work: &Work, (actor, at): By<'_>, case: &Case) -> Result<Desk, Problem> {
        Desk::read(work, actor.union, self.case(case)?, at).await
    }

    fn case(&self, case: &Case) -> Result<ApplicationId, Problem> {
        self.cases.get(&(case.family.clone(), case.member)).copied().ok_or_else(damaged)
    }

    async fn step(
        &self,
        work: &Work,
        by: By<'_>,
        union: &str,
        case: &Case,
        step: Step,
    ) -> Result<Vec<Entry>, Problem> {
        let desk = self.desk(work, by, case).await?;
        let day = by.1.day();
        let act = match step {
            Step::Submitted => Move::Submit,
            Step::Signed => Move::Sign,
            Step::Forwarded => Move::Forward,
            Step::Endorsed => Move::Endorse,
            Step::Approved => Move::Approve,
            Step::Visited | Step::Sealed => {
                let (mut deeds, mut entries) = (Vec::new(), Vec::new());
                if step == Step::Visited {
                    deeds.push(evidence::visit(work, day, self.cast.visitors(union)?)?);
                }
                if case.sealed == Some(day) {
                    let (signed, attached) = evidence::signature(work, day, &desk, by.0).await?;
                    deeds.extend(signed);
                    entries.push(attached);
                }
                entries.extend(write(work, by, desk, deeds).await?);
                return Ok(entries);
            }
            Step::Heard => {
                let mut deeds = vec![evidence::opinion(work, day, &desk)?];
                deeds.extend(evidence::consents(work, day, &desk)?);
                return write(work, by, desk, deeds).await;
            }
        };
        acts(work, by, desk, act).await
    }

    async fn post(
        &self,
        work: &Work,
        by: By<'_>,
        union: &str,
        cases: &[&Case],
    ) -> Result<Vec<Entry>, Problem> {
        let mut posted = Vec::with_capacity(cases.len());
        for case in cases {
            let found = work.applications().find(by.0.union, self.case(case)?).await?;
            let application = found.ok_or_else(damaged)?.application;
            posted.push(Posted { id: application.id, version: application.version() });
        }
        let name = work.unions().find(self.cast.union(union)?).await?.ok_or_else(damaged)?.name;
        let place: Line = format!("{}公告栏", String::from(name)).parse().map_err(|_| damaged())?;
        let (_, entry) = Box::pin(put_up(work, by, (PostingKind::First, &place), &posted)).await?;
        Ok(vec![entry])
    }

    async fn turn(&self, work: &Work, by: By<'_>, case: &Case, turn: &Turn) -> Result<Vec<Entry>, Problem> {
        let desk = self.desk(work, by, case).await?;
        if let Some(deed) = evidence::turn(work, &desk, turn).await? {
            return write(work, by, desk, vec![deed]).await;
        }
        let note = || turn.note.clone().ok_or_else(damaged);
        let act = match turn.kind {
            Kind::Return => Move::Return { to: turn.word.parse().map_err(|_| damaged())?, reasons: note()? },
            Kind::Reject => Move::Reject { reasons: note()? },
            Kind::Withdraw => Move::Withdraw { word: note()? },
            _ => Move::Appeal { grounds: turn.note.clone() },
        };
        acts(work, by, desk, act).await
    }
}

/// Moves a case, and gives the entry of the log for it.
async fn acts(work: &Work, (actor, at): By<'_>, desk: Desk, act: Move) -> Result<Vec<Entry>, Problem> {
    let missing = desk.circumstances().missing;
    let record = Box::pin(desk.act(work, act, &officer(actor)?, at)).await?;
    Ok(vec![done(Act::ActOnApplication, &record, &missing)?])
}

/// Writes deeds into a case, one after another, and gives the entries of the log for them. A ruling alone changes what
/// the case is listed with.
async fn write(
    work: &Work,
    (actor, at): By<'_>,
    desk: Desk,
    deeds: Vec<Deed>,
) -> Result<Vec<Entry>, Problem> {
    let (missing, count) = (desk.circumstances().missing, deeds.len());
    let rules = deeds.iter().any(|deed| matches!(deed, Deed::Ruling { .. }));
    let record::Entered { record, renewed } =
        Box::pin(record::enter_all(work, desk, deeds, &officer(actor)?, at)).await?;
    if rules {
        return Ok(vec![settled(work, record, Act::RecordEvidence, at).await?.1]);
    }
    renewed
        .into_iter()
        .map(Ok)
        .chain((0..count).map(|_| done(Act::RecordEvidence, &record, &missing)))
        .collect()
}

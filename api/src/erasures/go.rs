//! May it go, and how does it? Under its locks, by the rules of keeping, its key destroyed in one transaction with all that names it.

use domain::id::{ApplicationId, DossierId, UnionId};
use domain::retention::{Ground, Retained, Standing, Terms};
use persistence::applications::CaseRecord;
use persistence::dossiers::DossierRecord;
use persistence::erasures::{Erasable, Why, entry_of_case, entry_of_dossier};
use persistence::{Entry, LockKind, Logged, StoreError, Work};

use super::{ErasureState, told};
use crate::dossiers::not_of_the_family;
use crate::problem::{Code, Problem};
use crate::write::{Answer, Write};

/// What may go, under its locks.
pub(super) enum Examined {
    /// A case alone.
    Case(Box<CaseRecord>),
    /// A dossier with its cases.
    Dossier(DossierRecord, Vec<CaseRecord>),
}

impl Examined {
    /// The version that must have been read.
    pub(super) fn version(&self) -> i64 {
        match self {
            Self::Case(case) => i64::try_from(case.application.version()).unwrap_or(i64::MAX),
            Self::Dossier(dossier, _) => dossier.version,
        }
    }

    /// The union that took the case, or keeps the dossier.
    pub(super) fn union(&self) -> Result<UnionId, Problem> {
        match self {
            Self::Case(case) => {
                let entry = case.application.road.stops.first();
                Ok(entry.ok_or_else(|| Problem::new(Code::Internal))?.union)
            }
            Self::Dossier(dossier, _) => Ok(dossier.union),
        }
    }

    /// With how many cases it goes.
    pub(super) const fn cases(&self) -> usize {
        match self {
            Self::Case(_) => 1,
            Self::Dossier(_, cases) => cases.len(),
        }
    }
}

/// Locks it, and asks the rules whether it may go on that ground today. Nobody erases their own household.
pub(super) async fn examine(
    work: &Work,
    write: &Write,
    of: Erasable,
    ground: Ground,
) -> Result<Examined, Problem> {
    let (kept, today) = (work.terms_kept().await?, write.at().day());
    let of_case = |case: &CaseRecord| kept.of(case.application.edition, case.application.campaign);
    match of {
        Erasable::Application(id) => {
            let case = lock_case(write, work, id).await?;
            let dossier = work.dossiers().of_case(case.application.dossier).await?;
            not_of_the_family(work, &write.actor, &dossier).await?;
            let (standing, since) = (Standing::from(&case.application), case.updated_at.day());
            of_case(&case).lets_go_of_case(standing, since, ground, today).map_err(refused)?;
            Ok(Examined::Case(Box::new(case)))
        }
        Erasable::Dossier(id) => {
            let (dossier, cases) = lock_dossier(write, work, id).await?;
            not_of_the_family(work, &write.actor, &dossier).await?;
            let terms = work.applications().terms_of(&kept, &[id]).await?.remove(&id);
            let terms = cases.iter().map(of_case).chain(terms).reduce(Terms::longest);
            let standings = cases.iter().map(|case| Standing::from(&case.application));
            let terms = terms.unwrap_or(Terms::STATED);
            terms.lets_go_of_dossier(&dossier.standing, standings, ground, today).map_err(refused)?;
            Ok(Examined::Dossier(dossier, cases))
        }
    }
}

/// The case, under its locks.
async fn lock_case(write: &Write, work: &Work, id: ApplicationId) -> Result<CaseRecord, Problem> {
    let find = async || work.applications().find(write.actor.union, id).await;
    let absent = || Problem::new(Code::NotFound);
    let seen = find().await?.ok_or_else(absent)?;
    work.lock(LockKind::Dossier, seen.application.dossier.raw()).await?;
    work.lock(LockKind::Case, id.raw()).await?;
    find().await?.ok_or_else(absent)
}

/// The dossier with its cases, under their locks.
async fn lock_dossier(
    write: &Write,
    work: &Work,
    id: DossierId,
) -> Result<(DossierRecord, Vec<CaseRecord>), Problem> {
    work.lock(LockKind::Dossier, id.raw()).await?;
    let found = work.dossiers().find(write.actor.jurisdiction(), id).await?;
    let dossier = found.ok_or_else(|| Problem::new(Code::NotFound))?;
    let seen = work.applications().of_dossier(id).await?;
    work.lock_all(LockKind::Case, seen.iter().map(|case| case.application.id.raw()).collect()).await?;
    Ok((dossier, work.applications().of_dossier(id).await?))
}

/// Erases what was examined.
pub(super) async fn erase(
    work: &Work,
    write: &Write,
    what: &Examined,
    why: &Why,
) -> Result<Logged<Answer>, Problem> {
    let answer = Answer::plain(&told(write, why.erasure, ErasureState::Erased, what.cases()))?;
    match what {
        Examined::Case(case) => Ok(Logged::new(answer, erase_case(work, case, why).await?)),
        Examined::Dossier(dossier, cases) => {
            let mut logged = Logged::new(answer, entry_of_dossier(dossier.id, why, cases.len())?);
            for case in cases {
                logged = logged.and(erase_case(work, case, why).await?);
            }
            work.dossiers().erase(why.erasure, dossier).await?;
            Ok(logged)
        }
    }
}

async fn erase_case(work: &Work, case: &CaseRecord, why: &Why) -> Result<Entry, StoreError> {
    let left = work.applications().erase(why.erasure, case).await?;
    entry_of_case(case.application.id, why, &left)
}

fn refused(retained: Retained) -> Problem {
    Problem::new(Code::Refused).by(retained.code(), None).telling(retained)
}

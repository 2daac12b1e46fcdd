//! How is each pattern found? From plain facts, by counting; nothing is told below the number that is asked for.

use std::collections::{BTreeMap, BTreeSet};

use super::{ContactKind, Pattern, PatternKind};
use crate::application::Action;
use crate::calendar::Calendar;
use crate::id::{ApplicationId, DossierId, OfficerId, UnionId};
use crate::time::{Day, Instant};

/// Before this hour of Beijing an act is out of hours.
const MORNING: i64 = 7;
/// And from this one on.
const EVENING: i64 = 21;

/// A visit to a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visited {
    /// The case.
    pub case: ApplicationId,
    /// The household.
    pub dossier: DossierId,
    /// The day.
    pub day: Day,
    /// Who came.
    pub visitors: BTreeSet<OfficerId>,
}

/// An exception that an officer allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exceptional {
    /// The case.
    pub case: ApplicationId,
    /// Who allowed it.
    pub officer: OfficerId,
    /// For which union.
    pub union: UnionId,
}

/// An act of an officer on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The case.
    pub case: ApplicationId,
    /// Who acted.
    pub officer: OfficerId,
    /// What was done.
    pub action: Action,
    /// When.
    pub at: Instant,
}

/// That somebody of a household has a telephone, card or account; which one, a keyed hash says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// Its keyed hash.
    pub mark: Vec<u8>,
    /// The household.
    pub dossier: DossierId,
    /// A case of that household.
    pub case: ApplicationId,
}

fn count<T>(of: &BTreeSet<T>) -> u64 {
    u64::try_from(of.len()).unwrap_or(u64::MAX)
}

fn pattern(kind: PatternKind, found: u64, least: u64, cases: BTreeSet<ApplicationId>) -> Pattern {
    let (officers, cases) = (Vec::new(), cases.into_iter().collect());
    Pattern { kind, officers, union: None, day: None, contact: None, found, of: None, least, cases }
}

/// Two or more who called together on so many different households on one day.
pub fn same_visitors(visits: &[Visited], least: u64) -> Vec<Pattern> {
    let mut rounds: BTreeMap<_, (BTreeSet<DossierId>, BTreeSet<ApplicationId>)> = BTreeMap::new();
    for visit in visits.iter().filter(|visit| visit.visitors.len() > 1) {
        let (households, cases) = rounds.entry((visit.day, &visit.visitors)).or_default();
        households.insert(visit.dossier);
        cases.insert(visit.case);
    }
    let told = rounds.into_iter().filter(|(_, (households, _))| count(households) >= least);
    told.map(|((day, visitors), (households, cases))| Pattern {
        officers: visitors.iter().copied().collect(),
        day: Some(day),
        ..pattern(PatternKind::SameVisitors, count(&households), least, cases)
    })
    .collect()
}

/// Officers whose exceptions cover so many per cent of the cases that a union had, and at least two of them.
pub fn many_exceptions(
    exceptions: &[Exceptional],
    had: &BTreeMap<UnionId, u64>,
    per_cent: u64,
) -> Vec<Pattern> {
    let mut by_officer: BTreeMap<_, BTreeSet<ApplicationId>> = BTreeMap::new();
    for exception in exceptions {
        by_officer.entry((exception.officer, exception.union)).or_default().insert(exception.case);
    }
    let told = by_officer.into_iter().filter_map(|((officer, union), cases)| {
        let (found, of) = (count(&cases), had.get(&union).copied().unwrap_or_default());
        let many = found > 1 && found.saturating_mul(100) >= per_cent.saturating_mul(of);
        many.then(|| Pattern {
            officers: vec![officer],
            union: Some(union),
            of: Some(of),
            ..pattern(PatternKind::ManyExceptions, found, per_cent, cases)
        })
    });
    told.collect()
}

/// Officers who submitted so many cases, and took the step of a head in so many others.
pub fn takes_and_decides(deeds: &[Deed], least: u64) -> Vec<Pattern> {
    let mut by_officer: BTreeMap<OfficerId, (BTreeSet<_>, BTreeSet<_>)> = BTreeMap::new();
    for deed in deeds {
        let (taken, decided) = by_officer.entry(deed.officer).or_default();
        match deed.action {
            Action::Submit => taken.insert(deed.case),
            action if action.is_of_a_head() => decided.insert(deed.case),
            _ => false,
        };
    }
    let told = by_officer.into_iter().filter_map(|(officer, (taken, decided))| {
        let (found, of) = (count(&taken), count(&decided));
        (found >= least && of >= least).then(|| Pattern {
            officers: vec![officer],
            of: Some(of),
            ..pattern(PatternKind::TakesAndDecides, found, least, &taken | &decided)
        })
    });
    told.collect()
}

/// Officers who acted so often on days off or at night.
pub fn out_of_hours(deeds: &[Deed], calendar: &Calendar, least: u64) -> Vec<Pattern> {
    let mut by_officer: BTreeMap<OfficerId, (u64, u64, BTreeSet<ApplicationId>)> = BTreeMap::new();
    for deed in deeds {
        let (all, outside, cases) = by_officer.entry(deed.officer).or_default();
        *all += 1;
        if is_out_of_hours(deed.at, calendar) {
            *outside += 1;
            cases.insert(deed.case);
        }
    }
    let told = by_officer.into_iter().filter(|(_, (_, outside, _))| *outside >= least);
    told.map(|(officer, (all, outside, cases))| Pattern {
        officers: vec![officer],
        of: Some(all),
        ..pattern(PatternKind::OutOfHours, outside, least, cases)
    })
    .collect()
}

fn is_out_of_hours(at: Instant, calendar: &Calendar) -> bool {
    let day = at.day();
    let hour = at.as_micros().saturating_sub(day.begins().as_micros()) / 3_600_000_000;
    !calendar.is_working(day) || !(MORNING..EVENING).contains(&hour)
}

/// Telephones, cards and accounts that so many different households have.
pub fn shared_contacts(contacts: &[Contact], least: u64) -> Vec<Pattern> {
    let mut by_mark: BTreeMap<_, (BTreeSet<DossierId>, BTreeSet<ApplicationId>)> = BTreeMap::new();
    for contact in contacts {
        let (households, cases) = by_mark.entry((contact.kind, &contact.mark)).or_default();
        households.insert(contact.dossier);
        cases.insert(contact.case);
    }
    // One household has its own telephone.
    let told = by_mark.into_iter().filter(|(_, (households, _))| count(households) >= least.max(2));
    told.map(|((kind, _), (households, cases))| Pattern {
        contact: Some(kind),
        ..pattern(PatternKind::SharedContact, count(&households), least, cases)
    })
    .collect()
}

#[cfg(test)]
mod tests;

//! In which order did it all happen? Every step of every family at an instant of its own.

use std::collections::BTreeMap;

use domain::dossier::DossierDeed;
use domain::time::{Day, Instant};

use super::tables::{Case, Family, Tables, Turn};
use crate::problem::Problem;

/// Something that happened.
pub(in super::super) struct Happening<'t> {
    pub(super) at: Instant,
    /// The code of the union whose family it is.
    pub(super) union: &'t str,
    pub(super) what: What<'t>,
}

/// What happened.
pub(super) enum What<'t> {
    /// A dossier was entered, with the figures or without.
    Filed(&'t Family, Box<crate::dossiers::HouseholdForm>),
    /// This year's figures were entered.
    Updated(&'t Family, Box<crate::dossiers::HouseholdForm>),
    /// A dossier was moved; of a visit of an earlier year, the visit.
    Moved(&'t Family, DossierDeed),
    /// A case was entered, with the papers that are there.
    Entered(&'t Case),
    /// A step of the way.
    Step(&'t Case, Step),
    /// A posting was put up.
    Posted(Vec<&'t Case>),
    /// A turn.
    Turned(&'t Case, &'t Turn),
}

/// A step of a case's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Submitted,
    Visited,
    Sealed,
    Signed,
    Heard,
    Forwarded,
    Endorsed,
    Approved,
}

/// The hour and minute of a day at which each thing is done, so that what leads to another comes before it.
const fn minute(what: &What<'_>) -> i64 {
    match what {
        What::Moved(_, DossierDeed::Lapse) => 8 * 60 + 30,
        What::Filed(..) | What::Updated(..) => 9 * 60,
        What::Entered(_) => 9 * 60 + 20,
        What::Step(_, Step::Submitted) => 9 * 60 + 50,
        What::Moved(_, DossierDeed::Renew) | What::Step(_, Step::Visited) => 10 * 60 + 30,
        What::Step(_, Step::Sealed) => 11 * 60 + 10,
        What::Moved(_, DossierDeed::Confirm) => 13 * 60,
        What::Step(_, Step::Signed) => 13 * 60 + 40,
        What::Step(_, Step::Heard) => 14 * 60 + 20,
        What::Posted(_) => 15 * 60,
        What::Step(_, Step::Forwarded) => 15 * 60 + 40,
        What::Step(_, Step::Endorsed) => 16 * 60 + 20,
        What::Step(_, Step::Approved) => 16 * 60 + 50,
        What::Moved(_, DossierDeed::Close) | What::Turned(..) => 17 * 60 + 20,
    }
}

/// All that happened, in the order of time.
pub(in super::super) fn history(tables: &Tables) -> Result<Vec<Happening<'_>>, Problem> {
    let mut all = Vec::new();
    for (at, family) in (0..).zip(&tables.families) {
        let mut tell = |day: Option<Day>, what| all.extend(day.map(|day| happening(day, at, family, what)));
        of_dossier(tables, family, &mut tell)?;
        for case in tables.cases(family) {
            of_case(case, &mut tell);
            let turns =
                tables.turns.iter().filter(|turn| (&turn.family, turn.member) == (&case.family, case.member));
            turns.for_each(|turn| tell(Some(turn.on), What::Turned(case, turn)));
        }
    }
    all.extend(postings(tables));
    all.sort_by_key(|happening| happening.at);
    Ok(all)
}

/// A family's place in the table tells its minutes apart from the others'.
fn happening<'t>(day: Day, at: i64, family: &'t Family, what: What<'t>) -> Happening<'t> {
    let seconds = minute(&what) * 60 + at * 20;
    Happening { at: day.begins().plus_seconds(seconds), union: &family.union, what }
}

fn of_dossier<'t>(
    tables: &'t Tables,
    family: &'t Family,
    tell: &mut impl FnMut(Option<Day>, What<'t>),
) -> Result<(), Problem> {
    let form = |with_figures| super::household::form(tables, family, with_figures).map(Box::new);
    let earlier_year = family.confirmed.filter(|confirmed| confirmed.year() < family_year(tables));
    tell(Some(family.filed), What::Filed(family, form(earlier_year.is_none())?));
    tell(family.updated, What::Updated(family, form(true)?));
    tell(earlier_year, What::Moved(family, DossierDeed::Renew));
    tell(family.confirmed, What::Moved(family, DossierDeed::Confirm));
    tell(family.lapsed, What::Moved(family, DossierDeed::Lapse));
    tell(family.closed, What::Moved(family, DossierDeed::Close));
    Ok(())
}

/// The year in which the cases are.
fn family_year(tables: &Tables) -> i32 {
    tables.cases.first().map_or(0, |case| case.entered.year())
}

fn of_case<'t>(case: &'t Case, tell: &mut impl FnMut(Option<Day>, What<'t>)) {
    tell(Some(case.entered), What::Entered(case));
    let steps = [
        (case.submitted, Step::Submitted),
        (case.visited, Step::Visited),
        // Often the form is signed where the family is visited.
        (case.sealed.filter(|_| case.sealed != case.visited), Step::Sealed),
        (case.signed, Step::Signed),
        (case.heard, Step::Heard),
        (case.forwarded, Step::Forwarded),
        (case.endorsed, Step::Endorsed),
        (case.approved, Step::Approved),
    ];
    for (day, step) in steps {
        tell(day, What::Step(case, step));
    }
}

/// What hangs on one board: the cases of one union that were posted on one day.
fn postings(tables: &Tables) -> Vec<Happening<'_>> {
    let mut boards: BTreeMap<(Day, &str), (i64, &Family, Vec<&Case>)> = BTreeMap::new();
    for (at, family) in (0..).zip(&tables.families) {
        for case in tables.cases(family) {
            if let Some(day) = case.posted {
                let board = boards.entry((day, &family.union)).or_insert((at, family, Vec::new()));
                board.2.push(case);
            }
        }
    }
    let posting = |((day, _), (at, family, cases))| happening(day, at, family, What::Posted(cases));
    boards.into_iter().map(posting).collect()
}

//! How is a family of a file taken in? As if it came alone: its dossier entered, changed or found as it is, then its cases.

use std::str::FromStr;

use domain::access::Actor;
use domain::application::enrolment::Enrolment;
use domain::citizen_id::CitizenId;
use domain::dossier::{DossierStatus, Household};
use domain::id::{DossierId, UnionId};
use domain::job::{LineFault, LineOutcome};
use domain::log::Act;
use domain::reasons;
use domain::time::Instant;
use domain::year::Year;
use persistence::dossiers::{DossierRecord, WholeDossier};
use persistence::{Entry, Failure, LockKind, Subject, Work};

use super::family::{Application, Family};
use crate::applications::enter::open;
use crate::body::parse;
use crate::disclosures::spend_as;
use crate::dossiers::{Asker, HouseholdForm, change, propose, told_conflict};
use crate::problem::{Code, Problem, Wrong};

/// By whom families are taken in, and for which union and campaign.
#[derive(Clone, Copy)]
pub(super) struct Importer<'a> {
    /// Who acts.
    pub(super) actor: &'a Actor,
    /// When.
    pub(super) at: Instant,
    /// Of how many numbers an account is told on a day that they are somebody's.
    pub(super) most_a_day: u32,
    /// Whose families they are.
    pub(super) union: UnionId,
    /// The year of the campaign.
    pub(super) year: Year,
}

/// What became of a family.
pub(super) struct Taken {
    /// What.
    pub(super) outcome: LineOutcome,
    /// Its dossier.
    pub(super) dossier: DossierId,
    /// The entries of the log for it.
    pub(super) entries: Vec<Entry>,
    /// How many identifiers the file has whole that are not those that are kept.
    pub(super) unlike: u32,
}

/// Why a family is not taken in.
pub(super) enum NotTaken {
    /// Something is wrong with it.
    Faults(Vec<LineFault>),
    /// The dossier is not changed by it, and identifiers in the file are not those that are kept, which its answer tells: it counts as
    /// [`guessed()`] says.
    Unlike(Vec<LineFault>, DossierId, u32),
    /// Somebody of it is in a household elsewhere: what is told of that is asked for by [`elsewhere()`].
    Elsewhere,
    /// Something stood in the way that is not its own.
    Hindered(Problem),
}

impl From<persistence::StoreError> for NotTaken {
    fn from(error: persistence::StoreError) -> Self {
        Self::Hindered(error.into())
    }
}

impl From<Problem> for NotTaken {
    fn from(problem: Problem) -> Self {
        Self::Hindered(problem)
    }
}

/// Why a dossier that a row names is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotChanged {
    /// There is none.
    NotFound,
    /// It was changed since the rows were made.
    Stale,
    /// It is closed.
    Closed,
    /// The family is on file, and the file says otherwise of it.
    OnFile,
    /// The household elsewhere was given up at this moment.
    Gone,
}

reasons! {
    NotChanged {
        Self::NotFound => "管辖范围内没有此档案,请重新下载续报表", "no such dossier in your jurisdiction; fetch the sheet of renewals again";
        Self::Stale => "档案在下载续报表之后已有变动,请重新下载后再填", "the dossier was changed after the sheet was made; fetch the sheet again and fill that in";
        Self::Closed => "档案已撤档,家庭再次困难的请留空“档案”另建", "the dossier is closed; leave 档案 empty to enter another for a household in need again";
        Self::Gone => "另一工会刚刚撤去此户,请再导入一次", "another union has given the family up at this moment; import it again";
        Self::OnFile => "该户已在档且内容不同;需要更新的,请用续报表(GET /api/v1/imports/renewals.xlsx?campaign=年度&all=true)填写",
            "the family is on file with other contents; to change it fill in the sheet of GET /api/v1/imports/renewals.xlsx?campaign=YEAR&all=true";
    }
}

/// Takes in a family. The transaction, or the part of it, is to be given up where that fails. What will stand in the way again, as a
/// record that was altered, is told as a fault: waiting for it would hold up all that comes after.
pub(super) async fn take(work: &Work, by: Importer<'_>, family: &Family) -> Result<Taken, NotTaken> {
    match Box::pin(tried(work, by, family)).await {
        Err(NotTaken::Hindered(problem)) if problem.code.status() == 500 && !problem.is_contention() => {
            tracing::error!(%problem, "a family cannot be taken in");
            Err(NotTaken::Faults(vec![family.whole(&problem.said())]))
        }
        outcome => outcome,
    }
}

async fn tried(work: &Work, by: Importer<'_>, family: &Family) -> Result<Taken, NotTaken> {
    let before = match &family.dossier {
        Some(named) => Some(named_dossier(work, by, family, named).await?),
        None => None,
    };
    let (form, enrolments) = forms(family, before.as_ref())?;
    let before = match before {
        Some(before) => Some(before),
        None => on_file(work, by, &form).await?,
    };
    let of_household = |problem| told(family, None, problem);
    let unlike = before.as_ref().map_or(0, |before| form.unlike(before));
    let mut entries = Vec::new();
    let (mut outcome, dossier) = match before {
        None => {
            let today = by.at.day();
            let made =
                Box::pin(propose(work, (by.actor, today), &form, by.union)).await.map_err(of_household)?;
            entries.push(made.1);
            (LineOutcome::Entered, made.0)
        }
        Some(before) if form.says_the_same(&before) => (LineOutcome::Unchanged, before.record),
        Some(before) if family.dossier.is_none() => {
            let faults = vec![family.whole(&NotChanged::OnFile)];
            return Err(NotTaken::Unlike(faults, before.record.id, unlike));
        }
        Some(before) => {
            let changed =
                Box::pin(change(work, (by.actor, by.at), &before, &form)).await.map_err(of_household)?;
            entries.push(changed.1);
            entries.extend(changed.2);
            (LineOutcome::Changed, changed.0)
        }
    };
    let household = work.dossiers().household(&dossier).await?;
    for (case, enrolment) in family.applications.iter().zip(&enrolments) {
        if stands(work, by, &household, enrolment).await? {
            continue;
        }
        let opened = open(work, (by.actor, by.at), by.year, (by.union, dossier.id), enrolment).await;
        let opened = opened.map_err(|problem| told(family, Some(case), problem))?;
        entries.push(opened.entry);
        entries.extend(opened.aside);
        if outcome == LineOutcome::Unchanged {
            outcome = LineOutcome::Entered;
        }
    }
    Ok(Taken { outcome, dossier: dossier.id, entries, unlike })
}

/// The forms of a family, or all that is wrong with them: each cell once.
fn forms(
    family: &Family,
    before: Option<&WholeDossier>,
) -> Result<(HouseholdForm, Vec<Enrolment>), NotTaken> {
    let kept = before.map(HouseholdForm::kept).and_then(|form| serde_json::to_value(form).ok());
    let mut faults = family.faults().to_vec();
    let mut also = |fault: LineFault| {
        if !faults.iter().any(|known| known.row == fault.row && known.column == fault.column) {
            faults.push(fault);
        }
    };
    let household = parse::<HouseholdForm>(family.household(kept).to_string().as_bytes());
    if let Err(problem) = &household {
        problem.wrongs().iter().for_each(|wrong| also(family.at_cell(wrong)));
    }
    let mut enrolments = Vec::with_capacity(family.applications.len());
    for case in &family.applications {
        match parse::<Enrolment>(case.enrolment.to_string().as_bytes()) {
            Ok(enrolment) => enrolments.push(enrolment),
            Err(problem) => problem.wrongs().iter().for_each(|wrong| also(case.at_cell(wrong))),
        }
    }
    match household {
        Ok(form) if faults.is_empty() => Ok((form, enrolments)),
        _ => Err(NotTaken::Faults(faults)),
    }
}

/// The dossier that a row names, under its lock, at the version that was read.
async fn named_dossier(
    work: &Work,
    by: Importer<'_>,
    family: &Family,
    named: &str,
) -> Result<WholeDossier, NotTaken> {
    let no = |why: NotChanged| NotTaken::Faults(vec![family.whole(&why)]);
    let id = DossierId::from_str(named).map_err(|_| no(NotChanged::NotFound))?;
    work.lock(LockKind::Dossier, id.raw()).await?;
    let found = work.dossiers().find(by.actor.jurisdiction(), id).await?;
    let record: DossierRecord = found.ok_or_else(|| no(NotChanged::NotFound))?;
    if record.standing.status == DossierStatus::Closed {
        return Err(no(NotChanged::Closed));
    }
    let (version, whole) = (record.version, work.dossiers().whole(record).await?);
    // Rows that were taken in before say what is kept, at whatever version.
    if family.version == Some(version) {
        return Ok(whole);
    }
    let (form, _) = forms(family, Some(&whole))?;
    if form.says_the_same(&whole) {
        return Ok(whole);
    }
    Err(NotTaken::Unlike(vec![family.whole(&NotChanged::Stale)], id, form.unlike(&whole)))
}

/// Counts identifiers that were sent whole and are not those that are kept, where nothing comes of it but an answer: who guesses what is
/// shown with stars is told no more than who searches, and is on record. Gives the entry of the log, or why no more is told today.
pub(super) async fn guessed(
    work: &Work,
    by: Importer<'_>,
    (dossier, unlike): (DossierId, u32),
    family: &Family,
) -> Result<Result<Option<Entry>, LineFault>, Problem> {
    if unlike == 0 {
        return Ok(Ok(None));
    }
    match spend_as(work, (by.actor, by.at), unlike, by.most_a_day).await {
        Ok(()) => {
            let entry = Entry::new(Act::SearchDossiers, Subject::new("dossier", dossier.raw()));
            Ok(Ok(Some(entry.change(&(), &serde_json::json!({ "unlike": unlike }))?)))
        }
        Err(problem) if problem.code == Code::TooManyRequests => Ok(Err(family.whole(&problem.said()))),
        Err(problem) => Err(problem),
    }
}

/// The open dossier in which somebody of the family is already, in the jurisdiction of whoever imports.
async fn on_file(
    work: &Work,
    by: Importer<'_>,
    form: &HouseholdForm,
) -> Result<Option<WholeDossier>, NotTaken> {
    let numbers = form.citizen_ids();
    for number in &numbers {
        let Some(person) = work.persons().find_by_citizen_id(number.reveal()).await? else { continue };
        if work.dossiers().open_elsewhere(person, None).await?.is_none() {
            continue;
        }
        for id in work.dossiers().dossiers_of(person).await? {
            if let Some(record) = work.dossiers().find(by.actor.jurisdiction(), id).await?
                && record.standing.status != DossierStatus::Closed
            {
                return Ok(Some(work.dossiers().whole(record).await?));
            }
        }
        return Err(NotTaken::Elsewhere);
    }
    Ok(None)
}

/// What is told of a family of which somebody is in a household elsewhere, outside what is given up of it: that counts, and is on record.
pub(super) async fn elsewhere(
    work: &Work,
    by: Importer<'_>,
    family: &Family,
) -> Result<(LineFault, Option<Entry>), Problem> {
    let numbers = family.citizen_ids.iter().filter_map(|(number, _)| number.clone().try_into().ok());
    let numbers: Vec<CitizenId> = numbers.collect();
    let asker = Asker { actor: by.actor, at: by.at, most_a_day: by.most_a_day };
    match told_conflict(work, asker, &numbers, None).await {
        Ok(Some((problem, entry))) => Ok((family.whole(&problem.said()), Some(entry))),
        Ok(None) => Ok((family.whole(&NotChanged::Gone), None)),
        Err(problem) if problem.code == Code::TooManyRequests => Ok((family.whole(&problem.said()), None)),
        Err(problem) => Err(problem),
    }
}

/// Whether a case of that student stands in the campaign that says the same.
async fn stands(
    work: &Work,
    by: Importer<'_>,
    household: &Household,
    enrolment: &Enrolment,
) -> Result<bool, NotTaken> {
    let Some(student) = household.member(enrolment.member) else { return Ok(false) };
    let Some(campaign) = work.campaigns().of_year(by.union, by.year).await? else { return Ok(false) };
    let cases = work.applications().of_student(student.person, campaign.id).await?;
    Ok(cases.iter().any(|case| case.application.stage().live() && case.enrolment == *enrolment))
}

/// What is wrong with a family, where it is its own; what stood in the way otherwise is tried again.
fn told(family: &Family, case: Option<&Application>, problem: Problem) -> NotTaken {
    if problem.code.status() >= 500 || problem.is_contention() {
        return NotTaken::Hindered(problem);
    }
    let at_cell = |wrong: &Wrong| case.map_or_else(|| family.at_cell(wrong), |case| case.at_cell(wrong));
    let faults: Vec<LineFault> = problem.wrongs().iter().map(at_cell).collect();
    if faults.is_empty() {
        let said = problem.said();
        return NotTaken::Faults(vec![match case {
            Some(case) => case.whole(&said),
            None => family.whole(&said),
        }]);
    }
    NotTaken::Faults(faults)
}

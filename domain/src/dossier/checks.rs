//! Does a household hang together? All flaws at once, each at its field.

use std::collections::BTreeMap;

use super::figures::has_tuition;
use super::flaw::{Flaw, Months, Problem, SexWord};
use super::household::Household;
use super::member::{Member, MemberNumber};
use crate::citizen_id::CitizenId;
use crate::month::Month;
use crate::sex::Sex;
use crate::time::Day;

/// The earliest school year that a dossier speaks of.
const FIRST_YEAR: i32 = 1990;

/// What a citizen id tells of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The day of birth.
    pub birth: Day,
    /// The sex.
    pub sex: Sex,
}

impl From<&CitizenId> for Known {
    fn from(id: &CitizenId) -> Self {
        Self { birth: id.birth(), sex: id.sex() }
    }
}

/// All flaws of a household as it stands, on that day. Codes and citizen ids have checks of their own.
pub fn check(household: &Household, today: Day) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    check_sizes(household, &mut flaws);
    check_members(household, &mut flaws);
    check_worker(household, &mut flaws);
    check_incomes(household, today, &mut flaws);
    check_union_aid(household, today, &mut flaws);
    check_tuition(household, today, &mut flaws);
    check_education(household, today, &mut flaws);
    check_causes(household, &mut flaws);
    flaws
}

/// All flaws that only the citizen ids of the members show.
pub fn check_identity(household: &Household, known: &BTreeMap<MemberNumber, Known>, today: Day) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let worker = known.get(&household.worker);
    for (at, member) in household.members.iter().enumerate() {
        let Some(own) = known.get(&member.number) else { continue };
        let field = format!("/members/{at}");
        if let Some(sex) = member.sex.filter(|sex| *sex != own.sex) {
            flaws.push(Flaw::at(format!("{field}/sex"), Problem::SexOfCitizenId { sex: SexWord(sex) }));
        }
        if own.birth > today {
            flaws.push(Flaw::at(&*field, Problem::BornLater { today }));
        }
        if member.relation.is_child() && worker.is_some_and(|worker| own.birth <= worker.birth) {
            flaws.push(Flaw::at(field, Problem::ChildNotYounger { worker: household.worker }));
        }
    }
    flaws
}

fn check_sizes(household: &Household, flaws: &mut Vec<Flaw>) {
    let rows = |rows: Option<usize>| rows.unwrap_or_default();
    let sizes = [
        ("/members", household.members.len(), Household::MAX_MEMBERS),
        ("/incomes", rows(household.incomes.as_ref().map(Vec::len)), Household::MAX_INCOMES),
        ("/union_aid", rows(household.union_aid.as_ref().map(Vec::len)), Household::MAX_ROWS),
        ("/tuition", rows(household.tuition.as_ref().map(Vec::len)), Household::MAX_ROWS),
        ("/other_causes", household.other_causes.len(), Household::MAX_OTHER_CAUSES),
        ("/unknowns", household.unknowns.len(), Household::MAX_ROWS),
    ];
    for (field, rows, most) in sizes {
        if rows > most {
            flaws.push(Flaw::at(field, Problem::TooMany { most }));
        }
    }
    if household.members.is_empty() {
        flaws.push(Flaw::at("/members", Problem::NoMembers {}));
    }
}

fn check_members(household: &Household, flaws: &mut Vec<Flaw>) {
    let mut spouse = None;
    for (at, member) in household.members.iter().enumerate() {
        let field = |name: &str| format!("/members/{at}/{name}");
        let before = || household.members.iter().take(at);
        if before().any(|other| other.number == member.number) {
            flaws.push(Flaw::at(field("number"), Problem::NumberTwice { member: member.number }));
        }
        if let Some(other) = before().find(|other| other.person == member.person) {
            flaws.push(Flaw::at(
                field("identifiers/citizen_id"),
                Problem::PersonTwice { member: other.number },
            ));
        }
        if member.relation.is_spouse() {
            match spouse {
                None => spouse = Some(member.number),
                Some(spouse) => flaws.push(Flaw::at(field("relation"), Problem::SecondSpouse { spouse })),
            }
        }
        if let (Some(said), Some(sex)) = (member.relation.sex(), member.sex)
            && said != sex
        {
            let problem = Problem::SexOfRelation { relation: member.relation, sex: SexWord(sex) };
            flaws.push(Flaw::at(field("relation"), problem));
        }
    }
}

fn check_worker(household: &Household, flaws: &mut Vec<Flaw>) {
    let worker = household.worker;
    expect_member(household, worker, || "/worker".to_owned(), flaws);
    if let Some(card_of) = household.card_of {
        expect_member(household, card_of, || "/card_of".to_owned(), flaws);
    }
    for (at, member) in household.members.iter().enumerate() {
        let relation = member.relation;
        let problem = match (member.number == worker, relation.is_worker()) {
            (true, false) => Problem::WorkerRelation { relation },
            (false, true) => Problem::SecondWorker { worker, relation },
            _ => continue,
        };
        flaws.push(Flaw::at(format!("/members/{at}/relation"), problem));
    }
    let apart = |member: &&Member| member.number == worker && member.lives_together == Some(false);
    if let Some(at) = household.members.iter().position(|member| apart(&member)) {
        flaws.push(Flaw::at(format!("/members/{at}/lives_together"), Problem::WorkerLivesApart {}));
    }
}

fn check_incomes(household: &Household, today: Day, flaws: &mut Vec<Flaw>) {
    for (at, row) in household.incomes.iter().flatten().enumerate() {
        let field = |name: &str| format!("/incomes/{at}/{name}");
        expect_member(household, row.member, || field("member"), flaws);
        let months = Months(row.months);
        if row.months.is_reversed() {
            flaws.push(Flaw::at(field("months"), Problem::MonthsReversed { months }));
        } else if row.months.to >= Month::of(today) {
            flaws.push(Flaw::at(field("months"), Problem::MonthsToCome { months, today }));
        }
        if household.member(row.member).is_some_and(|member| member.lives_together == Some(false)) {
            flaws.push(Flaw::at(field("member"), Problem::EarnsElsewhere { member: row.member }));
        }
    }
}

fn check_union_aid(household: &Household, today: Day, flaws: &mut Vec<Flaw>) {
    for (at, row) in household.union_aid.iter().flatten().enumerate() {
        expect_member(household, row.member, || format!("/union_aid/{at}/member"), flaws);
        if row.received_on > today {
            let problem = Problem::ReceivedLater { received_on: row.received_on, today };
            flaws.push(Flaw::at(format!("/union_aid/{at}/received_on"), problem));
        }
    }
}

fn check_tuition(household: &Household, today: Day, flaws: &mut Vec<Flaw>) {
    let rows = household.tuition.as_deref().unwrap_or_default();
    for (at, row) in rows.iter().enumerate() {
        let (member, school_year) = (row.member, row.school_year);
        expect_member(household, member, || format!("/tuition/{at}/member"), flaws);
        expect_year(school_year, today, || format!("/tuition/{at}/school_year"), flaws);
        if let Some(other) = household.member(member).filter(|member| !has_tuition(member)) {
            let problem = Problem::TuitionOfNoChild { member, relation: other.relation };
            flaws.push(Flaw::at(format!("/tuition/{at}/member"), problem));
        }
        if rows.iter().take(at).any(|before| (before.member, before.school_year) == (member, school_year)) {
            flaws.push(Flaw::at(format!("/tuition/{at}"), Problem::TuitionTwice { member, school_year }));
        }
    }
    let told = |member: &Member| rows.iter().any(|row| row.member == member.number);
    for member in household.members.iter().filter(|member| has_tuition(member) && member.education.is_some())
    {
        if !told(member) {
            flaws.push(Flaw::at("/tuition", Problem::TuitionNotTold { member: member.number }));
        }
    }
}

fn check_education(household: &Household, today: Day, flaws: &mut Vec<Flaw>) {
    for (at, member) in household.members.iter().enumerate() {
        let Some(education) = &member.education else { continue };
        if let Some(year) = education.admission_year {
            expect_year(year, today, || format!("/members/{at}/education/admission_year"), flaws);
        }
        if let Some(years) = education.years.filter(|years| !(1..=9).contains(years)) {
            flaws.push(Flaw::at(format!("/members/{at}/education/years"), Problem::CourseYears { years }));
        }
    }
}

fn check_causes(household: &Household, flaws: &mut Vec<Flaw>) {
    let others = &household.other_causes;
    if household.main_cause.is_none() && !others.is_empty() {
        flaws.push(Flaw::at("/main_cause", Problem::NoMainCause {}));
    }
    for (at, code) in others.iter().enumerate() {
        if household.main_cause.as_ref() == Some(code) || others.iter().take(at).any(|before| before == code)
        {
            flaws.push(Flaw::at(format!("/other_causes/{at}"), Problem::CauseTwice {}));
        }
    }
}

fn expect_member(
    household: &Household,
    member: MemberNumber,
    field: impl FnOnce() -> String,
    flaws: &mut Vec<Flaw>,
) {
    if household.member(member).is_none() {
        flaws.push(Flaw::at(field(), Problem::NoSuchMember { member }));
    }
}

fn expect_year(year: i32, today: Day, field: impl FnOnce() -> String, flaws: &mut Vec<Flaw>) {
    let (from, to) = (FIRST_YEAR, today.year().saturating_add(1));
    if !(from..=to).contains(&year) {
        flaws.push(Flaw::at(field(), Problem::Year { year, from, to }));
    }
}

#[cfg(test)]
mod tests;

//! What does a household of the tables say, as it is entered into its dossier?

use domain::dossier::{Household, Income, Member, Tuition, UnionAid, Workplace};
use domain::id::PersonId;
use domain::month::MonthSpan;
use domain::person::Identifiers;
use uuid::Uuid;

use super::tables::{Case, Family, Person, Tables, damaged, number};
use crate::dossiers::HouseholdForm;
use crate::problem::Problem;

/// The months of the edition of 2018, and its school year.
const MONTHS: [&str; 2] = ["2017-07", "2018-06"];
const SCHOOL_YEAR: i32 = 2018;

/// A household with its people, and with this year's figures where they are known already.
pub(super) fn form(tables: &Tables, family: &Family, with_figures: bool) -> Result<HouseholdForm, Problem> {
    let people: Vec<&Person> = tables.members(family).collect();
    let worker = people.first().ok_or_else(damaged)?;
    let figures = |rows| Some(rows).filter(|_| with_figures);
    let household = Household {
        worker_kind: family.worker_kind,
        worker: number(worker.number)?,
        members: people.iter().map(|person| member(person)).collect::<Result<_, _>>()?,
        incomes: incomes(&people).map(|rows| Some(rows).filter(|_| with_figures))?,
        union_aid: Some(aid(tables, family)?).filter(|_| with_figures),
        tuition: figures(tuition(&people)?),
        hardship_category: Some(family.hardship.clone()),
        main_cause: Some(family.cause.clone()),
        other_causes: Vec::new(),
        housing: Some(family.housing.clone()),
        floor_area: None,
        dossier_category: None,
        workplace: family.workplace.clone().map(|name| Workplace {
            name,
            credit_code: None,
            nature: None,
            contract_term: None,
        }),
        card_of: Some(number(worker.number)?),
        unknowns: Vec::new(),
    };
    Ok(HouseholdForm::shown(&household, |member| {
        let person = people.iter().find(|person| person.number == u8::from(member.number));
        let own = |worker: &Family| Identifiers {
            citizen_id: None,
            phone: Some(worker.phone.clone()),
            address: Some(worker.address.clone()),
            card: Some(worker.card.clone()),
            account: None,
        };
        let known = if member.relation.is_worker() { own(family) } else { Identifiers::default() };
        Identifiers { citizen_id: person.and_then(|person| person.citizen_id.clone()), ..known }
    }))
}

fn member(person: &Person) -> Result<Member, Problem> {
    Ok(Member {
        number: number(person.number)?,
        // Who it is, the citizen id says when the household is taken in.
        person: PersonId::new(Uuid::nil()),
        name: person.name.clone(),
        relation: person.relation,
        lives_together: Some(true),
        sex: person.citizen_id.as_ref().map(domain::citizen_id::CitizenId::sex).or(person.relation.sex()),
        ethnicity: None,
        political_status: None,
        health: None,
        disability: None,
        marital_status: None,
        work_status: Some(person.work_status.clone()),
        household_registration: None,
        model_worker: None,
        education: None,
        remark: None,
    })
}

fn incomes(people: &[&Person]) -> Result<Vec<Income>, Problem> {
    let [from, to] = MONTHS.map(|month| month.parse().map_err(|_| damaged()));
    let months = MonthSpan { from: from?, to: to? };
    let earning = people.iter().filter_map(|person| Some((person, person.income?)));
    let income = |(person, kind): (&&Person, _)| {
        Ok(Income {
            member: number(person.number)?,
            kind,
            months,
            amount_fen: person.income_fen,
            remark: None,
        })
    };
    earning.map(income).collect()
}

fn tuition(people: &[&Person]) -> Result<Vec<Tuition>, Problem> {
    let charged = people.iter().filter(|person| person.tuition_fen.is_some());
    let tuition = |person: &&Person| {
        let (member, amount_fen) = (number(person.number)?, person.tuition_fen);
        Ok(Tuition { member, school_year: SCHOOL_YEAR, amount_fen, proof: None })
    };
    charged.map(tuition).collect()
}

fn aid(tables: &Tables, family: &Family) -> Result<Vec<UnionAid>, Problem> {
    let student = tables.cases(family).next().map(|case: &Case| case.member);
    let (Some(amount), Some(received_on), Some(student)) = (family.aided_fen, family.aided_on, student)
    else {
        return Ok(Vec::new());
    };
    Ok(vec![UnionAid { member: number(student)?, received_on, amount_fen: Some(amount), remark: None }])
}

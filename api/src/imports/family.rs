//! What do the rows of a family say? The same forms that a dossier and its cases are entered with, and where each field of them stands.

use domain::edition::Aid;
use domain::job::LineFault;
use domain::text::Tell;
use serde_json::{Map, Value, json};

use super::cell::{Choices, NotCell, value};
use super::columns::{Column, Field};
use super::form::{Listed, empty_out, forget_known, over, put, put_listed};
use super::places::{NotFamily, Places, fault, find};
use super::rows::{FamilyRows, Headings};
use crate::problem::Wrong;

/// The most rows of a family.
pub(super) const MOST_ROWS: usize = 30;

/// The case that is applied for with a family.
pub(super) struct Application {
    /// The form of its enrolment.
    pub(super) enrolment: Value,
    places: Places,
    row: u32,
}

/// What the rows of a family say.
pub(super) struct Family {
    /// Its first row.
    pub(super) row: u32,
    /// How many it has.
    pub(super) rows: u32,
    /// The dossier that is to be changed.
    pub(super) dossier: Option<String>,
    /// The version of it that was read.
    pub(super) version: Option<i64>,
    /// The members, each with what the file says of it.
    members: Vec<Map<String, Value>>,
    /// The fields of the household.
    household: Map<String, Value>,
    incomes: Listed,
    tuition: Listed,
    union_aid: Listed,
    /// Where the worker's income would stand, of which nothing is told.
    untold: Option<(u32, &'static str)>,
    /// The cases.
    pub(super) applications: Vec<Application>,
    /// The citizen ids, each with its row.
    pub(super) citizen_ids: Vec<(String, u32)>,
    places: Places,
    faults: Vec<LineFault>,
}

impl Family {
    /// Reads the rows of a family, by the figures of the edition.
    pub(super) fn read(rows: &FamilyRows, headings: &Headings, choices: &Choices, aid: &Aid) -> Self {
        let first = rows.rows.first().map_or(1, |(row, _)| *row);
        let mut family = Self {
            row: first,
            rows: u32::try_from(rows.rows.len()).unwrap_or(u32::MAX),
            dossier: None,
            version: None,
            members: Vec::new(),
            household: Map::new(),
            incomes: Listed::default(),
            tuition: Listed::default(),
            union_aid: Listed::default(),
            untold: None,
            applications: Vec::new(),
            citizen_ids: Vec::new(),
            places: Places::new(),
            faults: Vec::new(),
        };
        if rows.name.is_empty() {
            family.fault(first, Some("户号"), NotFamily::Nameless);
        }
        if rows.rows.len() > MOST_ROWS {
            family.fault(first, None, NotFamily::TooMany);
            return family;
        }
        for (at, (row, cells)) in rows.rows.iter().enumerate() {
            family.member(at, *row, (cells, headings), choices, aid);
        }
        family.find_worker(rows);
        family
    }

    /// One of the rows is the worker's, by whose citizen id a family is known when it comes again.
    fn find_worker(&mut self, rows: &FamilyRows) {
        let workers = self.members.iter().zip(&rows.rows).filter(|(member, _)| is_worker(member));
        let workers: Vec<(u32, Value, bool)> = workers
            .map(|(member, (row, _))| {
                let id = member.get("identifiers").and_then(|own| own.get("citizen_id"));
                let number = member.get("number").cloned().unwrap_or(Value::Null);
                (*row, number, id.is_some_and(|id| !id.is_null()))
            })
            .collect();
        let _ = self.places.insert("/worker".to_owned(), (self.row, "与职工关系"));
        let _ = self.places.entry("/worker_kind".to_owned()).or_insert((self.row, "职工类别"));
        match &workers[..] {
            [] => self.fault(self.row, Some("与职工关系"), NotFamily::NoWorker),
            [(row, number, has_id)] => {
                if let Some((row, heading)) = self.untold.filter(|_| self.incomes.said) {
                    self.fault(row, Some(heading), NotFamily::WorkersIncome);
                }
                let _ = self.household.insert("worker".to_owned(), number.clone());
                let told = self
                    .faults
                    .iter()
                    .any(|fault| fault.row == *row && fault.column.as_deref() == Some("身份证号"));
                if !has_id && !told && self.dossier.is_none() {
                    self.fault(*row, Some("身份证号"), NotFamily::WorkerUnknown);
                }
            }
            [_, (row, ..), ..] => self.fault(*row, Some("与职工关系"), NotFamily::TwoWorkers),
        }
    }

    fn fault(&mut self, row: u32, column: Option<&str>, said: impl Tell) {
        self.faults.push(fault(row, column, &said));
    }

    fn member(
        &mut self,
        at: usize,
        row: u32,
        (cells, headings): (&[String], &Headings),
        choices: &Choices,
        aid: &Aid,
    ) {
        let mut said = Row::default();
        let mut household: Vec<(&'static Column, Value)> = Vec::new();
        for (column, cell) in headings.cells(cells) {
            let read = if cell.is_empty() { Ok(Value::Null) } else { value(column.kind, cell, choices) };
            let read = read.unwrap_or_else(|why: NotCell| {
                self.fault(row, Some(column.heading), why);
                Value::Null
            });
            match column.field {
                Field::Family | Field::Faults => {}
                Field::Dossier => self.dossier = self.dossier.take().or_else(|| text(&read)),
                Field::Version => self.version = self.version.or_else(|| read.as_i64()),
                Field::Number => said.number = read.as_i64(),
                Field::Member(pointer) => {
                    let _ = self.places.insert(format!("/members/{at}{pointer}"), (row, column.heading));
                    put(&mut said.member, pointer, read);
                }
                Field::Household(_) => household.push((column, read)),
                Field::TakesMoney => said.takes_money = read == Value::Bool(true),
                Field::Income(kind) => said.incomes.push((column.heading, kind, read)),
                Field::Tuition => said.tuition = Some((column.heading, read)),
                Field::UnionAid => said.union_aid = Some((column.heading, read)),
                Field::UnionAidOn => said.union_aid_on = Some((column.heading, read)),
                Field::Applies => said.applies = read == Value::Bool(true),
                Field::Enrolment(pointer) => said.enrolment.push((column, pointer, read)),
            }
        }
        let number = said.number.unwrap_or_else(|| i64::try_from(at + 1).unwrap_or(i64::MAX));
        let _ = said.member.insert("number".to_owned(), json!(number));
        let _ = self.places.insert(format!("/members/{at}/number"), (row, "成员编号"));
        if let Some(id) = said.member.get("identifiers").and_then(|own| own.get("citizen_id")).and_then(text)
        {
            self.citizen_ids.push((id, row));
        }
        self.of_household(row, is_worker(&said.member), household);
        if said.takes_money && self.household.contains_key("card_of") {
            self.fault(row, Some("领款人"), NotFamily::TwoTakers);
        } else if said.takes_money {
            let _ = self.household.insert("card_of".to_owned(), json!(number));
            let _ = self.places.insert("/card_of".to_owned(), (row, "领款人"));
        }
        self.sums(row, number, &said, aid);
        self.application((at, row), number, &mut said);
        self.members.push(said.member);
    }

    fn of_household(&mut self, row: u32, is_workers: bool, said: Vec<(&'static Column, Value)>) {
        for (column, value) in said {
            let Field::Household(pointer) = column.field else { continue };
            if is_workers {
                let _ = self.places.insert(pointer.to_owned(), (row, column.heading));
                put(&mut self.household, pointer, value);
            } else if !value.is_null() {
                self.fault(row, Some(column.heading), NotFamily::NotWorkersRow);
            }
        }
    }

    /// What comes in and what is charged: 0 says that there is none of it, an empty cell says nothing.
    fn sums(&mut self, row: u32, number: i64, said: &Row, aid: &Aid) {
        let months = json!({"from": aid.months.from(), "to": aid.months.to()});
        // Of whom any income is told, what an empty cell leaves open is not known.
        let told = said.incomes.iter().any(|(_, _, sum)| !sum.is_null());
        for (heading, kind, sum) in &said.incomes {
            if !told {
                if is_worker(&said.member) {
                    self.untold = Some((row, heading));
                }
                break;
            }
            self.incomes.said = true;
            if sum.as_i64() != Some(0) {
                let _ = self.places.insert(format!("/incomes/{}", self.incomes.rows.len()), (row, heading));
                self.incomes
                    .rows
                    .push(json!({"member": number, "kind": kind, "months": months, "amount_fen": sum}));
            }
        }
        if let Some((heading, sum)) = said.tuition.as_ref().filter(|(_, sum)| !sum.is_null()) {
            self.tuition.said = true;
            let _ = self.places.insert(format!("/tuition/{}", self.tuition.rows.len()), (row, heading));
            let year = *aid.school_year;
            self.tuition.rows.push(json!({"member": number, "school_year": year, "amount_fen": sum}));
        }
        let on = said.union_aid_on.as_ref().filter(|(_, on)| !on.is_null());
        match (said.union_aid.as_ref().filter(|(_, sum)| !sum.is_null()), on) {
            (None, None) => {}
            (None, Some((heading, _))) => self.fault(row, Some(heading), NotFamily::NoSum),
            (Some((_, sum)), _) if sum.as_i64() == Some(0) => self.union_aid.said = true,
            (Some((heading, _)), None) => self.fault(row, Some(heading), NotFamily::NoDay),
            (Some((heading, sum)), Some((day, on))) => {
                self.union_aid.said = true;
                let at = format!("/union_aid/{}", self.union_aid.rows.len());
                let _ = self.places.insert(format!("{at}/received_on"), (row, day));
                let _ = self.places.insert(at, (row, heading));
                self.union_aid.rows.push(json!({"member": number, "received_on": on, "amount_fen": sum}));
            }
        }
    }

    fn application(&mut self, (at, row): (usize, u32), number: i64, said: &mut Row) {
        if !said.applies {
            let told = said.enrolment.iter().find(|(_, _, value)| !value.is_null());
            if let Some(heading) = told.map(|(column, ..)| column.heading) {
                self.fault(row, Some(heading), NotFamily::NotApplied);
            }
            return;
        }
        let mut enrolment = Map::new();
        let _ = enrolment.insert("member".to_owned(), json!(number));
        let mut places = Places::new();
        let _ = places.insert("/member".to_owned(), (row, "申请救助"));
        for (column, pointer, value) in said.enrolment.drain(..) {
            let _ = places.insert(pointer.to_owned(), (row, column.heading));
            // A college in the dossier counts among those that the family has at college.
            if let "/school" | "/admission_year" | "/years" = pointer {
                let _ =
                    self.places.insert(format!("/members/{at}/education{pointer}"), (row, column.heading));
                put(&mut said.member, &format!("/education{pointer}"), value.clone());
            }
            put(&mut enrolment, pointer, value);
        }
        self.applications.push(Application { enrolment: Value::Object(enrolment), places, row });
    }

    /// The form of the household: what the file says, over what is kept of it.
    pub(super) fn household(&self, kept: Option<Value>) -> Value {
        let mut form = match kept {
            Some(Value::Object(form)) => form,
            _ => Map::new(),
        };
        let before = form.remove("members");
        let kept_of = |number: Option<&Value>| {
            let members = before.as_ref().and_then(Value::as_array)?;
            let own = members.iter().find(|member| member.get("number") == number)?;
            own.as_object().cloned()
        };
        let members = self.members.iter().map(|member| {
            let mut own = kept_of(member.get("number")).unwrap_or_default();
            over(&mut own, member);
            empty_out(&mut own, &["education"]);
            if let Some(Value::Object(identifiers)) = own.get_mut("identifiers") {
                empty_out(identifiers, &["account"]);
                if let Some(Value::Object(account)) = identifiers.get_mut("account") {
                    account.retain(|_, value| !value.is_null());
                }
            }
            Value::Object(own)
        });
        let members: Value = members.collect();
        over(&mut form, &self.household);
        empty_out(&mut form, &["workplace"]);
        if form.get("other_causes").is_some_and(Value::is_null) {
            let _ = form.remove("other_causes");
        }
        for (name, listed, own) in [
            ("incomes", &self.incomes, "months"),
            ("tuition", &self.tuition, "school_year"),
            ("union_aid", &self.union_aid, "received_on"),
        ] {
            put_listed(&mut form, name, listed, own);
        }
        let _ = form.insert("members".to_owned(), members);
        let mut form = Value::Object(form);
        forget_known(&mut form);
        form
    }

    /// What is wrong with its cells, so far.
    pub(super) fn faults(&self) -> &[LineFault] {
        &self.faults
    }

    /// Some of its rows stand elsewhere in the file.
    pub(super) fn stands_apart(&mut self) {
        self.fault(self.row, Some("户号"), NotFamily::Apart);
    }

    /// Adds what is wrong with it.
    pub(super) fn add(&mut self, fault: LineFault) {
        self.faults.push(fault);
    }

    /// A fault of the form of the household, at its cell.
    pub(super) fn at_cell(&self, wrong: &Wrong) -> LineFault {
        let pointer = wrong.pointer.strip_prefix("/household").unwrap_or(&wrong.pointer);
        let (row, column) = find(&self.places, pointer).unwrap_or((self.row, None));
        fault(row, column, &wrong.told)
    }

    /// A fault of the whole family.
    pub(super) fn whole(&self, said: &impl Tell) -> LineFault {
        fault(self.row, None, said)
    }
}

impl Application {
    /// A fault of its enrolment, at its cell.
    pub(super) fn at_cell(&self, wrong: &Wrong) -> LineFault {
        let pointer = wrong.pointer.strip_prefix("/enrolment").unwrap_or(&wrong.pointer);
        let (row, column) = find(&self.places, pointer).unwrap_or((self.row, None));
        fault(row, column, &wrong.told)
    }

    /// A fault of the whole case.
    pub(super) fn whole(&self, said: &impl Tell) -> LineFault {
        fault(self.row, Some("申请救助"), said)
    }
}

/// What a row says, before it is known whose it is.
#[derive(Default)]
struct Row {
    member: Map<String, Value>,
    number: Option<i64>,
    takes_money: bool,
    applies: bool,
    incomes: Vec<(&'static str, domain::dossier::IncomeKind, Value)>,
    tuition: Option<(&'static str, Value)>,
    union_aid: Option<(&'static str, Value)>,
    union_aid_on: Option<(&'static str, Value)>,
    enrolment: Vec<(&'static Column, &'static str, Value)>,
}

fn is_worker(member: &Map<String, Value>) -> bool {
    matches!(member.get("relation").and_then(Value::as_str), Some("01" | "02"))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

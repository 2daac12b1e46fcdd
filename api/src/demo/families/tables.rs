//! Which families are in the demonstration? Made-up ones, in four tables, a row each.
//!
//! `families.csv` has a household a row, with the days on which its dossier was entered and moved, and what is to be seen. `members.csv` has its
//! people, with what they earned in the twelve months and what their schools charge. `cases.csv` has a student's
//! application a row, with the day of each step of its way: where the days end, there it stands. `turns.csv` has what
//! befell a case beside that.

use domain::address::Address;
use domain::application::attachment::AttachmentKind;
use domain::application::enrolment::Enrolment;
use domain::bank_card::BankCard;
use domain::citizen_id::CitizenId;
use domain::code_list::Code;
use domain::dossier::{IncomeKind, MemberNumber, WorkerKind};
use domain::eligibility::facts::{Batch, EnrolmentProof, StudyLevel};
use domain::eligibility::figures::{AdmissionYear, CourseYears};
use domain::money::Money;
use domain::name::{PersonName, Remark, Title};
use domain::phone::Phone;
use domain::relation::RelationCode;
use domain::school::{SchoolCode, SchoolScheme};
use domain::table::all_rows;
use domain::time::Day;
use serde::Deserialize;

use crate::problem::{Code as ProblemCode, Problem};

/// A household.
#[derive(Deserialize)]
pub(super) struct Family {
    /// What the other tables call it.
    #[serde(rename = "family")]
    pub(super) key: String,
    /// The code of the union that keeps its dossier and takes its cases.
    pub(super) union: String,
    pub(super) worker_kind: WorkerKind,
    pub(super) hardship: Code,
    pub(super) cause: Code,
    pub(super) housing: Code,
    /// Empty for a worker without one.
    pub(super) workplace: Option<Title>,
    /// The worker's.
    pub(super) phone: Phone,
    pub(super) address: Address,
    pub(super) card: BankCard,
    /// When the dossier was entered.
    pub(super) filed: Day,
    /// When this year's figures were entered, where it was entered in an earlier year.
    pub(super) updated: Option<Day>,
    pub(super) confirmed: Option<Day>,
    pub(super) lapsed: Option<Day>,
    pub(super) closed: Option<Day>,
    /// What a union gave for the student of its first case.
    pub(super) aided_fen: Option<Money>,
    pub(super) aided_on: Option<Day>,
}

/// A member of a household.
#[derive(Deserialize)]
pub(super) struct Person {
    pub(super) family: String,
    pub(super) number: u8,
    pub(super) name: PersonName,
    pub(super) relation: RelationCode,
    pub(super) citizen_id: Option<CitizenId>,
    pub(super) work_status: Code,
    /// The kind of an income; empty without one.
    pub(super) income: Option<IncomeKind>,
    /// What it came to in the twelve months; empty when that is not known.
    pub(super) income_fen: Option<Money>,
    pub(super) tuition_fen: Option<Money>,
}

/// A student's application, with the day of each step.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) family: String,
    pub(super) member: u8,
    scheme: Option<SchoolScheme>,
    school: Option<String>,
    unified_enrolment: Option<bool>,
    batch: Option<Batch>,
    level: Option<StudyLevel>,
    admission_year: Option<AdmissionYear>,
    years: Option<CourseYears>,
    enrolment_proof: Option<EnrolmentProof>,
    /// The papers that are not there, with blanks between.
    lacks: String,
    pub(super) entered: Day,
    pub(super) submitted: Option<Day>,
    pub(super) visited: Option<Day>,
    /// The form signed and sealed on paper, and its scan recorded.
    pub(super) sealed: Option<Day>,
    pub(super) signed: Option<Day>,
    /// The opinion of workplace or street, and the consents.
    pub(super) heard: Option<Day>,
    /// Cases of one union that were posted on one day hang on one board.
    pub(super) posted: Option<Day>,
    pub(super) forwarded: Option<Day>,
    pub(super) endorsed: Option<Day>,
    pub(super) approved: Option<Day>,
}

/// What befell a case beside the steps of its way.
#[derive(Deserialize)]
pub(super) struct Turn {
    pub(super) on: Day,
    pub(super) family: String,
    pub(super) member: u8,
    /// The account of who did it.
    pub(super) who: String,
    #[serde(rename = "turn")]
    pub(super) kind: Kind,
    /// What it needs to be told: a stage, a rule with its ruling, a paper with its last day.
    pub(super) word: String,
    pub(super) note: Option<Remark>,
}

/// Of which kind a turn is.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Return,
    Reject,
    Withdraw,
    Appeal,
    Rule,
    Except,
    Object,
    UpholdObjection,
}

/// The four tables.
pub(in super::super) struct Tables {
    pub(super) families: Vec<Family>,
    pub(super) people: Vec<Person>,
    pub(super) cases: Vec<Case>,
    pub(super) turns: Vec<Turn>,
}

macro_rules! table {
    ($name:literal) => {
        all_rows(include_str!(concat!("../../../data/demonstration/", $name, ".csv"))).map_err(|row| {
            tracing::error!(%row, table = $name, "a table of the demonstration is damaged");
            Problem::new(ProblemCode::Internal)
        })
    };
}

impl Tables {
    /// Those that the program ships.
    pub(in super::super) fn shipped() -> Result<Self, Problem> {
        Ok(Self {
            families: table!("families")?,
            people: table!("members")?,
            cases: table!("cases")?,
            turns: table!("turns")?,
        })
    }

    /// The members of a family.
    pub(super) fn members(&self, family: &Family) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.family == family.key)
    }

    /// The cases of a family.
    pub(super) fn cases(&self, family: &Family) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.family == family.key)
    }
}

impl Case {
    /// What is said of the student's enrolment.
    pub(super) fn enrolment(&self) -> Result<Enrolment, Problem> {
        let school = self.scheme.zip(self.school.as_deref());
        let school = school.map(|(scheme, code)| SchoolCode::new(scheme, code)).transpose();
        Ok(Enrolment {
            member: number(self.member)?,
            school: school.map_err(|_| damaged())?,
            campus: None,
            unified_enrolment: self.unified_enrolment,
            batch: self.batch,
            level: self.level,
            admission_year: self.admission_year,
            years: self.years,
            enrolment_proof: self.enrolment_proof,
            major: None,
        })
    }

    /// The kinds of paper that are not there.
    pub(super) fn lacking(&self) -> Result<Vec<AttachmentKind>, Problem> {
        self.lacks.split_whitespace().map(|kind| kind.parse().map_err(|_| damaged())).collect()
    }
}

/// A member's number.
pub(super) fn number(number: u8) -> Result<MemberNumber, Problem> {
    number.try_into().map_err(|_| damaged())
}

/// The tables say what cannot be.
pub(super) fn damaged() -> Problem {
    Problem::new(ProblemCode::Internal)
}

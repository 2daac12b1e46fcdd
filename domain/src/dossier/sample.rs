//! Which family do the tests of this room speak of? Father, mother and daughter, all known.

use super::{Household, Income, IncomeKind, Member, MemberNumber, Tuition, UnionAid, WorkerKind};
use crate::id::PersonId;
use crate::money::Money;
use crate::month::MonthSpan;

pub(super) fn number(number: u8) -> MemberNumber {
    number.try_into().unwrap()
}

pub(super) fn months(from: &str, to: &str) -> MonthSpan {
    MonthSpan { from: from.parse().unwrap(), to: to.parse().unwrap() }
}

/// The twelve months of 2018.
pub(super) fn twelve() -> MonthSpan {
    months("2017-07", "2018-06")
}

pub(super) fn yuan(yuan: i64) -> Option<Money> {
    Money::fen(yuan * 100).ok()
}

fn member(at: u8, name: &str, relation: &str) -> Member {
    Member {
        number: number(at),
        person: PersonId::new(uuid::Uuid::from_u128(u128::from(at))),
        name: name.parse().unwrap(),
        relation: relation.parse().unwrap(),
        lives_together: Some(true),
        sex: relation.parse::<crate::relation::RelationCode>().unwrap().sex(),
        ethnicity: "03".parse().ok(),
        political_status: "13".parse().ok(),
        health: "good".parse().ok(),
        disability: None,
        marital_status: None,
        work_status: None,
        household_registration: "agricultural".parse().ok(),
        model_worker: None,
        education: None,
        remark: None,
    }
}

pub(crate) fn family() -> Household {
    Household {
        worker_kind: WorkerKind::MigrantWorker,
        worker: number(1),
        members: vec![member(1, "马建国", "01"), member(2, "杨秀兰", "12"), member(3, "马小兰", "32")],
        incomes: Some(vec![Income {
            member: number(1),
            kind: IncomeKind::Wage,
            months: twelve(),
            amount_fen: yuan(24_000),
            remark: None,
        }]),
        union_aid: Some(vec![UnionAid {
            member: number(3),
            received_on: "2017-08-25".parse().unwrap(),
            amount_fen: yuan(3_000),
            remark: None,
        }]),
        tuition: Some(vec![Tuition {
            member: number(3),
            school_year: 2018,
            amount_fen: yuan(5_000),
            proof: None,
        }]),
        hardship_category: "near_subsistence".parse().ok(),
        main_cause: "9".parse().ok(),
        other_causes: vec![],
        housing: "rented".parse().ok(),
        floor_area: None,
        dossier_category: None,
        workplace: None,
        card_of: Some(number(1)),
        unknowns: vec![],
    }
}

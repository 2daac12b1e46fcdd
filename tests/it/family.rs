//! Whom do these tests help? Families just under, on and just over the line.

use harness::canary::{ADDRESS, CARD, DAUGHTER, PHONE, SON, WORKER};
use harness::{Value, json};

/// The income at which three people, one new student of a school in Ningxia and 5000 yuan of tuition make
/// exactly 12 times 840 yuan a head: 31240 - 5000 + 4000 = 3 * 10080 (N03).
pub(crate) const ON_THE_LINE: i64 = 3_124_000;
/// A fen less.
pub(crate) const UNDER: i64 = ON_THE_LINE - 1;
/// A fen more.
pub(crate) const OVER: i64 = ON_THE_LINE + 1;

/// Three people, one of them a new student.
pub(crate) fn three(income_fen: i64) -> Value {
    json!({
        "worker_kind": "migrant_worker", "worker": 1, "card_of": 1,
        "hardship_category": "near_subsistence", "main_cause": "9", "housing": "rented",
        "members": [
            {"number": 1, "name": "丁建华", "relation": "01", "sex": "male", "lives_together": true,
             "identifiers": {"citizen_id": WORKER, "phone": PHONE, "address": ADDRESS, "card": CARD}},
            {"number": 2, "name": "丁小燕", "relation": "32", "sex": "female", "lives_together": true,
             "identifiers": {"citizen_id": DAUGHTER}},
            {"number": 3, "name": "纳秀英", "relation": "12", "sex": "female", "lives_together": true}],
        "incomes": [{"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": income_fen}],
        "union_aid": [],
        "tuition": [{"member": 2, "school_year": 2018, "amount_fen": 500_000}],
        "unknowns": [{"field": "/members/2/identifiers/citizen_id", "remark": "身份证遗失,正在补办"}],
        "workplace": {"name": "兴庆纺织厂"}
    })
}

/// Four people, two of them new students: 45000 - 10000 + 4000 is below 4 * 10080, with 8000 it is not.
pub(crate) fn siblings() -> Value {
    let mut household = three(4_500_000);
    let members = household["members"].as_array_mut().unwrap();
    members
        .push(json!({"number": 4, "name": "丁小山", "relation": "22", "sex": "male", "lives_together": true,
        "identifiers": {"citizen_id": SON}}));
    let tuition = household["tuition"].as_array_mut().unwrap();
    tuition.push(json!({"member": 4, "school_year": 2018, "amount_fen": 500_000}));
    household
}

/// The same household made up of other people, by a number below twenty thousand.
pub(crate) fn others(mut household: Value, number: usize) -> Value {
    for (at, member) in household["members"].as_array_mut().unwrap().iter_mut().enumerate() {
        let male = usize::from(member["sex"] == "male");
        if let Some(own) = member.get_mut("identifiers") {
            let year = if at == 0 { 1970 } else { 1999 };
            *own = json!({ "citizen_id": citizen_id(year, (number * 8 + at) * 2 + male) });
        }
    }
    household
}

/// A citizen id that nobody has: of a village of Yinchuan and a year, told apart by a number, odd for a man (GB 11643).
pub(crate) fn citizen_id(year: usize, number: usize) -> String {
    let (month, day, order) = (number / 28_000 + 1, number / 1000 % 28 + 1, number % 1000);
    let body = format!("640104{year}{month:02}{day:02}{order:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = b"10X98765432"[usize::try_from(sum % 11).unwrap()];
    format!("{body}{}", char::from(check))
}

/// A case to be entered.
pub(crate) fn new_case(dossier: &str, member: u8) -> Value {
    json!({"campaign": 2018, "dossier": dossier, "enrolment": enrolment(member)})
}

/// A new student of Ningxia University.
pub(crate) fn enrolment(member: u8) -> Value {
    json!({"member": member, "school": {"scheme": "moe", "code": "4164010749"}, "campus": null,
        "unified_enrolment": true, "batch": "second", "level": "undergraduate", "admission_year": 2018,
        "years": 4, "enrolment_proof": null, "major": null})
}

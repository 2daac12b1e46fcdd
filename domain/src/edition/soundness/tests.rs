//! Is the shipped edition sound, and each flaw named with its place?

use serde_json::{Value, json};

use super::*;
use crate::edition::procedure::PROCEDURE_2018;

fn year() -> Year {
    2018.try_into().unwrap()
}

#[test]
fn the_shipped_edition_is_sound_in_its_own_year() {
    let edition = Edition::shipped_2018().unwrap();
    assert_eq!(edition.flaws(year()), []);
    let elsewhere = edition.flaws(2019.try_into().unwrap());
    assert_eq!(elsewhere[0].pointer, "/procedure/opens/value");
}

/// Where an edition cannot stand in which these places say this.
fn places(wrong: &[(&str, Value)]) -> Vec<String> {
    let mut edition = serde_json::to_value(Edition::shipped_2018().unwrap()).unwrap();
    for (place, value) in wrong {
        *edition.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value.clone();
    }
    let edition: Edition = serde_json::from_value(edition).unwrap();
    edition.flaws(year()).into_iter().map(|flaw| flaw.pointer).collect()
}

#[test]
fn every_flaw_is_named_with_its_place() {
    let procedure: Value = serde_json::from_str(PROCEDURE_2018).unwrap();
    let again = procedure["deadlines"][0].clone();
    let found = places(&[
        ("/procedure/ends/value", json!("2018-07-31")),
        ("/procedure/visitors/value", json!(0)),
        ("/procedure/deadlines", json!([again, again])),
    ]);
    assert_eq!(found, ["/procedure/ends/value", "/procedure/deadlines/1/value", "/procedure/visitors/value"]);
}

#[test]
fn what_would_bring_a_case_to_a_halt_is_a_flaw() {
    for (place, value, named) in [
        ("/aid/amounts_new/value/inside_fen", json!(0), ""),
        ("/aid/amounts_new/value/outside_fen", json!(0), ""),
        ("/aid/amounts_earlier/value/inside_fen", json!(0), ""),
        ("/aid/amounts_earlier/value/outside_fen", json!(0), ""),
        ("/aid/line_fen/value", json!(0), ""),
        ("/aid/months/value", json!({"from": "2017-06", "to": "2018-06"}), ""),
        ("/aid/months/value", json!({"from": "2017-08", "to": "2018-07"}), "/to"),
        ("/aid/months/value", json!({"from": "2016-07", "to": "2017-06"}), "/to"),
        ("/aid/school_year/value", json!(1), ""),
        ("/aid/child/value/accepted", json!([]), ""),
        ("/aid/child/value/for_review", json!(["40", "20"]), "/1"),
        ("/aid/on_file/value/closed", json!("met"), ""),
        ("/aid/on_file/value/none", json!("for_review"), ""),
        ("/aid/on_file/value/on_file", json!("not_applicable"), ""),
        ("/aid/single_application/value/another", json!("for_review"), ""),
        ("/aid/single_application/value/no_other", json!("not_met"), ""),
        ("/aid/priority/value", json!(["tuition_share", "new_entrant", "tuition_share"]), "/2"),
        ("/aid/hardship/value", json!([]), ""),
        ("/aid/hardship/value", json!(["accident", "no_such"]), "/1"),
        ("/procedure/last_submission/value", json!("2019-01-01"), ""),
        ("/procedure/draft_days/value", json!(0), ""),
        ("/procedure/deadlines/0/value/kind", json!("grassroots"), ""),
        ("/procedure/deadlines/0/value/kind", json!("service_centre"), ""),
        ("/procedure/final_desks/0/value/kind", json!("street"), ""),
        ("/procedure/exceptions/0/value/longest_days", Value::Null, ""),
        ("/procedure/exceptions/1/value/longest_days", json!(0), ""),
        ("/procedure/rulings_at_deciding/value", json!(["level", "level"]), "/1"),
    ] {
        let found = places(&[(place, value.clone())]);
        assert!(found.contains(&format!("{place}{named}")), "{place} = {value}: {found:?}");
    }
}

#[test]
fn what_nothing_would_settle_is_no_reading() {
    let shipped = serde_json::to_value(Edition::shipped_2018().unwrap()).unwrap();
    for (place, word) in [
        ("/aid/batch/value/merged/private", "unknown"),
        ("/aid/military/value/grey", "unknown"),
        ("/procedure/rulings_at_deciding/value/0", "nonsense"),
    ] {
        let mut edition = shipped.clone();
        *edition.pointer_mut(place).unwrap() = json!(word);
        assert!(serde_json::from_value::<Edition>(edition).is_err(), "{place}");
    }
}

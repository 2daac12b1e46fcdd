//! Claims about the checks of a household.

use super::super::Severity;
use super::super::sample::{family, months, number};
use super::*;
use crate::text::{Language, Tell};

fn today() -> Day {
    "2018-07-30".parse().unwrap()
}

fn fields(household: &Household) -> Vec<String> {
    check(household, today()).into_iter().map(|flaw| flaw.field).collect()
}

#[test]
fn a_sound_family_has_no_flaw() {
    assert_eq!(check(&family(), today()), []);
}

#[test]
fn exactly_one_member_is_the_worker() {
    let mut two = family();
    two.members[1].relation = "02".parse().unwrap();
    assert_eq!(fields(&two), ["/members/1/relation"]);
    let mut none = family();
    none.members[0].relation = "97".parse().unwrap();
    assert_eq!(fields(&none), ["/members/0/relation"]);
    let mut absent = family();
    absent.worker = number(9);
    assert_eq!(fields(&absent), ["/worker", "/members/0/relation"]);
}

#[test]
fn all_flaws_are_told_at_once() {
    let mut household = family();
    household.members[1].relation = "11".parse().unwrap();
    household.members[2].relation = "12".parse().unwrap();
    household.members[2].person = household.members[0].person;
    household.incomes.as_mut().unwrap()[0].months = months("2018-06", "2017-07");
    household.union_aid.as_mut().unwrap()[0].received_on = "2018-07-31".parse().unwrap();
    household.tuition.as_mut().unwrap()[0].school_year = 2081;
    household.other_causes = vec!["9".parse().unwrap()];
    let expected = [
        "/members/1/relation",
        "/members/2/identifiers/citizen_id",
        "/members/2/relation",
        "/incomes/0/months",
        "/union_aid/0/received_on",
        "/tuition/0/school_year",
        "/tuition/0/member",
        "/other_causes/0",
    ];
    assert_eq!(fields(&household), expected);
}

#[test]
fn what_only_looks_odd_is_a_warning() {
    let mut household = family();
    household.incomes.as_mut().unwrap()[0].months = months("2017-08", "2018-07");
    household.members[0].lives_together = Some(false);
    let flaws = check(&household, today());
    assert_eq!(flaws.len(), 3);
    assert!(flaws.iter().all(|flaw| flaw.severity == Severity::Warning));
}

#[test]
fn other_causes_stand_beside_a_main_one() {
    let mut household = family();
    household.main_cause = None;
    household.other_causes = ["1", "2", "3", "4"].iter().map(|code| code.parse().unwrap()).collect();
    assert_eq!(fields(&household), ["/other_causes", "/main_cause"]);
}

#[test]
fn citizen_ids_show_what_the_household_does_not() {
    let known = |id: &str| Known::from(&id.parse::<CitizenId>().unwrap());
    let father = known("640104197405121014");
    let mother = known("640106199908201026");
    let sound = BTreeMap::from([(number(1), father), (number(3), mother)]);
    assert_eq!(check_identity(&family(), &sound, today()), []);
    let swapped = BTreeMap::from([(number(1), mother), (number(3), father)]);
    let mut household = family();
    household.members[0].sex = Some(Sex::Male);
    let flaws = check_identity(&household, &swapped, "1999-01-01".parse().unwrap());
    let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field.as_str()).collect();
    assert_eq!(fields, ["/members/0/sex", "/members/0", "/members/2/sex", "/members/2"]);
}

#[test]
fn a_flaw_is_told_in_both_languages_with_its_operands() {
    let problem = Problem::Year { year: 2081, from: 1990, to: 2019 };
    assert_eq!(problem.text(Language::Chinese), "年份2081应在1990至2019之间,请更正");
    assert_eq!(problem.text(Language::English), "the year 2081 is not from 1990 to 2019; correct it");
    let wire = serde_json::to_value(Flaw::at("/tuition/0/school_year", problem)).unwrap();
    assert_eq!(wire["problem"], "year");
    assert_eq!(wire["year"], 2081);
}

//! Which rows count, which do not, and what is missing?

use super::*;
use crate::dossier::sample::{family, months, number, twelve, yuan};

#[test]
fn a_whole_family_has_all_four_figures() {
    let figures = figures(&family(), twelve(), 2018);
    assert_eq!(figures.people, Some(3));
    assert_eq!(figures.income_fen, Some(2_400_000));
    assert_eq!(figures.tuition_fen, Some(500_000));
    assert_eq!(figures.union_aid_received_fen, Some(300_000));
    assert_eq!((figures.gaps, figures.left_out), (vec![], vec![]));
}

#[test]
fn a_row_across_the_edge_makes_the_income_unknown_and_is_named() {
    let mut household = family();
    household.incomes.as_mut().unwrap()[0].months = months("2018-01", "2018-12");
    let figures = figures(&household, twelve(), 2018);
    assert_eq!(figures.income_fen, None);
    let gap = Gap::Straddles { field: "/incomes/0/months".to_owned(), months: twelve() };
    assert_eq!(figures.gaps, [gap]);
    assert_eq!(figures.people, Some(3), "the others stay");
}

#[test]
fn rows_of_another_time_are_left_out_and_named() {
    let mut household = family();
    household.incomes.as_mut().unwrap()[0].months = months("2018-07", "2018-07");
    household.tuition.as_mut().unwrap()[0].school_year = 2017;
    household.union_aid.as_mut().unwrap()[0].received_on = "2018-07-01".parse().unwrap();
    let figures = figures(&household, twelve(), 2018);
    assert_eq!(figures.left_out, ["/incomes/0", "/tuition/0", "/union_aid/0"]);
    assert_eq!((figures.income_fen, figures.tuition_fen), (None, Some(0)));
    assert_eq!(figures.gaps, [Gap::NoneInMonths { field: "/incomes".to_owned(), months: twelve() }]);
    assert_eq!(figures.union_aid_received_fen, Some(0));
}

#[test]
fn what_was_not_asked_is_unknown_and_what_is_nothing_is_zero() {
    let mut household = family();
    (household.incomes, household.tuition, household.union_aid) = (None, Some(vec![]), None);
    let figures = figures(&household, twelve(), 2018);
    assert_eq!((figures.income_fen, figures.tuition_fen), (None, Some(0)));
    assert_eq!(figures.union_aid_received_fen, None);
    assert_eq!(figures.gaps.len(), 2);
}

#[test]
fn who_lives_elsewhere_neither_counts_nor_earns() {
    let mut household = family();
    household.members[0].lives_together = Some(false);
    let apart = figures(&household, twelve(), 2018);
    assert_eq!((apart.people, apart.income_fen), (Some(2), None));
    household.members[0].lives_together = None;
    let unknown = figures(&household, twelve(), 2018);
    assert_eq!((unknown.people, unknown.income_fen), (None, None));
}

#[test]
fn a_missing_amount_is_named() {
    let mut household = family();
    household.tuition.as_mut().unwrap()[0].amount_fen = None;
    let figures = figures(&household, twelve(), 2018);
    assert_eq!(figures.tuition_fen, None);
    assert_eq!(figures.gaps, [Gap::Amount { field: "/tuition/0/amount_fen".to_owned() }]);
}

#[test]
fn only_children_have_tuition() {
    let mut household = family();
    household.tuition.as_mut().unwrap()[0].member = number(2);
    let of_the_wife = figures(&household, twelve(), 2018);
    assert_eq!((of_the_wife.tuition_fen, of_the_wife.left_out), (Some(0), vec!["/tuition/0".to_owned()]));
    let mut two = family().tuition.unwrap();
    two.push(Tuition { amount_fen: yuan(700), ..two[0].clone() });
    household.tuition = Some(two);
    assert_eq!(figures(&household, twelve(), 2018).tuition_fen, Some(570_000));
}

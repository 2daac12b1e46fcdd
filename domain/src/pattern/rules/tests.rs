//! Is what is told by each pattern counted rightly, and nothing below the number that is asked for?

use super::*;
use uuid::Uuid;

fn case(number: u128) -> ApplicationId {
    ApplicationId::new(Uuid::from_u128(number))
}

fn officer(number: u128) -> OfficerId {
    OfficerId::new(Uuid::from_u128(number))
}

fn visited(number: u128, dossier: u128, day: &str, visitors: &[u128]) -> Visited {
    let dossier = DossierId::new(Uuid::from_u128(dossier));
    let visitors = visitors.iter().map(|number| officer(*number)).collect();
    Visited { case: case(number), dossier, day: day.parse().unwrap(), visitors }
}

fn deed(number: u128, action: Action, at: &str) -> Deed {
    Deed { case: case(number), officer: officer(1), action, at: at.parse().unwrap() }
}

#[test]
fn two_cases_of_one_household_are_one_call_and_who_comes_alone_is_no_pair() {
    let day = "2018-07-30";
    let pair = [visited(1, 1, day, &[1, 2]), visited(2, 1, day, &[2, 1]), visited(3, 2, day, &[1, 2])];
    let found = same_visitors(&pair, 2);
    assert_eq!((found.len(), found[0].found, found[0].cases.len()), (1, 2, 3));
    assert_eq!(found[0].officers, [officer(1), officer(2)]);
    assert_eq!(same_visitors(&pair, 3), []);
    let others = [
        visited(1, 1, day, &[1, 2]),
        visited(2, 2, "2018-07-31", &[1, 2]),
        visited(3, 3, day, &[1, 3]),
        visited(4, 4, day, &[1]),
        visited(5, 5, day, &[1]),
    ];
    assert_eq!(same_visitors(&others, 2), []);
}

#[test]
fn exceptions_are_a_share_of_the_cases_and_one_alone_is_none() {
    let union = UnionId::new(Uuid::nil());
    let by = |number| Exceptional { case: case(number), officer: officer(1), union };
    let had = |cases| BTreeMap::from([(union, cases)]);
    let two = [by(1), by(2), by(2)];
    let found = many_exceptions(&two, &had(10), 20);
    assert_eq!((found[0].found, found[0].of, found[0].least), (2, Some(10), 20));
    assert_eq!(many_exceptions(&two, &had(11), 20), []);
    assert_eq!(many_exceptions(&two[1..], &had(1), 20), []);
}

#[test]
fn who_takes_and_decides_does_both_often() {
    let at = "2018-07-30T09:00:00+08:00";
    let mut deeds = vec![deed(1, Action::Submit, at), deed(2, Action::Submit, at)];
    deeds.push(deed(3, Action::Sign, at));
    assert_eq!(takes_and_decides(&deeds, 2), []);
    deeds.push(deed(4, Action::Approve, at));
    deeds.push(deed(4, Action::Withdraw, at));
    let found = takes_and_decides(&deeds, 2);
    assert_eq!((found[0].found, found[0].of, found[0].cases.len()), (2, Some(2), 4));
}

#[test]
fn seven_in_the_morning_is_in_hours_and_nine_in_the_evening_is_not() {
    let at = |text: &str| deed(1, Action::Sign, text);
    let calendar = Calendar::shipped().unwrap();
    let all = [
        at("2018-07-30T06:59:59+08:00"),
        at("2018-07-30T07:00:00+08:00"),
        at("2018-07-30T20:59:59+08:00"),
        at("2018-07-30T21:00:00+08:00"),
        at("2018-07-29T10:00:00+08:00"),
    ];
    let found = out_of_hours(&all, &calendar, 3);
    assert_eq!((found[0].found, found[0].of), (3, Some(5)));
    assert_eq!(out_of_hours(&all, &calendar, 4), []);
}

#[test]
fn what_one_household_shares_among_its_own_is_not_told() {
    let of = |dossier: u128, mark: u8| Contact {
        kind: ContactKind::Phone,
        mark: vec![mark],
        dossier: DossierId::new(Uuid::from_u128(dossier)),
        case: case(dossier),
    };
    let found = shared_contacts(&[of(1, 1), of(1, 1), of(2, 2), of(3, 2)], 1);
    assert_eq!((found.len(), found[0].found, found[0].cases.clone()), (1, 2, vec![case(2), case(3)]));
    let card = Contact { kind: ContactKind::Card, ..of(1, 2) };
    assert_eq!(shared_contacts(&[of(2, 2), card], 2), []);
}

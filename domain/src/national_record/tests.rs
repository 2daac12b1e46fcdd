use uuid::Uuid;

use super::*;
use crate::dossier::MemberNumber;

use NationalRecordState as S;

const TODAY: &str = "2018-08-10";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn number(text: &str) -> NationalNumber {
    text.parse().unwrap()
}

const fn officer(number: u128) -> OfficerId {
    OfficerId::new(Uuid::from_u128(number))
}

const fn at(of: i64, now: i64) -> Spoken {
    Spoken { of, now }
}

fn record() -> NationalRecord {
    NationalRecord {
        id: NationalRecordId::new(Uuid::from_u128(1)),
        dossier: DossierId::new(Uuid::from_u128(2)),
        union: UnionId::new(Uuid::from_u128(3)),
        state: S::ToEnter,
        due: true,
        number: None,
        taken: None,
        touched_on: None,
        entered_by: None,
        failure: None,
        differences: Vec::new(),
        compared: None,
        settled: Vec::new(),
        version: 1,
        updated_at: Instant::from_micros(0),
    }
}

fn acknowledged(of: i64, now: i64) -> NationalRecord {
    record().acknowledged(number("A1"), at(of, now), day(TODAY)).unwrap().unwrap()
}

fn phone() -> Difference {
    let member = MemberNumber::try_from(1).ok();
    Difference { member, field: NationalField::Phone, theirs: Some("13995000002".parse().unwrap()) }
}

fn settled(right: RightSide) -> Settled {
    Settled { member: phone().member, field: NationalField::Phone, right }
}

#[test]
fn what_was_taken_is_due_no_more_unless_the_dossier_went_on() {
    let same = acknowledged(3, 3);
    assert_eq!((same.state, same.due, same.taken), (S::Acknowledged, false, Some(3)));
    let behind = acknowledged(3, 4);
    assert_eq!((behind.state, behind.due, behind.taken), (S::Acknowledged, true, Some(3)));
    assert_eq!(behind.touched_on, Some(day(TODAY)));
}

#[test]
fn what_is_said_twice_or_late_changes_nothing() {
    let now = acknowledged(3, 3);
    for of in [1, 2, 3] {
        assert_eq!(now.clone().acknowledged(number("A1"), at(of, 3), day(TODAY)), Ok(None), "{of}");
        assert_eq!(now.clone().failed(&"缺照片".parse().unwrap(), at(of, 3)), Ok(None), "{of}");
    }
    let differing = now.differs(vec![phone()], at(3, 3)).unwrap().unwrap();
    assert_eq!(differing.clone().differs(vec![phone()], at(3, 3)), Ok(None));
    assert_eq!(differing.clone().differs(vec![phone()], at(2, 3)), Ok(None));
    assert_eq!(differing.acknowledged(number("A1"), at(3, 3), day(TODAY)), Ok(None));
}

#[test]
fn a_number_stays_once_the_other_side_has_acknowledged_it() {
    let refused = acknowledged(1, 2).acknowledged(number("A2"), at(2, 2), day(TODAY));
    assert_eq!(refused, Err(NotSo::OtherNumber { number: number("A1") }));
    let by_hand = record().entered((number("A9"), day(TODAY)), officer(1), at(1, 1), day(TODAY)).unwrap();
    assert_eq!((by_hand.state, by_hand.due), (S::Entered, false));
    // What an officer typed gives way to what the other side says.
    let now = by_hand.acknowledged(number("A1"), at(1, 1), day(TODAY)).unwrap().unwrap();
    assert_eq!((now.state, now.number), (S::Acknowledged, Some(number("A1"))));
}

#[test]
fn a_change_by_hand_of_what_is_acknowledged_leaves_it_acknowledged() {
    let changed =
        acknowledged(1, 2).entered((number("A1"), day(TODAY)), officer(1), at(2, 2), day(TODAY)).unwrap();
    assert_eq!((changed.state, changed.due, changed.taken), (S::Acknowledged, false, Some(2)));
    let other = acknowledged(1, 2).entered((number("A2"), day(TODAY)), officer(1), at(2, 2), day(TODAY));
    assert_eq!(other, Err(NotSo::OtherNumber { number: number("A1") }));
}

#[test]
fn nobody_speaks_of_a_version_or_a_day_that_there_is_not() {
    for of in [0, 4] {
        let no = NotSo::NoVersion { now: 3 };
        assert_eq!(record().acknowledged(number("A1"), at(of, 3), day(TODAY)), Err(no.clone()));
        assert_eq!(record().failed(&"缺照片".parse().unwrap(), at(of, 3)), Err(no.clone()));
        assert_eq!(record().differs(vec![phone()], at(of, 3)), Err(no.clone()));
        assert_eq!(record().entered((number("A1"), day(TODAY)), officer(1), at(of, 3), day(TODAY)), Err(no));
    }
    let tomorrow = record().entered((number("A1"), day("2018-08-11")), officer(1), at(1, 1), day(TODAY));
    assert_eq!(tomorrow, Err(NotSo::Future { today: day(TODAY) }));
}

#[test]
fn what_failed_is_due_again_when_the_dossier_changes_or_somebody_has_seen_to_it() {
    let failed = record().failed(&"缺照片".parse().unwrap(), at(2, 2)).unwrap().unwrap();
    assert_eq!((failed.state, failed.due), (S::Failed, false));
    for again in [failed.clone().again().unwrap(), failed.dossier_changed().unwrap()] {
        assert_eq!((again.state, again.due, again.failure), (S::ToEnter, true, None));
    }
    assert_eq!(record().again(), Err(NotSo::Stands { state: S::ToEnter }));
    // A wrong number goes with what was acknowledged under it.
    let anew = acknowledged(3, 3).again().unwrap();
    assert_eq!((anew.state, anew.due, anew.number.as_ref(), anew.taken), (S::ToEnter, true, None, None));
    assert_eq!(
        anew.acknowledged(number("A2"), at(3, 3), day(TODAY)).unwrap().unwrap().number,
        Some(number("A2"))
    );
}

#[test]
fn a_changed_dossier_is_due_and_stays_acknowledged() {
    let changed = acknowledged(3, 3).dossier_changed().unwrap();
    assert_eq!((changed.state, changed.due), (S::Acknowledged, true));
    assert_eq!(changed.dossier_changed(), None);
    assert_eq!(acknowledged(1, 1).differs(vec![phone()], at(1, 1)).unwrap().unwrap().dossier_changed(), None);
}

#[test]
fn each_difference_is_settled_once_and_theirs_after_the_dossier_was_corrected() {
    let differing = acknowledged(2, 2).differs(vec![phone()], at(2, 2)).unwrap().unwrap();
    let field = NationalField::Phone;
    assert_eq!(differing.clone().settled(&[], |_| true), Err(NotSo::Unsettled { field }));
    let theirs = settled(RightSide::Theirs);
    assert_eq!(differing.clone().settled(&[theirs], |_| false), Err(NotSo::NotCorrected { field }));
    assert_eq!(differing.clone().settled(&[theirs, theirs], |_| true), Err(NotSo::Twice { field }));
    let other = Settled { field: NationalField::Name, ..theirs };
    let refused = differing.clone().settled(&[other], |_| true);
    assert_eq!(refused, Err(NotSo::NotOne { field: NationalField::Name }));
    for (right, corrected) in [(RightSide::Ours, false), (RightSide::Theirs, true)] {
        let done = differing.clone().settled(&[settled(right)], |_| corrected).unwrap();
        assert_eq!((done.state, done.due, done.differences.len()), (S::ToEnter, true, 0));
        // What was settled is no news when it is said again of that version; something else, or of a later version, is.
        assert_eq!(done.clone().differs(vec![phone()], at(2, 2)), Ok(None));
        let name = Difference { field: NationalField::Name, ..phone() };
        assert_eq!(done.clone().differs(vec![name], at(2, 2)).unwrap().unwrap().state, S::Differs);
        assert_eq!(done.differs(vec![phone()], at(3, 3)).unwrap().unwrap().state, S::Differs);
    }
    assert_eq!(acknowledged(1, 1).settled(&[], |_| true), Err(NotSo::Stands { state: S::Acknowledged }));
}

#[test]
fn what_is_a_members_names_one_and_what_is_the_households_none() {
    let of_nobody = Difference { member: None, ..phone() };
    let field = NationalField::Phone;
    assert_eq!(record().differs(vec![of_nobody], at(1, 1)), Err(NotSo::OfWhom { field }));
    assert_eq!(record().differs(vec![phone(), phone()], at(1, 1)), Err(NotSo::Twice { field }));
    assert_eq!(record().differs(Vec::new(), at(1, 1)), Err(NotSo::NoDifference));
}

#[test]
fn a_list_is_believed_of_two_officers_and_has_the_rest_differ() {
    let (first, second) = ((3, day(TODAY), officer(1)), (3, day(TODAY), officer(2)));
    let (says, entered) = record().listed(number("A1"), Vec::new(), first);
    let entered = entered.unwrap();
    assert_eq!((says, entered.state, entered.entered_by), (Listed::Entered, S::Entered, Some(officer(1))));
    assert_eq!(entered.clone().listed(number("A1"), Vec::new(), first), (Listed::OwnEntry, None));
    assert_eq!(entered.clone().listed(number("A2"), Vec::new(), second), (Listed::OtherNumber, None));
    let (says, now) = entered.listed(number("A1"), Vec::new(), second);
    let now = now.unwrap();
    assert_eq!(
        (says, now.state, now.taken, now.due),
        (Listed::Acknowledged, S::Acknowledged, Some(3), false)
    );
    assert_eq!(now.clone().listed(number("A1"), Vec::new(), first), (Listed::Known, None));
    let (says, differing) = now.listed(number("A1"), vec![phone()], first);
    let differing = differing.unwrap();
    assert_eq!((says, differing.state, differing.compared), (Listed::Differs, S::Differs, Some(3)));
    assert_eq!(differing.listed(number("A1"), Vec::new(), second), (Listed::Waits, None));
}

#[test]
fn numbers_of_people_in_a_reason_are_starred() {
    let why = "身份证号64010419740512101X已建档,电话13995000001".parse().unwrap();
    let failed = record().failed(&why, at(1, 1)).unwrap().unwrap();
    assert_eq!(failed.failure.unwrap().as_str(), "身份证号***************01X已建档,电话*********01");
}

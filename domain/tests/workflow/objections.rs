//! Who may object, who decides that, and what becomes of a case that somebody objects to late?

use domain::access::Role::{Caseworker, Head};
use domain::application::circumstances::Standing;
use domain::application::evidence::ObjectionState;
use domain::application::seats::SelfRecorded;
use domain::application::{Action, Application, Deed, Position, Refusal, Stage, State};
use domain::id::{ObjectionId, PostingId};

use crate::evidence::{LATER, NOW, approved, moved, record, with_papers};
use crate::story::full;
use crate::world::{World, at, id, matter, officer, remark};

/// Posted, and not gone up yet.
fn posted(world: &World) -> Application {
    let case = moved(world, &with_papers(world), (2, Head), Action::Sign, at(NOW)).unwrap();
    moved(world, &case, (1, Caseworker), Action::Post, at(NOW)).unwrap()
}

fn object(id: u128, word: &str) -> Deed {
    Deed::Objection { id: id!(ObjectionId, id), posting: id!(PostingId, 1), word: word.parse().unwrap() }
}

fn decide(id: u128) -> Deed {
    Deed::ObjectionRuling { objection: id!(ObjectionId, id), upheld: false, reasons: remark() }
}

#[test]
fn whoever_entered_an_objection_does_not_decide_it_and_a_desk_of_theirs_alone_is_passed_over() {
    let world = full();
    let held =
        record(&world, &posted(&world), (12, Head), object(1, "另有收入"), at(NOW)).unwrap().application;
    assert_eq!(record(&world, &held, (12, Head), decide(1), at(LATER)).map(drop), Err(Refusal::OwnObjection));
    let decided = record(&world, &held, (21, Head), decide(1), at(LATER)).unwrap();
    assert_eq!(decided.exceptions, [SelfRecorded::DeskPassed { position: Position::new(1) }]);
    assert_eq!(decided.application.objections[0].state, ObjectionState::Dismissed);
    let held = record(&world, &posted(&world), (11, Caseworker), object(1, "另有收入"), at(NOW));
    let held = held.unwrap().application;
    let needed = Position::new(1);
    assert_eq!(
        record(&world, &held, (21, Head), decide(1), at(LATER)).map(drop),
        Err(Refusal::WrongUnion { needed })
    );
    record(&world, &held, (12, Head), decide(1), at(LATER)).unwrap();
}

#[test]
fn whoever_prepared_the_case_decides_no_objection_to_it() {
    let world = full();
    let case = posted(&world).changed_elsewhere(Some(officer(12)), posted(&world).student).application;
    let held = record(&world, &case, (1, Caseworker), object(1, "另有收入"), at(NOW)).unwrap().application;
    let tried = record(&world, &held, (12, Head), decide(1), at(LATER)).map(drop);
    assert!(matches!(tried, Err(Refusal::PreparedIt | Refusal::WrongUnion { .. })), "{tried:?}");
    record(&world, &held, (21, Head), decide(1), at(LATER)).unwrap();
}

#[test]
fn nobody_enters_an_objection_that_then_nobody_could_decide() {
    let world = full();
    let case = approved(&world);
    let refused = record(&world, &case, (22, Head), object(1, "另有收入"), at(LATER)).map(drop);
    assert_eq!(refused, Err(Refusal::NobodyLeft { position: Position::new(2) }));
    // Whoever approved does not decide it anyway.
    record(&world, &case, (21, Head), object(1, "另有收入"), at(LATER)).unwrap();
}

#[test]
fn the_same_words_on_the_same_line_wait_once() {
    let world = full();
    let held =
        record(&world, &posted(&world), (1, Caseworker), object(1, "另有收入"), at(NOW)).unwrap().application;
    let same = Err(Refusal::SameObjection { objection: id!(ObjectionId, 1) });
    assert_eq!(record(&world, &held, (1, Caseworker), object(2, "另有收入"), at(NOW)).map(drop), same);
    assert_eq!(record(&world, &held, (11, Caseworker), object(2, "另有收入"), at(NOW)).map(drop), same);
    record(&world, &held, (1, Caseworker), object(2, "房产不符"), at(NOW)).unwrap();
    let settled = record(&world, &held, (12, Head), decide(1), at(NOW)).unwrap().application;
    record(&world, &settled, (1, Caseworker), object(2, "另有收入"), at(NOW)).unwrap();
}

#[test]
fn an_objection_upheld_after_approval_revokes_by_another_heads_decision() {
    let world = full();
    let case = approved(&world);
    let (objection, posting) = (id!(ObjectionId, 1), id!(PostingId, 1));
    let second = id!(ObjectionId, 2);
    let object = |id, word: &str| Deed::Objection { id, posting, word: word.parse().unwrap() };
    let mut held =
        record(&world, &case, (2, Head), object(objection, "另有收入"), at(LATER)).unwrap().application;
    held = record(&world, &held, (2, Head), object(second, "房产不符"), at(LATER)).unwrap().application;
    let decide = |upheld| Deed::ObjectionRuling { objection, upheld, reasons: remark() };
    let tried = |who, upheld| record(&world, &held, (who, Head), decide(upheld), at(LATER));
    assert_eq!(tried(21, true).map(drop), Err(Refusal::OwnDecision));
    assert_eq!(tried(21, false).map(drop), Err(Refusal::OwnDecision));
    assert!(matches!(tried(12, true).map(drop), Err(Refusal::WrongUnion { .. })));
    let dismissed = tried(22, false).unwrap();
    assert_eq!((dismissed.application.stage(), dismissed.history), (Stage::Approved, None));
    let upheld = tried(22, true).unwrap();
    let fallen = upheld.application;
    assert!(matches!(fallen.state(), State::Revoked { decision } if decision.by == officer(22)));
    let line = upheld.history.unwrap();
    assert_eq!((line.action, line.version), (Action::Revoke, fallen.version()));
    assert_eq!((line.from.stage, line.to.stage), (Stage::Approved, Stage::Revoked));
    assert_eq!(fallen.objections[1].state, ObjectionState::Open, "it follows the student");
}

#[test]
fn whoever_objects_from_outside_learns_nothing_and_holds_nothing_until_admitted() {
    let mut world = full();
    let (id, posting) = (id!(ObjectionId, 1), id!(PostingId, 1));
    let receive = |world: &World, case: Application, posting| {
        let circumstances = world.circumstances(matter(0), Standing::Eligible);
        let received = case.receive((id, posting, remark()), &circumstances, at(LATER));
        received.map(|recorded| recorded.application)
    };
    assert_eq!(receive(&world, approved(&world), posting), Err(Refusal::NotPublic));
    world.procedure.public_objections.value = true;
    let case = approved(&world);
    assert_eq!(receive(&world, case.clone(), id!(PostingId, 9)), Err(Refusal::NoSuchPosting));
    let revoked = moved(&world, &case, (22, Head), Action::Revoke, at(LATER)).unwrap();
    assert!(receive(&world, revoked, posting).is_ok());
    let received = receive(&world, case, posting).unwrap();
    assert!(moved(&world, &received, (22, Head), Action::Revoke, at(LATER)).is_ok());
    let admit = |admitted| Deed::Admission { objection: id, admitted, reasons: remark() };
    let admitted = record(&world, &received, (1, Caseworker), admit(true), at(LATER)).unwrap().application;
    let refused = moved(&world, &admitted, (22, Head), Action::Revoke, at(LATER));
    assert_eq!(refused, Err(Refusal::ObjectionOpen { objection: id }));
    let own = record(&world, &received, (1, Caseworker), admit(false), at(LATER)).map(drop);
    assert_eq!(own, Err(Refusal::PreparedIt));
    let not = record(&world, &received, (2, Head), admit(false), at(LATER)).unwrap().application;
    assert_eq!(not.objections[0].state, ObjectionState::NotAdmitted);
    assert!(matches!(
        record(&world, &not, (1, Caseworker), admit(true), at(LATER)).map(drop),
        Err(Refusal::ObjectionIs { .. })
    ));
}

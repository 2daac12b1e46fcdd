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
fn what_the_public_says_holds_a_case_of_any_stage_once_it_is_admitted() {
    let world = full();
    let (id, posting) = (id!(ObjectionId, 1), id!(PostingId, 1));
    let admit = |posting| Deed::Admission { id, posting, word: remark(), said: at(NOW), reasons: remark() };
    let case = approved(&world);
    let unknown = record(&world, &case, (1, Caseworker), admit(id!(PostingId, 9)), at(LATER)).map(drop);
    assert_eq!(unknown, Err(Refusal::NoSuchPosting));
    let admitted = record(&world, &case, (1, Caseworker), admit(posting), at(LATER)).unwrap().application;
    let objection = &admitted.objections[0];
    assert_eq!((objection.state, objection.entered_by, objection.at), (ObjectionState::Open, None, at(NOW)));
    let refused = moved(&world, &admitted, (22, Head), Action::Revoke, at(LATER));
    assert_eq!(refused, Err(Refusal::ObjectionOpen { objection: id }));
    let revoked = moved(&world, &case, (22, Head), Action::Revoke, at(LATER)).unwrap();
    assert!(record(&world, &revoked, (12, Head), admit(posting), at(LATER)).is_ok());
    let may_turn_away = |who, role| {
        let by = world.actors().into_iter().find(|by| by.officer == officer(who) && by.role == role).unwrap();
        case.may_turn_away(&by, &world.circumstances(matter(0), Standing::Eligible).staff)
    };
    assert_eq!(may_turn_away(1, Caseworker), Err(Refusal::PreparedIt));
    assert_eq!(may_turn_away(2, Head), Ok(()));
}

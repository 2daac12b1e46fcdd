//! Who keeps off because they are close to the family? Declared kin, and whoever is of the household itself.

use domain::access::Role::{Caseworker, Head};
use domain::application::attachment::AttachmentKind;
use domain::application::circumstances::Standing;
use domain::application::evidence::{Exceptable, Manner, Piece, RuleName, Ruled};
use domain::application::{Action, Deed, Position, Refusal, Stage, State};
use domain::id::{AttachmentId, ExceptionId, KinshipId, ObjectionId, PostingId, RulingId, VisitId};

use crate::story::{LATER, Story, full};
use crate::world::{World, at, id, matter, officer, remark};

/// The same with these among the household.
fn with_family(family: &[u128]) -> World {
    let mut world = full();
    world.staff.family = family.iter().copied().map(officer).collect();
    world
}

#[test]
fn kin_decide_nothing_and_a_seat_left_to_kin_alone_is_filled_from_above() {
    let world = full();
    let mut story = Story::new(&world);
    story.clerk(1, Action::Submit);
    story.papers(1);
    let kin = Deed::Kinship { id: id!(KinshipId, 1), officer: officer(2), word: remark() };
    story.record(2, Head, kin).unwrap();
    assert_eq!(story.head(2, Action::Sign), Err(Refusal::Kin));
    story.head(12, Action::Sign).unwrap();
}

#[test]
fn whoever_belongs_to_the_family_decides_nothing_and_their_seat_is_filled_from_above() {
    let world = with_family(&[2]);
    let mut story = Story::new(&world);
    story.clerk(1, Action::Submit);
    story.papers(1);
    assert_eq!(story.head(2, Action::Sign), Err(Refusal::OfTheFamily));
    assert!(story.case.nobody_at(&world.staff).is_empty());
    story.head(12, Action::Sign).unwrap();
}

#[test]
fn a_desk_whose_only_head_belongs_to_the_family_is_passed_over() {
    let world = with_family(&[12]);
    let mut story = Story::new(&world);
    story.up(1, 2);
    assert_eq!(story.case.state(), &State::Review { at: Position::new(2) });
    assert!(matches!(
        story.head(12, Action::Endorse),
        Err(Refusal::NotNow { .. } | Refusal::WrongUnion { .. })
    ));
    story.head(21, Action::Approve).unwrap();
}

#[test]
fn where_all_who_decide_belong_to_the_family_the_case_says_so() {
    let world = with_family(&[21, 22]);
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(12, Action::Endorse).unwrap();
    assert_eq!(story.case.nobody_at(&world.staff), [Position::new(2)]);
    for head in [21, 22] {
        assert_eq!(story.head(head, Action::Approve), Err(Refusal::OfTheFamily));
        assert_eq!(story.head(head, Action::Reject), Err(Refusal::OfTheFamily));
    }
}

#[test]
fn the_household_as_it_is_at_the_act_says_who_belongs_to_it() {
    let world = full();
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(12, Action::Endorse).unwrap();
    story.circumstances.staff.family = vec![officer(21)];
    assert_eq!(story.head(21, Action::Approve), Err(Refusal::OfTheFamily));
    story.circumstances.staff.family.clear();
    story.head(21, Action::Approve).unwrap();
    assert_eq!(story.case.stage(), Stage::Approved);
}

#[test]
fn whoever_belongs_to_the_family_rules_excepts_and_hears_nothing() {
    let world = full();
    let mut story = Story::new(&world);
    story.posted(1, 2);
    let (objection, posting) = (id!(ObjectionId, 1), id!(PostingId, 1));
    story.record(1, Caseworker, Deed::Objection { id: objection, posting, word: remark() }).unwrap();
    story.now = at(LATER);
    let rule: RuleName = "batch".to_owned().try_into().unwrap();
    let (id, ruled) = (id!(RulingId, 1), Ruled::Met);
    let evidence = vec![Piece { attachment: id!(AttachmentId, 1), kind: AttachmentKind::Explanation }];
    let excepted = Exceptable::SingleVisitor;
    let deeds = [
        Deed::Ruling { id, rule, ruled, reasons: remark() },
        Deed::ObjectionRuling { objection, upheld: false, reasons: remark() },
        Deed::Exception {
            id: id!(ExceptionId, 1),
            excepted,
            papers: Vec::new(),
            reasons: remark(),
            evidence,
            until: None,
        },
    ];
    let findings = world.circumstances(matter(0), Standing::ForReview).findings;
    for deed in deeds {
        // Beside another head, so that the desk is there for both.
        story.circumstances = world.circumstances(matter(0), Standing::Eligible);
        story.circumstances.findings = findings.clone();
        let colleague = domain::application::seats::Post { officer: officer(13), ..world.staff.posts[3] };
        story.circumstances.staff.posts.push(colleague);
        story.circumstances.staff.family = vec![officer(12)];
        let before = story.case.clone();
        assert_eq!(story.record(12, Head, deed.clone()), Err(Refusal::OfTheFamily), "{deed:?}");
        story.circumstances.staff.family.clear();
        story.record(12, Head, deed).unwrap();
        story.case = before;
    }
}

#[test]
fn whoever_belongs_to_the_family_visits_it_not_even_when_entrusted() {
    let world = with_family(&[2, 77]);
    let mut story = Story::new(&world);
    let visit = |visitors: [u128; 2], manner| {
        let (id, day) = (id!(VisitId, 7), at(LATER).day());
        Deed::Visit {
            id,
            day,
            visitors: visitors.map(officer).to_vec(),
            manner,
            agrees: true,
            corrected: false,
        }
    };
    story.now = at(LATER);
    let refused = |who| Err(Refusal::VisitorOfTheFamily { visitor: officer(who) });
    assert_eq!(story.record(1, Caseworker, visit([1, 2], Manner::InPerson)), refused(2));
    assert_eq!(story.record(1, Caseworker, visit([1, 77], Manner::Entrusted)), refused(77));
    story.record(1, Caseworker, visit([1, 12], Manner::InPerson)).unwrap();
}

#[test]
fn whoever_belongs_to_the_family_takes_no_kinship_back() {
    let world = with_family(&[12]);
    let mut story = Story::new(&world);
    let kinship = id!(KinshipId, 1);
    story.record(1, Caseworker, Deed::Kinship { id: kinship, officer: officer(21), word: remark() }).unwrap();
    let back = Deed::KinshipWithdrawal { kinship, reasons: remark() };
    assert_eq!(story.record(12, Head, back.clone()), Err(Refusal::OfTheFamily));
    story.record(2, Head, back).unwrap();
}

#[test]
fn one_officer_declares_a_kinship_once_until_it_is_taken_back() {
    let world = full();
    let mut story = Story::new(&world);
    let kin = |id, kin| Deed::Kinship { id: id!(KinshipId, id), officer: officer(kin), word: remark() };
    story.record(1, Caseworker, kin(1, 21)).unwrap();
    assert_eq!(story.record(1, Caseworker, kin(2, 21)), Err(Refusal::KinshipDeclared));
    story.record(1, Caseworker, kin(2, 22)).unwrap();
    story.record(2, Head, kin(3, 21)).unwrap();
    let back = Deed::KinshipWithdrawal { kinship: id!(KinshipId, 1), reasons: remark() };
    story.record(1, Caseworker, back).unwrap();
    story.record(1, Caseworker, kin(4, 21)).unwrap();
}

#[test]
fn whoever_belongs_to_the_family_may_prepare_its_case() {
    let world = with_family(&[1]);
    let mut story = Story::new(&world);
    story.up(1, 2);
    assert_eq!(story.case.state(), &State::Review { at: Position::new(1) });
}

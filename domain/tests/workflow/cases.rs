//! Do small unions manage, and do returns, appeals, objections and exceptions do what is said of them?

use domain::access::Role::{Caseworker, Head};
use domain::application::attachment::AttachmentKind;
use domain::application::circumstances::{Missing, Standing};
use domain::application::evidence::{Exceptable, Piece};
use domain::application::seats::SelfRecorded;
use domain::application::state::ReturnTo;
use domain::application::{Action, Application, Position, Refusal, Stage, State};
use domain::application::{Deed, DeedKind};
use domain::id::{AttachmentId, ExceptionId, ObjectionId, PostingId};
use domain::payment::PaymentState;
use domain::posting::Shown;
use domain::text::Language;

use crate::story::{LATER, START, Story, full};
use crate::world::{THREE, TWO, World, at, id, matter, officer, procedure, remark};

#[test]
fn a_union_of_one_person_under_a_county_of_two_can_finish() {
    let posts =
        [(0, 1, Caseworker), (0, 1, Head), (1, 11, Caseworker), (1, 12, Head), (2, 21, Head), (2, 22, Head)];
    let world = World::new(&THREE, procedure(), &posts);
    let mut story = Story::new(&world);
    story.clerk(1, Action::Submit);
    story.papers(1);
    assert_eq!(story.head(1, Action::Sign), Err(Refusal::PreparedIt));
    story.head(12, Action::Sign).unwrap();
    story.clerk(1, Action::Post);
    story.now = at(LATER);
    assert_eq!(story.head(21, Action::Forward), Err(Refusal::WrongUnion { needed: Position::ENTRY }));
    story.head(12, Action::Forward).unwrap();
    assert_eq!(story.case.state(), &State::Review { at: Position::new(2) });
    story.head(21, Action::Approve).unwrap();
    assert_eq!(story.case.stage(), Stage::Approved);
    let kinds: Vec<bool> =
        story.exceptions.iter().map(|e| matches!(e, SelfRecorded::SeatFilled(_))).collect();
    assert_eq!(
        kinds,
        [true, false],
        "the seat filled once, the desk passed over once: {:?}",
        story.exceptions
    );
}

#[test]
fn what_comes_back_unchanged_goes_straight_to_the_desk_that_returned_it() {
    let world = full();
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(12, Action::Endorse).unwrap();
    story.by(21, Head, Action::Return, ReturnTo::UnitReview).unwrap();
    let mut changed = Story {
        circumstances: world.circumstances(matter(1), Standing::Eligible),
        world: &world,
        case: story.case.clone(),
        now: story.now,
        exceptions: Vec::new(),
    };
    story.head(2, Action::Forward).unwrap();
    assert_eq!(story.case.state(), &State::Review { at: Position::new(2) });
    assert!(matches!(changed.head(2, Action::Forward), Err(Refusal::VisitOutdated { .. })));
    changed.papers(1);
    assert_eq!(changed.head(2, Action::Forward), Err(Refusal::PostingOutdated));
}

#[test]
fn an_appeal_is_heard_above_once_and_upheld_it_is_not_rejected_on_the_same_matter() {
    let world = full();
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(12, Action::Reject).unwrap();
    story.clerk(1, Action::Appeal);
    assert_eq!(story.case.state().position(), Some(Position::new(2)));
    story.head(21, Action::Uphold).unwrap();
    assert_eq!(story.case.state(), &State::Review { at: Position::new(1) });
    assert_eq!(story.head(12, Action::Reject), Err(Refusal::UpheldBefore));
    story.circumstances.findings.standing = Standing::NotEligible;
    story.head(12, Action::Reject).unwrap();
    assert_eq!(story.by(1, Caseworker, Action::Appeal, ReturnTo::Draft), Err(Refusal::AppealedBefore));
}

#[test]
fn the_deciding_unions_own_rejection_is_heard_by_another_head() {
    let posts = [(0, 1, Caseworker), (0, 2, Head), (1, 21, Head), (1, 22, Head)];
    let world = World::new(&TWO, procedure(), &posts);
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(21, Action::Reject).unwrap();
    story.clerk(1, Action::Appeal);
    assert_eq!(story.head(21, Action::Dismiss), Err(Refusal::OwnDecision));
    story.head(22, Action::Dismiss).unwrap();
    assert_eq!(story.by(1, Caseworker, Action::Appeal, ReturnTo::Draft), Err(Refusal::RejectedForGood));
}

#[test]
fn an_open_objection_holds_the_case_until_the_union_above_decides() {
    let world = full();
    let mut story = Story::new(&world);
    story.posted(1, 2);
    let (objection, posting) = (id!(ObjectionId, 1), id!(PostingId, 1));
    story.record(1, Caseworker, Deed::Objection { id: objection, posting, word: remark() }).unwrap();
    story.now = at(LATER);
    assert_eq!(story.head(2, Action::Forward), Err(Refusal::ObjectionOpen { objection }));
    let decide = |upheld| Deed::ObjectionRuling { objection, upheld, reasons: remark() };
    assert_eq!(story.record(2, Head, decide(false)), Err(Refusal::WrongUnion { needed: Position::new(1) }));
    let mut upheld = story.case.clone();
    let by = world.actors().into_iter().find(|by| by.officer == officer(12)).unwrap();
    upheld = upheld.record(decide(true), &by, &story.circumstances, story.now).unwrap().application;
    story.record(12, Head, decide(false)).unwrap();
    story.head(2, Action::Forward).unwrap();
    story.case = upheld;
    assert_eq!(story.head(2, Action::Forward), Err(Refusal::PostingLifted));
}

#[test]
fn a_late_paper_is_excepted_at_submission_but_not_at_approval() {
    let world = full();
    let mut story = Story::new(&world);
    let missing = vec![Missing::Attachment(AttachmentKind::TuitionProof)];
    story.circumstances.missing.clone_from(&missing);
    let refused = story.by(1, Caseworker, Action::Submit, ReturnTo::Draft);
    assert_eq!(refused, Err(Refusal::Incomplete { missing: missing.clone() }));
    let evidence = vec![Piece { attachment: id!(AttachmentId, 1), kind: AttachmentKind::Undertaking }];
    let exception = |until: &str| Deed::Exception {
        id: id!(ExceptionId, 1),
        excepted: Exceptable::LatePaper,
        papers: vec![AttachmentKind::TuitionProof],
        reasons: remark(),
        evidence: evidence.clone(),
        until: until.parse().ok(),
    };
    assert!(matches!(story.record(2, Head, exception("2018-08-20")), Err(Refusal::ExceptionLevel { .. })));
    assert!(matches!(story.record(12, Head, exception("2018-09-20")), Err(Refusal::ExceptionTooLong { .. })));
    story.record(12, Head, exception("2018-08-20")).unwrap();
    story.up(1, 2);
    story.head(12, Action::Endorse).unwrap();
    assert_eq!(story.head(21, Action::Approve), Err(Refusal::Incomplete { missing }));
    story.circumstances.missing.clear();
    story.head(21, Action::Approve).unwrap();
}

#[test]
fn nobody_acts_where_then_nobody_could_decide() {
    let posts = [(0, 1, Caseworker), (0, 1, Head), (1, 21, Head)];
    let world = World::new(&TWO, procedure(), &posts);
    let mut story = Story::new(&world);
    story.clerk(1, Action::Submit);
    story.papers(1);
    assert_eq!(story.head(21, Action::Sign), Err(Refusal::NobodyLeft { position: Position::new(1) }));
}

#[test]
fn a_board_that_names_another_worker_no_longer_holds() {
    let world = full();
    let mut story = Story::new(&world);
    story.up(1, 2);
    let shown = story.circumstances.shown.clone();
    story.circumstances.shown = Shown { worker_name: "马建忠".parse().unwrap(), ..shown.clone() };
    assert_eq!(
        story.head(12, Action::Endorse),
        Err(Refusal::PostingNamesOther { shown: shown.worker_name.clone() })
    );
    story.circumstances.shown = shown;
    story.head(12, Action::Endorse).unwrap();
}

#[test]
fn a_draft_expires_when_its_days_are_over() {
    let world = full();
    let draft = world.draft(at(START));
    let mut late = Story { now: at("2018-08-30T00:00:00+08:00"), ..Story::new(&world) };
    assert_eq!(
        late.by(1, Caseworker, Action::Submit, ReturnTo::Draft),
        Err(Refusal::Expired { last: "2018-08-29".parse().unwrap() })
    );
    assert!(draft.clone().expire(&world.procedure, at("2018-08-29T23:59:59+08:00")).is_err());
    let ended = draft.expire(&world.procedure, at("2018-08-30T00:00:00+08:00")).unwrap();
    assert_eq!(ended.application.stage(), Stage::Withdrawn);
}

#[test]
fn a_refusal_speaks_both_languages_without_gaps() {
    let refusal = Refusal::VisitorsTooFew { needed: 2, were: 1 };
    assert_eq!(refusal.code(), "visitors_too_few");
    assert_eq!(refusal.text(Language::Chinese), "走访须2人,实到1人,请补走访或申请例外。");
    assert!(refusal.text(Language::English).starts_with("a visit takes 2 officers, and there were 1;"));
}

#[test]
fn a_case_is_read_as_it_was_written() {
    let world = full();
    let mut story = Story::new(&world);
    story.up(1, 2);
    let written = serde_json::to_string(&story.case).unwrap();
    assert_eq!(serde_json::from_str::<Application>(&written).unwrap(), story.case);
}

#[test]
fn the_decided_list_is_posted_by_who_decided_and_what_is_being_paid_is_not_revoked() {
    let posts =
        [(0, 1, Caseworker), (0, 2, Head), (1, 12, Head), (2, 20, Caseworker), (2, 21, Head), (2, 22, Head)];
    let world = World::new(&THREE, procedure(), &posts);
    let mut story = Story::new(&world);
    story.up(1, 2);
    story.head(12, Action::Endorse).unwrap();
    let first_day = story.now.day();
    let post = |days: i64| Deed::FinalPosting {
        id: id!(PostingId, 2),
        first_day,
        last_day: first_day.plus_days(days - 1),
    };
    let (stage, deed) = (Stage::Review, DeedKind::FinalPosting);
    assert_eq!(story.record(20, Caseworker, post(3)), Err(Refusal::NotRecordedNow { stage, deed }));
    story.head(21, Action::Approve).unwrap();
    assert_eq!(story.record(1, Caseworker, post(3)), Err(Refusal::WrongUnion { needed: Position::new(2) }));
    assert_eq!(story.record(20, Caseworker, post(2)), Err(Refusal::PostingTooShort { days: 3 }));
    story.record(20, Caseworker, post(3)).unwrap();
    assert_eq!(story.case.stage(), Stage::Approved);
    assert_eq!(story.head(21, Action::Reclaim), Err(Refusal::NotPaid));
    story.circumstances.payment = Some(PaymentState::Sent);
    assert_eq!(story.head(21, Action::Revoke), Err(Refusal::BeingPaid));
    assert_eq!(story.head(21, Action::Reclaim), Err(Refusal::NotPaid));
    story.circumstances.payment = Some(PaymentState::Paid);
    assert_eq!(story.head(21, Action::Revoke), Err(Refusal::AlreadyPaid));
    story.head(21, Action::Reclaim).unwrap();
    assert_eq!(story.case.stage(), Stage::Revoked);
}

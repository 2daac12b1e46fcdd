//! Is it in time? Opening, last submission and arrival, to the end of the day in Beijing (N16, D1 and D2).

use domain::access::Role::{Caseworker, Head};
use domain::application::circumstances::Standing;
use domain::application::deadlines::{Extension, ExtensionOf};
use domain::application::state::ReturnTo;
use domain::application::{Action, Application, Refusal, Stage};
use domain::id::{ExtensionId, UnionId};
use domain::time::Instant;
use domain::union::UnionKind;

use crate::world::{BUREAU, THREE, TWO, World, act, at, id, matter, papers, procedure};

const POSTS: [(u8, u128, domain::access::Role); 6] =
    [(0, 1, Caseworker), (0, 2, Head), (1, 11, Head), (1, 12, Head), (2, 21, Head), (2, 22, Head)];

fn world(kinds: &[UnionKind]) -> World {
    let posts = POSTS.iter().filter(|post| usize::from(post.0) < kinds.len() && !short(kinds, post.0));
    World::new(kinds, procedure(), &posts.copied().collect::<Vec<_>>())
}

/// A road past a direct enterprise has no third union, whatever lies between.
fn short(kinds: &[UnionKind], position: u8) -> bool {
    kinds.contains(&UnionKind::DirectEnterprise) && position > 1
}

fn try_act(world: &World, case: &Application, action: Action, when: Instant) -> Result<Application, Refusal> {
    let circumstances = world.circumstances(matter(0), Standing::Eligible);
    let mut refusal = None;
    let tried = act(action, ReturnTo::Draft, (when.day(), when.day().plus_days(4))).unwrap();
    for by in world.actors() {
        match case.clone().act(tried.clone(), &by, &circumstances, when) {
            Ok(done) => return Ok(done.application),
            Err(Refusal::WrongRole { .. } | Refusal::WrongUnion { .. }) => {}
            Err(other) => refusal = Some(other),
        }
    }
    Err(refusal.unwrap_or(Refusal::NotNow { stage: case.stage(), action }))
}

/// A case that was posted from the sixth to the tenth of August.
fn posted(world: &World) -> Application {
    let when = at("2018-08-06T09:00:00+08:00");
    let circumstances = world.circumstances(matter(0), Standing::Eligible);
    let mut case = try_act(world, &world.draft(when), Action::Submit, when).unwrap();
    let clerk = world.actors()[0];
    for deed in papers(when.day(), matter(0), 1) {
        case = case.record(deed, &clerk, &circumstances, when).unwrap().application;
    }
    case = try_act(world, &case, Action::Sign, when).unwrap();
    try_act(world, &case, Action::Post, when).unwrap()
}

const LAST: &str = "2018-08-13T23:59:59.999999+08:00";
const AFTER: &str = "2018-08-14T00:00:00+08:00";

#[test]
fn d1_a_direct_union_reports_until_the_end_of_the_thirteenth() {
    for kinds in [&TWO[..], &[UnionKind::Grassroots, UnionKind::DirectEnterprise, UnionKind::CityFederation]]
    {
        let world = world(kinds);
        let done = try_act(&world, &posted(&world), Action::Forward, at(LAST)).unwrap();
        assert_eq!(done.stage(), Stage::Review);
        let late = try_act(&world, &posted(&world), Action::Forward, at(AFTER));
        assert_eq!(late, Err(Refusal::ArrivalOver { last: "2018-08-13".parse().unwrap() }));
    }
}

#[test]
fn a_bureau_binds_what_passes_under_it_when_it_arrives_at_the_city() {
    let world = world(&BUREAU);
    let at_bureau = try_act(&world, &posted(&world), Action::Forward, at(AFTER)).unwrap();
    let late = try_act(&world, &at_bureau, Action::Endorse, at(AFTER));
    assert_eq!(late, Err(Refusal::ArrivalOver { last: "2018-08-13".parse().unwrap() }));
    let in_time = try_act(&world, &posted(&world), Action::Forward, at(LAST)).unwrap();
    assert!(try_act(&world, &in_time, Action::Endorse, at(LAST)).is_ok());
}

#[test]
fn d2_a_county_is_not_late_by_the_rule_of_the_thirteenth() {
    let world = world(&THREE);
    let done = try_act(&world, &posted(&world), Action::Forward, at(AFTER)).unwrap();
    assert!(try_act(&world, &done, Action::Endorse, at(AFTER)).is_ok());
}

#[test]
fn more_time_for_a_union_is_time_for_its_cases_also_afterwards() {
    let mut world = world(&TWO);
    let (id, until) = (id!(ExtensionId, 1), "2018-08-15".parse().unwrap());
    let (union, of) = (id!(UnionId, 100), ExtensionOf::Arrival);
    world.extensions = vec![Extension { id, union, of, until }];
    assert!(try_act(&world, &posted(&world), Action::Forward, at("2018-08-15T23:59:59+08:00")).is_ok());
    assert!(try_act(&world, &posted(&world), Action::Forward, at("2018-08-16T00:00:00+08:00")).is_err());
    world.extensions[0].union = id!(UnionId, 999);
    assert!(try_act(&world, &posted(&world), Action::Forward, at("2018-08-15T23:59:59+08:00")).is_err());
}

#[test]
fn only_the_first_submission_and_the_first_arrival_are_bound() {
    let world = world(&TWO);
    let late = at("2018-08-26T00:00:00+08:00");
    let first = try_act(&world, &world.draft(late), Action::Submit, late);
    assert_eq!(first, Err(Refusal::SubmissionOver { last: "2018-08-25".parse().unwrap() }));
    let early = at("2018-06-30T23:59:59+08:00");
    let first = try_act(&world, &world.draft(early), Action::Submit, early);
    assert_eq!(first, Err(Refusal::NotOpenYet { opens: "2018-07-01".parse().unwrap() }));
    let mut case = try_act(&world, &posted(&world), Action::Forward, at(LAST)).unwrap();
    for action in [Action::Return, Action::Submit, Action::Sign, Action::Forward, Action::Approve] {
        case = try_act(&world, &case, action, late).unwrap();
    }
    assert_eq!(case.stage(), Stage::Approved);
}

#[test]
fn a_posting_is_over_when_its_last_day_is() {
    let world = world(&THREE);
    let early = try_act(&world, &posted(&world), Action::Forward, at("2018-08-10T23:59:59+08:00"));
    assert_eq!(early, Err(Refusal::PostingRunning { last_day: "2018-08-10".parse().unwrap() }));
    assert!(try_act(&world, &posted(&world), Action::Forward, at("2018-08-11T00:00:00+08:00")).is_ok());
}

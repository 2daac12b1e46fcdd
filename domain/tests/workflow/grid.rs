//! What does the table allow? Every stage, action, position and role, printed and held against a reviewed file.

use core::fmt::Write as _;

use domain::access::Role::{self, Caseworker, Head};
use domain::application::circumstances::Standing;
use domain::application::evidence::{PostingKind, PostingMark};
use domain::application::state::{Decision, Desk, Dismissal, Rejection, ReturnTo, State, Withdrawal};
use domain::application::{Action, Actor, Application, Position};
use domain::id::PostingId;
use strum::VariantArray as _;

use crate::world::{
    THREE, TWO, World, act, at, counties_decide, id, matter, officer, papers, procedure, remark, shown,
};

const NOW: &str = "2018-08-10T09:00:00+08:00";
const ROLES: [Role; 4] = [Caseworker, Head, Role::Finance, Role::Auditor];

fn posts(positions: u8) -> Vec<(u8, u128, Role)> {
    let all = (0..positions).flat_map(|at| {
        let n = u128::from(at) * 10;
        [
            (at, n + 1, Caseworker),
            (at, n + 2, Head),
            (at, n + 3, Role::Finance),
            (at, n + 4, Role::Auditor),
            (at, n + 5, Head),
        ]
    });
    all.collect()
}

/// A case with every paper in order, so that only stage, seat and separation speak.
fn ready(world: &World) -> Application {
    let now = at(NOW);
    let circumstances = world.circumstances(matter(0), Standing::Eligible);
    let clerk = world.actors().into_iter().find(|by| by.role == Caseworker).unwrap();
    let draft = world.draft(now);
    let (file, _, version) = draft.into_parts();
    let mut case = Application::restored(file, State::Signing, version);
    for deed in papers(now.day(), matter(0), 1) {
        case = case.record(deed, &clerk, &circumstances, now).unwrap().application;
    }
    let (mut file, state, version) = case.into_parts();
    file.postings.push(PostingMark {
        posting: id!(PostingId, 1),
        kind: PostingKind::First,
        first_day: "2018-08-01".parse().unwrap(),
        last_day: "2018-08-07".parse().unwrap(),
        matter: matter(0),
        shown: shown(),
        lifted: false,
        by: officer(1),
        at: now,
    });
    Application::restored(file, state, version)
}

fn states(world: &World) -> Vec<(String, State)> {
    let on = at(NOW);
    let decision = |n| Decision { by: officer(n), on, reasons: remark() };
    let rejected = |n, desk| Rejection { decision: decision(n), desk, matter: matter(0) };
    let appealed = |n, desk, to| State::Appealed {
        rejection: rejected(n, desk),
        at: Position::new(to),
        grounds: Some(remark()),
    };
    let mut states = vec![
        ("draft".to_owned(), State::Draft { since: on }),
        ("signing".to_owned(), State::Signing),
        ("unit_review".to_owned(), State::UnitReview),
        ("posted".to_owned(), State::Posted),
    ];
    for n in 1..=world.road.deciding.raw() {
        states.push((format!("review at {n}"), State::Review { at: Position::new(n) }));
    }
    let last = world.road.deciding;
    let at_last = Desk::Review { at: last };
    let head = u128::from(last.raw()) * 10 + 5;
    states.extend([
        ("approved".to_owned(), State::Approved { by: officer(head), on }),
        (
            "rejected at signing".to_owned(),
            State::Rejected { rejection: rejected(2, Desk::Signing), dismissal: None },
        ),
        (
            "rejected at the deciding desk".to_owned(),
            State::Rejected { rejection: rejected(head, at_last), dismissal: None },
        ),
        (
            "rejected for good".to_owned(),
            State::Rejected {
                rejection: rejected(2, Desk::Signing),
                dismissal: Some(Dismissal { decision: decision(12), at: Position::new(1) }),
            },
        ),
        ("appealed, rejected at signing".to_owned(), appealed(2, Desk::Signing, 1)),
        ("appealed, rejected at the deciding desk".to_owned(), appealed(head, at_last, last.raw())),
        ("withdrawn".to_owned(), State::Withdrawn { cause: Withdrawal::Expiry }),
        ("revoked".to_owned(), State::Revoked { decision: decision(head) }),
    ]);
    states
}

fn cell(case: &Application, action: Action, by: &Actor, world: &World) -> String {
    let now = at(NOW);
    let circumstances = world.circumstances(matter(0), Standing::Eligible);
    let days = (now.day(), now.day().plus_days(6));
    let Some(tried) = act(action, ReturnTo::Draft, days) else { return "-".to_owned() };
    let allowed = case.allowed_actions(by, &circumstances, now);
    let listed = allowed.iter().find(|allowed| allowed.action == action);
    match case.clone().act(tried, by, &circumstances, now) {
        Ok(done) => {
            assert_eq!(listed.map(|allowed| allowed.refusals.len()), Some(0), "{action:?} {by:?}");
            assert_eq!(done.application.version(), case.version() + 1);
            let place = done.application.place();
            let position = place.position.map_or(String::new(), |at| format!(" {}", at.raw()));
            format!("-> {}{position}", place.stage.word())
        }
        Err(refusal) => {
            assert!(
                listed.is_none_or(|allowed| !allowed.refusals.is_empty()),
                "{action:?} {by:?} {refusal:?}"
            );
            refusal.code().to_owned()
        }
    }
}

fn print(title: &str, world: &World, into: &mut String) {
    let actors: Vec<Actor> = world.actors();
    let base = ready(world);
    writeln!(into, "# {title}\n").unwrap();
    for (name, state) in states(world) {
        let (file, _, version) = base.clone().into_parts();
        let case = Application::restored(file, state, version);
        writeln!(into, "## {name}").unwrap();
        for action in Action::VARIANTS.iter().filter(|action| **action != Action::Expire) {
            for position in 0..u8::try_from(world.road.stops.len()).unwrap() {
                let by = |role| {
                    let stop = world.road.stop(Position::new(position)).unwrap();
                    *actors.iter().find(|by| by.role == role && by.union == stop.union).unwrap()
                };
                let cells = ROLES.map(|role| {
                    let role_name: &str = role.into();
                    format!("{role_name}: {}", cell(&case, *action, &by(role), world))
                });
                if cells.iter().all(|cell| cell.ends_with("not_now")) {
                    continue;
                }
                let action: &str = action.into();
                writeln!(into, "{action:<9} {position}  {}", cells.join("  ")).unwrap();
            }
        }
        into.push('\n');
    }
}

#[test]
fn the_grid_is_as_reviewed() {
    let mut grid = String::from(
        "Every paper of the case is in order, so only stage, seat and separation speak.\n\
         Lines: action, position on the road, outcome by role. Actions without a line are not_now for everybody.\n\n",
    );
    print(
        "grassroots, county, city; the city decides",
        &World::new(&THREE, procedure(), &posts(3)),
        &mut grid,
    );
    print(
        "grassroots, county, city; the county decides",
        &World::new(&THREE, counties_decide(), &posts(3)),
        &mut grid,
    );
    print("direct enterprise, city", &World::new(&TWO, procedure(), &posts(2)), &mut grid);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/grids/workflow.txt");
    #[expect(clippy::disallowed_methods, reason = "a reviewer asks for a new file by UPDATE_GRIDS=1")]
    let update = std::env::var("UPDATE_GRIDS").is_ok();
    if update {
        std::fs::write(path, &grid).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == grid,
        "differs; look at it with UPDATE_GRIDS=1"
    );
}

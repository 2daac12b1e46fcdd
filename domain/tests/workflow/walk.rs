//! Can every case end? Every state that acts, papers and a changing matter reach is visited.

use std::collections::{HashMap, VecDeque};

use domain::access::Role::{self, Caseworker, Head};
use domain::application::Deed;
use domain::application::circumstances::Standing;
use domain::application::state::ReturnTo;
use domain::application::{Action, Application, Stage, State};
use strum::VariantArray as _;

use crate::world::{THREE, TWO, World, act, at, counties_decide, matter, papers, procedure};

const NOW: &str = "2018-08-06T09:00:00+08:00";

/// One, two or three officers of a union, by their roles.
fn officers(position: u8, count: u8) -> Vec<(u8, u128, Role)> {
    let n = u128::from(position) * 10;
    match count {
        0 => Vec::new(),
        1 => vec![(position, n + 1, Caseworker), (position, n + 1, Head)],
        2 => vec![(position, n + 1, Caseworker), (position, n + 2, Head)],
        _ => vec![
            (position, n + 1, Caseworker),
            (position, n + 2, Head),
            (position, n + 3, Head),
            (position, n + 3, Caseworker),
        ],
    }
}

/// The officers of the deciding union, which has two heads or more, and may have a caseworker.
fn deciders(position: u8, count: u8) -> Vec<(u8, u128, Role)> {
    let n = u128::from(position) * 10;
    let mut posts = vec![(position, n + 1, Head), (position, n + 2, Head)];
    if count > 2 {
        posts.push((position, n + 3, Caseworker));
    }
    posts
}

/// What makes two states the same: all but version and order of events; of evidence, the latest.
fn settled(case: Application) -> Application {
    let (mut file, mut state, _) = case.into_parts();
    let keep = |len: usize| len.saturating_sub(1);
    file.visits.drain(..keep(file.visits.len()));
    file.opinions.drain(..keep(file.opinions.len()));
    file.signatures.drain(..keep(file.signatures.len()));
    file.postings.drain(..keep(file.postings.len()));
    file.consents.dedup();
    file.consents.truncate(4);
    file.hands.sort_unstable();
    for posting in &mut file.postings {
        posting.last_day = "2018-08-01".parse().unwrap();
        posting.by = crate::world::officer(0);
    }
    for visit in &mut file.visits {
        visit.by = crate::world::officer(0);
    }
    for opinion in &mut file.opinions {
        opinion.by = crate::world::officer(0);
    }
    for signature in &mut file.signatures {
        signature.by = crate::world::officer(0);
        signature.scan = domain::id::AttachmentId::new(uuid::Uuid::nil());
    }
    if let State::Approved { by, .. } = &mut state {
        *by = crate::world::officer(0);
    }
    Application::restored(file, state, 1)
}

struct Walk<'a> {
    world: &'a World,
    standings: [Standing; 2],
    seen: HashMap<String, usize>,
    stages: Vec<(Stage, u8)>,
    before: Vec<Vec<usize>>,
    queue: VecDeque<(usize, Application, u8)>,
}

impl Walk<'_> {
    fn meet(&mut self, case: Application, matter: u8, from: Option<usize>) {
        let case = settled(case);
        let key = format!("{matter}{}", serde_json::to_string(&case).unwrap());
        let next = self.seen.len();
        let number = *self.seen.entry(key).or_insert(next);
        if number == next {
            self.stages.push((case.stage(), matter));
            self.before.push(Vec::new());
            self.queue.push_back((number, case, matter));
        }
        if let Some(from) = from {
            self.before[number].push(from);
        }
    }

    fn steps(&mut self, number: usize, case: &Application, now: u8) {
        let instant = at(NOW);
        let days = (instant.day(), instant.day().plus_days(4));
        let circumstances = self.world.circumstances(matter(now), self.standings[usize::from(now)]);
        let changed = self.world.circumstances(matter(1 - now), self.standings[usize::from(1 - now)]);
        for by in self.world.actors() {
            for action in Action::VARIANTS.iter().filter(|action| **action != Action::Withdraw) {
                let targets: &[ReturnTo] =
                    if *action == Action::Return { ReturnTo::VARIANTS } else { &[ReturnTo::Draft] };
                if !Stage::rows(case.stage(), true)
                    .chain(case.stage().rows(false))
                    .any(|row| row.action == *action)
                {
                    continue;
                }
                for to in targets {
                    let Some(tried) = act(*action, *to, days) else { continue };
                    if let Ok(done) = case.clone().act(tried, &by, &circumstances, instant) {
                        self.meet(done.application, now, Some(number));
                    }
                }
            }
            if by.role != Caseworker {
                continue;
            }
            let file = |case: Application, deed| {
                Some(case.record(deed, &by, &circumstances, instant).ok()?.application)
            };
            let mut filed = papers(days.0, matter(now), 1).into_iter();
            if matches!(case.stage(), Stage::Signing | Stage::UnitReview)
                && let Some(after) = filed.try_fold(case.clone(), file)
            {
                self.meet(after, now, Some(number));
            }
            let at_entry = by.stands_for == self.world.road.stops[0].union;
            if at_entry
                && case.stage() == Stage::Draft
                && let Ok(done) = case.clone().record(Deed::Facts, &by, &changed, instant)
            {
                self.meet(done.application, 1 - now, Some(number));
            }
        }
    }

    /// Walks all of it; every live state must lead to an end without withdrawal. Says whether approval is reached.
    fn run(mut self) -> (usize, bool) {
        self.meet(self.world.draft(at(NOW)), 0, None);
        while let Some((number, case, matter)) = self.queue.pop_front() {
            self.steps(number, &case, matter);
        }
        let over = |stage: Stage| stage.ended() || stage == Stage::Approved;
        let mut ends = vec![false; self.stages.len()];
        let mut open: Vec<usize> = (0..ends.len()).filter(|n| over(self.stages[*n].0)).collect();
        while let Some(number) = open.pop() {
            if !core::mem::replace(&mut ends[number], true) {
                open.extend(&self.before[number]);
            }
        }
        for (key, number) in &self.seen {
            assert!(ends[*number], "no end but withdrawal from {key} with {:?}", self.world.staff);
        }
        (ends.len(), self.stages.iter().any(|(stage, _)| *stage == Stage::Approved))
    }
}

fn walk(world: &World, second: Standing) -> usize {
    let standings = [Standing::Eligible, second];
    let (seen, stages, before, queue) = (HashMap::new(), Vec::new(), Vec::new(), VecDeque::new());
    let (count, approved) = Walk { world, standings, seen, stages, before, queue }.run();
    assert!(approved, "no case is ever approved with {:?}", world.staff);
    count
}

#[test]
fn on_roads_of_two_every_live_case_can_end() {
    for (entry, city) in [(0, 3), (1, 2), (1, 3), (2, 2), (3, 2)] {
        let posts = [officers(0, entry), deciders(1, city)].concat();
        let world = World::new(&TWO, procedure(), &posts);
        for second in [Standing::Eligible, Standing::NotEligible] {
            println!("two: {entry} {city} {second:?}: {} states", walk(&world, second));
        }
    }
}

#[test]
fn on_roads_of_three_every_live_case_can_end() {
    for (entry, county) in [(1, 1), (1, 2), (2, 1), (2, 2), (0, 2), (3, 1), (1, 3), (3, 3)] {
        let posts = [officers(0, entry), officers(1, county), deciders(2, 2)].concat();
        let world = World::new(&THREE, procedure(), &posts);
        println!("three: {entry} {county}: {} states", walk(&world, Standing::NotEligible));
    }
}

#[test]
fn where_a_head_belongs_to_the_family_every_live_case_can_end() {
    for kin in [2, 12, 21] {
        let posts = [officers(0, 2), officers(1, 2), deciders(2, 2)].concat();
        let mut world = World::new(&THREE, procedure(), &posts);
        world.staff.family = vec![crate::world::officer(kin)];
        println!("{kin} belongs to the family: {} states", walk(&world, Standing::NotEligible));
    }
}

#[test]
fn where_counties_decide_every_live_case_can_end() {
    for entry in [1, 2, 3] {
        let posts = [officers(0, entry), deciders(1, 3), deciders(2, 2)].concat();
        let world = World::new(&THREE, counties_decide(), &posts);
        println!("county decides: {entry}: {} states", walk(&world, Standing::Eligible));
    }
}

//! Do random deeds of random officers ever break a promise? `WORKFLOW_STEPS` and `WORKFLOW_SEED` set how many and which.

use std::collections::BTreeMap;

use domain::access::Role::Caseworker;
use domain::application::Deed;
use domain::application::attachment::AttachmentKind;
use domain::application::circumstances::{Missing, Standing};
use domain::application::state::ReturnTo;
use domain::application::{Action, Actor, Application, Circumstances, Stage, State};
use domain::payment::PaymentState;
use domain::time::Instant;
use strum::VariantArray as _;

use crate::dice::Dice;
use crate::shadow::{Seen, Shadow};
use crate::town::world;
use crate::world::{World, act, at, matter, officer, papers};

/// A case that random deeds befall.
pub(crate) struct Run<'a> {
    pub(crate) dice: &'a mut Dice,
    pub(crate) world: World,
    pub(crate) case: Application,
    shadow: Shadow,
    pub(crate) now: Instant,
    pub(crate) matter: u8,
    standing: Standing,
    missing: bool,
    payment: Option<PaymentState>,
    pub(crate) serial: u128,
    done: &'a mut BTreeMap<&'static str, u32>,
}

impl Run<'_> {
    fn circumstances(&self) -> Circumstances<'_> {
        let mut circumstances = self.world.circumstances(matter(self.matter), self.standing);
        if self.missing {
            circumstances.missing = vec![Missing::Attachment(AttachmentKind::TuitionProof)];
        }
        circumstances.payment = self.payment.filter(|_| self.case.stage() == Stage::Approved);
        circumstances
    }

    fn own(&self, by: &Actor) -> u8 {
        self.world.road.position_of(by.stands_for).unwrap().raw()
    }

    fn step(&mut self) {
        let actors = self.world.actors();
        let by = *self.dice.pick(&actors);
        match self.dice.roll(32) {
            0 => self.drift(),
            20..=31 => self.advance(),
            1..=9 => self.act(&by),
            _ => self.record(&by),
        }
    }

    /// Somebody does what is ready to be done; where nothing is, entry brings its papers in order.
    fn advance(&mut self) {
        let onward = |action: &Action| {
            !matches!(
                action,
                Action::Withdraw
                    | Action::Reject
                    | Action::Return
                    | Action::Revoke
                    | Action::Reclaim
                    | Action::Dismiss
            )
        };
        let actors = self.world.actors();
        let circumstances = self.circumstances();
        let ready = actors.iter().filter(|by| {
            let open = self.case.allowed_actions(by, &circumstances, self.now);
            open.iter().any(|allowed| allowed.refusals.is_empty() && onward(&allowed.action))
        });
        let ready: Vec<Actor> = ready.copied().collect();
        drop(circumstances);
        if let Some(by) = ready.first() {
            self.act(by);
            return;
        }
        if self.case.postings.last().is_some_and(|posting| posting.last_day >= self.now.day()) {
            self.now = self.now.plus_seconds(24 * 3600);
        }
        if self.dice.one_in(2) {
            (self.missing, self.standing) = (false, Standing::Eligible);
        }
        for by in actors.iter().filter(|by| by.role == Caseworker) {
            self.serial += 1;
            for deed in papers(self.now.day(), matter(self.matter), 1000 + self.serial) {
                self.write(&deed, by, self.matter);
            }
        }
    }

    /// The world goes on: time, facts, staff.
    fn drift(&mut self) {
        match self.dice.roll(8) {
            0..=3 => {
                let hours = i64::try_from(self.dice.roll(60)).unwrap();
                self.now = self.now.plus_seconds(hours * 3600);
            }
            4 => {
                self.standing = *self.dice.pick(&[
                    Standing::Eligible,
                    Standing::Eligible,
                    Standing::NotEligible,
                    Standing::ForReview,
                    Standing::Incomplete,
                ]);
            }
            5 => self.standing = Standing::Eligible,
            6 => self.missing = self.dice.one_in(3),
            _ if self.world.staff.posts.len() > 4 && self.dice.one_in(4) => {
                let at = self.dice.roll(u64::try_from(self.world.staff.posts.len()).unwrap());
                self.world.staff.posts.swap_remove(usize::try_from(at).unwrap());
            }
            // The household turns out to have an officer among it, or to have none.
            _ if self.dice.one_in(4) => {
                self.world.staff.family.clear();
                if self.dice.one_in(2) {
                    self.world.staff.family.push(officer(u128::from(self.dice.roll(30))));
                }
                self.shadow.family = self.world.staff.family.iter().copied().collect();
            }
            _ => {}
        }
    }

    fn act(&mut self, by: &Actor) {
        let circumstances = self.circumstances();
        let open = self.case.allowed_actions(by, &circumstances, self.now);
        let ready: Vec<Action> =
            open.iter().filter(|allowed| allowed.refusals.is_empty()).map(|allowed| allowed.action).collect();
        drop(circumstances);
        let mut action = *self.dice.pick(Action::VARIANTS);
        if !ready.is_empty() && !self.dice.one_in(3) {
            action = *self.dice.pick(&ready);
        }
        // Cases that end at once teach little.
        let ends = matches!(action, Action::Withdraw | Action::Reject | Action::Revoke);
        if ends && !self.dice.one_in(8) {
            return;
        }
        let to = *self.dice.pick(ReturnTo::VARIANTS);
        let first = self.now.day();
        let last = first.plus_days(i64::try_from(self.dice.roll(6)).unwrap() + 2);
        let Some(tried) = act(action, to, (first, last)) else { return };
        let circumstances = self.circumstances();
        let before = self.case.clone();
        match self.case.clone().act(tried, by, &circumstances, self.now) {
            Ok(done) => {
                let (own, deciding) = (self.own(by), self.world.road.deciding.raw());
                let branch = self.world.road.branch.kind;
                let mut shadow = self.shadow.clone();
                let seen = Seen {
                    standing: circumstances.findings.standing,
                    missing: !circumstances.missing.is_empty(),
                    payment: circumstances.payment,
                    matter: circumstances.matter,
                };
                shadow.acts(&done.history, by.officer, own, &seen, deciding, branch);
                if action == Action::Post {
                    shadow.posted(circumstances.matter, first, last);
                }
                assert_eq!(done.application.version(), before.version() + 1);
                drop(circumstances);
                self.shadow = shadow;
                if action == Action::Approve {
                    self.payment =
                        *self.dice.pick(&[None, Some(PaymentState::Sent), Some(PaymentState::Paid)]);
                }
                *self.done.entry(action.word()).or_default() += 1;
                self.case = done.application;
            }
            Err(refusal) => {
                assert!(!refusal.text(domain::text::Language::Chinese).contains('{'), "{refusal:?}");
            }
        }
    }

    fn record(&mut self, by: &Actor) {
        if let Some((deed, now)) = self.deed(by) {
            self.write(&deed, by, now);
        }
    }

    fn write(&mut self, deed: &Deed, by: &Actor, now: u8) {
        let mut circumstances = self.circumstances();
        circumstances.matter = matter(now);
        if let Ok(recorded) = self.case.clone().record(deed.clone(), by, &circumstances, self.now) {
            if let (State::Approved { by: head, .. }, Deed::ObjectionRuling { upheld, .. }) =
                (self.case.state(), deed)
            {
                assert_ne!(*head, by.officer, "an approval is tried by whoever gave it");
                assert_eq!(recorded.application.stage() == Stage::Revoked, *upheld, "upheld without effect");
                assert_eq!(recorded.history.is_some(), *upheld, "revoked without a line of history");
            }
            let own = self.own(by);
            drop(circumstances);
            self.shadow.records(deed, by.officer, own, matter(now));
            *self.done.entry("records").or_default() += 1;
            self.case = recorded.application;
            self.matter = now;
        }
    }
}

#[test]
fn random_deeds_break_no_promise() {
    #[expect(clippy::disallowed_methods, reason = "a drill sets how long it runs and from which seed")]
    let given =
        |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (steps, seed) = (given("WORKFLOW_STEPS", 20_000), given("WORKFLOW_SEED", 20_180_726));
    println!("WORKFLOW_SEED={seed} WORKFLOW_STEPS={steps}");
    let mut dice = Dice((seed << 1) | 1);
    let mut done = BTreeMap::new();
    let mut left = steps;
    while left > 0 {
        let world = world(&mut dice);
        let now =
            at("2018-06-29T09:00:00+08:00").plus_seconds(i64::try_from(dice.roll(50 * 24)).unwrap() * 3600);
        let mut shadow = Shadow::default();
        let case = world.draft(now);
        shadow.enters(case.hands[0].officer);
        let mut run = Run {
            dice: &mut dice,
            world,
            case,
            shadow,
            now,
            matter: 0,
            standing: Standing::Eligible,
            missing: false,
            payment: None,
            serial: 10,
            done: &mut done,
        };
        for _ in 0..250.min(left) {
            run.step();
            left -= 1;
            if run.case.stage().ended() && run.dice.one_in(8) {
                break;
            }
        }
    }
    println!("{done:?}");
    if steps >= 20_000 {
        for action in Action::VARIANTS.iter().filter(|action| **action != Action::Expire) {
            assert!(done.contains_key(action.word()), "{action:?} never happened: {done:?}");
        }
    }
}

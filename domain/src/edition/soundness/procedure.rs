//! Can cases travel by it? Days in their order, desks that there are, each kind said once.

use super::{Flaw, FlawOf, Flaws};
use crate::application::evidence::Exceptable;
use crate::edition::Procedure;
use crate::union::{Level, UnionKind};
use crate::year::Year;

/// The longest term of a draft or an exception, in days.
const LONGEST: i64 = 366;
/// So many officers a federation can be expected to have, who pay.
const MOST_APPROVERS: i64 = 5;
/// The longest time for which something is kept, in years.
const LONGEST_KEPT: i64 = 100;

impl Procedure {
    /// What cannot stand in it, with pointers below `/procedure`.
    pub(super) fn flaws(&self, year: Year) -> Vec<Flaw> {
        let mut flaws = Flaws::of("procedure");
        self.days(&mut flaws, year);
        self.desks(&mut flaws);
        self.papers(&mut flaws);
        for (at, target) in self.targets.iter().enumerate() {
            flaws.number(&format!("targets/{at}/value/percent"), target.percent, 0, 100);
        }
        flaws.number("visitors/value", *self.visitors, 1, 10);
        flaws.number("posting_days/value/first", self.posting_days.first, 1, 60);
        flaws.number("posting_days/value/final", self.posting_days.last, 1, 60);
        flaws.number("draft_days/value", *self.draft_days, 1, LONGEST);
        flaws.number("kept_dossier_years/value", *self.kept_dossier_years, 1, LONGEST_KEPT);
        flaws.number("kept_case_years/value", *self.kept_case_years, 1, LONGEST_KEPT);
        for (at, step) in self.approvals.iter().enumerate() {
            let below = self.approvals.iter().filter(|other| other.from_fen < step.from_fen);
            let least = below.map(|other| other.officers).max().unwrap_or(1);
            let place = format!("approvals/{at}/value/officers");
            flaws.number(&place, step.officers, least.into(), MOST_APPROVERS);
        }
        flaws.once("approvals", "/value/from_fen", self.approvals.iter().map(|each| each.from_fen));
        flaws.once("phases", "/value", self.phases.iter().map(|each| each.phase));
        flaws.once("targets", "/value", self.targets.iter().map(|each| each.target));
        flaws.once("rulings_at_deciding/value", "", self.rulings_at_deciding.iter());
        flaws.found
    }

    fn days(&self, flaws: &mut Flaws, year: Year) {
        for (place, day) in [("opens/value", *self.opens), ("last_submission/value", *self.last_submission)] {
            flaws.expect(year.has(day), place, FlawOf::OtherYear { day, year });
        }
        flaws.order("last_submission/value", *self.opens, *self.last_submission);
        flaws.order("ends/value", *self.last_submission, *self.ends);
        for (at, phase) in self.phases.iter().enumerate() {
            flaws.order(&format!("phases/{at}/value/last"), phase.first, phase.last);
        }
        for (at, deadline) in self.deadlines.iter().enumerate() {
            flaws.order(&format!("deadlines/{at}/value/last"), *self.opens, deadline.last);
        }
    }

    /// Deadlines and deciding desks go by the kind of a union that takes or passes cases directly under the city (N16).
    fn desks(&self, flaws: &mut Flaws) {
        let under =
            |kind: UnionKind| kind.stands_under(UnionKind::CityFederation) && kind.level() != Level::City;
        let deadlines: Vec<UnionKind> = self.deadlines.iter().map(|each| each.kind).collect();
        let desks: Vec<UnionKind> = self.final_desks.iter().map(|each| each.kind).collect();
        for (list, kinds) in [("deadlines", deadlines), ("final_desks", desks)] {
            for (at, kind) in kinds.iter().enumerate() {
                let place = format!("{list}/{at}/value/kind");
                flaws.expect(under(*kind), &place, FlawOf::NotUnderCity);
            }
            flaws.once(list, "/value", kinds);
        }
    }

    fn papers(&self, flaws: &mut Flaws) {
        flaws.once("attachments", "/value", self.attachments.iter().map(|each| (each.kind, each.of)));
        flaws.once("consents", "/value", self.consents.iter().map(|each| (each.giver, each.covers)));
        flaws.once("exceptions", "/value", self.exceptions.iter().map(|each| each.excepted));
        for (at, rule) in self.exceptions.iter().enumerate() {
            let term = format!("exceptions/{at}/value/longest_days");
            match rule.longest_days {
                Some(days) => flaws.number(&term, days, 1, LONGEST),
                // 容缺受理: what comes later comes by a day.
                None => flaws.expect(rule.excepted != Exceptable::LatePaper, &term, FlawOf::NoTerm),
            }
            flaws.once(&format!("exceptions/{at}/value/evidence"), "", rule.evidence.iter());
        }
    }
}

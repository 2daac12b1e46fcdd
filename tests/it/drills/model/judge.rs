//! Was a promise kept? What the service answered is held against the second account of the case.

use domain::application::circumstances::Standing;
use domain::application::{HistoryRow, Matter, Stage};
use domain::union::UnionKind;
use harness::{Answer, Value};

use super::facts::{Study, matter, standing};
use super::shadow::Seen;
use super::town::{Case, Town};

/// The papers without which a new student's case is not complete (N14).
pub(super) const PAPERS: [&str; 6] = [
    "written_application",
    "dossier_material",
    "approval_form",
    "admission_letter",
    "tuition_proof",
    "income_proof",
];

pub(super) fn stage(view: &Value) -> Stage {
    serde_json::from_value(view["state"]["stage"].clone()).unwrap()
}

impl Case {
    pub(super) fn version(&self) -> i64 {
        self.view["version"].as_i64().unwrap()
    }

    pub(super) fn stage(&self) -> Stage {
        stage(&self.view)
    }

    fn counts(&self) -> bool {
        !self.view["submitted_at"].is_null() && (!self.stage().ended())
    }
}

impl Town {
    /// The verdict that the clauses give.
    pub(super) fn standing(&self, case: usize) -> Standing {
        let own = &self.cases[case];
        let others = self.cases.iter().enumerate().filter(|(at, _)| *at != case);
        let beside = others.filter(|(_, other)| {
            other.family == own.family && other.study.student != own.study.student && other.counts()
        });
        let counting: Vec<Study> = beside.map(|(_, other)| other.study).collect();
        standing(&self.families[own.family], own.study, &counting)
    }

    pub(super) fn matter(&self, case: usize) -> Matter {
        let own = &self.cases[case];
        matter(&self.families[own.family], own.study)
    }

    pub(super) fn seen(&self, case: usize) -> Seen {
        let missing = PAPERS.iter().any(|kind| !self.cases[case].papers.iter().any(|paper| paper == kind));
        Seen { standing: self.standing(case), missing, payment: None, matter: self.matter(case) }
    }

    pub(super) async fn read(&self, case: usize) -> Value {
        self.auditor.get(&format!("/applications/{}", self.cases[case].id)).await.expect(200).body
    }

    async fn history(&self, case: usize) -> Vec<Value> {
        let path = format!("/applications/{}/history?limit=200", self.cases[case].id);
        self.auditor.get(&path).await.expect(200).body["items"].as_array().unwrap().clone()
    }

    /// A refusal is a documented one, and changed nothing.
    pub(super) async fn refused(&mut self, case: usize, answer: &Answer) {
        assert!((400..500).contains(&answer.status), "{answer:?}");
        let said = answer.body["rule"].as_str().unwrap_or_else(|| answer.code()).to_owned();
        *self.done.entry(format!("no: {said}")).or_default() += 1;
        assert_eq!(self.read(case).await, self.cases[case].view, "{} changed something", answer.text);
    }

    /// Something that was done raised the version of this case by one, and of no other.
    pub(super) async fn did(&mut self, case: usize, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
        let family = self.cases[case].family;
        for at in 0..self.cases.len() {
            if self.cases[at].family == family {
                let (before, now) = (self.cases[at].version(), self.read(at).await);
                let step = i64::from(at == case);
                assert_eq!(now["version"].as_i64(), Some(before + step), "{what}: {now}");
                self.cases[at].view = now;
            }
        }
        self.outcomes(family);
    }

    /// Facts of a household were changed: the cases that it is about may have a new version, and no new line.
    pub(super) async fn changed(&mut self, family: usize) {
        for at in 0..self.cases.len() {
            if self.cases[at].family == family {
                self.cases[at].view = self.read(at).await;
            }
        }
        self.outcomes(family);
    }

    /// What the service finds today is what the clauses give.
    fn outcomes(&self, family: usize) {
        for (at, case) in self.cases.iter().enumerate() {
            if case.family == family && case.stage().live() {
                let wanted = match self.standing(at) {
                    Standing::Eligible => "eligible",
                    Standing::Incomplete => "incomplete",
                    Standing::NotEligible => "not_eligible",
                    Standing::ForReview => "for_review",
                };
                assert_eq!(case.view["outcome"], wanted, "{}", case.view);
            }
        }
    }

    /// An act was done: its line in the history keeps every promise.
    pub(super) async fn acted(&mut self, case: usize, by: usize, seen: &Seen) {
        let history = self.history(case).await;
        assert_eq!(history.len(), self.cases[case].lines + 1, "an act is one line");
        let row: HistoryRow = serde_json::from_value(history[history.len() - 1].clone()).unwrap();
        let branch = self.families[self.cases[case].family].branch;
        let own = Self::position(branch, &self.posts[by]).unwrap();
        let deciding = u8::try_from(Self::stops(branch) - 1).unwrap();
        let kind = [
            UnionKind::CountyFederation,
            UnionKind::WorkingCommittee,
            UnionKind::Bureau,
            UnionKind::DirectEnterprise,
        ][branch];
        let officer = self.posts[by].officer;
        assert_eq!(row.by.map(|actor| actor.officer), Some(officer));
        self.cases[case].shadow.acts(&row, officer, own, seen, deciding, kind);
        self.cases[case].lines += 1;
        self.did(case, row.action.word()).await;
        assert_eq!(row.version, u64::try_from(self.cases[case].version()).unwrap());
        assert_eq!(row.to.stage, self.cases[case].stage());
    }

    /// Roll-ups are what lists count, and no student has two live cases (N20).
    pub(super) async fn agrees(&self) {
        let mut live = std::collections::BTreeSet::new();
        for case in self.cases.iter().filter(|case| case.stage().live()) {
            assert!(live.insert((case.family, case.study.student)), "two live cases: {}", case.view);
        }
        crate::counts::figures_are_what_lists_count(&self.auditor).await;
    }
}

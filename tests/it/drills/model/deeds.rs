//! What do people do? Mostly what helps a case along, and often enough anything else, by anybody.

use domain::application::Deed;
use harness::{Value, json};

use super::facts::{Family, Study};
use super::shadow::Shadow;
use super::town::{Case, Town};
use crate::drills::dice::Dice;

pub(super) const NOTE: &str = "核对后认为应当如此";

impl Town {
    /// One deed of somebody, judged.
    pub(super) async fn step(&mut self, dice: &mut Dice) {
        if self.cases.len() < 6 || dice.one_in(20) {
            return self.enter(dice).await;
        }
        let live: Vec<usize> = (0..self.cases.len()).filter(|at| !self.cases[*at].stage().ended()).collect();
        let any = usize::try_from(dice.roll(u64::try_from(self.cases.len()).unwrap())).unwrap();
        let case = if live.is_empty() || dice.one_in(8) { any } else { *dice.pick(&live) };
        match dice.roll(48) {
            0 => {
                let hours = i64::try_from(dice.roll(14)).unwrap() + 1;
                self.wait(hours).await;
            }
            1 => self.change_household(case, dice).await,
            2 => self.change_enrolment(case, dice).await,
            3..=8 => {
                let (branch, action) = (self.branch(case), *dice.pick(&ACTIONS));
                let entry = matches!(action, "submit" | "post" | "withdraw" | "appeal");
                let by = if entry && dice.one_in(2) {
                    self.somebody(branch, 0, false, dice)
                } else {
                    *dice.pick(&self.along(branch))
                };
                self.act(case, by, action, dice).await;
            }
            9..=11 => {
                let by = *dice.pick(&self.along(self.branch(case)));
                let what = *dice.pick(&["visits", "opinions", "signatures", "consents"]);
                self.record(case, by, what, dice).await;
            }
            12 => self.object(case, dice).await,
            13 if dice.one_in(4) => self.declare_kin(case, dice).await,
            _ => self.advance(case, dice).await,
        }
    }

    pub(super) fn branch(&self, case: usize) -> usize {
        self.families[self.cases[case].family].branch
    }

    /// A case is entered for some student, who may have one already.
    async fn enter(&mut self, dice: &mut Dice) {
        let family = usize::try_from(dice.roll(u64::try_from(self.families.len()).unwrap())).unwrap();
        let student = usize::from(dice.one_in(2));
        let study = Study { student, school: usize::from(dice.one_in(4)), third: dice.one_in(12) };
        let dossier = &self.families[family].dossier;
        let body = json!({ "campaign": 2018, "dossier": dossier, "enrolment": study.enrolment() });
        let post = self.at(self.families[family].branch, 0, false);
        let (officer, answer) = (post.officer, post.client.post("/applications", &body).await);
        let other = self
            .cases
            .iter()
            .any(|case| (case.family, case.study.student) == (family, study.student) && case.stage().live());
        if other {
            assert_eq!(answer.refused(409, "refused").body["rule"], "other_live");
            return;
        }
        let id = answer.expect(201).id();
        let mut shadow = Shadow::default();
        shadow.enters(officer);
        let view = self.auditor.get(&format!("/applications/{id}")).await.expect(200).body;
        assert_eq!(view["version"], 1);
        self.let_objections_follow(family).await;
        self.cases.push(Case { id, family, study, shadow, view, lines: 0, papers: Vec::new() });
    }

    /// Objections that were open when a case of the household ended may have followed into the one just entered.
    async fn let_objections_follow(&mut self, family: usize) {
        let followed = |view: &Value| {
            let objections = view["objections"].as_array().unwrap();
            objections.iter().filter(|objection| objection["state"] == "followed").count()
        };
        for at in 0..self.cases.len() {
            if self.cases[at].family == family {
                let (before, now) = (self.cases[at].version(), self.read(at).await);
                let more = followed(&now) > followed(&self.cases[at].view);
                assert_eq!(now["version"].as_i64(), Some(before + i64::from(more)), "{now}");
                assert!(!more || self.cases[at].stage().ended(), "{now}");
                self.cases[at].view = now;
            }
        }
    }

    /// Income or tuition turn out otherwise.
    async fn change_household(&mut self, case: usize, dice: &mut Dice) {
        let income_fen = *dice.pick(&INCOMES);
        let tuition_fen = *dice.pick(&[1_000_000, 1_000_000, 900_000]);
        self.correct_household(case, income_fen, tuition_fen, dice).await;
    }

    /// The dossier is changed by the one person of the enterprise, a caseworker of entry, or one above.
    pub(super) async fn correct_household(
        &mut self,
        case: usize,
        income_fen: i64,
        tuition_fen: i64,
        dice: &mut Dice,
    ) {
        let family = self.cases[case].family;
        let changed = Family { income_fen, tuition_fen, ..self.families[family].clone() };
        let along = self.along(changed.branch).into_iter();
        let by: Vec<usize> = along.filter(|at| !self.posts[*at].head).collect();
        let post = &self.posts[*dice.pick(&by)];
        let path = format!("/dossiers/{}", changed.dossier);
        let version = post.client.get(&path).await.expect(200).version();
        let body = json!({ "household": changed.household() });
        let (officer, _) = (post.officer, post.client.put_at(&path, version, &body).await.expect(200));
        let before: Vec<_> = (0..self.cases.len()).map(|at| self.matter(at)).collect();
        self.families[family] = changed;
        for (at, before) in before.into_iter().enumerate() {
            if self.matter(at) != before && self.cases[at].stage().open() {
                self.cases[at].shadow.prepares(officer);
            }
        }
        *self.done.entry("household".to_owned()).or_default() += 1;
        self.changed(family).await;
    }

    async fn change_enrolment(&mut self, case: usize, dice: &mut Dice) {
        let by = *dice.pick(&self.along(self.branch(case)));
        let before = self.cases[case].study;
        let study = Study { school: usize::from(dice.one_in(3)), third: dice.one_in(6), ..before };
        self.correct_enrolment(case, by, study).await;
    }

    pub(super) async fn correct_enrolment(&mut self, case: usize, by: usize, study: Study) {
        let branch = self.branch(case);
        let path = format!("/applications/{}/enrolment", self.cases[case].id);
        let answer =
            self.posts[by].client.put_at(&path, self.cases[case].version(), &study.enrolment()).await;
        if answer.status != 200 {
            return self.refused(case, &answer).await;
        }
        self.cases[case].study = study;
        let own = Self::position(branch, &self.posts[by]).unwrap();
        let (officer, matter) = (self.posts[by].officer, self.matter(case));
        self.cases[case].shadow.records(&Deed::Facts, officer, own, matter);
        self.did(case, "enrolment").await;
    }

    pub(super) async fn act(&mut self, case: usize, by: usize, action: &str, dice: &mut Dice) {
        // Cases that end at once teach little.
        if matches!(action, "withdraw" | "reject" | "revoke" | "return") && !dice.one_in(2) {
            return;
        }
        let version = self.cases[case].version();
        // Now and then somebody has not read the newest version.
        let stale = version > 1 && dice.one_in(25);
        let version = if stale { version - 1 } else { version };
        let (seen, id) = (self.seen(case), self.cases[case].id.clone());
        let client = &self.posts[by].client;
        let answer = if action == "post" {
            let listed = json!([{ "id": id, "version": version }]);
            client.post("/postings", &json!({ "place": "厂区公告栏", "applications": listed })).await
        } else {
            let mut body = json!({ "action": action });
            if action == "return" {
                body["to"] = json!(*dice.pick(&["draft", "signing", "unit_review"]));
            }
            if NOTED.contains(&action) {
                body["note"] = json!(NOTE);
            }
            client.post_at(&format!("/applications/{id}/actions"), version, &body).await
        };
        if answer.status >= 300 {
            assert!(answer.code() != "stale" || stale, "{}", answer.text);
            return self.refused(case, &answer).await;
        }
        assert!(!stale, "done on a version that no longer stands");
        self.acted(case, by, &seen).await;
        if action == "post" {
            let day = |name: &str| serde_json::from_value(answer.body[name].clone()).unwrap();
            self.cases[case].shadow.posted(seen.matter, day("first_day"), day("last_day"));
        }
    }
}

/// For two siblings: a thousand yuan a head below the line, a fen below it, on it, and above it.
const INCOMES: [i64; 4] = [2_400_000, 4_231_999, 4_232_000, 4_600_000];
const ACTIONS: [&str; 12] = [
    "submit", "sign", "post", "forward", "endorse", "approve", "return", "reject", "withdraw", "appeal",
    "dismiss", "revoke",
];
const NOTED: [&str; 7] = ["return", "reject", "withdraw", "appeal", "uphold", "dismiss", "revoke"];

//! What helps a case along? What the service says is still missing: it is done, mostly well, and then the act itself.

use domain::application::Stage;
use domain::application::circumstances::Standing;

use super::facts::Study;
use super::judge::PAPERS;
use super::town::Town;
use crate::drills::dice::Dice;

impl Town {
    /// The act that the stage waits for, or what hinders it.
    pub(super) async fn advance(&mut self, case: usize, dice: &mut Dice) {
        let branch = self.branch(case);
        let at = self.cases[case].view["state"]["at"].as_u64().and_then(|at| usize::try_from(at).ok());
        let last = at.is_some_and(|at| at + 1 == Self::stops(branch));
        let (action, position, head) = match self.cases[case].stage() {
            Stage::Draft => ("submit", 0, false),
            Stage::Signing => ("sign", 0, true),
            Stage::UnitReview if dice.one_in(3) => ("forward", 0, true),
            Stage::UnitReview => ("post", 0, false),
            Stage::Posted => ("forward", 0, true),
            Stage::Review if last => ("approve", at.unwrap_or(0), true),
            Stage::Review => ("endorse", at.unwrap_or(0), true),
            Stage::Rejected => ("appeal", 0, false),
            Stage::Appealed if dice.one_in(3) => ("dismiss", at.unwrap_or(0), true),
            Stage::Appealed => ("uphold", at.unwrap_or(0), true),
            Stage::Approved | Stage::Withdrawn | Stage::Revoked => return,
        };
        // Mostly those of the desk; now and then somebody above stands in.
        let by = if dice.one_in(6) {
            let heads = self.along(branch).into_iter().filter(|at| self.posts[*at].head == head);
            *dice.pick(&heads.collect::<Vec<_>>())
        } else {
            self.somebody(branch, position, head, dice)
        };
        match self.hindrance(case, by, action).await {
            Some(rule) => self.mend(case, &rule, dice).await,
            None => self.act(case, by, action, dice).await,
        }
    }

    /// What the service says hinders it first; nothing where it may be done, or is not for them to try.
    async fn hindrance(&self, case: usize, by: usize, action: &str) -> Option<String> {
        let path = format!("/applications/{}", self.cases[case].id);
        let seen = self.posts[by].client.get(&path).await.expect(200).body;
        let mut allowed = seen["allowed_actions"].as_array().unwrap().iter();
        let allowed = allowed.find(|allowed| allowed["action"] == action)?;
        allowed["hindrances"][0]["rule"].as_str().map(str::to_owned)
    }

    async fn mend(&mut self, case: usize, rule: &str, dice: &mut Dice) {
        let branch = self.branch(case);
        let caseworker = self.somebody(branch, 0, false, dice);
        match rule.split('_').next().unwrap_or(rule) {
            "incomplete" => {
                let lacks = |kind: &&&str| !self.cases[case].papers.iter().any(|paper| paper == **kind);
                if let Some(kind) = PAPERS.iter().find(lacks) {
                    self.attach(case, kind).await;
                }
            }
            "visit" | "visitors" => self.record(case, caseworker, "visits", dice).await,
            "signature" => self.record(case, caseworker, "signatures", dice).await,
            "opinion" => self.record(case, caseworker, "opinions", dice).await,
            "consent" => self.record(case, caseworker, "consents", dice).await,
            "objection" => {
                let head = *dice.pick(&self.along(branch));
                self.speak(case, head, dice).await;
            }
            "posting" if rule == "posting_running" => {
                if dice.one_in(4) {
                    self.wait(20).await;
                }
            }
            "posting" => {
                let head = self.somebody(branch, 0, true, dice);
                self.act(case, head, "return", dice).await;
            }
            "not" => self.qualify(case, caseworker, dice).await,
            _ => {
                let by = *dice.pick(&self.along(branch));
                self.act(case, by, if dice.one_in(2) { "reject" } else { "return" }, dice).await;
            }
        }
    }

    /// A mistake in the papers is found, or the household is put on file.
    async fn qualify(&mut self, case: usize, by: usize, dice: &mut Dice) {
        let study = self.cases[case].study;
        match self.standing(case) {
            Standing::Incomplete if dice.one_in(3) => self.record(case, by, "visits", dice).await,
            Standing::Incomplete => self.confirm(case, dice).await,
            _ if dice.one_in(6) => {
                let head = *dice.pick(&self.along(self.branch(case)));
                self.act(case, head, "reject", dice).await;
            }
            _ if study.third => self.correct_enrolment(case, by, Study { third: false, ..study }).await,
            _ => self.correct_household(case, 2_400_000, 1_000_000, dice).await,
        }
    }

    /// Somebody at a position of the road in that role.
    pub(super) fn somebody(&self, branch: usize, position: usize, head: bool, dice: &mut Dice) -> usize {
        let position = u8::try_from(position).ok();
        let all = self.along(branch).into_iter();
        let fitting: Vec<usize> = all
            .filter(|at| self.posts[*at].head == head && Self::position(branch, &self.posts[*at]) == position)
            .collect();
        *dice.pick(&fitting)
    }
}

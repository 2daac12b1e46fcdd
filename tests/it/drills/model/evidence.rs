//! What is put into a case's file? Papers, visits, opinions, signatures, consents, words against it; mostly good ones.

use domain::application::Deed;
use domain::application::evidence::{ConsentEvidence, ConsentGiver, ConsentPurpose, Manner, OpinionBy};
use domain::id::{ConsentId, KinshipId, ObjectionId, OpinionId, SignatureId, VisitId};
use domain::name::Line;
use harness::{Method, Value, json};
use uuid::Uuid;

use super::deeds::NOTE;
use super::town::Town;
use crate::drills::dice::Dice;

/// What is asked for before a case is posted.
const CONSENTS: [(ConsentGiver, ConsentPurpose); 3] = [
    (ConsentGiver::Worker, ConsentPurpose::Processing),
    (ConsentGiver::Worker, ConsentPurpose::Publication),
    (ConsentGiver::Student, ConsentPurpose::Processing),
];

impl Town {
    pub(super) async fn attach(&mut self, case: usize, kind: &str) {
        let (branch, id) = (self.branch(case), self.cases[case].id.clone());
        let client = &self.at(branch, 0, false).client;
        let request = client.request(Method::POST, &format!("/applications/{id}/attachments?kind={kind}"));
        let request = request.if_match(self.cases[case].version());
        let octets = format!("%PDF-1.4\n% {kind} {id}\n%%EOF\n");
        let answer = request.octets("application/octet-stream", octets).send().await;
        if answer.status == 201 {
            self.cases[case].papers.push(kind.to_owned());
            self.did(case, "attachments").await;
        } else {
            self.refused(case, &answer).await;
        }
    }

    /// A piece of evidence, mostly good.
    pub(super) async fn record(&mut self, case: usize, by: usize, what: &str, dice: &mut Dice) {
        let branch = self.branch(case);
        let (day, officer) = (self.now.day(), self.posts[by].officer);
        let (below, body, deed): (&str, Value, Deed) = match what {
            "visits" => {
                let (agrees, alone) = (!dice.one_in(16), dice.one_in(12));
                let officers = self.along(branch).into_iter().map(|at| self.posts[at].officer);
                let others: Vec<_> = officers.filter(|other| *other != officer).collect();
                let mut visitors = vec![officer, *dice.pick(&others)];
                visitors.truncate(if alone { 1 } else { 2 });
                let body =
                    json!({ "day": day, "visitors": visitors, "manner": "in_person", "agrees": agrees });
                let (id, manner) = (VisitId::new(Uuid::nil()), Manner::InPerson);
                ("visits", body, Deed::Visit { id, day, visitors, manner, agrees, corrected: false })
            }
            "opinions" => {
                let (id, from, in_favour) =
                    (OpinionId::new(Uuid::nil()), OpinionBy::Workplace, !dice.one_in(12));
                let body = json!({ "from": "workplace", "day": day, "in_favour": in_favour });
                ("opinions", body, Deed::Opinion { id, from, day, in_favour })
            }
            "signatures" => {
                let Some(scan) = self.scan(case).await else { return };
                let (id, sealed, signed) = (SignatureId::new(Uuid::nil()), !dice.one_in(12), true);
                let body = json!({ "day": day, "signed": signed, "sealed": sealed, "scan": scan });
                let (scan, scanned) = (serde_json::from_value(json!(scan)).unwrap(), self.matter(case));
                ("signatures", body, Deed::Signature { id, day, signed, sealed, scan, scanned })
            }
            _ => {
                let id = ConsentId::new(Uuid::nil());
                let many = self.cases[case].view["consents"].as_array().unwrap().len();
                let (giver, covers) = CONSENTS[many % CONSENTS.len()];
                let reference: Line = "短信平台0042".parse().unwrap();
                let evidence = ConsentEvidence::Code { on: day, reference };
                let body = json!({ "giver": giver, "covers": covers, "evidence": evidence });
                ("consents", body, Deed::Consent { id, giver, covers, evidence })
            }
        };
        self.send(case, by, below, &body, &deed).await;
    }

    async fn send(&mut self, case: usize, by: usize, below: &str, body: &Value, deed: &Deed) {
        let path = format!("/applications/{}/{below}", self.cases[case].id);
        let client = &self.posts[by].client;
        let answer = client.post_at(&path, self.cases[case].version(), body).await;
        if answer.status != 200 {
            return self.refused(case, &answer).await;
        }
        let own = Self::position(self.branch(case), &self.posts[by]).unwrap();
        let (officer, matter) = (self.posts[by].officer, self.matter(case));
        self.cases[case].shadow.records(deed, officer, own, matter);
        self.did(case, below.split('/').next().unwrap_or(below)).await;
    }

    /// The signed form as a new file of the case.
    async fn scan(&mut self, case: usize) -> Option<String> {
        self.attach(case, "signature_scan").await;
        let path = format!("/applications/{}/attachments", self.cases[case].id);
        let files = self.auditor.get(&path).await.expect(200).body;
        let files = files["items"].as_array().unwrap().iter();
        let mut scans = files.filter(|file| file["kind"] == "signature_scan");
        scans.next_back().map(|file| file["id"].as_str().unwrap().to_owned())
    }

    /// Somebody above puts the household on file, if it was visited.
    pub(super) async fn confirm(&mut self, case: usize, dice: &mut Dice) {
        let (branch, family) = (self.branch(case), self.cases[case].family);
        let by = self.somebody(branch, 1, dice.one_in(2), dice);
        let path = format!("/dossiers/{}", self.families[family].dossier);
        let client = &self.posts[by].client;
        let version = client.get(&path).await.expect(200).version();
        let body = json!({ "deed": "confirm", "on": self.now.day() });
        let answer = client.post_at(&format!("{path}/standing"), version, &body).await;
        if answer.status == 200 {
            self.families[family].on_file = true;
            self.changed(family).await;
        } else {
            self.refused(case, &answer).await;
        }
    }

    /// A colleague says something against the posting, or a head decides on what was said.
    pub(super) async fn object(&mut self, case: usize, dice: &mut Dice) {
        let by = *dice.pick(&self.along(self.branch(case)));
        self.speak(case, by, dice).await;
    }

    /// The same by somebody in particular.
    pub(super) async fn speak(&mut self, case: usize, by: usize, dice: &mut Dice) {
        let view = &self.cases[case].view;
        let objections = view["objections"].as_array().unwrap();
        let open = objections.iter().rev().find(|objection| objection["decided"].is_null());
        if let Some(objection) = open.map(|objection| objection["id"].as_str().unwrap().to_owned()) {
            let upheld = dice.one_in(3);
            let id: ObjectionId = serde_json::from_value(json!(objection)).unwrap();
            let deed = Deed::ObjectionRuling { objection: id, upheld, reasons: NOTE.parse().unwrap() };
            let below = format!("objections/{objection}/decision");
            self.send(case, by, &below, &json!({ "upheld": upheld, "reasons": NOTE }), &deed).await;
            return;
        }
        let Some(posting) = view["postings"].as_array().unwrap().last() else { return };
        let posting = posting["posting"].clone();
        let body = json!({ "posting": posting, "word": "该户另有收入" });
        let path = format!("/applications/{}/objections", self.cases[case].id);
        let answer = self.posts[by].client.post(&path, &body).await;
        if answer.status != 200 {
            return self.refused(case, &answer).await;
        }
        let made = answer.body["objections"].as_array().unwrap().last().unwrap()["id"].clone();
        let (id, posting) = (serde_json::from_value(made).unwrap(), serde_json::from_value(posting).unwrap());
        let deed = Deed::Objection { id, posting, word: NOTE.parse().unwrap() };
        let own = Self::position(self.branch(case), &self.posts[by]).unwrap();
        let (officer, matter) = (self.posts[by].officer, self.matter(case));
        self.cases[case].shadow.records(&deed, officer, own, matter);
        self.did(case, "objections").await;
    }

    pub(super) async fn declare_kin(&mut self, case: usize, dice: &mut Dice) {
        let along = self.along(self.branch(case));
        let (by, kin) = (*dice.pick(&along), self.posts[*dice.pick(&along)].officer);
        let deed =
            Deed::Kinship { id: KinshipId::new(Uuid::nil()), officer: kin, word: NOTE.parse().unwrap() };
        self.send(case, by, "kinships", &json!({ "officer": kin, "word": NOTE }), &deed).await;
    }
}

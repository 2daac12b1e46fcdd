//! Is nothing lost and nothing twice between the two sides, whatever is cut off, repeated or late? (N17)

use std::collections::BTreeMap;

use harness::{Client, Method, Service, Value, json, on_both};

use super::dice::Dice;
use super::figure::{count, seed};
use crate::cast::{Case, Cast};
use crate::family::{UNDER, others, three};
use crate::national_lists::families;
use crate::national_records::national;

/// The national system's side: what it has taken, by the family's record, and what it has said, to be said again.
#[derive(Default)]
struct OtherSide {
    numbers: BTreeMap<String, String>,
    said: Vec<(String, Value)>,
}

impl OtherSide {
    /// Takes a family that it was told of; its answer may get lost on the way, or come again later.
    async fn takes(&mut self, client: &Client, family: &Value, dice: &mut Dice) {
        let id = family["record"]["id"].as_str().unwrap().to_owned();
        if dice.one_in(3) {
            let why = json!({"dossier_version": family["dossier_version"], "reason": "系统繁忙"});
            self.says(client, format!("{id}/failure"), why, dice).await;
            return;
        }
        let next = format!("NX{}", self.numbers.len() + 1);
        let number = self.numbers.entry(id.clone()).or_insert(next).clone();
        let taken = json!({"number": number, "dossier_version": family["dossier_version"]});
        self.says(client, format!("{id}/acknowledgement"), taken, dice).await;
    }

    async fn says(&mut self, client: &Client, path: String, body: Value, dice: &mut Dice) {
        // A third never arrive.
        if !dice.one_in(3) {
            let answer = client.post(&format!("/national-records/{path}"), &body).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
        self.said.push((path, body));
    }

    /// Says something again that it has said before.
    async fn repeats(&self, client: &Client, dice: &mut Dice) {
        if let Some((path, body)) = self.said.get(below(dice, self.said.len().max(1))) {
            let answer = client.post(&format!("/national-records/{path}"), body).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
}

fn below(dice: &mut Dice, sides: usize) -> usize {
    usize::try_from(dice.roll(u64::try_from(sides).unwrap())).unwrap()
}

async fn due(client: &Client) -> Vec<Value> {
    let body = json!({"limit": 2});
    let request = client.request(Method::POST, "/national-records/due").json(&body).without_key();
    request.send().await.expect(200).body["items"].as_array().unwrap().clone()
}

/// The worker of a family is called elsewhere.
async fn changes(case: &Case<'_>, at: usize, turn: usize) {
    let mut household = others(three(UNDER), at);
    household["members"][0]["identifiers"]["phone"] = json!(format!("139950{turn:05}"));
    let _ = case.household(&household).await.expect(200);
}

on_both! {
    async fn each_family_is_there_once_and_as_its_dossier_has_it(service: Service) {
        let mut dice = Dice((seed() << 1) | 1);
        let people = Cast::of(&service).await;
        let cases = families(&people, 4).await;
        let client = national(&service, 100_000).await;
        let mut other_side = OtherSide::default();
        for turn in 0..count(30, 1_000) {
            match below(&mut dice, 5) {
                0 => {
                    let at = below(&mut dice, cases.len());
                    changes(&cases[at], at + 1, turn).await;
                }
                1 => other_side.repeats(&client, &mut dice).await,
                _ => {
                    for family in due(&client).await {
                        other_side.takes(&client, &family, &mut dice).await;
                    }
                }
            }
        }
        // An officer sees to what failed, and all that is left arrives.
        let failed = people.county.get("/national-records?state=failed").await.expect(200).body["items"].clone();
        for record in failed.as_array().unwrap() {
            let path = format!("/national-records/{}/again", record["id"].as_str().unwrap());
            let _ = people.county.act_at(&path, record["version"].as_i64().unwrap()).await.expect(200);
        }
        for _ in 0..8 {
            for family in due(&client).await {
                let id = family["record"]["id"].as_str().unwrap().to_owned();
                let next = format!("NX{}", other_side.numbers.len() + 1);
                let number = other_side.numbers.entry(id.clone()).or_insert(next).clone();
                let body = json!({"number": number, "dossier_version": family["dossier_version"]});
                let _ = client.post(&format!("/national-records/{id}/acknowledgement"), &body).await.expect(200);
            }
        }
        assert_eq!(due(&client).await, Vec::<Value>::new());
        let all = people.county.get("/national-records?total=true").await.expect(200).body;
        assert_eq!(all["total"], cases.len());
        for record in all["items"].as_array().unwrap() {
            let known = other_side.numbers.get(record["id"].as_str().unwrap());
            assert_eq!((&record["state"], record["number"].as_str()), (&json!("acknowledged"), known.map(String::as_str)));
            assert_eq!(record["taken_version"], record["dossier_version"]);
        }
    }
}

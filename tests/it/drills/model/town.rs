//! Who lives and works in the town of a drill? Four entries on roads of two and three unions, and their families.

use std::collections::BTreeMap;

use domain::id::OfficerId;
use domain::time::Instant;
use harness::{Client, Service, Value, json};

use super::facts::{Family, Study};
use super::shadow::Shadow;

/// Codes of the unions on each road, from the entry to the city.
const ROADS: [&[&str]; 4] = [
    &["04FZ01", "640104", "640100"],
    &["JKDZ01", "6401JK", "640100"],
    &["JYZX01", "6401JY", "640100"],
    &["6401GJ", "640100"],
];
const FAMILIES: usize = 32;
const BEGINS: &str = "2018-07-30T09:00:00+08:00";

/// Somebody at a union, signed in.
pub(super) struct Post {
    pub(super) client: Client,
    pub(super) officer: OfficerId,
    pub(super) head: bool,
    pub(super) union: String,
}

/// A case, as it is known and as it should be.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) family: usize,
    pub(super) study: Study,
    pub(super) shadow: Shadow,
    /// What the auditor saw of it last.
    pub(super) view: Value,
    /// How many lines its history has.
    pub(super) lines: usize,
    /// The papers attached to it.
    pub(super) papers: Vec<String>,
}

pub(super) struct Town {
    pub(super) service: Service,
    pub(super) auditor: Client,
    pub(super) posts: Vec<Post>,
    pub(super) families: Vec<Family>,
    pub(super) cases: Vec<Case>,
    pub(super) now: Instant,
    pub(super) done: BTreeMap<String, u32>,
}

impl Town {
    pub(super) async fn build(service: Service) -> Self {
        let auditor = service.sign_in("auditor.640100").await;
        let (posts, now) = (Vec::new(), BEGINS.parse().unwrap());
        let families = (0..FAMILIES).map(|number| Family::of(number + 1, number % ROADS.len())).collect();
        let (cases, done) = (Vec::new(), BTreeMap::new());
        let mut town = Self { service, auditor, posts, families, cases, now, done };
        town.hire().await;
        for number in 0..FAMILIES {
            let household = json!({ "household": town.families[number].household() });
            let entry = town.at(town.families[number].branch, 0, false);
            town.families[number].dossier = entry.client.post("/dossiers", &household).await.expect(201).id();
        }
        town
    }

    /// Two people at every union, but one alone in the enterprise; one of the mill works for its county as well.
    async fn hire(&mut self) {
        let admin = self.service.sign_in("accounts.640100").await;
        let mut hired: BTreeMap<String, String> = BTreeMap::new();
        let wanted = [
            ("a", "04FZ01", false),
            ("b", "04FZ01", true),
            ("c", "640104", false),
            ("d", "640104", true),
            ("b", "640104", false),
            ("e", "JKDZ01", false),
            ("f", "JKDZ01", true),
            ("g", "6401JK", false),
            ("h", "6401JK", true),
            ("i", "JYZX01", false),
            ("j", "JYZX01", true),
            ("k", "6401JY", true),
            ("l", "6401JY", false),
            ("m", "6401GJ", false),
            ("m", "6401GJ", true),
            ("n", "640100", false),
            ("o", "640100", true),
            ("p", "640100", true),
            ("q", "640100", true),
            ("m", "640100", true),
        ];
        for (who, union, head) in wanted {
            if !hired.contains_key(who) {
                let made = admin.post("/officers", &json!({ "name": "白云飞" })).await.expect(201).id();
                let _ = hired.insert(who.to_owned(), made);
            }
            let found = admin.get(&format!("/unions?code={union}")).await.expect(200).body;
            let union_id = found["items"][0]["id"].as_str().unwrap().to_owned();
            let role = if head { "head" } else { "caseworker" };
            let username = format!("{who}.{role}.{union}").to_lowercase();
            let account = json!({ "username": username, "password": "a-long-walk-in-autumn",
                "officer": hired[who], "union": union_id, "role": role });
            let _ = admin.post("/accounts", &account).await.expect(201);
            self.service.confirm(&username).await;
            let client = self.service.settle(&username, "a-long-walk-in-autumn").await;
            let officer = serde_json::from_value(json!(hired[who])).unwrap();
            self.posts.push(Post { client, officer, head, union: union.to_owned() });
        }
    }

    /// Where somebody is on a road.
    pub(super) fn position(branch: usize, post: &Post) -> Option<u8> {
        let at = ROADS[branch].iter().position(|code| *code == post.union)?;
        u8::try_from(at).ok()
    }

    /// How long a road is.
    pub(super) const fn stops(branch: usize) -> usize {
        ROADS[branch].len()
    }

    /// The first of those at a position of a road in that role.
    pub(super) fn at(&self, branch: usize, position: usize, head: bool) -> &Post {
        let union = ROADS[branch][position];
        self.posts.iter().find(|post| post.union == union && post.head == head).unwrap()
    }

    /// All on a road, by their number.
    pub(super) fn along(&self, branch: usize) -> Vec<usize> {
        let posts = self.posts.iter().enumerate();
        posts.filter(|(_, post)| Self::position(branch, post).is_some()).map(|(at, _)| at).collect()
    }

    /// Time goes on.
    pub(super) async fn wait(&mut self, hours: i64) {
        self.now = self.now.plus_seconds(hours * 3600);
        let now = serde_json::to_value(self.now).unwrap();
        let _ = self.auditor.put("/demo/clock", &json!({ "now": now })).await.expect(200);
    }
}

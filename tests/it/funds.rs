//! Where does the money come from, and who gets it first? Funds, their ledger, and what approved cases were awarded (N26).

use harness::{Answer, Client, Service, Value, json, on_both, race};

use crate::cast::{Case, Cast, newcomer, told};
use crate::editions::campaign_of_2018;
use crate::family::{UNDER, others, three};

/// What a new student inside the region is given (N18).
pub(crate) const AWARD: i64 = 400_000;

fn fund(campaign: &str) -> Value {
    json!({"campaign": campaign.trim_start_matches("/campaigns/"), "source": "central_special", "name": "2018年金秋助学专项帮扶资金",
        "payee": "worker_card", "national_record_first": true})
}

/// A fund for the campaign of 2018, to be set up.
pub(crate) async fn fund_of(finance: &Client) -> Value {
    fund(&campaign_of_2018(finance).await)
}

/// A fund with a budget, as finance of the city sets it up.
pub(crate) struct Purse {
    pub(crate) finance: Client,
    pub(crate) id: String,
}

impl Purse {
    pub(crate) async fn of(service: &Service, fen: i64) -> Self {
        Self::with(service, fen, &json!({})).await
    }

    /// The same of a fund that differs so.
    pub(crate) async fn with(service: &Service, fen: i64, differs: &Value) -> Self {
        let finance = service.sign_in("finance.640100").await;
        let mut said = fund(&campaign_of_2018(&finance).await);
        for (field, value) in differs.as_object().unwrap() {
            said[field] = value.clone();
        }
        let id = finance.post("/funds", &said).await.expect(201).id();
        let purse = Self { finance, id };
        if fen > 0 {
            let _ = purse.moves("increase", fen).await.expect(200);
        }
        purse
    }

    pub(crate) fn path(&self, below: &str) -> String {
        format!("/funds/{}{below}", self.id)
    }

    pub(crate) async fn view(&self) -> Answer {
        self.finance.get(&self.path("")).await.expect(200)
    }

    pub(crate) async fn moves(&self, change: &str, fen: i64) -> Answer {
        let said = json!({"change": change, "amount_fen": fen, "ground": "宁财(社)发〔2018〕112号"});
        self.finance.post_at(&self.path("/budget"), self.view().await.version(), &said).await
    }

    pub(crate) async fn shares(&self) -> Answer {
        self.finance.post(&self.path("/awards"), &json!({})).await
    }

    pub(crate) async fn shares_with(&self, limit: usize) -> Answer {
        self.finance.post(&self.path("/awards"), &json!({ "limit": limit })).await
    }

    /// Available and committed, as the fund says, and as its ledger adds up to.
    pub(crate) async fn balance(&self) -> (i64, i64) {
        let kept = self.view().await.body["balance"].clone();
        let added = self.finance.get(&self.path("/balance")).await.expect(200).body["balance"].clone();
        assert_eq!(kept, added);
        let fen = |account: &str| kept[account].as_i64().unwrap();
        (fen("available_fen"), fen("committed_fen"))
    }

    pub(crate) async fn kinds(&self) -> Vec<String> {
        let entries = self.finance.get(&format!("/ledger?fund={}", self.id)).await.expect(200).body;
        let kinds = entries["items"].as_array().unwrap().iter();
        kinds.map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
    }
}

/// The award of a case.
pub(crate) async fn award(who: &Client, case: &Case<'_>) -> Value {
    let found = who.get(&format!("/awards?application={}", case.id)).await.expect(200).body;
    found["items"].get(0).cloned().unwrap_or_default()
}

/// So many cases on the desk of the city, of one household each, all of them approved.
pub(crate) async fn approved<'a>(service: &Service, people: &'a Cast, count: usize) -> Vec<Case<'a>> {
    let household = |number| if number == 0 { three(UNDER) } else { others(three(UNDER), number) };
    approved_of(service, people, (0..count).map(household)).await
}

/// The same of these households.
pub(crate) async fn approved_of<'a>(
    service: &Service,
    people: &'a Cast,
    households: impl Iterator<Item = Value>,
) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for household in households {
        cases.push(people.enter(&people.on_file(&household).await, 2).await);
    }
    for case in &cases {
        case.to_unit_review().await;
        let _ = case.post().await.expect(201);
    }
    service.set_clock("2018-08-06T09:00:00+08:00").await;
    for case in &cases {
        case.act(&people.head, "forward").await;
        case.act(&people.county, "endorse").await;
        case.act(&people.city, "approve").await;
    }
    cases
}

on_both! {
    async fn an_approved_case_waits_for_money_and_gets_it_when_there_is_enough(service: Service) {
        let people = Cast::of(&service).await;
        let case = people.enter(&people.on_file(&three(UNDER)).await, 2).await;
        case.to_city(&service).await;
        assert_eq!(award(&people.city, &case).await, Value::Null);
        case.act(&people.city, "approve").await;
        let waits = award(&people.city, &case).await;
        assert_eq!((&waits["state"], &waits["amount_fen"], &waits["fund"]), (&json!("awaiting_funds"), &json!(AWARD), &Value::Null));
        let purse = Purse::of(&service, AWARD - 1).await;
        let told = purse.shares().await.expect(200).body;
        assert_eq!((told["funded"].as_array().unwrap().len(), &told["awaiting"], &told["missing_fen"]), (0, &json!(1), &json!(1)));
        let _ = purse.moves("increase", 1).await.expect(200);
        let told = purse.shares().await.expect(200).body;
        assert_eq!((told["funded"].as_array().unwrap().len(), &told["awaiting"], &told["missing_fen"]), (1, &json!(0), &json!(0)));
        let has = award(&people.caseworker, &case).await;
        assert_eq!((&has["state"], &has["fund"]), (&json!("committed"), &json!(purse.id)));
        assert_eq!(purse.balance().await, (0, AWARD));
        assert_eq!(purse.kinds().await, ["budget", "budget", "commitment"]);
        // Those off the road of the case have never heard of its award.
        let elsewhere = newcomer(&service, "head.640105", "head", "640105").await;
        elsewhere.get(&format!("/awards/{}", has["id"].as_str().unwrap())).await.refused(404, "not_found");
    }

    async fn money_goes_in_the_order_of_priority_and_passes_nobody_over(service: Service) {
        let people = Cast::of(&service).await;
        let cases = approved(&service, &people, 3).await;
        let purse = Purse::of(&service, 2 * AWARD + 1).await;
        let told = purse.shares().await.expect(200).body;
        assert_eq!((&told["awaiting"], &told["awaiting_fen"], &told["missing_fen"]), (&json!(1), &json!(AWARD), &json!(AWARD - 1)));
        let order = people.city.get("/applications?sort=priority").await.expect(200).body;
        let last = order["items"].as_array().unwrap().last().unwrap()["id"].clone();
        for case in &cases {
            let state = award(&people.city, case).await["state"].clone();
            assert_eq!(state == "awaiting_funds", json!(case.id) == last, "{state}");
        }
        assert_eq!(purse.balance().await, (1, 2 * AWARD));
    }

    async fn what_is_revoked_or_released_goes_back_to_the_fund(service: Service) {
        let people = Cast::of(&service).await;
        let cases = approved(&service, &people, 2).await;
        let purse = Purse::of(&service, 2 * AWARD).await;
        let _ = purse.shares().await.expect(200);
        let taken = award(&people.city, &cases[0]).await;
        let path = format!("/awards/{}/release", taken["id"].as_str().unwrap());
        let released = purse.finance.post_at(&path, taken["version"].as_i64().unwrap(), &json!({"ground": "改由市级资金支付"})).await.expect(200);
        assert_eq!((&released.body["state"], &released.body["fund"]), (&json!("awaiting_funds"), &Value::Null));
        told(purse.finance.post_at(&path, released.version(), &json!({"ground": "再退一次"})).await, "award_without_money", None);
        assert_eq!(purse.balance().await, (AWARD, AWARD));
        let _ = cases[1].does(&people.city, json!({"action": "revoke", "note": "经核实不符合条件"})).await.expect(200);
        assert_eq!(award(&people.city, &cases[1]).await["state"], "revoked");
        assert_eq!(purse.balance().await, (2 * AWARD, 0));
        assert_eq!(purse.kinds().await, ["budget", "commitment", "commitment", "release", "release"]);
        // What is revoked never gets money again; what was released does.
        let told = purse.shares().await.expect(200).body;
        assert_eq!((told["funded"].as_array().unwrap().len(), &told["awaiting"]), (1, &json!(0)));
        assert_eq!(purse.balance().await, (AWARD, AWARD));
    }

    async fn what_is_set_aside_is_not_taken_back_from_a_budget(service: Service) {
        let people = Cast::of(&service).await;
        let _ = approved(&service, &people, 1).await;
        let purse = Purse::of(&service, AWARD + 7).await;
        let _ = purse.shares().await.expect(200);
        told(purse.moves("cut", 8).await, "fund_short", None);
        let _ = purse.moves("cut", 7).await.expect(200);
        assert_eq!(purse.balance().await, (0, AWARD));
        let version = purse.view().await.version();
        let said = json!({"change": "increase", "amount_fen": 0, "ground": "无"});
        let wrong = purse.finance.post_at(&purse.path("/budget"), version, &said).await.refused(422, "invalid");
        assert_eq!(wrong.pointers(), ["/amount_fen"]);
        purse.finance.post_at(&purse.path("/budget"), version - 1, &json!({"change": "increase", "amount_fen": 1, "ground": "无"})).await.refused(412, "stale");
    }

    async fn a_fund_is_closed_when_nothing_is_left_in_it(service: Service) {
        let purse = Purse::of(&service, 3).await;
        let close = async || purse.finance.act_at(&purse.path("/close"), purse.view().await.version()).await;
        told(close().await, "fund_not_empty", None);
        let _ = purse.moves("cut", 3).await.expect(200);
        assert!(close().await.expect(200).body["closed_at"].is_string());
        told(purse.moves("increase", 1).await, "fund_closed", None);
        told(purse.shares().await, "fund_closed", None);
        told(close().await, "fund_closed", None);
        assert_eq!(purse.kinds().await, ["budget", "budget_cut"]);
    }

    async fn a_fund_is_spent_by_its_own_union_and_read_by_those_above(service: Service) {
        let city = service.sign_in("finance.640100").await;
        let campaign = campaign_of_2018(&city).await;
        let county = newcomer(&service, "finance.640104", "finance", "640104").await;
        let mut said = fund(&campaign);
        said["source"] = json!("county");
        let made = county.post("/funds", &said).await.expect(201);
        county.post("/funds", &said).await.refused(409, "duplicate");
        let path = format!("/funds/{}", made.id());
        let _ = city.get(&path).await.expect(200);
        let more = json!({"change": "increase", "amount_fen": 1, "ground": "区财政〔2018〕9号"});
        told(city.post_at(&format!("{path}/budget"), 1, &more).await, "fund_of_another", None);
        told(city.post(&format!("{path}/awards"), &json!({})).await, "fund_of_another", None);
        let neighbour = newcomer(&service, "finance.640105", "finance", "640105").await;
        neighbour.get(&path).await.refused(404, "not_found");
        neighbour.post_at(&format!("{path}/budget"), 1, &more).await.refused(404, "not_found");
        let listed = city.get(&format!("/funds?campaign={}&source=county&total=true", said["campaign"].as_str().unwrap())).await.expect(200).body;
        assert_eq!((&listed["total"], &listed["items"][0]["union"]), (&json!(1), &made.body["union"]));
        said["campaign"] = json!("0197b2a0-0000-7000-8000-000000000000");
        assert_eq!(county.post("/funds", &said).await.refused(422, "invalid").pointers(), ["/campaign"]);
    }

    async fn sixty_four_race_for_the_last_of_a_fund(service: Service) {
        let people = Cast::of(&service).await;
        let cases = approved(&service, &people, 3).await;
        let purse = Purse::of(&service, AWARD).await;
        let twin = service.twin().await;
        let doors = [purse.finance.clone(), twin.sign_in("finance2.640100").await];
        let path = purse.path("/awards");
        let nothing = json!({});
        let answers = race(64, |n| doors[n % 2].post(&path, &nothing)).await;
        let funded: usize = answers.into_iter().map(|answer| answer.expect(200).body["funded"].as_array().unwrap().len()).sum();
        assert_eq!(funded, 1);
        assert_eq!(purse.balance().await, (0, AWARD));
        let mut states = Vec::new();
        for case in &cases {
            states.push(award(&people.city, case).await["state"].as_str().unwrap().to_owned());
        }
        states.sort();
        assert_eq!(states, ["awaiting_funds", "awaiting_funds", "committed"]);
    }

    async fn check_finds_money_that_was_moved_beside_the_ledger(service: Service) {
        let people = Cast::of(&service).await;
        let _ = approved(&service, &people, 2).await;
        let purse = Purse::of(&service, AWARD + 5).await;
        let _ = purse.shares().await.expect(200);
        let program = service.program(&crate::drills::program());
        let check = || program.told(&["check"], "", &[]);
        let (well, said) = check();
        assert!(well && said.contains("each fund has what its ledger adds up to"), "{said}");
        let approved_case = "stage = 'approved' WHERE id = (SELECT application FROM awards WHERE state = 'awaiting_funds')";
        for (change, back, told) in [
            ("UPDATE fund_balances SET available_fen = 6", "UPDATE fund_balances SET available_fen = 5", "WRONG    money: 1 funds"),
            ("UPDATE awards SET amount_fen = amount_fen + 1", "UPDATE awards SET amount_fen = amount_fen - 1", "WRONG    money: 1 funds have another balance than their ledger, 2 cases"),
            (
                &format!("UPDATE applications SET {}", approved_case.replace("approved", "posted")),
                &format!("UPDATE applications SET {approved_case}"),
                "1 cases another award",
            ),
        ] {
            crate::altered_rows::alter(&service, change).await;
            let (well, said) = check();
            assert!(!well && said.contains(told), "{change}: {said}");
            crate::altered_rows::alter(&service, back).await;
        }
    }

    async fn the_database_keeps_balances_awards_and_the_ledger(service: Service) {
        let people = Cast::of(&service).await;
        let _ = approved(&service, &people, 1).await;
        let purse = Purse::of(&service, AWARD).await;
        let _ = purse.shares().await.expect(200);
        let again = "INSERT INTO awards SELECT '0197b2a0-0000-7000-8000-000000000001', application, campaign, student, amount_fen, \
                     priority, state, fund, version, created_at, updated_at, code FROM awards";
        for broken in [
            "UPDATE fund_balances SET available_fen = -1",
            "UPDATE fund_balances SET committed_fen = -1",
            "UPDATE awards SET fund = NULL",
            "UPDATE ledger_entries SET amount_fen = amount_fen + 1",
            "DELETE FROM ledger_entries",
            again,
        ] {
            assert!(service.sql(broken).await.is_err(), "{broken}");
        }
        assert_eq!(purse.balance().await, (0, AWARD));
    }
}

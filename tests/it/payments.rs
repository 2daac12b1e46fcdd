//! When is an approved case paid? After the decided list hung out, onto a card of its own, by two officers, and once (N22, N26).

use harness::{Answer, Client, Service, Value, json, on_both, race};

use crate::cast::{Case, Cast, newcomer, told};
use crate::editions::{campaign_of_2018, content, publish};
use crate::family::{UNDER, others, three};
use crate::funds::{AWARD, Purse, approved_of, award};
use crate::objections::{decide, object};

/// The day after the posting of the decided list came down.
pub(crate) const PAID_ON: &str = "2018-08-10T09:00:00+08:00";

/// A card that nobody else has, by a number: its last digit is that of Luhn.
pub(crate) fn card(number: usize) -> String {
    let body = format!("62170000{number:07}");
    let doubled =
        |(at, digit): (usize, u32)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    let sum: u32 = body.chars().rev().filter_map(|digit| digit.to_digit(10)).enumerate().map(doubled).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

/// A household of other people whose worker has that card.
pub(crate) fn carded(number: usize, card: &str) -> Value {
    let mut household = others(three(UNDER), number);
    household["members"][0]["identifiers"]["card"] = json!(card);
    household
}

/// So many approved cases, each with a card of its own, that have the money of a fund which asks nothing of the national system.
pub(crate) async fn funded<'a>(service: &Service, people: &'a Cast, count: usize) -> (Vec<Case<'a>>, Purse) {
    let cases = approved_of(service, people, (1..=count).map(|number| carded(number, &card(number)))).await;
    let fen = AWARD * i64::try_from(count).unwrap();
    let purse = Purse::with(service, fen, &json!({"national_record_first": false})).await;
    let _ = purse.shares().await.expect(200);
    (cases, purse)
}

/// The city posts whom it decided for.
pub(crate) async fn post_decided(service: &Service, cases: &[Case<'_>]) -> Answer {
    posts_decided(&service.sign_in("caseworker.6401fw").await, cases).await
}

async fn posts_decided(who: &Client, cases: &[Case<'_>]) -> Answer {
    let mut listed = Vec::new();
    for case in cases {
        listed.push(json!({"id": case.id, "version": case.version().await}));
    }
    who.post("/postings", &json!({"kind": "final", "place": "市总工会公告栏", "applications": listed})).await
}

/// The same, and the posting has come down.
pub(crate) async fn payable<'a>(service: &Service, people: &'a Cast, count: usize) -> (Vec<Case<'a>>, Purse) {
    let (cases, purse) = funded(service, people, count).await;
    let _ = post_decided(service, &cases).await.expect(201);
    service.set_clock(PAID_ON).await;
    (cases, purse)
}

impl Purse {
    async fn payables(&self) -> Vec<Value> {
        let found = self.finance.get(&self.path("/payables")).await.expect(200).body;
        found["items"].as_array().unwrap().clone()
    }

    /// What stands in the way of the payment of a case.
    pub(crate) async fn obstacles(&self, case: &Case<'_>) -> Vec<String> {
        let payables = self.payables().await;
        let of = payables.iter().find(|payable| payable["application"] == case.id.as_str()).unwrap();
        let obstacles = of["obstacles"].as_array().unwrap().iter();
        obstacles.map(|each| each["obstacle"].as_str().unwrap().to_owned()).collect()
    }

    fn batch(&self, count: i64) -> Value {
        json!({"fund": self.id, "payments": count, "amount_fen": count * AWARD})
    }

    pub(crate) async fn prepares(&self, count: i64) -> Answer {
        self.finance.post("/payment-batches", &self.batch(count)).await
    }

    async fn payable_fen(&self) -> i64 {
        let _ = self.balance().await;
        self.view().await.body["balance"]["payable_fen"].as_i64().unwrap()
    }
}

/// Somebody does that to a batch as it stands.
pub(crate) async fn does(who: &Client, batch: &str, what: &str, body: &Value) -> Answer {
    let path = format!("/payment-batches/{batch}");
    let version = who.get(&path).await.expect(200).version();
    let request = who.request(harness::Method::POST, &format!("{path}/{what}")).if_match(version);
    if body.is_null() { request.send().await } else { request.json(body).send().await }
}

pub(crate) async fn approves(who: &Client, batch: &str) -> Answer {
    does(who, batch, "approve", &Value::Null).await
}

pub(crate) async fn dissolves(who: &Client, batch: &str) -> Answer {
    does(who, batch, "dissolve", &json!({"ground": "名单有误,重新编制"})).await
}

on_both! {
    async fn a_case_is_paid_after_the_decided_list_hung_out(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = funded(&service, &people, 1).await;
        let case = &cases[0];
        assert_eq!(purse.obstacles(case).await, ["too_early", "not_posted"]);
        told(purse.prepares(1).await, "nobody_payable", None);
        // The union that took the case does not post what the city decided.
        told(posts_decided(&people.caseworker, &cases).await, "wrong_union", Some("N15"));
        let posting = post_decided(&service, &cases).await.expect(201);
        assert_eq!((&posting.body["kind"], &posting.body["last_day"]), (&json!("final"), &json!("2018-08-08")));
        assert_eq!(posting.body["lines"][0]["amount_fen"], AWARD);
        assert_eq!(case.place().await.0, "approved");
        assert_eq!(purse.obstacles(case).await, ["too_early", "posting_running"]);
        service.set_clock("2018-08-08T23:59:59+08:00").await;
        assert_eq!(purse.obstacles(case).await, ["too_early", "posting_running"]);
        service.set_clock("2018-08-09T00:00:00+08:00").await;
        assert_eq!(purse.obstacles(case).await, ["too_early"]);
        service.set_clock("2018-08-10T00:00:00+08:00").await;
        assert_eq!(purse.obstacles(case).await, Vec::<String>::new());
        let batch = purse.prepares(1).await.expect(201);
        assert_eq!((&batch.body["state"], &batch.body["number"], &batch.body["amount_fen"]), (&json!("prepared"), &json!(1), &json!(AWARD)));
        assert_eq!((purse.balance().await, purse.payable_fen().await), ((0, 0), AWARD));
        let paid = purse.finance.get(&format!("/payments?batch={}", batch.id())).await.expect(200).body["items"][0].clone();
        assert_eq!((&paid["state"], &paid["line"], &paid["grounds"]["posting"]), (&json!("planned"), &json!(1), &posting.body["id"]));
        assert_eq!(paid["recipient"]["card"], format!("************{}", &card(1)[12..]));
        assert_eq!(purse.kinds().await, ["budget", "commitment", "planning"]);
    }

    async fn a_campaign_pays_until_its_last_day_and_longer_by_a_later_edition(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 1).await;
        service.set_clock("2018-09-30T23:59:59+08:00").await;
        assert_eq!(purse.obstacles(&cases[0]).await, Vec::<String>::new());
        service.set_clock("2018-10-01T00:00:00+08:00").await;
        assert_eq!(purse.obstacles(&cases[0]).await, ["too_late"]);
        let mut policy = content(&people.city).await;
        policy["procedure"]["ends"] = json!({"value": "2018-10-31", "source": "practice"});
        publish(&people.city, &campaign_of_2018(&people.city).await, &policy).await;
        assert_eq!(purse.obstacles(&cases[0]).await, Vec::<String>::new());
        let _ = purse.prepares(1).await.expect(201);
    }

    async fn whoever_prepared_a_batch_does_not_approve_it(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = purse.prepares(1).await.expect(201).id();
        told(approves(&purse.finance, &batch).await, "own_batch", None);
        let second = service.sign_in("finance2.640100").await;
        let approved = approves(&second, &batch).await.expect(200);
        assert_eq!(approved.body["state"], "approved");
        assert_ne!(approved.body["approved_by"], approved.body["prepared_by"]);
        told(approves(&people.city, &batch).await, "batch_stands", None);
        // Another union's finance has never heard of it, and a caseworker reads no payments.
        let neighbour = newcomer(&service, "finance.640105", "finance", "640105").await;
        neighbour.get(&format!("/payment-batches/{batch}")).await.refused(404, "not_found");
        people.caseworker.get("/payments").await.refused(403, "forbidden");
    }

    async fn what_is_declared_is_what_the_lines_come_to(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 2).await;
        for (count, fen) in [(1, 2 * AWARD), (2, 2 * AWARD - 1), (3, 2 * AWARD)] {
            let declared = json!({"fund": purse.id, "payments": count, "amount_fen": fen});
            told(purse.finance.post("/payment-batches", &declared).await, "batch_differs", None);
        }
        let one = award(&people.city, &cases[1]).await["id"].clone();
        let mut named = purse.batch(1);
        named["awards"] = json!([one]);
        let _ = purse.finance.post("/payment-batches", &named).await.expect(201);
        // It stands in a batch, and in no other.
        let again = purse.finance.post("/payment-batches", &named).await.refused(422, "invalid");
        assert_eq!(again.pointers(), ["/awards/0"]);
        let _ = purse.prepares(1).await.expect(201);
        assert_eq!((purse.balance().await, purse.payable_fen().await), ((0, 0), 2 * AWARD));
        told(purse.prepares(1).await, "nobody_payable", None);
    }

    async fn a_batch_that_is_given_up_leaves_its_awards_their_money(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 1).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let revoke = json!({"action": "revoke", "note": "经核实不符合条件"});
        cases[0].refuses(&people.city, revoke.clone(), "being_paid", None).await;
        let taken = award(&people.city, &cases[0]).await;
        let release = format!("/awards/{}/release", taken["id"].as_str().unwrap());
        let ground = json!({"ground": "改由市级资金支付"});
        told(purse.finance.post_at(&release, taken["version"].as_i64().unwrap(), &ground).await, "award_being_paid", None);
        assert_eq!(dissolves(&purse.finance, &batch).await.expect(200).body["state"], "dissolved");
        told(dissolves(&purse.finance, &batch).await, "batch_stands", None);
        assert_eq!((purse.balance().await, purse.payable_fen().await), ((0, AWARD), 0));
        // It can be paid in another batch, or revoked.
        let next = purse.prepares(1).await.expect(201);
        assert_eq!(next.body["number"], 2);
        let _ = dissolves(&purse.finance, &next.id()).await.expect(200);
        let _ = cases[0].does(&people.city, revoke).await.expect(200);
        assert_eq!((purse.balance().await, purse.payable_fen().await), ((AWARD, 0), 0));
        assert_eq!(
            purse.kinds().await,
            ["budget", "commitment", "planning", "dropping", "planning", "dropping", "release"]
        );
    }

    async fn an_objection_holds_a_payment_until_it_is_decided(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = funded(&service, &people, 1).await;
        let posting = post_decided(&service, &cases).await.expect(201).id();
        service.set_clock(PAID_ON).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let objection = object(&people.county_caseworker, &cases[0], &posting).await;
        let second = service.sign_in("finance2.640100").await;
        told(approves(&second, &batch).await, "not_payable", None);
        let _ = decide(&people.second, &cases[0], &objection, false).await.expect(200);
        let _ = approves(&second, &batch).await.expect(200);
    }

    async fn a_card_that_is_changed_after_the_batch_was_prepared_is_not_paid(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 1).await;
        let path = format!("/dossiers/{}", cases[0].dossier);
        let puts = async |number: usize| {
            let version = people.caseworker.get(&path).await.expect(200).version();
            let body = json!({"card_of": 1, "card": card(number), "account": null});
            people.caseworker.put_at(&format!("{path}/card"), version, &body).await.expect(200)
        };
        // Whoever looks at the dossier sees one card, and another is in the batch.
        let _ = puts(8).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = puts(1).await;
        let second = service.sign_in("finance2.640100").await;
        let refused = approves(&second, &batch).await;
        assert!(refused.text.contains("收款卡号或账号在编制批次后有变更"), "{}", refused.text);
        told(refused, "not_payable", None);
        let _ = puts(8).await;
        let _ = approves(&second, &batch).await.expect(200);
        let _ = puts(1).await;
        told(does(&purse.finance, &batch, "send", &json!({})).await, "not_payable", None);
        let _ = dissolves(&purse.finance, &batch).await.expect(200);
        let anew = purse.prepares(1).await.expect(201).id();
        let _ = approves(&second, &anew).await.expect(200);
        let _ = does(&purse.finance, &anew, "send", &json!({})).await.expect(200);
    }

    async fn a_card_of_two_households_pays_neither_and_no_card_nobody(service: Service) {
        let people = Cast::of(&service).await;
        let households = [carded(1, &card(7)), carded(2, &card(7)), others(three(UNDER), 3)].into_iter();
        let cases = approved_of(&service, &people, households).await;
        let purse = Purse::with(&service, 3 * AWARD, &json!({"national_record_first": false})).await;
        let _ = purse.shares().await.expect(200);
        let _ = post_decided(&service, &cases).await.expect(201);
        service.set_clock(PAID_ON).await;
        for (case, obstacle) in cases.iter().zip(["shared_card", "shared_card", "no_card_number"]) {
            assert_eq!(purse.obstacles(case).await, [obstacle]);
        }
        told(purse.prepares(1).await, "nobody_payable", None);
        let mut named = purse.batch(1);
        named["awards"] = json!([award(&people.city, &cases[0]).await["id"]]);
        let refused = purse.finance.post("/payment-batches", &named).await;
        assert!(refused.text.contains("卡号或账号与其他家庭相同"), "{}", refused.text);
        told(refused, "not_payable", None);
    }

    async fn a_fund_that_asks_for_a_national_record_pays_nobody_without(service: Service) {
        let people = Cast::of(&service).await;
        let cases = approved_of(&service, &people, std::iter::once(carded(1, &card(1)))).await;
        let purse = Purse::of(&service, AWARD).await;
        let _ = purse.shares().await.expect(200);
        let _ = post_decided(&service, &cases).await.expect(201);
        service.set_clock(PAID_ON).await;
        assert_eq!(purse.obstacles(&cases[0]).await, ["no_national_record"]);
    }

    async fn sixteen_prepare_at_once_and_each_award_is_paid_once(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 3).await;
        let twin = service.twin().await;
        let doors = [purse.finance.clone(), twin.sign_in("finance2.640100").await];
        let batch = purse.batch(3);
        let answers = race(16, |n| doors[n % 2].post("/payment-batches", &batch)).await;
        let (made, refused): (Vec<Answer>, Vec<Answer>) = answers.into_iter().partition(|answer| answer.status == 201);
        assert_eq!(made.len(), 1);
        for answer in refused {
            told(answer, "nobody_payable", None);
        }
        assert_eq!((purse.balance().await, purse.payable_fen().await), ((0, 0), 3 * AWARD));
    }

    async fn the_database_keeps_one_payment_of_an_award_and_its_fund(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let _ = purse.prepares(1).await.expect(201);
        let again = "INSERT INTO payments SELECT '0197b2a0-0000-7000-8000-000000000001', batch, line + 1, fund, award, application, \
                     amount_fen, state, recipient, grounds, version, created_at, updated_at, code FROM payments";
        for broken in [
            again,
            "UPDATE fund_balances SET payable_fen = -1",
            "UPDATE awards SET state = 'awaiting_funds', fund = NULL",
            "UPDATE payment_batches SET approved_by = prepared_by",
        ] {
            assert!(service.sql(broken).await.is_err(), "{broken}");
        }
    }
}

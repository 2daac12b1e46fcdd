//! What if money was paid to whom it should not have gone? The approval falls, and the family pays the fund back (N26).

use harness::{Answer, Service, Value, json, on_both, race};

use crate::cast::{Case, Cast, newcomer, told};
use crate::funds::{AWARD, Purse, approved_of, award, fund_of};
use crate::objections::{decide, object};
use crate::payments::{PAID_ON, approves, card, carded, does, funded, payable, post_decided};
use crate::sendings::{answers, line, lines, sent};

const RECLAIM: &str = "reclaim";

fn step(action: &str) -> Value {
    json!({"action": action, "note": "经核实家庭收入不实"})
}

/// So many cases that were paid, of one fund, and the batch.
async fn paid<'a>(service: &Service, people: &'a Cast, count: usize) -> (Vec<Case<'a>>, Purse, String) {
    let (cases, purse) = payable(service, people, count).await;
    let batch = sent(service, &purse, i64::try_from(count).unwrap(), &Value::Null).await;
    let said: Vec<Value> = lines(&purse.finance, &batch).await.iter().map(|of| line(of, "paid")).collect();
    let _ = answers(&purse.finance, &batch, &said).await.expect(200);
    (cases, purse, batch)
}

impl Purse {
    async fn recovers(&self, payment: &Value, fen: i64) -> Answer {
        let path = format!("/payments/{}", payment["id"].as_str().unwrap());
        let version = self.finance.get(&path).await.expect(200).version();
        let body = json!({"amount_fen": fen, "ground": "银行收款回单 2018-0917"});
        self.finance.post_at(&format!("{path}/recoveries"), version, &body).await
    }
}

on_both! {
    async fn what_was_paid_is_reclaimed_and_comes_back_to_the_fund(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse, batch) = paid(&service, &people, 2).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let case = cases.iter().find(|case| payment["application"] == case.id.as_str()).unwrap();
        told(purse.recovers(&payment, AWARD).await, "payment_stands", None);
        case.refuses(&people.city, step("revoke"), "already_paid", None).await;
        let reclaimed = case.does(&people.city, step(RECLAIM)).await.expect(200);
        assert_eq!(reclaimed.body["state"]["stage"], "revoked");
        let given = award(&people.city, case).await;
        assert_eq!((&given["state"], &given["fund"]), (&json!("revoked"), &Value::Null));
        // The fund does not have it back yet, and nobody is paid with it.
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((0, 0), (0, 2 * AWARD)));
        assert_eq!(purse.finance.get("/payments?state=reclaimed&total=true").await.expect(200).body["total"], 1);
        let letter = people.city.get(&format!("/applications/{}/letter", case.id)).await.expect(200);
        assert_eq!(letter.body["pay_back_fen"], AWARD);
        assert!(letter.body["text"].as_str().unwrap().contains("请将尚未退回的4000.00元退回"), "{}", letter.text);
        // In parts, and never more than it was.
        assert_eq!(purse.recovers(&payment, AWARD + 1).await.refused(422, "invalid").pointers(), ["/amount_fen"]);
        assert_eq!(purse.recovers(&payment, 0).await.refused(422, "invalid").pointers(), ["/amount_fen"]);
        let part = purse.recovers(&payment, AWARD - 1).await.expect(201).body;
        assert_eq!((&part["state"], &part["recovered_fen"]), (&json!("reclaimed"), &json!(AWARD - 1)));
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((AWARD - 1, 0), (0, AWARD + 1)));
        let _ = purse.recovers(&payment, 2).await.refused(422, "invalid");
        let whole = purse.recovers(&payment, 1).await.expect(201);
        assert_eq!((&whole.body["state"], &whole.body["recovered_fen"]), (&json!("recovered"), &json!(AWARD)));
        told(purse.recovers(&payment, 1).await, "payment_stands", None);
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((AWARD, 0), (0, AWARD)));
        let kept = purse.finance.get(whole.header("location").trim_start_matches("/api/v1")).await.expect(200).body;
        assert_eq!(kept["items"].as_array().unwrap().len(), 2);
    }

    async fn what_is_not_paid_is_not_reclaimed_and_what_is_reclaimed_does_not_come_back_through_the_bank(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 1).await;
        cases[0].refuses(&people.city, step(RECLAIM), "not_paid", None).await;
        let batch = sent(&service, &purse, 1, &Value::Null).await;
        cases[0].refuses(&people.city, step(RECLAIM), "not_paid", None).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        // Whoever prepared it, and who has no seat at the deciding desk, reclaims nothing.
        let refused = cases[0].does(&people.county, step(RECLAIM)).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        let _ = cases[0].does(&people.city, step(RECLAIM)).await.expect(200);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        let back = answers(&purse.finance, &batch, &[line(&payment, "returned")]).await;
        assert_eq!(back.refused(422, "invalid").pointers(), ["/lines/0"]);
        let _ = purse.recovers(&payment, AWARD).await.expect(201);
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((AWARD, 0), (0, 0)));
        let (path, body) = (format!("/awards/{}/receipts", payment["award"].as_str().unwrap()), json!({"word": "received", "giver": "student", "means": "telephone"}));
        told(people.caseworker.post(&path, &body).await, "not_paid", None);
    }

    async fn a_countys_fund_is_paid_back_to_the_county_also_when_it_is_closed(service: Service) {
        let people = Cast::of(&service).await;
        let finance = newcomer(&service, "finance.640104", "finance", "640104").await;
        let cases = approved_of(&service, &people, std::iter::once(carded(1, &card(1)))).await;
        let mut own = fund_of(&finance).await;
        own["source"] = json!("county");
        own["national_record_first"] = json!(false);
        let purse = Purse { id: finance.post("/funds", &own).await.expect(201).id(), finance };
        let _ = purse.moves("increase", AWARD).await.expect(200);
        let _ = purse.shares().await.expect(200);
        let _ = post_decided(&service, &cases).await.expect(201);
        service.set_clock(PAID_ON).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = approves(&people.county, &batch).await.expect(200);
        let _ = does(&purse.finance, &batch, "send", &json!({"form": null})).await.expect(200);
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        let _ = purse.finance.act_at(&purse.path("/close"), purse.view().await.version()).await.expect(200);
        let _ = cases[0].does(&people.city, step(RECLAIM)).await.expect(200);
        let letter = people.city.get(&format!("/applications/{}/letter", cases[0].id)).await.expect(200);
        assert_eq!((&letter.body["pay_back_to"], &letter.body["decision"]["by"]), (&json!("兴庆区总工会"), &json!("银川市总工会")));
        assert!(letter.body["text"].as_str().unwrap().contains("4000.00元退回兴庆区总工会。"), "{}", letter.text);
        // What comes back to a fund that is closed is taken down, and handed back; nothing else is done to it.
        let _ = purse.recovers(&payment, AWARD).await.expect(201);
        assert_eq!(purse.balance().await, (AWARD, 0));
        told(purse.moves("increase", 1).await, "fund_closed", None);
        let _ = purse.moves("cut", AWARD).await.expect(200);
        assert_eq!(purse.balance().await, (0, 0));
    }

    async fn an_objection_upheld_after_the_payment_reclaims_it(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = funded(&service, &people, 1).await;
        let posting = post_decided(&service, &cases).await.expect(201).id();
        service.set_clock(PAID_ON).await;
        let batch = sent(&service, &purse, 1, &Value::Null).await;
        let objection = object(&people.county_caseworker, &cases[0], &posting).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        cases[0].refuses(&people.city, step(RECLAIM), "objection_open", None).await;
        let _ = decide(&people.second, &cases[0], &objection, true).await.expect(200);
        assert_eq!(cases[0].place().await.0, "revoked");
        assert_eq!(lines(&purse.finance, &batch).await[0]["state"], "reclaimed");
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((0, 0), (0, AWARD)));
    }

    async fn a_bank_that_gives_back_and_a_head_who_reclaims_do_not_both(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse, batch) = paid(&service, &people, 1).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let body = json!({"payments": 1, "amount_fen": AWARD, "lines": [line(&payment, "returned")]});
        let path = format!("/payment-batches/{batch}");
        let (read, version) = (purse.finance.get(&path).await.expect(200).version(), cases[0].version().await);
        let act = format!("/applications/{}/actions", cases[0].id);
        let done = race(2, |n| {
            let (who, to, at, what) = match n {
                0 => (&purse.finance, format!("{path}/answers"), read, body.clone()),
                _ => (&people.city, act.clone(), version, step(RECLAIM)),
            };
            async move { who.post_at(&to, at, &what).await.status == 200 }
        })
        .await;
        let state = lines(&purse.finance, &batch).await.remove(0)["state"].clone();
        match (done[0], done[1]) {
            (true, false) => assert_eq!((state, purse.balance().await), (json!("returned"), (0, AWARD))),
            (false, true) => assert_eq!((state, purse.at_the_bank().await), (json!("reclaimed"), (0, AWARD))),
            // The head looked before the bank's word came, and acted after it: the money was back by then.
            (true, true) => assert_eq!((state, purse.balance().await), (json!("returned"), (AWARD, 0))),
            (false, false) => panic!("neither was done"),
        }
    }

    async fn an_award_that_is_reclaimed_leaves_its_fund_in_no_other_way(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse, _batch) = paid(&service, &people, 1).await;
        for broken in [
            "UPDATE awards SET state = 'revoked', fund = NULL",
            "UPDATE fund_balances SET available_fen = available_fen - 1",
        ] {
            assert!(service.sql(broken).await.is_err(), "{broken}");
        }
        assert_eq!((purse.balance().await, purse.at_the_bank().await), ((0, 0), (0, AWARD)));
    }
}

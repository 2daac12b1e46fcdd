//! What becomes of a batch at the bank? It is told once whom to pay, and what it says is taken down once (N22, N26).

use harness::{Answer, Client, Method, Service, Value, json, on_both, race};

use crate::cast::{Cast, told};
use crate::funds::{AWARD, Purse};
use crate::objections::object;
use crate::payments::{PAID_ON, approves, card, dissolves, does, funded, payable, post_decided};

/// A batch of so many that was prepared, approved and handed to the bank.
pub(crate) async fn sent(service: &Service, purse: &Purse, count: i64, form: &Value) -> String {
    let batch = purse.prepares(count).await.expect(201).id();
    let _ = approves(&service.sign_in("finance2.640100").await, &batch).await.expect(200);
    let _ = does(&purse.finance, &batch, "send", &json!({"form": form})).await.expect(200);
    batch
}

async fn file(who: &Client, batch: &str) -> Answer {
    who.request(Method::POST, &format!("/payment-batches/{batch}/bank-file")).without_key().send().await
}

/// The payments of a batch, in the order of their lines.
pub(crate) async fn lines(who: &Client, batch: &str) -> Vec<Value> {
    let found = who.get(&format!("/payments?batch={batch}")).await.expect(200).body;
    found["items"].as_array().unwrap().clone()
}

/// What a bank says of a payment.
pub(crate) fn line(payment: &Value, outcome: &str) -> Value {
    let reason = (outcome == "failed").then_some("户名不符");
    json!({"payment": payment["id"], "amount_fen": payment["amount_fen"], "outcome": outcome, "reason": reason, "serial": "BK201808250001"})
}

fn said(lines: &[Value]) -> Value {
    let fen: i64 = lines.iter().map(|line| line["amount_fen"].as_i64().unwrap()).sum();
    json!({"payments": lines.len(), "amount_fen": fen, "lines": lines})
}

pub(crate) async fn answers(who: &Client, batch: &str, lines: &[Value]) -> Answer {
    does(who, batch, "answers", &said(lines)).await
}

/// Gives the bank's file to be taken down.
async fn gives(purse: &Purse, batch: &str, query: &str, octets: &[u8]) -> Answer {
    let path = format!("/payment-batches/{batch}");
    let version = purse.finance.get(&path).await.expect(200).version();
    let request =
        purse.finance.request(Method::POST, &format!("{path}/result-file{query}")).if_match(version);
    request.octets("text/csv", octets).send().await
}

fn states(payments: &[Value]) -> Vec<&str> {
    payments.iter().map(|payment| payment["state"].as_str().unwrap()).collect()
}

impl Purse {
    /// What of it stands in batches, and what was paid.
    pub(crate) async fn at_the_bank(&self) -> (i64, i64) {
        let balance = self.view().await.body["balance"].clone();
        (balance["payable_fen"].as_i64().unwrap(), balance["paid_fen"].as_i64().unwrap())
    }
}

on_both! {
    async fn the_bank_is_told_whom_to_pay_and_what_it_paid_is_paid(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = payable(&service, &people, 2).await;
        let batch = purse.prepares(2).await.expect(201).id();
        told(does(&purse.finance, &batch, "send", &json!({})).await, "batch_stands", None);
        told(file(&purse.finance, &batch).await, "batch_stands", None);
        let second = service.sign_in("finance2.640100").await;
        let _ = approves(&second, &batch).await.expect(200);
        assert_eq!(does(&purse.finance, &batch, "send", &json!({})).await.expect(200).body["state"], "sent");
        told(does(&purse.finance, &batch, "send", &json!({})).await, "batch_stands", None);
        told(dissolves(&purse.finance, &batch).await, "batch_stands", None);
        let payments = lines(&purse.finance, &batch).await;
        assert_eq!(states(&payments), ["sent", "sent"]);
        let given = file(&purse.finance, &batch).await.expect(200);
        assert_eq!(given.header("content-type"), "text/csv; charset=utf-8");
        let rows: Vec<&str> = given.text.lines().collect();
        assert_eq!(rows[0], "序号,业务参考号,收款人户名,收款账号,开户行,金额(元),用途");
        for (number, (row, payment)) in rows[1..3].iter().zip(&payments).enumerate() {
            let id = payment["id"].as_str().unwrap();
            let begins = format!("{},{id},{}", number + 1, payment["recipient"]["holder"].as_str().unwrap());
            assert!(row.starts_with(&begins), "{row}");
            assert!((1..=2).any(|person| row.contains(&card(person))), "{row}");
            assert!(row.contains(",4000.00,金秋助学 "), "{row}");
        }
        assert_eq!(rows[3], ",合计,2笔,,,8000.00,");
        assert_eq!(file(&second, &batch).await.expect(200).text, given.text);
        // Whose numbers were shown stands in the register, once for each reading.
        let register = service.sign_in("auditor.640100").await.get("/disclosures?purpose=payment").await.expect(200).body;
        let shown = register["items"].as_array().unwrap();
        assert_eq!((shown.len(), &shown[0]["fields"], &shown[0]["shown"]), (2, &json!(["card"]), &json!(2)));
        for case in &cases {
            let of = shown[0]["subjects"].as_array().unwrap().iter().find(|of| of["id"] == json!(case.id));
            assert_eq!(of.map(|of| &of["kind"]), Some(&json!("worker")));
        }
        assert_eq!(purse.at_the_bank().await, (2 * AWARD, 0));
        // One is answered, and then both: what is known changes nothing.
        let first = answers(&purse.finance, &batch, &[line(&payments[0], "paid")]).await.expect(200);
        assert_eq!(first.body["state"], "sent");
        assert_eq!(purse.at_the_bank().await, (AWARD, AWARD));
        let both = [line(&payments[0], "paid"), line(&payments[1], "paid")];
        assert_eq!(answers(&purse.finance, &batch, &both).await.expect(200).body["state"], "answered");
        assert_eq!(answers(&purse.finance, &batch, &both).await.expect(200).body["state"], "answered");
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, 2 * AWARD), (0, 0)));
        let paid = lines(&purse.finance, &batch).await;
        assert_eq!(states(&paid), ["paid", "paid"]);
        assert_eq!(paid[0]["answer"]["serial"], "BK201808250001");
        // Whoever was paid is not paid again, and not revoked.
        told(purse.prepares(1).await, "nobody_payable", None);
        let revoke = json!({"action": "revoke", "note": "经核实不符合条件"});
        cases[0].refuses(&people.city, revoke, "already_paid", None).await;
    }

    async fn what_the_bank_did_not_pay_is_paid_anew_under_the_same_award(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = sent(&service, &purse, 1, &Value::Null).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let failed = answers(&purse.finance, &batch, &[line(&payment, "failed")]).await.expect(200);
        assert_eq!(failed.body["state"], "answered");
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, 0), (0, AWARD)));
        assert_eq!(lines(&purse.finance, &batch).await[0]["answer"]["reason"], "户名不符");
        let again = sent(&service, &purse, 1, &Value::Null).await;
        let anew = lines(&purse.finance, &again).await.remove(0);
        assert_eq!(anew["award"], payment["award"]);
        assert_ne!(anew["id"], payment["id"]);
        // What the bank says of the former one is none of this batch's, and it is not paid after all.
        let crossed = answers(&purse.finance, &again, &[line(&payment, "paid")]).await.refused(422, "invalid");
        assert_eq!(crossed.pointers(), ["/lines/0"]);
        let belated = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.refused(422, "invalid");
        assert!(belated.text.contains("发放失败"), "{}", belated.text);
        let _ = answers(&purse.finance, &again, &[line(&anew, "paid")]).await.expect(200);
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, AWARD), (0, 0)));
        assert_eq!(
            purse.kinds().await,
            ["budget", "commitment", "planning", "failing", "planning", "paying"]
        );
    }

    async fn money_that_came_back_is_paid_anew_when_somebody_else_approves_it(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = sent(&service, &purse, 1, &Value::Null).await;
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let never_paid = answers(&purse.finance, &batch, &[line(&payment, "returned")]).await.refused(422, "invalid");
        assert_eq!(never_paid.pointers(), ["/lines/0"]);
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        let second = service.sign_in("finance2.640100").await;
        let mut closed = line(&payment, "returned");
        closed["reason"] = json!("账户已销户");
        for _ in 0..2 {
            assert_eq!(answers(&second, &batch, &[closed.clone()]).await.expect(200).body["state"], "answered");
            assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, 0), (0, AWARD)));
        }
        // The bank's file of the day before, once more.
        let _ = answers(&purse.finance, &batch, &[line(&payment, "paid")]).await.expect(200);
        let returned = lines(&purse.finance, &batch).await.remove(0);
        assert_eq!(returned["state"], "returned");
        assert_eq!((&returned["answer"]["reason"], &returned["returned"]["reason"]), (&Value::Null, &json!("账户已销户")));
        let again = purse.prepares(1).await.expect(201).id();
        told(approves(&second, &again).await, "own_return", None);
        // Who took it down may prepare, and then somebody else approves.
        let _ = dissolves(&purse.finance, &again).await.expect(200);
        let seconds = Purse { finance: second, id: purse.id.clone() };
        let again = seconds.prepares(1).await.expect(201).id();
        let _ = approves(&purse.finance, &again).await.expect(200);
        let _ = does(&purse.finance, &again, "send", &json!({})).await.expect(200);
        let anew = lines(&purse.finance, &again).await.remove(0);
        let _ = answers(&purse.finance, &again, &[line(&anew, "paid")]).await.expect(200);
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, AWARD), (0, 0)));
        assert_eq!(
            purse.kinds().await,
            ["budget", "commitment", "planning", "paying", "returning", "planning", "dropping", "planning", "paying"]
        );
    }

    async fn an_answer_of_which_a_line_does_not_fit_is_not_taken(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 2).await;
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let good = line(&payments[0], "paid");
        let mut less = line(&payments[1], "paid");
        less["amount_fen"] = json!(AWARD - 1);
        let mut strange = line(&payments[1], "paid");
        strange["payment"] = json!("0197b2a0-0000-7000-8000-000000000001");
        let many = [good.clone(), less, strange, good.clone()];
        let refused = answers(&purse.finance, &batch, &many).await.refused(422, "invalid");
        assert_eq!(refused.pointers(), ["/lines/1", "/lines/2", "/lines/3"]);
        for (count, fen) in [(1, 2 * AWARD), (2, 2 * AWARD + 1)] {
            let mut wrong = said(&[good.clone(), line(&payments[1], "failed")]);
            (wrong["payments"], wrong["amount_fen"]) = (json!(count), json!(fen));
            told(does(&purse.finance, &batch, "answers", &wrong).await, "batch_differs", None);
        }
        assert_eq!(states(&lines(&purse.finance, &batch).await), ["sent", "sent"]);
        assert_eq!(purse.at_the_bank().await, (2 * AWARD, 0));
    }

    async fn the_file_is_in_the_form_that_the_bank_asks_for(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = approves(&service.sign_in("finance2.640100").await, &batch).await.expect(200);
        let form = |columns: &[&str]| json!({"form": {"encoding": "gbk", "columns": columns, "totals": false}});
        for columns in [&["reference", "holder", "yuan"][..], &["reference", "holder", "account", "fen", "fen"]] {
            let _ = does(&purse.finance, &batch, "send", &form(columns)).await.refused(422, "invalid");
        }
        let _ = does(&purse.finance, &batch, "send", &form(&["account", "holder", "fen", "reference"])).await.expect(200);
        let given = file(&purse.finance, &batch).await.expect(200);
        assert_eq!(given.header("content-type"), "text/csv; charset=gbk");
        let (text, _, wrong) = encoding_rs::GBK.decode(&given.octets);
        assert!(!wrong);
        let payment = lines(&purse.finance, &batch).await.remove(0);
        let holder = payment["recipient"]["holder"].as_str().unwrap();
        let line = format!("{},{holder},{AWARD},{}", card(1), payment["id"].as_str().unwrap());
        assert_eq!(text.lines().collect::<Vec<_>>(), ["收款账号,收款人户名,金额(分),业务参考号", &line]);
    }

    async fn the_banks_own_file_is_taken_down_whole_or_not_at_all(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 2).await;
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let id = |at: usize| payments[at]["id"].as_str().unwrap();
        let rows = |outcomes: [&str; 2]| format!("{},4000.00,{},\n{},\"4,000.00\",{},户名不符\n", id(0), outcomes[0], id(1), outcomes[1]);
        let (headings, totals) = ("业务参考号,金额(元),处理结果,失败原因\n", "合计,8000.00,2笔,\n");
        let whole = format!("代发回盘文件\n{headings}{}{totals}", rows(["成功", "失败"]));
        let unknown = format!("{headings}{}{totals}", rows(["成功", "已处理"]));
        assert_eq!(gives(&purse, &batch, "", unknown.as_bytes()).await.refused(422, "invalid").pointers(), ["/rows/3"]);
        let short = format!("{headings}{}合计,8000.01,2笔,\n", rows(["成功", "失败"]));
        told(gives(&purse, &batch, "", short.as_bytes()).await, "batch_differs", None);
        let open = format!("{headings}{}", rows(["成功", "失败"]));
        let _ = gives(&purse, &batch, "", open.as_bytes()).await.refused(422, "invalid");
        told(gives(&purse, &batch, "?payments=2&amount_fen=800001", open.as_bytes()).await, "batch_differs", None);
        let _ = gives(&purse, &batch, "", b"\x89PNG\r\n\0\xff").await.refused(422, "invalid");
        assert_eq!(states(&lines(&purse.finance, &batch).await), ["sent", "sent"]);
        let (gbk, _, lacking) = encoding_rs::GBK.encode(&whole);
        assert!(!lacking);
        // The same file, and again as another office has saved it: once.
        for octets in [&gbk, whole.as_bytes()] {
            assert_eq!(gives(&purse, &batch, "", octets).await.expect(200).body["state"], "answered");
            assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, AWARD), (0, AWARD)));
        }
        let said = lines(&purse.finance, &batch).await;
        assert_eq!((states(&said), &said[1]["answer"]["reason"]), (vec!["paid", "failed"], &json!("户名不符")));
        // It has its own words for what came back.
        let back = format!("REF,FEN,STATUS\n{},{AWARD},R\n", id(0));
        let query = format!("?payments=1&amount_fen={AWARD}&reference=REF&amount=FEN&unit=fen&outcome=STATUS&returned=R");
        let _ = gives(&purse, &batch, &query, back.as_bytes()).await.expect(200);
        assert_eq!(states(&lines(&purse.finance, &batch).await), ["returned", "failed"]);
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, 0), (0, 2 * AWARD)));
    }

    async fn an_objection_since_the_approval_holds_the_sending(service: Service) {
        let people = Cast::of(&service).await;
        let (cases, purse) = funded(&service, &people, 1).await;
        let posting = post_decided(&service, &cases).await.expect(201).id();
        service.set_clock(PAID_ON).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = approves(&service.sign_in("finance2.640100").await, &batch).await.expect(200);
        let _ = object(&people.county_caseworker, &cases[0], &posting).await;
        told(does(&purse.finance, &batch, "send", &json!({})).await, "not_payable", None);
        let _ = dissolves(&purse.finance, &batch).await.expect(200);
    }

    async fn sixteen_answers_at_once_pay_once(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 2).await;
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let twin = service.twin().await;
        let doors = [purse.finance.clone(), twin.sign_in("finance2.640100").await];
        let payments = lines(&purse.finance, &batch).await;
        let said = said(&[line(&payments[0], "paid"), line(&payments[1], "failed")]);
        let path = format!("/payment-batches/{batch}/answers");
        let version = purse.finance.get(&format!("/payment-batches/{batch}")).await.expect(200).version();
        let answers = race(16, |n| doors[n % 2].post_at(&path, version, &said)).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!((purse.at_the_bank().await, purse.balance().await), ((0, AWARD), (0, AWARD)));
    }

    async fn what_the_bank_was_told_and_said_is_not_changed(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 2).await;
        let batch = sent(&service, &purse, 2, &Value::Null).await;
        let payments = lines(&purse.finance, &batch).await;
        let both = [line(&payments[0], "paid"), line(&payments[1], "paid")];
        let _ = answers(&purse.finance, &batch, &both).await.expect(200);
        let _ = answers(&purse.finance, &batch, &[line(&payments[1], "returned")]).await.expect(200);
        for broken in [
            "UPDATE payment_sendings SET at = at + 1",
            "DELETE FROM payment_sendings",
            "UPDATE payment_answers SET outcome = 'failed'",
            "DELETE FROM payment_answers",
            "UPDATE payment_returns SET at = at + 1",
            "DELETE FROM payment_returns",
            "UPDATE fund_balances SET paid_fen = -1",
            "UPDATE awards SET state = 'awaiting_funds', fund = NULL",
        ] {
            assert!(service.sql(broken).await.is_err(), "{broken}");
        }
    }
}

//! What if the bank is told directly, and does not answer? Nothing is told twice, and what it did is known by its own record (N22, N26).

use harness::{Answer, MockBank, Service, Value, json, on_both, race};

use uuid::Uuid;

use crate::cast::{Case, Cast, told};
use crate::funds::{AWARD, Purse};
use crate::objections::object;
use crate::payments::{PAID_ON, approves, card, does, funded, payable, post_decided};
use crate::sendings::{answers, line, lines};

/// So many cases whose batch the bank is to be told of directly, at a process that has one.
struct Told<'a> {
    at: Service,
    bank: MockBank,
    cases: Vec<Case<'a>>,
    purse: Purse,
    batch: String,
}

async fn directly<'a>(service: &Service, people: &'a Cast, manners: &[&str]) -> Told<'a> {
    let bank = MockBank::open();
    bank.behaves(manners).await;
    let (cases, purse) = payable(service, people, manners.len()).await;
    let at = service.twin_with_bank(&bank).await;
    let batch = purse.prepares(i64::try_from(manners.len()).unwrap()).await.expect(201).id();
    let of = Told { at, bank, cases, purse, batch };
    of.hands_over(service).await;
    of
}

impl Told<'_> {
    async fn hands_over(&self, service: &Service) {
        let _ = approves(&service.sign_in("finance2.640100").await, &self.batch).await.expect(200);
        let _ = self.sends(&json!({"by": "direct"})).await.expect(200);
    }

    async fn sends(&self, body: &Value) -> Answer {
        does(&self.at.sign_in("finance.640100").await, &self.batch, "send", body).await
    }

    /// One turn: how many the bank was told of, how many were settled, how many answers were lost, how many cannot be.
    async fn turn(&self) -> (usize, usize, usize, usize) {
        self.turn_of(Uuid::nil()).await
    }

    /// The same of the process of that name.
    async fn turn_of(&self, name: Uuid) -> (usize, usize, usize, usize) {
        let spoken = self.at.speaks(self.bank.direct(), name).await;
        (spoken.told, spoken.settled, spoken.lost, spoken.misfits)
    }

    async fn states(&self) -> Vec<String> {
        let payments = lines(&self.purse.finance, &self.batch).await;
        payments.iter().map(|payment| payment["state"].as_str().unwrap().to_owned()).collect()
    }

    /// How often the bank was told of each payment, in the order of their lines.
    async fn tellings(&self) -> Vec<u64> {
        let books = self.bank.books().await;
        let told =
            |payment: &Value| books[payment["id"].as_str().unwrap()]["told"].as_u64().unwrap_or_default();
        lines(&self.purse.finance, &self.batch).await.iter().map(told).collect()
    }

    async fn batch_state(&self) -> Value {
        self.purse.finance.get(&format!("/payment-batches/{}", self.batch)).await.expect(200).body["state"]
            .clone()
    }
}

on_both! {
    async fn a_bank_is_told_of_each_payment_once_and_says_what_it_paid(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["pays", "waits", "refuses"]).await;
        assert_eq!(of.states().await, ["planned", "planned", "planned"]);
        assert_eq!(of.batch_state().await, "sent");
        let file = of.purse.finance.request(harness::Method::POST, &format!("/payment-batches/{}/bank-file", of.batch));
        told(file.without_key().send().await, "told_directly", None);
        let shown = people.city.get("/disclosures?purpose=payment").await.expect(200).body["items"].clone();
        assert_eq!((&shown[0]["fields"], &shown[0]["shown"]), (&json!(["card"]), &json!(3)));
        // Told one after the other; the order of three at once is nobody's.
        assert_eq!(of.turn().await, (3, 3, 0, 0));
        let mut states = of.states().await;
        states.sort();
        assert_eq!(states, ["failed", "paid", "sent"]);
        assert_eq!(of.batch_state().await, "sent");
        assert_eq!((of.purse.at_the_bank().await, of.purse.balance().await), ((AWARD, AWARD), (0, AWARD)));
        // It has taken one in, and is asked until it has decided.
        let mut settled = 0;
        while settled == 0 {
            settled = of.turn().await.1;
        }
        assert_eq!(of.batch_state().await, "answered");
        assert_eq!((of.purse.at_the_bank().await, of.purse.balance().await), ((0, 2 * AWARD), (0, AWARD)));
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        assert_eq!(of.tellings().await, [1, 1, 1]);
        let payments = lines(&of.purse.finance, &of.batch).await;
        let failed = payments.iter().find(|payment| payment["state"] == "failed").unwrap();
        assert_eq!(failed["answer"]["reason"], "账户已销户");
        let books = of.bank.books().await;
        let mut accounts: Vec<&str> = payments.iter().map(|payment| books[payment["id"].as_str().unwrap()]["account"].as_str().unwrap()).collect();
        accounts.sort_unstable();
        let mut cards: Vec<String> = (1..=3).map(card).collect();
        cards.sort();
        assert_eq!(accounts, cards);
        // What it did not pay is paid anew, under a reference of its own.
        let again = of.purse.prepares(1).await.expect(201).id();
        let anew = Told { batch: again, ..of };
        anew.hands_over(&service).await;
        assert_eq!(anew.turn().await, (1, 1, 0, 0));
        assert_eq!(anew.purse.at_the_bank().await, (0, 3 * AWARD));
    }

    async fn an_answer_that_is_lost_has_nothing_paid_twice(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["swallows"]).await;
        assert_eq!(of.turn().await, (0, 0, 1, 0));
        assert_eq!(of.states().await, ["unknown"]);
        // Until the bank's record decides, nothing else is paid, given back or revoked.
        told(of.purse.prepares(1).await, "nobody_payable", None);
        of.cases[0].refuses(&people.city, json!({"action": "revoke", "note": "经核实不符合条件"}), "being_paid", None).await;
        assert_eq!(of.purse.at_the_bank().await, (AWARD, 0));
        // That it was not paid is the bank's to say, and no officer's.
        let payment = lines(&of.purse.finance, &of.batch).await.remove(0);
        let failed = answers(&of.purse.finance, &of.batch, &[line(&payment, "failed")]).await;
        assert_eq!(failed.refused(422, "invalid").pointers(), ["/lines/0"]);
        assert_eq!(of.turn().await, (0, 1, 0, 0));
        assert_eq!((of.states().await, of.tellings().await), (vec!["paid".to_owned()], vec![1]));
        assert_eq!(of.batch_state().await, "answered");
    }

    async fn what_the_bank_never_had_is_told_again_once_it_can_come_no_more(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["loses", "busy"]).await;
        assert_eq!(of.turn().await, (0, 0, 2, 0));
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        service.set_clock("2018-08-10T09:09:00+08:00").await;
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        assert_eq!((of.states().await, of.tellings().await), (vec!["unknown".to_owned(); 2], vec![0, 0]));
        service.set_clock("2018-08-10T09:30:00+08:00").await;
        assert_eq!(of.turn().await, (2, 4, 0, 0));
        assert_eq!((of.states().await, of.tellings().await), (vec!["paid".to_owned(); 2], vec![1, 1]));
    }

    async fn a_record_that_comes_late_is_believed_and_the_order_not_told_again(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["hides"]).await;
        assert_eq!(of.turn().await, (0, 0, 1, 0));
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        service.set_clock("2018-08-10T09:30:00+08:00").await;
        // The third time it still has nothing, and could be told; then it is asked once more, and has it.
        assert_eq!(of.turn().await, (0, 2, 0, 0));
        assert_eq!(of.states().await, ["unknown"]);
        assert_eq!(of.turn().await, (0, 1, 0, 0));
        assert_eq!((of.states().await, of.tellings().await), (vec!["paid".to_owned()], vec![1]));
    }

    async fn a_record_that_cannot_be_is_for_an_officer_to_settle(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["miscounts"]).await;
        let (_, settled, lost, misfits) = of.turn().await;
        assert_eq!((settled, lost, misfits), (0, 0, 1));
        assert_eq!(of.states().await, ["unknown"]);
        let payment = lines(&of.purse.finance, &of.batch).await.remove(0);
        let _ = answers(&of.purse.finance, &of.batch, &[line(&payment, "paid")]).await.expect(200);
        assert_eq!((of.states().await, of.batch_state().await), (vec!["paid".to_owned()], json!("answered")));
        assert_eq!(of.purse.at_the_bank().await, (0, AWARD));
    }

    async fn a_batch_goes_directly_only_where_there_is_a_bank(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, 1).await;
        let batch = purse.prepares(1).await.expect(201).id();
        let _ = approves(&service.sign_in("finance2.640100").await, &batch).await.expect(200);
        told(does(&purse.finance, &batch, "send", &json!({"by": "direct"})).await, "no_bank", None);
        let both = json!({"by": "direct", "form": {"encoding": "gbk", "columns": ["account", "holder", "fen", "reference"], "totals": false}});
        assert_eq!(does(&purse.finance, &batch, "send", &both).await.refused(422, "invalid").pointers(), ["/form"]);
        let _ = does(&purse.finance, &batch, "send", &json!({"by": "file"})).await.expect(200);
    }

    async fn batches_that_a_bank_does_not_decide_hold_up_no_other(service: Service) {
        let people = Cast::of(&service).await;
        let bank = MockBank::open();
        let (_cases, purse) = payable(&service, &people, 21).await;
        bank.behaves(&["hides"; 21]).await;
        let at = service.twin_with_bank(&bank).await;
        let (first, second) = (at.sign_in("finance.640100").await, at.sign_in("finance2.640100").await);
        let found = people.city.get(&format!("/awards?fund={}", purse.id)).await.expect(200).body;
        for award in found["items"].as_array().unwrap() {
            let body = json!({"fund": purse.id, "awards": [award["id"]], "payments": 1, "amount_fen": AWARD});
            let batch = first.post("/payment-batches", &body).await.expect(201).id();
            let _ = approves(&second, &batch).await.expect(200);
            let _ = does(&first, &batch, "send", &json!({"by": "direct"})).await.expect(200);
        }
        let _ = at.speaks(bank.direct(), Uuid::nil()).await;
        assert_eq!(bank.books().await.as_object().unwrap().len(), 21);
    }

    async fn what_came_up_before_the_bank_was_told_is_not_paid_and_can_be_given_up(service: Service) {
        let people = Cast::of(&service).await;
        let bank = MockBank::open();
        let (cases, purse) = funded(&service, &people, 2).await;
        let posting = post_decided(&service, &cases).await.expect(201).id();
        service.set_clock(PAID_ON).await;
        let at = service.twin_with_bank(&bank).await;
        let batch = purse.prepares(2).await.expect(201).id();
        let of = Told { at, bank, cases, purse, batch };
        of.hands_over(&service).await;
        let _ = object(&people.county_caseworker, &of.cases[0], &posting).await;
        assert_eq!(of.turn().await, (1, 1, 0, 0));
        assert_eq!(of.turn().await, (0, 0, 0, 0));
        let mut states = of.states().await;
        states.sort();
        assert_eq!((states, of.batch_state().await), (vec!["paid".to_owned(), "planned".to_owned()], json!("sent")));
        let planned = lines(&of.purse.finance, &of.batch).await.into_iter().find(|payment| payment["state"] == "planned").unwrap();
        assert_eq!(answers(&of.purse.finance, &of.batch, &[line(&planned, "paid")]).await.refused(422, "invalid").pointers(), ["/lines/0"]);
        let given_up = does(&of.purse.finance, &of.batch, "dissolve", &json!({"ground": "有异议,另行处理"})).await.expect(200);
        assert_eq!(given_up.body["state"], "answered");
        assert_eq!((of.purse.at_the_bank().await, of.purse.balance().await), ((0, AWARD), (0, AWARD)));
        told(does(&of.purse.finance, &of.batch, "dissolve", &json!({"ground": "有异议,另行处理"})).await, "batch_stands", None);
    }

    async fn eight_processes_tell_the_bank_of_each_payment_once(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["pays", "swallows", "waits"]).await;
        let spoken = race(8, |n| of.turn_of(Uuid::from_u128(u128::try_from(n).unwrap() + 1))).await;
        assert!(spoken.iter().map(|(told, ..)| told).sum::<usize>() <= 3, "{spoken:?}");
        service.set_clock("2018-08-10T09:30:00+08:00").await;
        while of.batch_state().await != "answered" {
            let _ = of.turn().await;
        }
        assert_eq!(of.tellings().await, [1, 1, 1]);
        assert_eq!((of.purse.at_the_bank().await, of.purse.balance().await), ((0, 3 * AWARD), (0, 0)));
    }

    async fn a_bank_that_is_away_is_told_nothing_and_nothing_is_marked(service: Service) {
        let people = Cast::of(&service).await;
        let of = directly(&service, &people, &["pays"]).await;
        let away = MockBank::open();
        let gone = away.direct();
        drop(away);
        let spoken = of.at.speaks(gone, Uuid::nil()).await;
        assert_eq!((spoken.told, spoken.lost), (0, 1));
        assert_eq!(of.states().await, ["planned"]);
        assert_eq!(of.turn().await, (1, 1, 0, 0));
        assert_eq!(of.states().await, ["paid"]);
    }
}

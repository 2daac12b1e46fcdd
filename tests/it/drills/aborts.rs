//! What if the process dies at any step of paying? It is started again, what was not answered is sent again with its key, and each award
//! is paid once: whatever the bank does meanwhile (N22, N26).
//!
//! A round prepares, approves and sends a batch, lets the service speak with the bank, and takes down that the money came back, so that
//! the next round pays the same awards. In it the process is aborted at one step; the rounds try one step after the other.

use std::time::{Duration, Instant};

use harness::{Answer, Client, Method, MockBank, Process, Service, Value, json, on_both};

use super::dice::Dice;
use super::figure::{count, judged, seed};
use crate::cast::Cast;
use crate::funds::{AWARD, Purse};
use crate::payments::payable;
use crate::sendings::{line, lines};

/// How many awards a batch pays.
const AWARDS: usize = 2;
/// How long a process is left alone with the bank before it is looked at whether it lives, and is started again.
const LEFT_ALONE: Duration = Duration::from_secs(2);
/// The bank behaves so, each as likely.
const MANNERS: [&str; 6] = ["pays", "waits", "refuses", "swallows", "hides", "loses"];

struct Office {
    process: Process,
    bank: MockBank,
    purse: Purse,
    tokens: [String; 2],
    /// How often the process died at its step.
    deaths: usize,
    /// Minutes of the clock since the first round.
    minutes: i64,
    dice: Dice,
}

impl Office {
    /// Starts the process, which is to die at that step, or at none.
    fn starts(&mut self, step: Option<usize>) {
        let (url, step) = (self.bank.url(), step.map(|step| step.to_string()));
        let mut besides = vec![("JINQIU_BANK_URL", url.as_str())];
        besides.extend(step.as_deref().map(|step| ("ABORT_AT_STEP", step)));
        self.process.with(&besides).demo();
        self.purse.finance = self.finance(0);
    }

    async fn signs_in(&mut self) {
        for (token, who) in self.tokens.iter_mut().zip(["finance.640100", "finance2.640100"]) {
            self.process.sign_in(who).await.token().clone_into(token);
        }
        self.purse.finance = self.finance(0);
    }

    /// Starts it again where it has died.
    fn lives_on(&mut self) {
        if self.process.ended(Duration::ZERO).is_some() {
            self.deaths += 1;
            self.starts(None);
        }
    }

    fn finance(&self, which: usize) -> Client {
        self.process.anyone().with_token(&self.tokens[which])
    }

    /// Sends until it is answered, over as many starts as it takes.
    async fn sends(
        &mut self,
        which: usize,
        key: &str,
        path: &str,
        version: Option<i64>,
        body: &Value,
    ) -> Answer {
        loop {
            let request = self.finance(which).request(Method::POST, path).key(key);
            let request = match version {
                Some(version) => request.if_match(version),
                None => request,
            };
            let request = if body.is_null() { request } else { request.json(body) };
            if let Some(answer) = request.try_send().await {
                return answer;
            }
            // The connection ends before the process does.
            assert_eq!(self.process.ended(LEFT_ALONE), Some(false), "it lives and does not answer");
            self.deaths += 1;
            self.starts(None);
        }
    }

    async fn version(&self, batch: &str) -> i64 {
        self.purse.finance.get(&format!("/payment-batches/{batch}")).await.expect(200).version()
    }

    async fn is_answered(&self, batch: &str) -> bool {
        let read = self.finance(0).request(Method::GET, &format!("/payment-batches/{batch}"));
        read.try_send().await.is_some_and(|answer| answer.body["state"] == "answered")
    }

    /// Lets the process speak with the bank until that has said what became of each payment.
    async fn settles(&mut self, batch: &str) {
        loop {
            let begun = Instant::now();
            while begun.elapsed() < LEFT_ALONE {
                if self.is_answered(batch).await {
                    return;
                }
                self.lives_on();
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            // What the bank never had is told again after a time, and by another process once the lease of a dead one is over; a start asks
            // at once.
            self.minutes += 11;
            let now = format!(
                "2018-08-{:02}T{:02}:{:02}:00+08:00",
                11 + self.minutes / 1440,
                self.minutes / 60 % 24,
                self.minutes % 60
            );
            self.starts(None);
            let _ = self.finance(0).put("/demo/clock", &json!({ "now": now })).await.expect(200);
            self.starts(None);
        }
    }

    async fn round(&mut self, number: usize, step: usize) -> bool {
        let manners: Vec<&str> = (0..AWARDS).map(|_| *self.dice.pick(&MANNERS)).collect();
        self.bank.behaves(&manners).await;
        let before = self.deaths;
        self.starts(Some(step));
        let key = |what: &str| format!("{what}-{number}");
        let fen = i64::try_from(AWARDS).unwrap() * AWARD;
        let body = json!({"fund": self.purse.id, "payments": AWARDS, "amount_fen": fen});
        let batch = self.sends(0, &key("prepare"), "/payment-batches", None, &body).await.expect(201).id();
        let path = format!("/payment-batches/{batch}");
        let _ = self
            .sends(1, &key("approve"), &format!("{path}/approve"), Some(1), &Value::Null)
            .await
            .expect(200);
        let direct = json!({"by": "direct"});
        let _ = self.sends(0, &key("send"), &format!("{path}/send"), Some(2), &direct).await.expect(200);
        self.settles(&batch).await;
        let payments = lines(&self.purse.finance, &batch).await;
        let books = self.bank.books().await;
        let mut returned = Vec::new();
        for payment in &payments {
            let kept = &books[payment["id"].as_str().unwrap()];
            assert_eq!(payment["state"], kept["outcome"], "{payment} {kept}");
            if payment["state"] == "paid" {
                returned.push(line(payment, "returned"));
            }
        }
        let paid = i64::try_from(returned.len()).unwrap() * AWARD;
        assert_eq!(
            (self.purse.balance().await, self.purse.at_the_bank().await),
            ((0, fen - paid), (0, paid))
        );
        if !returned.is_empty() {
            let said = json!({"payments": returned.len(), "amount_fen": paid, "lines": returned});
            let version = self.version(&batch).await;
            let _ = self
                .sends(0, &key("back"), &format!("{path}/answers"), Some(version), &said)
                .await
                .expect(200);
        }
        assert_eq!((self.purse.balance().await, self.purse.at_the_bank().await), ((0, fen), (0, 0)));
        self.deaths > before
    }

    /// Each payment of each round is one, and the bank has no order that is not a payment.
    async fn account(&self, rounds: usize) {
        let payments = self
            .purse
            .finance
            .get(&format!("/payments?fund={}&total=true&limit=1", self.purse.id))
            .await
            .expect(200)
            .body;
        assert_eq!(payments["total"], json!(rounds * AWARDS), "payments that no round made");
        let books = self.bank.books().await;
        assert_eq!(books.as_object().unwrap().len(), rounds * AWARDS, "orders that no payment made");
    }
}

on_both! {
    async fn a_process_that_dies_at_any_step_pays_each_award_once(service: Service) {
        let people = Cast::of(&service).await;
        let (_cases, purse) = payable(&service, &people, AWARDS).await;
        let (engine, bank, seed) = (service.engine(), MockBank::open(), seed());
        let process = service.program(env!("CARGO_BIN_EXE_jinqiu-under-test").as_ref());
        // From here on the program alone has the database.
        drop(service);
        let dice = Dice((seed << 1) | 1);
        let mut office = Office { process, bank, purse, tokens: <[String; 2]>::default(), deaths: 0, minutes: 0, dice };
        office.starts(None);
        // Every step in a drill, or every so manieth that it is told; some in the ordinary run.
        let stride = if judged() { count(1, 1) } else { 41 };
        let (mut rounds, mut step) = (0, 1 + usize::try_from(seed).unwrap() % stride);
        loop {
            if rounds % 20 == 0 {
                office.starts(None);
                office.signs_in().await;
            }
            let died = office.round(rounds, step).await;
            rounds += 1;
            if !died {
                break;
            }
            step += stride;
        }
        office.account(rounds).await;
        println!("{engine:?}: {rounds} rounds, the process died {} times, a round takes fewer than {step} steps", office.deaths);
        println!("awards paid twice: 0 (limit 0): kept");
        println!("fen lost or made: 0 (limit 0): kept");
    }
}

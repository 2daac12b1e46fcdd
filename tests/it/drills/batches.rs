//! Is nobody paid twice, whatever officers and the bank do in whichever order? Batches against a bank that keeps books of its own, and
//! tells of them late, in parts, twice, and falsely (N22, N26).

use std::collections::BTreeSet;

use harness::{Answer, Client, Service, Value, json, on_both};

use super::dice::Dice;
use super::figure::{count, seed};
use crate::cast::Cast;
use crate::funds::{AWARD, Purse};
use crate::payments::{approves, dissolves, does, payable};
use crate::sendings::{answers, line, lines};

/// How many awards there are to pay.
const AWARDS: usize = 6;

/// Where a batch stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Prepared,
    Approved,
    WithBank,
    GivenUp,
}

/// A payment, with what became of it at the bank and how much of that the bank has told.
struct Paid {
    view: Value,
    award: usize,
    truth: &'static [&'static str],
    told: usize,
}

impl Paid {
    fn last_told(&self) -> Option<&'static str> {
        self.told.checked_sub(1).map(|at| self.truth[at])
    }
}

struct Batch {
    id: String,
    stands: Stands,
    by: usize,
    payments: Vec<Paid>,
}

struct Books {
    purse: Purse,
    /// Two of finance, and a head, who approves alone.
    officers: [Client; 3],
    awards: Vec<String>,
    batches: Vec<Batch>,
    /// Who took down that an award was not paid, or that its money came back.
    undone_by: Vec<BTreeSet<usize>>,
    dice: Dice,
}

fn fen(count: usize) -> i64 {
    i64::try_from(count).unwrap() * AWARD
}

fn expected(answer: &Answer, good: u16, is_good: bool) {
    assert_eq!(answer.status, if is_good { good } else { 409 }, "{}", answer.text);
}

impl Books {
    async fn open(service: &Service, people: &Cast) -> Self {
        let (_cases, purse) = payable(service, people, AWARDS).await;
        let found = people.city.get(&format!("/awards?fund={}", purse.id)).await.expect(200).body;
        let awards = found["items"].as_array().unwrap().iter();
        let awards: Vec<String> = awards.map(|award| award["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(awards.len(), AWARDS);
        let second = service.sign_in("finance2.640100").await;
        let officers = [purse.finance.clone(), second, people.city.clone()];
        let undone_by = vec![BTreeSet::new(); AWARDS];
        Self { purse, officers, awards, batches: Vec::new(), undone_by, dice: Dice(seed()) }
    }

    fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.dice.roll(u64::try_from(sides).unwrap())).unwrap()
    }

    fn all(&self) -> impl Iterator<Item = (&Batch, &Paid)> {
        self.batches
            .iter()
            .filter(|batch| batch.stands != Stands::GivenUp)
            .flat_map(|batch| batch.payments.iter().map(move |of| (batch, of)))
    }

    fn waits(batch: &Batch, of: &Paid) -> bool {
        batch.stands != Stands::WithBank || of.told == 0
    }

    fn under_way(&self, award: usize) -> bool {
        let holds = |(batch, of): (&Batch, &Paid)| {
            of.award == award && (Self::waits(batch, of) || of.last_told() == Some("paid"))
        };
        self.all().any(holds)
    }

    async fn prepares(&mut self) {
        let by = self.below(2);
        let chosen: Vec<usize> = (0..AWARDS).filter(|_| self.dice.roll(3) == 0).collect();
        if chosen.is_empty() {
            return;
        }
        let wrong = self.below(6) == 0;
        let ids: Vec<&str> = chosen.iter().map(|at| self.awards[*at].as_str()).collect();
        let body = json!({"fund": self.purse.id, "awards": ids, "payments": chosen.len(), "amount_fen": fen(chosen.len()) + i64::from(wrong)});
        let answer = self.officers[by].post("/payment-batches", &body).await;
        if chosen.iter().any(|at| self.under_way(*at)) {
            assert_eq!(answer.status, 422, "{}", answer.text);
            return;
        }
        expected(&answer, 201, !wrong);
        if wrong {
            return;
        }
        let id = answer.id();
        let mut payments = Vec::new();
        for view in lines(&self.officers[by], &id).await {
            let award = self.awards.iter().position(|award| view["award"] == award.as_str()).unwrap();
            let truth: &[&str] = match self.dice.roll(5) {
                0 => &["failed"],
                1 | 2 => &["paid", "returned"],
                _ => &["paid"],
            };
            payments.push(Paid { view, award, truth, told: 0 });
        }
        self.batches.push(Batch { id, stands: Stands::Prepared, by, payments });
    }

    async fn approves(&mut self, at: usize) {
        let who = self.below(3);
        let batch = &self.batches[at];
        let awards = || batch.payments.iter().map(|of| of.award);
        let may = batch.stands == Stands::Prepared
            && batch.by != who
            && !awards().any(|award| self.undone_by[award].contains(&who));
        expected(&approves(&self.officers[who], &batch.id).await, 200, may);
        if may {
            self.batches[at].stands = Stands::Approved;
        }
    }

    async fn sends(&mut self, at: usize) {
        let batch = &mut self.batches[at];
        let may = batch.stands == Stands::Approved;
        expected(&does(&self.officers[0], &batch.id, "send", &json!({})).await, 200, may);
        if may {
            batch.stands = Stands::WithBank;
        }
    }

    async fn gives_up(&mut self, at: usize) {
        let batch = &mut self.batches[at];
        let may = matches!(batch.stands, Stands::Prepared | Stands::Approved);
        expected(&dissolves(&self.officers[1], &batch.id).await, 200, may);
        if may {
            batch.stands = Stands::GivenUp;
        }
    }

    /// The bank tells of some payments what comes next, or what it said before.
    async fn tells(&mut self, at: usize) {
        let (by, mut said, mut new) = (self.below(2), Vec::new(), Vec::new());
        for number in 0..self.batches[at].payments.len() {
            if self.dice.roll(2) == 0 {
                continue;
            }
            let again = self.dice.roll(3) == 0;
            let of = &self.batches[at].payments[number];
            let next = if again || of.told == of.truth.len() { of.told.saturating_sub(1) } else { of.told };
            said.push(line(&of.view, of.truth[next]));
            new.push((number, next + 1));
        }
        if said.is_empty() {
            return;
        }
        let with_bank = self.batches[at].stands == Stands::WithBank;
        expected(&answers(&self.officers[by], &self.batches[at].id, &said).await, 200, with_bank);
        for (number, told) in new.into_iter().filter(|_| with_bank) {
            let of = &mut self.batches[at].payments[number];
            if told > of.told {
                of.told = told;
                if of.last_told() != Some("paid") {
                    self.undone_by[of.award].insert(by);
                }
            }
        }
    }

    /// The bank says of one payment what cannot be, and of the others what is true: nothing of it is taken.
    async fn lies(&mut self, at: usize) {
        if self.batches[at].stands != Stands::WithBank {
            return;
        }
        let liar = self.below(self.batches[at].payments.len());
        let other_sum = self.below(2) == 0;
        let said = |(number, of): (usize, &Paid)| {
            let truth = line(&of.view, of.truth[of.told.min(of.truth.len() - 1)]);
            if number != liar {
                return truth;
            }
            let mut lie = line(
                &of.view,
                match of.last_told() {
                    None => "returned",
                    Some("failed") => "paid",
                    Some(_) => "failed",
                },
            );
            if other_sum {
                lie = truth;
                lie["amount_fen"] = json!(AWARD + 1);
            }
            lie
        };
        let said: Vec<Value> = self.batches[at].payments.iter().enumerate().map(said).collect();
        let refused = answers(&self.officers[0], &self.batches[at].id, &said).await.refused(422, "invalid");
        assert_eq!(refused.pointers(), [format!("/lines/{liar}")]);
    }

    /// The books are what the bank has told of its own, and it holds no award's money twice.
    async fn hold(&self, touched: usize) {
        let payable = self.all().filter(|(batch, of)| Self::waits(batch, of)).count();
        let paid = self.all().filter(|(_, of)| of.last_told() == Some("paid")).count();
        assert_eq!(self.purse.balance().await, (0, fen(AWARDS - payable - paid)));
        assert_eq!(self.purse.at_the_bank().await, (fen(payable), fen(paid)));
        for award in 0..AWARDS {
            let kept = |(batch, of): &(&Batch, &Paid)| {
                of.award == award && batch.stands == Stands::WithBank && of.truth.last() == Some(&"paid")
            };
            assert!(self.all().filter(kept).count() <= 1, "{} is paid twice", self.awards[award]);
        }
        let Some(batch) = self.batches.get(touched) else { return };
        let states = batch.payments.iter().map(|of| match (batch.stands, of.last_told()) {
            (Stands::GivenUp, _) => "dropped",
            (Stands::WithBank, Some(told)) => told,
            (Stands::WithBank, None) => "sent",
            _ => "planned",
        });
        let kept = lines(&self.purse.finance, &batch.id).await;
        assert!(kept.iter().map(|payment| payment["state"].as_str().unwrap()).eq(states), "{kept:?}");
    }

    async fn step(&mut self) {
        let deed = self.below(10);
        // Of late ones there is more to tell than of the first.
        let last = self.batches.len().min(4);
        let at = self.batches.len() - if last == 0 { 0 } else { self.below(last) + 1 };
        match deed {
            _ if last == 0 => self.prepares().await,
            0 | 1 => self.prepares().await,
            2 | 3 => self.approves(at).await,
            4 | 5 => self.sends(at).await,
            6 if self.below(3) == 0 => self.gives_up(at).await,
            9 => self.lies(at).await,
            _ => self.tells(at).await,
        }
        self.hold(at).await;
    }
}

on_both! {
    async fn nobody_is_paid_twice(service: Service) {
        let people = Cast::of(&service).await;
        let mut books = Books::open(&service, &people).await;
        let operations = count(80, 3_000);
        for _ in 0..operations {
            books.step().await;
        }
        let told = books.all().filter(|(_, of)| of.told > 0).count();
        println!("operations {operations}, batches {}, payments told of {told}", books.batches.len());
        println!("awards paid twice: 0 (limit 0): kept");
        println!("fen lost or made: 0 (limit 0): kept");
    }
}
